//! Which scenario and which sources a `wxhost run` means: the first scenario, a named one, chosen blocks, or an ad hoc call.

use std::path::{Path, PathBuf};

use super::{Exit, failure::Failure};
use crate::scenario::{Scenario, ScenarioFile, Set, load, sidecar_for};
use crate::source::{DEFAULT_LIMIT, Problem, Project, Source, SourceError, Spec};

/// What the user asked for.
pub(super) struct Request<'a> {
    /// SOURCE… as given.
    pub sources: &'a [String],
    /// `--scenario`.
    pub name: Option<&'a str>,
    /// Whether there is a `--call`.
    pub ad_hoc: bool,
    /// `--no-sidecar`.
    pub no_sidecar: bool,
    /// `--set` and the options that stand for one.
    pub sets: &'a [Set],
}

/// What is to be run.
#[derive(Debug)]
pub(super) struct Selection {
    pub sources: Vec<Source>,
    pub scenario: Scenario,
    pub file: ScenarioFile,
    /// Whether the scenario was taken because it is the first, not because it was asked for.
    pub by_default: bool,
}

/// Finds the scenario file that goes with the sources; without one, a file that says nothing.
pub(super) fn scenario_file(sources: &[String], no_sidecar: bool) -> Result<ScenarioFile, Failure> {
    if let [only] = sources
        && is_scenario_file(only)
    {
        return Ok(load(Path::new(only))?);
    }
    if no_sidecar {
        return Ok(ScenarioFile::default());
    }
    for source in sources {
        let path = Spec::parse(source)?.path;
        if let Some(path) = sidecar_for(&path) {
            return Ok(load(&path)?);
        }
        if !path.exists() {
            return Err(SourceError::Missing { path }.into());
        }
    }
    Ok(ScenarioFile::default())
}

/// Decides what is to be run and opens it.
pub(super) fn select(request: &Request<'_>) -> Result<Selection, Failure> {
    let file = scenario_file(request.sources, request.no_sidecar)?;
    let specs: Vec<Spec> = match request.sources {
        [only] if is_scenario_file(only) => vec![Spec { path: beside(&file), blocks: None }],
        sources => sources.iter().map(|source| Spec::parse(source)).collect::<Result<_, _>>()?,
    };
    let index = choose(request, &file, &specs)?;
    let scenario = match index {
        Some(index) => file.scenario(index, request.sets)?,
        None => file.ad_hoc(request.sets)?,
    };
    let limit = scenario.limits.source.unwrap_or(DEFAULT_LIMIT);
    let specs = match (specs.as_slice(), &scenario.source) {
        ([Spec { path, blocks: None }], Some(source)) => vec![relative(source, path, &file)?],
        _ => specs,
    };
    let by_default = index.is_some() && request.name.is_none();
    if let Some(spec) = specs.iter().find(|spec| is_unnamed(&spec.path)) {
        return Err(needs_source(&file, &spec.path));
    }
    let sources = specs.iter().map(|spec| Source::open_spec(spec, limit)).collect::<Result<_, _>>()?;
    Ok(Selection { sources, scenario, file, by_default })
}

/// The file that a scenario runs, without opening it.
pub(super) fn source_of(file: &ScenarioFile, index: usize) -> PathBuf {
    let article = beside(file);
    let written = file.file.scenarios.get(index).and_then(|scenario| scenario.source.as_deref());
    written.and_then(|source| relative(source, &article, file).ok()).map_or(article, |spec| spec.path)
}

/// Opens one scenario of a file that is already read: its sources, and the scenario with everything merged into it.
pub(super) fn open(file: &ScenarioFile, index: usize) -> Result<(Vec<Source>, Scenario), Failure> {
    let scenario = file.scenario(index, &[])?;
    let article = beside(file);
    let spec = match &scenario.source {
        Some(source) => relative(source, &article, file)?,
        None => Spec { path: article, blocks: None },
    };
    if is_unnamed(&spec.path) {
        return Err(needs_source(file, &spec.path));
    }
    let source = Source::open_spec(&spec, scenario.limits.source.unwrap_or(DEFAULT_LIMIT))?;
    Ok((vec![source], scenario))
}

