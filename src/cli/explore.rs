//! `wxhost explore SOURCE…`: every way the world can answer a program, and what comes of it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::coverage::CoverageArgs;
use super::output::{Io, write_file};
use super::select::{Request, Selection, select};
use super::{Exit, args::Command, failure::Failure, interrupt, usage, worker};
use crate::explore::{Bounds, Crew, Entry, Explored, Paths, Speech, answer, explore, explore_in, relative};
use crate::host::{Contexts, Keep, Plan, Sessions};
use crate::lang::Lang;
use crate::scenario::{Millis, Set};
use crate::source::Problem;

/// Try every answer of the world to a program and print what can come of it
#[derive(Debug, Args)]
pub(super) struct Explore {
    /// What to run: article.md (all blocks in one scope), article.md#1,2 (chosen blocks), script.js
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<String>,
    /// Evaluate EXPR after the sources are loaded; may be repeated [default: each top-level function without parameters by itself]
    #[arg(long, value_name = "EXPR", env = "WXHOST_CALL", hide_env_values = true, allow_hyphen_values = true)]
    call: Vec<String>,
    /// Start from the scenario with this name instead of the ordinary day
    #[arg(long, value_name = "NAME", env = "WXHOST_SCENARIO", hide_env_values = true, conflicts_with = "call")]
    scenario: Option<String>,
    /// Pin one value of the scenario, such as platform.session=valid; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", env = "WXHOST_SET", hide_env_values = true, allow_hyphen_values = true)]
    sets: Vec<String>,
    /// The day whose platform rules apply, YYYY-MM-DD [default: the article's own date]
    #[arg(long, value_name = "DATE", env = "WXHOST_EPOCH", hide_env_values = true)]
    epoch: Option<String>,
    /// The client to imitate where clients differ: devtools, android, ios [default: devtools]
    #[arg(long, value_name = "CLIENT", env = "WXHOST_CLIENT", hide_env_values = true)]
    client: Option<String>,
    /// Ignore the scenario file beside the source
    #[arg(long, env = "WXHOST_NO_SIDECAR", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new(), conflicts_with = "scenario")]
    no_sidecar: bool,
    /// Send requests for URL to TARGET: backend:/path, http://…, or false for no route; may be repeated
    #[arg(long = "route", value_name = "URL=TARGET", env = "WXHOST_ROUTE", hide_env_values = true)]
    routes: Vec<String>,
    /// Run at most N paths
    #[arg(long, value_name = "N", env = "WXHOST_MAX_PATHS", default_value_t = 2000, hide_env_values = true)]
    max_paths: usize,
    /// Let at most N things go otherwise than on the ordinary day, on one path
    #[arg(long, value_name = "N", env = "WXHOST_MAX_CHOICES", default_value_t = 3, hide_env_values = true)]
    max_choices: usize,
    /// Begin no further path after this real time, such as 30s
    #[arg(long, value_name = "DURATION", env = "WXHOST_DEADLINE", default_value = "60s", hide_env_values = true)]
    deadline: String,
    /// Run N paths at once [default: the number of processors]
    #[arg(short, long, value_name = "N", env = "WXHOST_JOBS", hide_env_values = true)]
    jobs: Option<usize>,
    /// Give every path a fresh context and real connections, instead of reusing what is provably as before
    #[arg(long, env = "WXHOST_FRESH", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    fresh: bool,
    /// What to print: text (a tree, for reading), json (the same as data), html (a page whose leaves open their trace)
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        env = "WXHOST_FORMAT",
        default_value = "text",
        hide_env_values = true,
        hide_possible_values = true
    )]
    format: Format,
    /// Write the result to FILE instead of stdout
    #[arg(short, long, value_name = "FILE", env = "WXHOST_OUTPUT", hide_env_values = true)]
    output: Option<PathBuf>,
    /// Write the page with the tree, whose leaves open their trace, into FILE as well
    #[arg(long, value_name = "FILE", env = "WXHOST_HTML", hide_env_values = true)]
    html: Option<PathBuf>,
    /// Write each distinct path into DIR as a scenario that `wxhost run` takes
    #[arg(long, value_name = "DIR", env = "WXHOST_SAVE", hide_env_values = true)]
    save: Option<PathBuf>,
    #[command(flatten)]
    coverage: CoverageArgs,
}

/// What `explore` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Html,
}

