//! `wxhost play article.md`: a page on this machine in which code and scenario are changed and run at once.

mod browser;
mod room;

use clap::Args;

use super::interrupt::{Signal, Signals};
use super::output::Io;
use super::select::scenario_file;
use super::{Exit, failure::Failure};
use crate::server::StartError;
use crate::server::desk::Desk;
use crate::source::{Problem, Source, Spec};
use room::Room;

/// Open a page on this machine: change code and scenario, see diagram, phone and findings at once
#[derive(Debug, Args)]
pub(super) struct Play {
    /// What to play with: article.md, article.md#1,2 (chosen blocks), or script.js
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Begin with the scenario of this name [default: the first]
    #[arg(long, value_name = "NAME", env = "WXHOST_SCENARIO", hide_env_values = true)]
    scenario: Option<String>,
    /// Serve the page on this port of 127.0.0.1 [default: any free one]
    #[arg(
        long,
        value_name = "PORT",
        env = "WXHOST_PORT",
        default_value_t = 0,
        hide_default_value = true,
        hide_env_values = true
    )]
    port: u16,
    /// Also open the page in the default browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &Play, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let spec = Spec::parse(&args.source)?;
    // What cannot be opened is told here, and not on the page; blocks that are not there, too.
    let source = Source::open_spec(&spec, crate::source::DEFAULT_LIMIT)?;
    if source.project.is_some() {
        let problem = Problem::new("play 只打开文章或脚本", "play opens an article or a script only").at(args.source.clone());
        return Err(Failure::new(Exit::Usage, problem.help("用 wxhost run 运行项目", "wxhost run runs a project")));
    }
    let file = scenario_file(std::slice::from_ref(&args.source), false)?;
    let wanted = args.scenario.as_deref().filter(|name| !name.is_empty());
    let chosen = wanted.map(|name| file.find(name)).transpose()?;
    let chosen = chosen.and_then(|index| file.names().nth(index)).map(str::to_owned);
    let room = Room::new(spec, &file, chosen, io.lang);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| internal(&error))?;
    let exit = runtime.block_on(async {
        // Whoever reads the first line may send a signal at once.
        let mut signals = Signals::new().map_err(|error| internal(&error))?;
        let desk = Desk::open(args.port, Box::new(room)).map_err(of_start)?;
        io.print(&format!("{}\n", desk.url()))?;
        if !io.quiet {
            io.note(io.lang.pick("在浏览器里打开这个地址；按 Ctrl-C 结束\n", "open this address in a browser; Ctrl-C ends\n"));
        }
        if args.open
            && let Err(error) = browser::open(&desk.url())
        {
            let (zh, en) = (format!("无法打开浏览器：{error}\n"), format!("the browser cannot be opened: {error}\n"));
            io.note(io.lang.pick(&zh, &en));
        }
        Ok(match signals.next().await {
            Signal::Interrupt => Exit::Interrupted,
            Signal::Terminate => Exit::Ok,
        })
    });
    // A run that is still going on is nobody's any more.
    runtime.shutdown_background();
    exit
}

fn internal(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Internal, Problem::new(format!("wxhost 内部错误：{error}"), format!("internal error: {error}")))
}

fn of_start(error: StartError) -> Failure {
    let reason = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    let problem = Problem::new(format!("无法提供网页：{error}{reason}"), format!("the page cannot be served: {error}{reason}"));
    Failure::new(Exit::Usage, problem.help("换一个 --port，或不写它", "give another --port, or none"))
}
