//! `wxhost run SOURCE…`: executes one scenario and prints what happened.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::coverage::CoverageArgs;
use super::output::{Io, write_file};
use super::quote::quoted;
use super::select::{Request, Selection, scenario_file, select};
use super::texts::texts;
use super::{Exit, failure::Failure, interrupt, list, step};
use crate::host::{self, Finished, Keep, Plan, Verdict};
use crate::report;
use crate::scenario::{Set, effective_routes};
use crate::source::Source;
use crate::trace::Trace;
use crate::trace::coverage::Coverage;

/// Run one scenario of an article or a script and print what happened
#[derive(Debug, Args)]
pub(super) struct Run {
    /// What to run: article.md, article.md#1,2 (chosen blocks), script.js, a project's folder, or a scenario file (.toml)
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<String>,
    /// Evaluate EXPR after the sources are loaded, instead of running a scenario; may be repeated
    #[arg(long, value_name = "EXPR", env = "WXHOST_CALL", hide_env_values = true, allow_hyphen_values = true)]
    call: Vec<String>,
    /// The page that the app is launched with, such as pages/a/a or 'pages/a/a?id=7' [default: the project's first page]
    #[arg(long, value_name = "PAGE", env = "WXHOST_PAGE", hide_env_values = true)]
    page: Option<String>,
    /// One value of the launch query; may be repeated
    #[arg(long = "query", value_name = "NAME=VALUE", env = "WXHOST_QUERY", hide_env_values = true)]
    queries: Vec<String>,
    /// Show what the page on top shows at the end
    #[arg(long, env = "WXHOST_TREE", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    tree: bool,
    /// Run the scenario with this name, or the only one whose name contains it [default: the first]
    #[arg(long, value_name = "NAME", env = "WXHOST_SCENARIO", hide_env_values = true, conflicts_with = "call")]
    scenario: Option<String>,
    /// Change one value of the scenario, such as user.modal='["cancel"]'; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", env = "WXHOST_SET", hide_env_values = true, allow_hyphen_values = true)]
    sets: Vec<String>,
    /// The day whose platform rules apply, YYYY-MM-DD [default: the article's own date]
    #[arg(long, value_name = "DATE", env = "WXHOST_EPOCH", hide_env_values = true)]
    epoch: Option<String>,
    /// The base library version to imitate, X.Y.Z [default: the one of the epoch]
    #[arg(long, value_name = "VERSION", env = "WXHOST_BASE_LIBRARY", hide_env_values = true)]
    base_library: Option<String>,
    /// The client to imitate where clients differ: devtools, android, ios [default: devtools]
    #[arg(long, value_name = "CLIENT", env = "WXHOST_CLIENT", hide_env_values = true)]
    client: Option<String>,
    /// Seed of every generated value and of Math.random
    #[arg(long, value_name = "N", env = "WXHOST_SEED", hide_env_values = true)]
    seed: Option<String>,
    /// What to print: text (the trace, for reading), jsonl (the trace, one JSON object a line), json (the trace as one
    /// document), console (what the script itself logged, and nothing else), tree and wxml (what the page on top shows at the
    /// end, as an outline or as markup), html (a page to look at), svg (the diagram as a picture), mermaid (the diagram in
    /// Mermaid's language)
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
    /// Walk through the trace step by step: code, lanes and phone beside each other (in a terminal; else as text)
    #[arg(long, conflicts_with_all = ["format", "output"])]
    step: bool,
    /// List the scenarios and run none
    #[arg(long)]
    list: bool,
    /// Ignore the scenario file beside the source
    #[arg(long, env = "WXHOST_NO_SIDECAR", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new(), conflicts_with = "scenario")]
    no_sidecar: bool,
    /// Let the script reach this host besides loopback; may be repeated
    #[arg(long = "allow-host", value_name = "HOST", env = "WXHOST_ALLOW_HOST", hide_env_values = true, value_delimiter = ',')]
    allow_hosts: Vec<String>,
    /// Send requests for URL to TARGET: backend:/path, http://…, or false for no route; may be repeated
    #[arg(long = "route", value_name = "URL=TARGET", env = "WXHOST_ROUTE", hide_env_values = true)]
    routes: Vec<String>,
    /// Serve the WeChat platform's HTTP API of this run at ADDR, for a backend of your own
    #[arg(long, value_name = "ADDR", env = "WXHOST_PLATFORM", hide_env_values = true, value_parser = address)]
    platform: Option<SocketAddr>,
    /// Serve a proxy at ADDR that stands for https://api.weixin.qq.com of this run, for an SDK in a backend of your own
    #[arg(long, value_name = "ADDR", env = "WXHOST_PROXY", hide_env_values = true, value_parser = address, requires = "state")]
    proxy: Option<SocketAddr>,
    /// The folder with the certificate (ca.pem) that clients of --proxy trust; made if missing, the same as of wxhost serve
    #[arg(long, value_name = "DIR", env = "WXHOST_STATE", hide_env_values = true)]
    state: Option<PathBuf>,
    /// End the run after this virtual time, such as 90s [default: 1 day]
    #[arg(long, value_name = "DURATION", env = "WXHOST_TIMEOUT", hide_env_values = true)]
    timeout: Option<String>,
    /// End the run after this real time, such as 5s [default: 10 s]
    #[arg(long, value_name = "DURATION", env = "WXHOST_DEADLINE", hide_env_values = true)]
    deadline: Option<String>,
    /// Keep what real servers answered in FILE, as JSON Lines, or as HAR 1.2 if its name ends in .har; answers are kept as
    /// they are, with their cookies
    #[arg(long, value_name = "FILE", env = "WXHOST_RECORD", hide_env_values = true, conflicts_with = "replay")]
    record: Option<PathBuf>,
    /// Answer requests to real servers from FILE (of --record, or a HAR) and use no network
    #[arg(long, value_name = "FILE", env = "WXHOST_REPLAY", hide_env_values = true)]
    replay: Option<PathBuf>,
    #[command(flatten)]
    coverage: CoverageArgs,
}