pub(super) fn run(args: &Explore, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let bounds = args.bounds()?;
    let (selection, Paths { plan, entries, .. }, calls) = args.paths()?;
    let flag = interrupt::flag();
    let explored = match crew() {
        Some(crew) => explore_in(&crew, &plan, &entries, &bounds, &flag),
        None => explore(&plan, &entries, &bounds, &flag),
    };
    let explored = explored.map_err(|error| Failure::of_host(error, &selection.sources, &calls))?;
    if let Some(folder) = &args.save {
        save(folder, &explored, &selection, io)?;
    }
    let page = || super::leaves::page(&plan, &explored, io.lang).map_err(|error| Failure::of_host(error, &plan.sources, &calls));
    if let Some(path) = args.html.as_deref().filter(|path| !path.as_os_str().is_empty()) {
        write_file(path, &page()?)?;
    }
    let text = match args.format {
        Format::Text => explored.exploration.to_text(io.lang),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&explored.exploration).unwrap_or_default()),
        Format::Html => page()?,
    };
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => write_file(path, &text)?,
        None => io.print(&text)?,
    }
    args.coverage.tell(explored.coverage.as_ref(), args.format != Format::Text || args.output.is_some(), io)?;
    Ok(match explored {
        Explored { interrupted: true, .. } => Exit::Interrupted,
        Explored { exploration, .. } if !exploration.broken_rules.is_empty() => Exit::Differs,
        _ => Exit::Ok,
    })
}

/// How the worker processes of this exploration are started; none where that cannot be.
fn crew() -> Option<Crew> {
    let setup = serde_json::to_vec(&worker::arguments()?).ok()?;
    Some(Crew { program: worker::program("explore")?, setup })
}

/// What a worker process does with a message of `explore`: the first has the arguments of the command, every other has trails.
pub(super) fn serve() -> impl FnMut(&[u8], bool) -> Vec<u8> {
    let (mut paths, mut said) = (None::<Paths>, Speech::default());
    move |message, full| match &paths {
        Some(paths) => answer(paths, message, full, &mut said),
        None => match paths_of(message) {
            Ok(found) => {
                paths = Some(found);
                Vec::new()
            }
            Err(why) => why.into_bytes(),
        },
    }
}

fn paths_of(message: &[u8]) -> Result<Paths, String> {
    let args: Vec<OsString> = serde_json::from_slice(message).map_err(|error| error.to_string()).map(strings)?;
    let cli = usage::parse(&args, Lang::En).map_err(|_| "the arguments cannot be read".to_owned())?;
    let Command::Explore(args) = cli.command else { return Err("the command is another".to_owned()) };
    let told = |failure: Failure| failure.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    args.paths().map(|(_, paths, _)| paths).map_err(told)
}

fn strings(args: Vec<String>) -> Vec<OsString> {
    args.into_iter().map(OsString::from).collect()
}

impl Explore {
    /// What is explored, and the expressions that were asked for.
    fn paths(&self) -> Result<(Selection, Paths, Vec<String>), Failure> {
        let sets = self.all_sets()?;
        let selection = select(&Request {
            sources: &self.sources,
            name: self.scenario.as_deref().filter(|name| !name.is_empty()),
            // The scenarios of the file do not apply unless one is named.
            ad_hoc: true,
            no_sidecar: self.no_sidecar,
            sets: &sets,
        })?;
        let plan = Plan {
            sources: selection.sources.clone().into(),
            scenario: selection.scenario.clone(),
            routes: selection.file.file.routes.clone(),
            keep: Keep { coverage: self.coverage.wanted(), ..Keep::default() },
            ..Plan::default()
        };
        let calls = if self.call.is_empty() { plan.scenario.call.clone().unwrap_or_default() } else { self.call.clone() };
        let entries = if calls.is_empty() { Entry::of(&plan.sources) } else { vec![Entry { calls: calls.clone() }] };
        Ok((selection, Paths::new(plan, entries, Sessions::new(self.contexts())), calls))
    }

    fn bounds(&self) -> Result<Bounds, Failure> {
        let deadline: Millis = self.deadline.parse().map_err(|why: String| {
            let problem = Problem::new(format!("--deadline：{why}"), format!("--deadline: {why}"));
            Failure::new(Exit::Usage, problem)
        })?;
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Bounds {
            max_paths: self.max_paths,
            max_choices: self.max_choices,
            deadline: Duration::from_millis(deadline.0),
            jobs: self.jobs.filter(|jobs| *jobs > 0).unwrap_or_else(processors),
            contexts: self.contexts(),
        })
    }

    fn contexts(&self) -> Contexts {
        if self.fresh { Contexts::Fresh } else { Contexts::Reused }
    }

    fn all_sets(&self) -> Result<Vec<Set>, Failure> {
        let options: [(&str, &str, &Option<String>); 2] =
            [("--epoch", "epoch", &self.epoch), ("--client", "client", &self.client)];
        let mut sets = Vec::new();
        for (name, key, value) in options {
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                sets.push(Set::option(&format!("{name} {value}"), &[key], value));
            }
        }
        for route in self.routes.iter().filter(|route| !route.is_empty()) {
            sets.push(Set::route(route)?);
        }
        for set in self.sets.iter().filter(|set| !set.is_empty()) {
            sets.push(Set::parse(set)?);
        }
        Ok(sets)
    }
}

