//! `run --step` in a terminal, and what it does without one.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Wxhost, root};

/// Types `keys` into `wxhost run … --step` in a terminal of 80 by 24, made by util-linux' `script`; gives its exit code and all
/// that was drawn.
fn typed(keys: &str) -> (Option<i32>, String) {
    let command = format!(
        "stty cols 80 rows 24; {} run js/seed/article.md --lang zh --scenario 'both blocks in one scope' --step",
        env!("CARGO_BIN_EXE_wxhost")
    );
    let mut script = Command::new("script");
    script.args(["-qefc", &command, "/dev/null"]).current_dir(root()).env("TERM", "xterm-256color");
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("util-linux' script");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(keys.as_bytes()).expect("keys");
    let output = child.wait_with_output().expect("an end");
    drop(stdin);
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn keys_walk_through_the_trace_and_the_terminal_is_given_back() {
    let (code, drawn) = typed("\x1b[B\x1b[Bfq");
    assert_eq!(code, Some(0), "{drawn}");
    for part in ["[1;32H1/25", "[1;32H2", "[1;32H3", "function-redefined", "\x1b[?1049h", "\x1b[?1049l"] {
        assert!(drawn.contains(part), "{part}: {drawn}");
    }
}

#[test]
fn without_a_terminal_the_trace_is_text() {
    let args = ["run", "js/seed/article.md", "--scenario", "user cancels"];
    let (plain, stepped) = (Wxhost::new(args).run(), Wxhost::new(args.into_iter().chain(["--step"])).run());
    assert_eq!((plain.code, &plain.out), (stepped.code, &stepped.out));
    assert!(stepped.out.contains("wx.showModal"), "{}", stepped.out);
}
