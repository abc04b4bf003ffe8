//! The pages in a real browser: Chromium driven by playwright-core, axe-core's opinion, Mermaid's own parser.
//!
//! Versions are pinned and kept in the target folder. Without npm or a browser that can be installed, the tests say so and pass;
//! CI has both. `WXHOST_APPROVE=1 cargo test --test it pages` writes the approved screens anew.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::json;
use wxhost::Host;
use wxhost::host::Keep;
use wxhost::lang::Lang;
use wxhost::report::html::{self, Covered, SourceText};
use wxhost::report::mermaid;
use wxhost::trace::Trace;

use crate::support::{Wxhost, article, root, run_scenario, scenario_names};

const MODULES: [&str; 3] = ["playwright-core@1.65.1", "axe-core@4.14.1", "mermaid@12.3.0"];

/// Where the modules and the browser are; `None` without npm or a browser.
fn browser() -> Option<&'static (PathBuf, PathBuf)> {
    static FOUND: OnceLock<Option<(PathBuf, PathBuf)>> = OnceLock::new();
    let found = FOUND.get_or_init(|| match modules().and_then(|modules| Ok((modules, executable()?))) {
        Ok(found) => Some(found),
        Err(reason) => {
            eprintln!("SKIPPED: no browser to test the pages with: {reason}");
            None
        }
    });
    found.as_ref()
}

fn modules() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("npm-cache").join("browser");
    let done = folder.join(format!(".{}", MODULES.join("_").replace('/', "-")));
    if !done.exists() {
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        std::fs::write(folder.join("package.json"), "{\"private\": true}").map_err(|error| error.to_string())?;
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
        run(Command::new(npm).args(install).args(MODULES).current_dir(&folder))?;
        std::fs::write(done, "").map_err(|error| error.to_string())?;
    }
    Ok(folder)
}

/// Chromium by any of its names; on Debian it is installed where it is missing and may be.
fn executable() -> Result<PathBuf, String> {
    let found = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        let mut places = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
        places.find(|place| place.is_file())
    };
    if let Some(given) = std::env::var_os("WXHOST_BROWSER") {
        return Ok(given.into());
    }
    if found().is_none() {
        let install = || {
            let mut command = Command::new("apt-get");
            command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
            run(command.args(["install", "-y", "-qq", "chromium", "fonts-noto-cjk"]))
        };
        // A fresh machine may not know its packages yet.
        install().or_else(|_| run(Command::new("apt-get").args(["update", "-qq"])).and_then(|_| install()))?;
    }
    found().ok_or_else(|| "there is no chromium".to_owned())
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.success() {
        true => Ok(said(&output.stdout)),
        false => Err(format!("{command:?}: {}{}", said(&output.stdout), said(&output.stderr))),
    }
}

/// Runs a script of `tests/browser/`; what it says must end with `expected`.
#[track_caller]
pub(crate) fn drive(script: &str, args: &[&Path], expected: &str) {
    let Some((modules, browser)) = browser() else { return };
    let mut node = Command::new("node");
    node.arg(root().join("tests/browser").join(script)).args(args);
    node.env("WXHOST_BROWSER_MODULES", modules).env("WXHOST_BROWSER", browser);
    let said = run(&mut node).unwrap_or_else(|error| panic!("{error}"));
    assert!(said.trim_end().ends_with(expected), "{said}");
}

fn text() -> SourceText {
    let source = wxhost::source::Source::open(&article().display().to_string()).expect("the article");
    SourceText { file: source.name, sha256: source.sha256, text: source.text, covered: None }
}

/// The trace of a scenario, and its page, as `run --format html` makes it.
fn page_of(name: &str) -> (Trace, String) {
    let host = Host::open(article()).and_then(|host| host.scenario(name)).expect("a scenario");
    let finished = host.keep(Keep { coverage: true, ..Keep::default() }).run().expect("a run");
    let coverage = finished.kept.coverage.expect("coverage");
    let text = SourceText { covered: Some(Covered::from(&coverage.files[0])), ..text() };
    let page = html::render(&finished.trace, &[text], Lang::En);
    (finished.trace, page)
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

#[test]
fn every_page_opens_fits_and_is_accessible() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = scenario_names();
    for (index, name) in names.iter().enumerate() {
        write(folder.path(), &format!("scenario-{index:02}.html"), &page_of(name).1);
    }
    let (old, new) = (run_scenario("login succeeds").trace, run_scenario("both blocks in one scope").trace);
    write(folder.path(), "compare.html", &html::compare(&old, &new, &[text()], Lang::En));
    let site = folder.path().join("site").display().to_string();
    Wxhost::new(["render", "js/seed/article.md", "-o", &site, "--lang", "zh"]).run().expect(0, &[]);
    std::fs::copy(folder.path().join("site/index.html"), folder.path().join("article.html")).expect("a page");
    let check = folder.path().join("check").display().to_string();
    Wxhost::new(["check", "js/seed", "--report-html", &check]).env("CI", "1").run().expect(0, &[]);
    std::fs::copy(folder.path().join("check/index.html"), folder.path().join("check.html")).expect("a page");
    drive("pages.mjs", &[folder.path()], &format!("{} pages", names.len() + 3));
}

