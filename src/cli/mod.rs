//! The `wxhost` command: arguments, environment, terminal, output and exit codes. The only room that prints.

mod api;
mod args;
mod auto;
mod check;
mod config;
mod conform;
mod coverage;
mod epochs;
mod exit;
mod explore;
mod failure;
mod import;
mod interrupt;
mod lang;
mod learn;
mod leaves;
mod list;
mod merge;
mod message;
mod output;
mod pending;
mod play;
mod project;
mod quote;
mod record;
mod render;
mod review;
mod run;
mod saved;
mod schema;
mod select;
mod serve;
mod setup;
mod step;
mod table;
mod texts;
mod usage;
mod worker;
mod zh;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write};
use std::process::ExitCode;

use args::{Color, Command};
pub use exit::Exit;
use output::Io;

use crate::lang::Lang;

/// Runs the command with the process's arguments, environment and streams.
#[expect(clippy::disallowed_methods, reason = "this is the room that reads arguments and environment")]
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    if let Some(exit) = worker::serve(&args) {
        return exit;
    }
    worker::can_start(&args);
    let lang = lang::detect(&args, |name| std::env::var(name).ok());
    let surroundings = Surroundings {
        lang,
        color_out: anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
        color_err: anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
        width: std::io::stdout().is_terminal().then(output::terminal_width),
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
    /// The columns of stdout, if it is a terminal.
    pub width: Option<usize>,
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
        width: surroundings.width,
        color_out: color(surroundings.color_out),
        color_err: color(surroundings.color_err),
        quiet: cli.common.quiet,
        verbose: cli.common.verbose,
    };
    if let Some(folder) = setup::view_cache() {
        crate::app::view::set_view_cache(folder);
    }
    let result = match &cli.command {
        Command::Run(args) => run::run(args, &mut io),
        Command::Check(args) => check::run(args, &mut io),
        Command::Review(args) => review::run(args, &mut io),
        Command::Accept(names) => pending::accept(names, &mut io),
        Command::Reject(names) => pending::reject_some(names, &mut io),
        Command::Pending(args) => pending::list(args, &mut io),
        Command::Show(args) => saved::show(args, &mut io),
        Command::Diff(args) => saved::compare(args, &mut io),
        Command::Explain(args) => saved::explain(args, &mut io),
        Command::Learn(args) => learn::run(args, &mut io),
        Command::Play(args) => play::run(args, &mut io),
        Command::Import(args) => import::run(args, &mut io),
        Command::Config(args) => config::run(args, &mut io),
        Command::Merge(args) => merge::run(args, &mut io),
        Command::Explore(args) => explore::run(args, &mut io),
        Command::Serve(args) => serve::run(args, &mut io),
        Command::Render(args) => render::run(args, &mut io),
        Command::Epochs(args) => epochs::run(args, &mut io),
        Command::Auto(args) => auto::run(args, &mut io),
        Command::Api(args) => api::run(args, &mut io),
        Command::Conform(args) => conform::run(args, &mut io),
        Command::Setup(args) => setup::run(args, &mut io),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the command in memory: exit code, stdout, stderr.
    fn wxhost(args: &str, lang: Lang) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/js/seed");
        let args: Vec<OsString> =
            std::iter::once("wxhost").chain(args.split_whitespace()).map(|arg| arg.replace("SEED", seed).into()).collect();
        let surroundings = Surroundings { lang, color_out: false, color_err: false, width: None };
        let exit = execute(&args, surroundings, &mut out, &mut err);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(seed, "SEED");
        (exit.code(), text(out), text(err))
    }

    #[test]
    fn help_goes_to_stdout_and_names_the_exit_codes() {
        for (lang, word) in [(Lang::En, "Exit codes:"), (Lang::Zh, "退出码：")] {
            let (code, out, err) = wxhost("run --help", lang);
            assert!(code == 0 && out.contains(word) && err.is_empty(), "{out}{err}");
        }
        assert_eq!(wxhost("--version", Lang::En).0, 0);
    }

    #[test]
    fn usage_errors_are_told_in_the_users_language() {
        let (code, out, err) = wxhost("run x.js --fromat text", Lang::Zh);
        assert_eq!(
            (code, out.as_str(), err.as_str()),
            (2, "", "错误：不认识的参数 --fromat\n  提示：是不是想写 --format？\n  用 --help 查看用法\n")
        );
        assert!(wxhost("run x.js --fromat text", Lang::En).2.starts_with("error: unexpected argument '--fromat' found"));
        for args in ["", "run", "rnu", "run x.js --seed", "run x.js --format xml", "run x.js --call f() --scenario x", "schema"] {
            for lang in [Lang::Zh, Lang::En] {
                let (code, out, err) = wxhost(args, lang);
                assert!(code == 2 && out.is_empty() && !err.is_empty(), "{args}: {code} {out}{err}");
            }
        }
    }

    #[test]
    fn mistakes_have_their_exit_codes() {
        for (args, expected) in [
            ("run SEED/none.md", 2),
            ("run SEED/article.md#9", 2),
            ("run SEED", 2),
            ("run SEED/article.md --set user.modl=1", 2),
            ("run SEED/article.md --epoch tomorrow", 2),
            ("run SEED/article.md --seed x", 2),
            ("run SEED/article.md --route u", 2),
            ("run SEED/../../Cargo.toml", 2),
            ("run SEED/article.md --scenario nothing-like-it", 7),
            ("run SEED/article.md --set limits.source=10", 6),
        ] {
            let (code, out, err) = wxhost(args, Lang::En);
            assert_eq!((code, out.as_str()), (expected, ""), "{args}: {err}");
            assert!(err.starts_with("error: "), "{args}: {err}");
        }
    }

    #[test]
    fn a_mistake_is_told_with_place_and_help() {
        let (_, _, err) = wxhost("run SEED/article.md --epoch 2021-02-29", Lang::En);
        assert_eq!(err, "error: `epoch` is not valid: give a day that exists, such as 2020-10-06\n  --> --epoch 2021-02-29\n");
        let (_, _, err) = wxhost("run SEED/article.md#9", Lang::Zh);
        assert_eq!(err, "错误：SEED/article.md 没有第 9 个 js 代码块\n  提示：它有：#1 (行 16)、#2 (行 116)\n");
    }

    #[test]
    fn scenarios_are_listed() {
        let (code, out, err) = wxhost("run SEED/article.md --list", Lang::En);
        assert!(code == 0 && err.is_empty());
        assert!(out.starts_with("NAME ") && out.contains("\nlogin succeeds "), "{out}");
        let (code, out, err) = wxhost("run SEED/wx_login.js --list", Lang::En);
        assert!(code == 0 && out.is_empty() && err.starts_with("note: SEED/wx_login.js has no scenarios"), "{err}");
        let (_, out, _) = wxhost("run SEED/article.md --list --format jsonl", Lang::En);
        assert!(out.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    }

    #[test]
    fn schemas_are_json() {
        for format in ["trace", "scenario"] {
            let (code, out, _) = wxhost(&format!("schema {format}"), Lang::En);
            assert!(code == 0 && serde_json::from_str::<serde_json::Value>(&out).is_ok());
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let args = ["wxhost", "schema", "trace"].map(OsString::from);
        let surroundings = Surroundings { lang: Lang::En, color_out: false, color_err: false, width: None };
        let mut err = Vec::new();
        assert_eq!((execute(&args, surroundings, &mut Gone, &mut err), err.len()), (Exit::Ok, 0));
    }
}
