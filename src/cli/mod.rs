//! The `wxhost` command: arguments, environment, terminal, output and exit codes. The only room that prints.

mod api;
mod args;
mod exit;
mod failure;
mod interrupt;
mod lang;
mod list;
mod message;
mod output;
mod run;
mod schema;
mod select;
mod table;
mod usage;
mod zh;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use args::{Color, Command};
pub use exit::Exit;
use output::Io;

use crate::lang::Lang;

/// Runs the command with the process's arguments, environment and streams.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = lang::detect(&args, |name| std::env::var(name).ok());
    let surroundings = Surroundings {
        lang,
        color_out: anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
        color_err: anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
    };
    // A panic is a bug of wxhost; its exit code says so.
    let run = || execute(&args, surroundings, &mut std::io::stdout().lock(), &mut std::io::stderr());
    let exit = std::panic::catch_unwind(run).unwrap_or_else(|_| {
        let text = lang
            .pick("wxhost 内部错误：这是 wxhost 的缺陷，请报告它", "internal error: this is a bug in wxhost; please report it");
        let _ = writeln!(std::io::stderr(), "{text}");
        Exit::Internal
    });
    exit.into()
}

/// What the command knows of the place it runs in.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// The language from `--lang`, the environment or the locale.
    pub lang: Lang,
    /// Whether stdout takes colours when `--color` does not say.
    pub color_out: bool,
    /// Whether stderr takes colours when `--color` does not say.
    pub color_err: bool,
}

/// Runs the command with these arguments (the program's name first) and writes to these streams.
pub fn execute(args: &[OsString], surroundings: Surroundings, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let cli = match usage::parse(args, surroundings.lang) {
        Ok(cli) => cli,
        Err(usage) => return usage.print(surroundings, out, err),
    };
    let color = |auto: bool| match cli.common.color {
        Color::Auto => auto,
        Color::Always => true,
        Color::Never => false,
    };
    let mut io = Io {
        out,
        err,
        lang: surroundings.lang,
        color_out: color(surroundings.color_out),
        color_err: color(surroundings.color_err),
        quiet: cli.common.quiet,
        verbose: cli.common.verbose,
    };
    let result = match &cli.command {
        Command::Run(args) => run::run(args, &mut io),
        Command::Api(args) => api::run(args, &mut io),
        Command::Schema(args) => schema::run(args, &mut io),
    };
    match result {
        Ok(exit) => exit,
        Err(failure) => {
            message::print(&mut io, &failure.problems);
            failure.exit
        }
    }
}