/// Writes every distinct path into `folder`.
fn save(folder: &Path, explored: &Explored, selection: &Selection, io: &mut Io<'_>) -> Result<(), Failure> {
    let usage = |zh: String, en: String| Failure::new(Exit::Usage, Problem::new(zh, en));
    let [source] = selection.sources.as_slice() else {
        return Err(usage("--save 只能用于一个源文件".to_owned(), "--save takes one source only".to_owned()));
    };
    let shown = folder.display();
    std::fs::create_dir_all(folder)
        .map_err(|error| usage(format!("无法创建 {shown}：{error}"), format!("could not make {shown}: {error}")))?;
    let not_saved = |error: crate::explore::SaveError| usage(format!("无法保存：{error}"), format!("could not save: {error}"));
    let place = relative(&source.path, folder).map_err(not_saved)?;
    let blocks: Vec<String> = source.scripts.iter().filter_map(|script| script.block).map(|block| block.to_string()).collect();
    let place = place.to_string_lossy().replace('\\', "/");
    let whole = blocks.is_empty() || blocks.len() == source.blocks;
    let text = if whole { place } else { format!("{place}#{}", blocks.join(",")) };
    for saved in explored.distinct.iter() {
        let scenario = saved.text(&text, &selection.file.file.routes, Some(folder)).map_err(not_saved)?;
        write_file(&folder.join(saved.file_name()), &scenario)?;
    }
    let count = explored.distinct.len();
    io.note(&format!(
        "{}\n",
        io.lang.pick(&format!("{count} 个场景已存入 {shown}"), &format!("{count} scenarios saved in {shown}"))
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use crate::cli::{Exit, Surroundings, execute};
    use crate::lang::Lang;
    use crate::trace::Trace;

    fn wxhost(args: &[&str]) -> (Exit, String, String) {
        let args: Vec<OsString> = ["wxhost"].iter().chain(args).map(OsString::from).collect();
        let surroundings = Surroundings { lang: Lang::En, color_out: false, color_err: false, width: None };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = execute(&args, surroundings, &mut out, &mut err);
        (exit, String::from_utf8_lossy(&out).into_owned(), String::from_utf8_lossy(&err).into_owned())
    }

    #[test]
    fn saved_paths_are_scenarios_that_run_takes() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = folder.path().join("paths");
        let save = paths.display().to_string();
        let source = "js/seed/article.md#1";
        let (exit, out, err) =
            wxhost(&["explore", source, "--call", "wxLogin()", "--max-choices", "1", "-j", "1", "--save", &save]);
        assert_eq!(exit, Exit::Ok, "{err}");
        assert!(out.contains("\nnot covered: paths with more than 1 choices were not run ("), "{out}");
        assert!(err.ends_with(&format!("scenarios saved in {save}\n")), "{err}");
        let file = paths.join("path-0008.scenario.toml").display().to_string();
        let (exit, out, err) = wxhost(&["run", &file, "--format", "jsonl"]);
        assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
        let trace = Trace::from_jsonl(&out).expect("a trace");
        assert_eq!((trace.header.scenario.as_deref(), trace.header.call), (Some("path 8"), vec!["wxLogin()".to_owned()]));
        assert!(out.contains("success-shown-as-failure"), "the null body");
    }

    #[test]
    fn the_page_is_written_beside_what_is_printed() {
        let folder = tempfile::tempdir().expect("a folder");
        let [beside, instead] = ["beside.html", "instead.html"].map(|name| folder.path().join(name).display().to_string());
        let args = ["explore", "js/seed/article.md#1", "--max-choices", "1", "-j", "1"];
        let (exit, out, err) = wxhost(&[&args[..], &["--html", &beside]].concat());
        assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
        assert!(out.contains("paths run"), "{out}");
        assert_eq!(wxhost(&[&args[..], &["--format", "html", "-o", &instead]].concat()).0, Exit::Ok);
        let page = |path: &str| std::fs::read_to_string(path).expect("a page");
        assert!(page(&beside).starts_with("<!doctype html>") && page(&beside) == page(&instead));
        let nowhere = folder.path().join("no/page.html").display().to_string();
        assert_eq!(wxhost(&[&args[..], &["--html", &nowhere]].concat()).0, Exit::Usage);
    }

    #[test]
    fn json_is_one_document_and_a_wrong_bound_a_usage_error() {
        let (exit, out, _) = wxhost(&["explore", "js/seed/article.md", "--max-choices", "0", "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            (exit, value["schema"].as_str(), value["counts"]["run"].as_u64()),
            (Exit::Ok, Some("wxhost.explore/1"), Some(3))
        );
        assert_eq!(wxhost(&["explore", "js/seed/article.md", "--deadline", "soon"]).0, Exit::Usage);
    }
}