/// The scenario meant; none: ad hoc.
fn choose(request: &Request<'_>, file: &ScenarioFile, specs: &[Spec]) -> Result<Option<usize>, Failure> {
    if let Some(name) = request.name {
        if file.name.is_empty() {
            return Err(no_file(name, &request.sources[0]));
        }
        return Ok(Some(file.find(name)?));
    }
    if request.ad_hoc {
        return Ok(None);
    }
    Ok(match specs {
        [Spec { blocks: Some(blocks), .. }] => file
            .file
            .scenarios
            .iter()
            .position(|scenario| scenario.source.as_deref().and_then(blocks_of).as_ref() == Some(blocks)),
        [_] if !file.file.scenarios.is_empty() => Some(0),
        _ => None,
    })
}

/// `#1,2` → `[1, 2]`.
fn blocks_of(source: &str) -> Option<Vec<usize>> {
    source.strip_prefix('#')?.split(',').map(|number| number.trim().parse().ok()).collect()
}

/// The source that a scenario names: blocks of the article, or a path from the scenario file's folder.
fn relative(source: &str, article: &Path, file: &ScenarioFile) -> Result<Spec, Failure> {
    if let Some(blocks) = blocks_of(source) {
        return Ok(Spec { path: article.to_owned(), blocks: Some(blocks) });
    }
    let folder = file.path.parent().unwrap_or(Path::new(""));
    Ok(Spec::parse(&folder.join(source).to_string_lossy())?)
}

fn is_scenario_file(source: &str) -> bool {
    Path::new(source).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// `article.md.toml` → `article.md`; a `x.scenario.toml` in a project's folder → the folder; another has no source beside it.
fn beside(file: &ScenarioFile) -> PathBuf {
    let folder = file.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if file.name.ends_with(".scenario.toml") && Project::is_at(folder) {
        return folder.to_owned();
    }
    file.path.with_extension("")
}

fn is_unnamed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "scenario") && !path.exists()
}

fn needs_source(file: &ScenarioFile, path: &Path) -> Failure {
    let name = &file.name;
    let article = path.with_extension("md");
    Failure::new(
        Exit::Usage,
        Problem::new(format!("{name} 没有说运行什么"), format!("{name} does not say what to run")).help(
            format!("在场景里写 source = \"{}\"", article.file_name().unwrap_or_default().to_string_lossy()),
            format!("give the scenario a source = \"{}\"", article.file_name().unwrap_or_default().to_string_lossy()),
        ),
    )
}

