//! `wxhost auto`: an app with its door open for `miniprogram-automator` and `minium`, in the place of the DevTools cli.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::output::{Io, write_file};
use super::run::exit_of;
use super::select::{Request, select};
use super::{Exit, failure::Failure, interrupt};
use crate::auto::{Automation, Browser};
use crate::host::Plan;
use crate::report;
use crate::scenario::Set;
use crate::server::{StartError, endpoint};
use crate::source::Problem;
use crate::trace::Trace;

/// Run a project for miniprogram-automator and minium: the official automation protocol on a WebSocket
#[derive(Debug, Args)]
pub(super) struct Auto {
    /// The project's folder; also an article or a script
    #[arg(long, value_name = "DIR", env = "WXHOST_PROJECT", default_value = ".", hide_env_values = true)]
    project: String,
    /// The port to listen on; 0: any free one, told in the first line
    #[arg(long, value_name = "N", env = "WXHOST_AUTO_PORT", default_value_t = 9420, hide_env_values = true)]
    auto_port: u16,
    /// Run in the scenario with this name [default: none, only [routes] and [defaults] apply]
    #[arg(long, value_name = "NAME", env = "WXHOST_SCENARIO", hide_env_values = true)]
    scenario: Option<String>,
    /// Change one value of the scenario, such as platform.session=expired; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", env = "WXHOST_SET", hide_env_values = true, allow_hyphen_values = true)]
    sets: Vec<String>,
    /// Send requests for URL to TARGET: backend:/path, http://…, or false for no route; may be repeated
    #[arg(long = "route", value_name = "URL=TARGET", env = "WXHOST_ROUTE", hide_env_values = true)]
    routes: Vec<String>,
    /// Let the app reach this host besides loopback; may be repeated
    #[arg(long = "allow-host", value_name = "HOST", env = "WXHOST_ALLOW_HOST", hide_env_values = true, value_delimiter = ',')]
    allow_hosts: Vec<String>,
    /// Hold every answer back so long, in ms; minium 1.6 misses answers that come at once, 15 is enough for it
    #[arg(long, value_name = "MS", env = "WXHOST_MIN_LATENCY", default_value_t = 0, hide_env_values = true)]
    min_latency: u64,
    /// The browser that takes screenshots [default: Chromium, Chrome or Edge, if installed]
    #[arg(long, value_name = "PATH", env = "WXHOST_BROWSER", hide_env_values = true)]
    browser: Option<PathBuf>,
    /// How to print the trace at the end: text, jsonl, json
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
    /// Write the trace to FILE at the end instead of stdout
    #[arg(short, long, value_name = "FILE", env = "WXHOST_OUTPUT", hide_env_values = true)]
    output: Option<PathBuf>,
    #[command(flatten)]
    ignored: Ignored,
}

/// What DevTools wants to know and nothing here does; taken so that clients can start this command in its place.
#[derive(Debug, Args)]
struct Ignored {
    #[arg(long, hide = true)]
    auto_account: Option<String>,
    #[arg(long, hide = true)]
    ticket: Option<String>,
    #[arg(long, hide = true)]
    trust_project: bool,
    #[arg(long, hide = true)]
    port: Option<String>,
    #[arg(long, hide = true)]
    disable_gpu: bool,
}

/// What is printed at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Json,
}

