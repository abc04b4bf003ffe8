//! `wxhost check --watch`: files are edited, and what runs again is what they affect.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::support::{Wxhost, folder};

const PROGRAM: &str = "function greet(n) { console.log('hello ' + n) }\n";
const SCENARIOS: &str = "[[scenario]]\nname = 'one'\ncall = ['greet(1)']\n\n[[scenario]]\nname = 'two'\ncall = ['greet(2)']\n";

/// A check that watches, and the lines that it prints.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let args = [&["check", "--watch"], args].concat();
        let mut child = Wxhost::new(args).within(folder).start_with(Stdio::piped());
        let (sender, lines) = mpsc::channel();
        let output = child.stdout.take().expect("stdout");
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// The next last line of a check.
    #[track_caller]
    fn summary(&self) -> String {
        let mut all = Vec::new();
        loop {
            match self.lines.recv_timeout(Duration::from_secs(30)) {
                Ok(line)
                    if line.contains("scenario") && line.contains(": ") && line.starts_with(|c: char| c.is_ascii_digit()) =>
                {
                    return line;
                }
                Ok(line) => all.push(line),
                Err(error) => panic!("{error}: {all:?}"),
            }
        }
    }

    fn types(&mut self, text: &str) {
        self.child.stdin.as_mut().expect("stdin").write_all(text.as_bytes()).expect("a pipe");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_edit_runs_again_what_it_affects() {
    let files = [
        ("a.js", PROGRAM),
        ("a.js.toml", SCENARIOS),
        ("b.js", "const c = require('./c.js'); c.go()\n"),
        ("c.js", "exports.go = () => {}\n"),
    ];
    let folder = folder(&[&files[..], &[("b.js.toml", "[[scenario]]\nname = 'b'\n")]].concat());
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let mut watching = Watching::start(folder.path(), &[]);
    assert_eq!(watching.summary(), "3 scenarios: 3 written");
    // A moment until the folders are watched.
    std::thread::sleep(Duration::from_millis(300));
    write("a.js", &PROGRAM.replace("hello", "good day"));
    // `b.js` loads modules from the same folder, and may load this one.
    assert_eq!(watching.summary(), "3 scenarios: 1 as approved, 2 differ");
    write("a.js", PROGRAM);
    assert_eq!(watching.summary(), "3 scenarios: 3 as approved");
    // Nobody but `b.js` can load a module.
    write("c.js", "exports.go = () => console.log('c')\n");
    assert_eq!(watching.summary(), "1 scenario: 1 differs");
    // What is no part of a program changes nothing, and neither does a file written with what it holds.
    write("notes.txt", "x");
    write("a.js", PROGRAM);
    // A new scenario of a file runs with the others of the file.
    write("a.js.toml", &format!("{SCENARIOS}\n[[scenario]]\nname = 'three'\ncall = ['greet(3)']\n"));
    assert_eq!(watching.summary(), "3 scenarios: 2 as approved, 1 written");
    write("a.js.toml", "[[scenario]\n");
    assert_eq!(watching.summary(), "0 scenarios: none was run; 1 unreadable file");
    write("a.js.toml", SCENARIOS);
    assert_eq!(watching.summary(), "2 scenarios: 2 as approved");
    // What somebody accepts is run again.
    Wxhost::new(["accept", "b"]).within(folder.path()).run().expect(0, &[]);
    assert_eq!(watching.summary(), "1 scenario: 1 as approved");
    watching.types("\n");
    assert_eq!(watching.summary(), "3 scenarios: 3 as approved; 1 stale snapshot");
    watching.types("q\n");
    assert_eq!(watching.child.wait().expect("the end").code(), Some(0));
}

#[cfg(unix)]
#[test]
fn watching_ends_with_ctrl_c() {
    let folder = folder(&[("a.js", PROGRAM), ("a.js.toml", SCENARIOS)]);
    let mut watching = Watching::start(folder.path(), &["-q"]);
    assert_eq!(watching.summary(), "2 scenarios: 2 written");
    std::thread::sleep(Duration::from_millis(200));
    let kill = std::process::Command::new("kill").args(["-INT", &watching.child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    assert_eq!(watching.child.wait().expect("the end").code(), Some(130));
}