fn no_file(name: &str, source: &str) -> Failure {
    let source = source.rsplit_once('#').map_or(source, |(path, _)| path);
    Failure::new(
        Exit::Nothing,
        Problem::new(
            format!("没有场景 \"{name}\"：{source} 旁边没有场景文件"),
            format!("no scenario \"{name}\": {source} has no scenario file"),
        )
        .help(format!("场景写在 {source}.toml 里"), format!("scenarios stand in {source}.toml")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "```js\nfunction a() {}\n```\n```js\nfunction b() {}\n```\n";
    const SIDECAR: &str = "[routes]\nu = 'backend:/x'\n[defaults]\nseed = 7\n\
        [[scenario]]\nname = 'first'\nsource = '#1'\ncall = ['a()']\n\
        [[scenario]]\nname = 'both'\nsource = '#1,2'\ncall = ['b()']\n\
        [[scenario]]\nname = 'other file'\nsource = 'other.js'\n";

    /// A folder with an article, its sidecar and two scripts.
    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let files = [("a.md", ARTICLE), ("a.md.toml", SIDECAR), ("other.js", "x"), ("plain.js", "y")];
            for (name, text) in files.into_iter().chain([("x.scenario.toml", "[[scenario]]\nname = 'n'\n")]) {
                std::fs::write(folder.path().join(name), text).expect("a file");
            }
            Self(folder)
        }

        /// `scenario | scripts | calls` of what is selected, or the problem.
        fn select(&self, sources: &[&str], name: Option<&str>, ad_hoc: bool, no_sidecar: bool) -> String {
            let sources: Vec<String> = sources.iter().map(|source| self.0.path().join(source).display().to_string()).collect();
            let request = Request { sources: &sources, name, ad_hoc, no_sidecar, sets: &[] };
            match select(&request) {
                Ok(Selection { sources, scenario, .. }) => {
                    let labels: Vec<&str> =
                        sources.iter().flat_map(|source| &source.scripts).map(|one| one.label.as_str()).collect();
                    let calls = scenario.call.unwrap_or_default().join(";");
                    format!("{} | {} | {calls} | {}", scenario.name, labels.join(" "), scenario.seed.unwrap_or(0))
                }
                Err(failure) => {
                    let problem = failure.problems[0].to_string();
                    format!("{} {}", failure.exit.code(), problem.replace(&self.0.path().display().to_string(), "."))
                }
            }
        }
    }

    #[test]
    fn the_first_scenario_is_run_unless_something_else_is_asked_for() {
        let folder = Folder::new();
        assert_eq!(folder.select(&["a.md"], None, false, false), "first | a.md#1 | a() | 7");
        assert_eq!(folder.select(&["a.md"], Some("both"), false, false), "both | a.md#1 a.md#2 | b() | 7");
        assert_eq!(folder.select(&["a.md"], Some("other"), false, false), "other file | other.js |  | 7");
        assert_eq!(folder.select(&["a.md.toml"], None, false, false), "first | a.md#1 | a() | 7");
        assert_eq!(folder.select(&["plain.js"], None, false, false), " | plain.js |  | 0");
    }

    #[test]
    fn chosen_blocks_are_respected() {
        let folder = Folder::new();
        assert_eq!(folder.select(&["a.md#1,2"], None, false, false), "both | a.md#1 a.md#2 | b() | 7");
        assert_eq!(folder.select(&["a.md#2"], None, false, false), " | a.md#2 |  | 7");
        assert_eq!(folder.select(&["a.md#2"], Some("first"), false, false), "first | a.md#2 | a() | 7");
    }

    #[test]
    fn calls_by_hand_take_the_files_tables_and_no_scenario() {
        let folder = Folder::new();
        assert_eq!(folder.select(&["a.md"], None, true, false), " | a.md#1 a.md#2 |  | 7");
        assert_eq!(folder.select(&["a.md"], None, true, true), " | a.md#1 a.md#2 |  | 0");
        assert_eq!(folder.select(&["a.md"], None, false, true), " | a.md#1 a.md#2 |  | 0");
        assert_eq!(folder.select(&["plain.js", "a.md#2"], None, false, false), " | plain.js a.md#2 |  | 7");
    }

    #[test]
    fn says_what_cannot_be_selected() {
        let folder = Folder::new();
        let check = |sources: &[&str], name: Option<&str>, expected: &str| {
            assert_eq!(folder.select(sources, name, false, false), expected);
        };
        check(
            &["a.md"],
            Some("fisrt"),
            "7 a.md.toml has no scenario \"fisrt\" (the nearest: \"first\", \"other file\", \"both\"; --list shows all)",
        );
        check(
            &["plain.js"],
            Some("x"),
            "7 no scenario \"x\": ./plain.js has no scenario file (scenarios stand in ./plain.js.toml)",
        );
        check(&["a.md#3"], None, "2 ./a.md has no js block 3 (it has #1 (line 2), #2 (line 5))");
        check(
            &["none.md"],
            None,
            "2 no such file or folder: ./none.md (check the path; a relative one starts at the current folder)",
        );
        check(&["x.scenario.toml"], None, "2 x.scenario.toml does not say what to run (give the scenario a source = \"x.md\")");
    }

    #[test]
    fn every_scenario_of_the_seed_can_be_selected() {
        let article = [concat!(env!("CARGO_MANIFEST_DIR"), "/js/seed/article.md").to_owned()];
        let file = scenario_file(&article, false).expect("the sidecar");
        for name in file.names() {
            let request = Request { sources: &article, name: Some(name), ad_hoc: false, no_sidecar: false, sets: &[] };
            let selection = select(&request).unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
            assert_eq!(selection.scenario.name, name);
            assert!(!selection.scenario.call.unwrap_or_default().is_empty(), "{name}");
        }
    }
}