pub(super) fn run(args: &Auto, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let mut sets = Vec::new();
    for route in args.routes.iter().filter(|route| !route.is_empty()) {
        sets.push(Set::route(route)?);
    }
    for set in args.sets.iter().filter(|set| !set.is_empty()) {
        sets.push(Set::parse(set)?);
    }
    let name = args.scenario.as_deref().filter(|name| !name.is_empty());
    let sources = [args.project.clone()];
    let selection = select(&Request { sources: &sources, name, ad_hoc: name.is_none(), no_sidecar: false, sets: &sets })?;
    // Taken first: a client that finds the port tries again until somebody answers.
    let (port, listeners) = endpoint::listen(args.auto_port).map_err(|error| unusable(args.auto_port, &error))?;
    let plan = Plan {
        sources: selection.sources.clone().into(),
        scenario: selection.scenario,
        routes: selection.file.file.routes.clone(),
        allow_hosts: args.allow_hosts.clone(),
        last: true,
        ..Plan::default()
    };
    let host_failure = |error| Failure::of_host(error, &selection.sources, &[]);
    let mut automation =
        Automation::start(plan, Browser { command: args.browser.clone(), folder: std::env::temp_dir() }).map_err(host_failure)?;
    let ready = json!({ "automator": format!("ws://127.0.0.1:{port}"), "port": port, "project": args.project });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    let runtime = runtime.map_err(|error| internal(&error.to_string()))?;
    let stop = runtime.block_on(async {
        if automation.is_up() {
            io.print(&format!("{ready}\n"))?;
        }
        let interrupt = async {
            match interrupt::Signals::new() {
                Ok(mut signals) => drop(signals.next().await),
                Err(_) => std::future::pending::<()>().await,
            }
        };
        Ok::<_, Failure>(automation.serve(listeners, Duration::from_millis(args.min_latency), interrupt).await)
    })?;
    let finished = automation.finish(stop).map_err(host_failure)?;
    args.write(io, &finished.trace)?;
    // The process ends here: giving everything back would only take time.
    std::mem::forget(runtime);
    Ok(exit_of(&finished.verdict, &finished.trace))
}

impl Auto {
    fn write(&self, io: &mut Io<'_>, trace: &Trace) -> Result<(), Failure> {
        let to_file = self.output.as_deref().filter(|path| *path != std::path::Path::new("-"));
        let text = match self.format {
            Format::Text => {
                let plain = report::text::Options::default();
                let (width, color) = match to_file {
                    Some(_) => (plain.width, false),
                    None => (io.width.unwrap_or(plain.width), io.color_out),
                };
                report::text::render(trace, &report::text::Options { lang: io.lang, width, color, all: io.verbose })
            }
            Format::Jsonl => report::jsonl::render(trace),
            Format::Json => report::json::render(trace),
        };
        match to_file {
            Some(path) => write_file(path, &text),
            None if io.quiet => Ok(()),
            None => io.print(&text),
        }
    }
}

/// The arguments as clients of DevTools give them, made those of `wxhost auto`: flags of DevTools before `auto` are left out, and
/// the older form `--auto DIR` is `auto --project DIR`. `None` if they are something else.
pub(super) fn as_devtools(args: &[OsString]) -> Option<Vec<OsString>> {
    let first = args.get(1)?.to_str()?;
    if !first.starts_with('-') {
        return None;
    }
    let place = args.iter().position(|arg| arg == "auto" || arg == "--auto")?;
    let mut made = vec![args[0].clone(), "auto".into()];
    let mut rest = &args[place + 1..];
    if args[place] == "--auto" {
        let (project, more) = rest.split_first()?;
        made.extend(["--project".into(), project.clone()]);
        rest = more;
    }
    made.extend(rest.iter().cloned());
    Some(made)
}

fn unusable(port: u16, error: &StartError) -> Failure {
    let taken = matches!(error, StartError::Taken { .. });
    let reason = match taken {
        true => (format!("端口 {port} 已被占用"), format!("port {port} is already in use")),
        false => (format!("无法监听端口 {port}：{error}"), format!("could not listen on port {port}: {error}")),
    };
    let problem = Problem::new(reason.0, reason.1)
        .help("换一个 --auto-port，或写 0 由系统选择", "choose another --auto-port, or 0 to let the system choose");
    Failure::new(Exit::Usage, problem)
}

fn internal(message: &str) -> Failure {
    Failure::of_host(crate::host::HostError::Internal(message.to_owned()), &[], &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_start_it_as_they_start_devtools() {
        let check = |given: &str, expected: Option<&str>| {
            let args: Vec<OsString> = given.split_whitespace().map(OsString::from).collect();
            let expected = expected.map(|args| args.split_whitespace().map(OsString::from).collect::<Vec<_>>());
            assert_eq!(as_devtools(&args), expected, "{given}");
        };
        check("w --port 3000 --disable-gpu auto --project a --auto-port 1", Some("w auto --project a --auto-port 1"));
        check("w --auto a --auto-port 9420", Some("w auto --project a --auto-port 9420"));
        check("w auto --project a", None);
        check("w run auto", None);
        check("w --help", None);
    }
}