/// What `run` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Json,
    Console,
    Html,
    Svg,
    Mermaid,
    Tree,
    Wxml,
}

pub(super) fn run(args: &Run, io: &mut Io<'_>) -> Result<Exit, Failure> {
    if args.list {
        let file = scenario_file(&args.sources, args.no_sidecar)?;
        match args.format {
            Format::Jsonl | Format::Json => list::print_json(io, &file)?,
            _ => list::print(io, &file, &args.sources[0])?,
        }
        return Ok(Exit::Ok);
    }
    let sets = args.all_sets()?;
    let mut selection = select(&Request {
        sources: &args.sources,
        name: args.scenario.as_deref().filter(|name| !name.is_empty()),
        ad_hoc: !args.call.is_empty(),
        no_sidecar: args.no_sidecar,
        sets: &sets,
    })?;
    let named = |path: &Option<PathBuf>| path.clone().filter(|path| !path.as_os_str().is_empty());
    let record = named(&args.record);
    if record.is_some() {
        // A recording that the scenario names is to be made anew.
        selection.scenario.replay = None;
    }
    if let Some(replay) = named(&args.replay) {
        selection.scenario.replay = Some(replay.to_string_lossy().into_owned());
    }
    tell(io, &selection);

    let plan = Plan {
        sources: selection.sources.clone().into(),
        scenario: selection.scenario.clone(),
        routes: selection.file.file.routes.clone(),
        ad_hoc_calls: args.call.clone(),
        allow_hosts: args.allow_hosts.clone(),
        platform_addr: args.platform,
        proxy: args.proxy.zip(args.state.clone()),
        last: true,
        // A page shows which lines ran.
        keep: Keep { coverage: args.coverage.wanted() || args.format == Format::Html, exchanges: record.is_some() },
    };
    let calls = if args.call.is_empty() { selection.scenario.call.as_deref().unwrap_or_default() } else { &args.call };
    let finished = host::run(plan, interrupt::flag()).map_err(|error| Failure::of_host(error, &selection.sources, calls));
    let Finished { trace, verdict, kept } = finished?;
    if args.step && step::possible(io) {
        step::walk(io, &trace, &selection.sources)?;
        return Ok(exit_of(&verdict, &trace));
    }
    args.write(io, &trace, &selection.sources, kept.coverage.as_ref())?;
    if args.format == Format::Text && args.output.is_none() {
        hint(io, args, &selection)?;
    }
    if let Some(path) = record {
        super::record::write(&path, &trace, &kept.exchanges, io)?;
    }
    let beside = args.format != Format::Text || args.output.is_some();
    args.coverage.tell(kept.coverage.as_ref(), beside, io)?;
    let exit = exit_of(&verdict, &trace);
    // The process ends here; giving back a whole tree of scenarios piece by piece would only take time.
    std::mem::forget((selection, trace));
    Ok(exit)
}

