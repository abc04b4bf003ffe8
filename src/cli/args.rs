//! The command line: `wxhost [run|api|schema]` and the options that every command has.

use std::ffi::OsString;

use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::import::Import;
use super::render::Render;
use super::review::Review;
use super::saved::{Compare, Explain, Show};
use super::{
    api::Api, auto::Auto, check::Check, config::Config, conform::Conform, epochs::Epochs, explore::Explore, learn::Learn,
    merge::Merge, pending, play::Play, run::Run, schema::Schema, serve::Serve, setup::Setup,
};

/// Run, check and teach WeChat mini-program (微信小程序) code without WeChat
#[derive(Debug, Parser)]
#[command(name = "wxhost", version, max_term_width = super::usage::WIDEST, disable_help_flag = true, disable_version_flag = true)]
pub(super) struct Cli {
    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// `wxhost run …` alone, for the ordinary case: making the arguments of all commands costs more than reading these.
#[derive(Debug, Parser)]
#[command(name = "run", disable_help_flag = true, disable_version_flag = true)]
struct RunAlone {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    run: Run,
}

impl Cli {
    /// Reads `wxhost run …`; anything else, and every mistake, is for the whole command line to tell.
    pub fn of_run(args: &[OsString]) -> Option<Self> {
        let [program, command, rest @ ..] = args else { return None };
        if command != "run" {
            return None;
        }
        let alone = RunAlone::try_parse_from(std::iter::once(program).chain(rest)).ok()?;
        Some(Self { version: None, common: alone.common, command: Command::Run(Box::new(alone.run)) })
    }
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub(super) struct Common {
    /// Language of messages: zh or en [default: the locale's]
    #[arg(
        long,
        value_enum,
        value_name = "LANG",
        env = "WXHOST_LANG",
        global = true,
        hide_env_values = true,
        hide_possible_values = true,
        ignore_case = true
    )]
    lang: Option<LangName>,
    /// When to use colours
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        env = "WXHOST_COLOR",
        default_value = "auto",
        global = true,
        hide_env_values = true
    )]
    pub color: Color,
    /// Print results only, no hints and notes
    #[arg(short, long, env = "WXHOST_QUIET", global = true, hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub quiet: bool,
    /// Show every event by itself, and on stderr what was found and chosen
    #[arg(short, long, env = "WXHOST_VERBOSE", global = true, hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub verbose: bool,
    /// Print this help
    #[arg(short, long, action = ArgAction::HelpShort, global = true)]
    help: Option<bool>,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(super) enum Command {
    Run(Box<Run>),
    Check(Box<Check>),
    Review(Review),
    /// Make traces that wait the approved ones
    Accept(pending::Names),
    /// Take traces that wait away; the approved ones stay
    Reject(pending::Names),
    Pending(pending::List),
    Show(Show),
    Diff(Compare),
    Explain(Explain),
    Merge(Merge),
    Explore(Box<Explore>),
    Render(Render),
    Epochs(Epochs),
    Learn(Learn),
    Play(Play),
    Serve(Box<Serve>),
    Auto(Box<Auto>),
    Import(Import),
    Config(Config),
    Api(Api),
    Conform(Conform),
    Setup(Setup),
    Schema(Schema),
}

/// `--lang`; its value was already read by [`super::lang::detect`].
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangName {
    Zh,
    En,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}