#[test]
fn steps_keys_links_search_and_languages_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, page) = page_of("both blocks in one scope");
    let page = write(folder.path(), "page.html", &page);
    let saved = write(folder.path(), "trace.jsonl", &trace.to_jsonl());
    drive("steps.mjs", &[&page, &saved], " steps");
}

#[test]
fn screens_are_as_approved() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
    std::fs::create_dir_all(&folder).expect("a folder");
    let page = write(&folder, "page.html", &page_of("both blocks in one scope").1);
    drive("screens.mjs", &[&page, &root().join("tests/browser/approved.json"), &folder], " screens");
}

#[test]
fn a_comparison_and_a_tree_of_outcomes_can_be_walked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (run_scenario("login succeeds").trace, run_scenario("both blocks in one scope").trace);
    let comparison = write(folder.path(), "compare.html", &html::compare(&old, &new, &[text()], Lang::En));
    let outcomes = folder.path().join("outcomes.html");
    let output = outcomes.display().to_string();
    let args = ["explore", "js/seed/article.md", "--max-choices", "1", "--format", "html", "-o", &output];
    Wxhost::new(args).run().expect(0, &[]);
    let reversed = write(folder.path(), "reversed.html", &html::compare(&new, &old, &[text()], Lang::En));
    drive("compare.mjs", &[&comparison, &outcomes, &reversed], "compared");
}

#[test]
fn a_hostile_trace_is_only_looked_at() {
    let evil = "\"'><img src=x onerror=\"window.ran=true\"></script><script>window.ran=true</script>\u{202e}\u{2066}";
    let folder = tempfile::tempdir().expect("a folder");
    let mut trace = run_scenario("both blocks in one scope").trace.to_jsonl();
    // Into every kind of text of a trace: names, places, values, keys.
    for (from, to) in [
        ("数据加载中", evil.to_owned()),
        ("请求失败", evil.repeat(8_000)),
        ("both blocks in one scope", evil.to_owned()),
        ("getUserInfo", format!("{evil}\u{1b}[2J")),
    ] {
        trace = trace.replace(from, json!(to).to_string().trim_matches('"'));
    }
    let keys = json!({ "__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "toString": 1, "hasOwnProperty": evil });
    trace = trace.replace("\"InfoState\":0", &format!("\"InfoState\":{keys}"));
    let hostile = Trace::from_jsonl(&trace).expect("a trace");
    let mut article = text();
    article.text = format!("# {evil}\n\n[x](javascript:window.ran=true) <b onclick='x'>{evil}</b>\n\n```js\n{evil}\n```\n");
    let pages = [
        write(folder.path(), "trace.html", &html::render(&hostile, &[article], Lang::En)),
        write(folder.path(), "compare.html", &html::compare(&hostile, &run_scenario("login succeeds").trace, &[], Lang::En)),
    ];
    let pages: Vec<&Path> = pages.iter().map(PathBuf::as_path).collect();
    drive("hostile.mjs", &pages, "2 pages");
}

#[test]
fn mermaid_reads_every_diagram() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for (index, name) in scenario_names().iter().enumerate() {
        let trace = run_scenario(name).trace;
        let lang = if index % 2 == 0 { Lang::Zh } else { Lang::En };
        files.push(write(folder.path(), &format!("{index:02}.mmd"), &mermaid::render(&trace, lang)));
    }
    let evil = "end; #35; %%{init}%% <b>\\\"x\\\" `y` $z$ wrap: Note over A: ->> activate as \\n @{x}";
    let hostile = run_scenario("user cancels").trace.to_jsonl().replace("用户点击取消", evil).replace("请求失败", evil);
    let hostile = Trace::from_jsonl(&hostile.replace("user cancels", evil)).expect("a trace");
    files.push(write(folder.path(), "hostile.mmd", &mermaid::render(&hostile, Lang::En)));
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    drive("mermaid.mjs", &paths, &format!("{} diagrams", paths.len()));
}

#[test]
fn traces_that_cannot_be_shown_say_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = run_scenario("login succeeds").trace.to_jsonl();
    let show = |name: &str, text: &str, more: &[&str]| {
        let path = write(folder.path(), name, text).display().to_string();
        Wxhost::new(["show", &path, "--format", "html"].iter().chain(more)).run()
    };
    show("newer.jsonl", &good.replace("wxhost.trace/1", "wxhost.trace/9"), &[]).expect(3, &["a newer wxhost can read it"]);
    show("cut.jsonl", &good[..good.len() - 40], &[]).expect(3, &["breaks off in the middle"]);
    show("good.jsonl", &good, &["--source", "js/seed/wx_login.js"]).expect(2, &["its SHA-256 is another"]);
    let page = show("good.jsonl", &good, &["--source", "js/seed/article.md"]).expect(0, &["<!doctype html>"]);
    assert!(page.out.contains("小程序登录流程整理"));
    let without = show("good.jsonl", &good, &[]).expect(0, &[]);
    assert!(!without.out.contains("小程序登录流程整理"));
}
