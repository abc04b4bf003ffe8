//! `--format console`: what the script logged, as the developer console shows it; errors and the platform's messages apart.

use crate::lang::Lang;
use crate::trace::brief::api_name;
use crate::trace::escape::{visible, visible_lines};
use crate::trace::findings::host_says;
use crate::trace::story::Story;
use crate::trace::{At, Body, ErrorKind, Event, Lane, Outcome, Trace};

/// The two streams of a console.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Console {
    /// Exactly what the script itself logged, at whatever level, one line a call.
    pub stdout: String,
    /// Its errors, and what the platform had to say; safe to show on a terminal.
    pub stderr: String,
}

impl Console {
    /// The same with control and invisible characters of the script's output escaped, for a stdout that is a terminal.
    #[must_use]
    pub fn for_terminal(self) -> Self {
        Self { stdout: visible_lines(&self.stdout), ..self }
    }
}

/// What the console showed; what wxhost itself has to say is in English.
pub fn render(trace: &Trace) -> Console {
    render_in(trace, Lang::En)
}

/// The same with what wxhost itself has to say in `lang`.
pub fn render_in(trace: &Trace, lang: Lang) -> Console {
    let story = Story::new(trace);
    let mut console = Console::default();
    for event in &trace.events {
        match &event.body {
            Body::Log { text, .. } if event.lane == Lane::Page => {
                console.stdout.push_str(text);
                console.stdout.push('\n');
            }
            Body::Log { text, .. } => {
                console.stderr.push_str(&visible_lines(text));
                console.stderr.push('\n');
            }
            Body::Error { what, name, message, .. } => {
                if let Some(line) = error(&story, event, lang, *what, name, message) {
                    console.stderr.push_str(&line);
                    console.stderr.push('\n');
                }
            }
            _ => {}
        }
    }
    console
}

/// An error in the words of a console; what a handler took, and what is told later as unhandled, is not shown.
fn error(story: &Story<'_>, event: &Event, lang: Lang, what: ErrorKind, name: &str, message: &str) -> Option<String> {
    let of_host = host_says(story, event);
    let error = if lang == Lang::Zh && let Some(said) = &of_host {
        // The event itself speaks English, the language of traces.
        said.zh.clone()
    } else if name.is_empty() || of_host.is_some() {
        visible_lines(message)
    } else {
        format!("{}: {}", visible(name), visible_lines(message))
    };
    let text = match what {
        ErrorKind::PromiseThrew | ErrorKind::Caught => return None,
        ErrorKind::UncaughtException => format!("Uncaught {error}"),
        ErrorKind::UnhandledRejection => format!("Uncaught (in promise) {error}"),
        ErrorKind::CallbackThrew => match callback(story, event) {
            Some(callback) => format!("{error};at api {callback} callback function"),
            None => error,
        },
        ErrorKind::UnsupportedApi | ErrorKind::UnmatchedRequest | ErrorKind::NoSuchElement | ErrorKind::Limit => error,
    };
    Some(text + &event.at.as_ref().map(place).unwrap_or_default())
}

/// `checkSession fail`, as the platform's own message names the callback that threw.
fn callback(story: &Story<'_>, event: &Event) -> Option<String> {
    story.causes(event).find_map(|cause| match &cause.body {
        Body::Settle { api, outcome, .. } => {
            let name = match outcome {
                Outcome::Success => "success",
                Outcome::Fail => "fail",
                Outcome::Complete => "complete",
                _ => return None,
            };
            Some(format!("{} {name}", api_name(api).trim_start_matches("wx.")))
        }
        _ => None,
    })
}

fn place(at: &At) -> String {
    format!(" at {}", visible(&at.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture::{self, Build, at};

    #[test]
    fn stdout_has_what_the_script_logged_and_stderr_the_rest() {
        let console = render(&fixture::session_expired());
        assert_eq!(console.stdout, "登录过期\n");
        assert_eq!(
            console.stderr,
            "TypeError: cannot read property 'then' of undefined;at api checkSession fail callback function at article.md:129:16\n"
        );
        let console = render(&fixture::not_granted());
        assert_eq!(
            console,
            Console { stdout: String::new(), stderr: "Uncaught (in promise) 我还没有授权 at article.md:87:9\n".into() }
        );
    }

    #[test]
    fn every_level_is_the_scripts_own_and_a_terminal_is_safe() {
        let mut build = Build::new(&[1], "go()");
        for level in ["log", "info", "debug", "warn", "error"] {
            build.log(2, at(1, 1), level, &format!("{level}\n\u{1b}[31m"));
        }
        let console = render(&build.end(&[]));
        let all = "log\n\u{1b}[31m\ninfo\n\u{1b}[31m\ndebug\n\u{1b}[31m\nwarn\n\u{1b}[31m\nerror\n\u{1b}[31m\n";
        assert_eq!(console.stdout, all);
        assert_eq!(console.stderr, "");
        assert_eq!(console.for_terminal().stdout, all.replace('\u{1b}', "\\u001b"));
    }

    #[test]
    fn a_handled_error_is_not_shown() {
        let console = render(&fixture::both_blocks());
        assert!(!console.stderr.contains("article.md:41"), "{}", console.stderr);
    }

    #[test]
    fn what_wxhost_says_is_in_the_readers_language() {
        let mut build = Build::new(&[1], "go()");
        build.error(ErrorKind::UnmatchedRequest, 2, at(4, 1), "WxhostError", "https://a.cn/ is answered by nobody");
        let trace = build.end(&[]);
        assert_eq!(render(&trace).stderr, "https://a.cn/ is answered by nobody at article.md:4:1\n");
        let zh = render_in(&trace, Lang::Zh).stderr;
        assert!(zh.contains("既没有路由，也不在允许访问的地址里"), "{zh}");
    }
}