impl Run {
    /// Everything that changes the scenario, `--set` last.
    fn all_sets(&self) -> Result<Vec<Set>, Failure> {
        let options: [(&str, &[&str], &Option<String>); 7] = [
            ("--page", &["page"], &self.page),
            ("--epoch", &["epoch"], &self.epoch),
            ("--base-library", &["base_library"], &self.base_library),
            ("--client", &["client"], &self.client),
            ("--seed", &["seed"], &self.seed),
            ("--timeout", &["limits", "virtual_time"], &self.timeout),
            ("--deadline", &["limits", "deadline"], &self.deadline),
        ];
        let mut sets = Vec::new();
        for (name, path, value) in options {
            // An empty environment variable means none.
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                sets.push(Set::option(&format!("{name} {value}"), path, value));
            }
        }
        if self.tree || matches!(self.format, Format::Tree | Format::Wxml) {
            sets.push(Set::parse("tree=true")?);
        }
        for query in self.queries.iter().filter(|query| !query.is_empty()) {
            let (name, value) = query.split_once('=').unwrap_or((query, ""));
            sets.push(Set::option(&format!("--query {query}"), &["device", "query", name], value));
        }
        for route in self.routes.iter().filter(|route| !route.is_empty()) {
            sets.push(Set::route(route)?);
        }
        for set in self.sets.iter().filter(|set| !set.is_empty()) {
            sets.push(Set::parse(set)?);
        }
        Ok(sets)
    }

    fn write(&self, io: &mut Io<'_>, trace: &Trace, sources: &[Source], coverage: Option<&Coverage>) -> Result<(), Failure> {
        let to_file = self.output.as_deref().filter(|path| *path != std::path::Path::new("-"));
        let text = match self.format {
            Format::Text => {
                let plain = report::text::Options::default();
                let (width, color) = match to_file {
                    Some(_) => (plain.width, false),
                    None => (io.width.unwrap_or(plain.width), io.color_out),
                };
                let options = report::text::Options { lang: io.lang, width, color, all: io.verbose };
                report::text::render(trace, &options)
            }
            Format::Jsonl => report::jsonl::render(trace),
            Format::Json => report::json::render(trace),
            Format::Tree | Format::Wxml => {
                // The tree does not say why the run failed.
                io.note(&report::console::render_in(trace, io.lang).stderr);
                if self.format == Format::Tree { report::tree::outlines(trace) } else { report::tree::markups(trace) }
            }
            Format::Console => {
                let console = report::console::render_in(trace, io.lang);
                let console = if io.width.is_some() && to_file.is_none() { console.for_terminal() } else { console };
                io.note(&console.stderr);
                console.stdout
            }
            Format::Html => report::html::render(trace, &texts(sources, coverage), io.lang),
            Format::Svg => report::svg::render(trace, io.lang),
            Format::Mermaid => report::mermaid::render(trace, io.lang),
        };
        match to_file {
            Some(path) => write_file(path, &text),
            None => io.print(&text),
        }
    }
}

/// A broken rule counts when the program itself came to rest.
pub(super) fn exit_of(verdict: &Verdict, trace: &Trace) -> Exit {
    match verdict {
        Verdict::Clean if trace.broken_rules().next().is_some() => Exit::Differs,
        Verdict::Clean => Exit::Ok,
        Verdict::ScriptFailed => Exit::ScriptFailed,
        Verdict::Unparsable => Exit::Unparsable,
        Verdict::UnknownApi => Exit::Unknown,
        Verdict::Limit(_) => Exit::Limit,
        Verdict::Interrupted => Exit::Interrupted,
    }
}

/// `--verbose`: what was found and chosen.
fn tell(io: &mut Io<'_>, selection: &Selection) {
    let Selection { sources, scenario, file, .. } = selection;
    let labels: Vec<&str> = sources.iter().flat_map(|source| &source.scripts).map(|script| script.label.as_str()).collect();
    let labels = labels.join(", ");
    io.tell(&format!("脚本：{labels}"), &format!("scripts: {labels}"));
    match file.name.as_str() {
        "" => io.tell("没有场景文件", "no scenario file"),
        name => io.tell(&format!("场景文件：{name}"), &format!("scenario file: {name}")),
    }
    match scenario.name.as_str() {
        "" => io.tell("没有场景（只有 [routes] 和 [defaults] 生效）", "no scenario ([routes] and [defaults] apply)"),
        name => io.tell(&format!("场景：{name}"), &format!("scenario: {name}")),
    }
    for (url, target) in effective_routes(&file.file.routes, &scenario.routes) {
        io.tell(&format!("路由：{url} → {target}"), &format!("route: {url} → {target}"));
    }
}

/// The last line: how to see the other scenarios.
fn hint(io: &mut Io<'_>, args: &Run, selection: &Selection) -> Result<(), Failure> {
    let others = selection.file.file.scenarios.len().saturating_sub(1);
    if io.quiet || !selection.by_default || others == 0 {
        return Ok(());
    }
    let source = quoted(args.sources[0].rsplit_once('#').map_or(args.sources[0].as_str(), |(path, _)| path));
    let zh = format!("另有 {others} 个场景：wxhost run {source} --list 列出，--scenario 名字 运行其中之一\n");
    let plural = if others == 1 { "" } else { "s" };
    let en = format!("{others} more scenario{plural}: wxhost run {source} --list shows them, --scenario NAME runs one\n");
    io.print(io.lang.pick(&zh, &en))
}

/// `127.0.0.1:9000`, `localhost:9000`, or `9000` on loopback.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    let port = text.strip_prefix("localhost:").or_else(|| text.strip_prefix(':')).unwrap_or(text);
    match port.parse::<u16>() {
        Ok(port) => Ok(SocketAddr::from(([127, 0, 0, 1], port))),
        Err(_) => text.parse().map_err(|_| "give an address and a port, such as 127.0.0.1:9000".to_owned()),
    }
}
