//! What the tests share: the repository's folder, the built command, and runs of the article.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use wxhost::host::{Finished, Host};

/// The repository's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The article.
pub(crate) fn article() -> PathBuf {
    root().join("js/seed/article.md")
}

/// The names of the article's scenarios, in the order of the file.
pub(crate) fn scenario_names() -> Vec<String> {
    let file = wxhost::scenario::load(&root().join("js/seed/article.md.toml")).expect("the sidecar");
    let names: Vec<String> = file.file.scenarios.iter().map(|scenario| scenario.name.clone()).collect();
    assert!(names.len() > 15, "the sidecar lost its scenarios");
    names
}

/// Runs one scenario of the article.
pub(crate) fn run_scenario(name: &str) -> Finished {
    let host = Host::open(article()).and_then(|host| host.scenario(name));
    host.and_then(Host::run).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The built command, with nothing of the environment that could change what it does.
pub(crate) struct Wxhost {
    command: Command,
}

/// What the command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Wxhost {
    /// `wxhost` with these arguments, in the repository's folder.
    pub(crate) fn new<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wxhost"));
        clean(&mut command);
        command.args(args).current_dir(root());
        Self { command }
    }

    /// In another folder.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// With an environment variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it, with both streams in pipes.
    pub(crate) fn start(self) -> std::process::Child {
        self.start_with(Stdio::null())
    }

    /// The same with this input.
    pub(crate) fn start_with(mut self, input: Stdio) -> std::process::Child {
        self.command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts")
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Ran {
        Ran::of(self.start())
    }
}

impl Ran {
    /// Waits for the end of a process.
    pub(crate) fn of(child: std::process::Child) -> Self {
        let output = child.wait_with_output().expect("the command ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let ran = Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
        assert!(!ran.err.contains("panicked at"), "a panic: {ran:?}");
        ran
    }

    /// Checks the exit code and words that must be on stderr (or, when the run has a trace, on stdout).
    #[track_caller]
    pub(crate) fn expect(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, code, "{}\n{}", ends_of(&self.out), self.err);
        for word in words {
            let found = self.out.contains(word) || self.err.contains(word);
            assert!(found, "{word:?} is not in:\n{}\n{}", ends_of(&self.out), self.err);
        }
        self
    }
}

/// The first and last lines of a text that may be long.
fn ends_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.len() {
        0..=80 => text.to_owned(),
        count => format!("{}\n[…]\n{}", lines[..40].join("\n"), lines[count - 40..].join("\n")),
    }
}

/// Takes out of the environment what could change the command's output.
pub(crate) fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WXHOST_") {
            command.env_remove(name);
        }
    }
    for name in ["CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.env("LANG", "C");
}

/// A folder with these files, removed at the end.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// The tracked text files below a folder of the repository, with their paths from its root.
pub(crate) fn files_below(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/");
    paths.iter().filter_map(|path| Some((name(path), std::fs::read_to_string(path).ok()?))).collect()
}

/// Runs a line of a shell in a folder, with the built `wxhost` first on the path.
pub(crate) fn shell(line: &str, folder: &Path) -> Ran {
    let binary = Path::new(env!("CARGO_BIN_EXE_wxhost")).parent().expect("a folder").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).expect("a path");
    let mut command = Command::new("sh");
    clean(&mut command);
    command.args(["-c", line]).env("PATH", path).current_dir(folder);
    Ran::of(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a shell"))
}

/// A folder under `target/` with what `install` puts there; `None` if it cannot.
pub(crate) fn packages(name: &str, wanted: &str, install: impl FnOnce(&Path) -> Vec<Command>) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let done = folder.join(".installed");
    if std::fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Some(folder);
    }
    std::fs::create_dir_all(&folder).expect("a folder");
    for mut command in install(&folder) {
        match command.output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                eprintln!("SKIPPED: {wanted} could not be fetched: {}", String::from_utf8_lossy(&output.stderr));
                return None;
            }
            Err(error) => {
                eprintln!("SKIPPED: {wanted} could not be fetched: {command:?}: {error}");
                return None;
            }
        }
    }
    std::fs::write(done, wanted).expect("a file");
    Some(folder)
}

/// An installation of these packages from npm.
pub(crate) fn npm(folder: &Path, wanted: &[&str]) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(folder).args(wanted);
    npm
}

/// Where the component framework is, installed with the built command; `None` without npm.
pub(crate) fn view() -> Option<&'static str> {
    static VIEW: OnceLock<Option<String>> = OnceLock::new();
    let made = VIEW.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("view").display().to_string();
        let ran = Wxhost::new(["setup", "view"]).env("WXHOST_VIEW", &folder).run();
        if ran.code != 0 {
            eprintln!("SKIPPED: the component framework could not be fetched with npm: {}", ran.err);
            return None;
        }
        assert!(ran.out.contains("0.12.1"), "{}", ran.out);
        Some(folder)
    });
    made.as_deref()
}
