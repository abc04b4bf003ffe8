//! The invariants of the tree: which room may name what, how files begin, how long they are, what they are called.

use crate::support::{files_below, root};

/// The rooms of `src/`, and the rooms that each may name besides itself. What is not listed must not be named: this is what
/// keeps reports makeable from a saved trace, the world free of JavaScript, and the engine free of WeChat.
const ROOMS: &[(&str, &[&str])] = &[
    ("lang", &[]),
    ("clock", &[]),
    ("source", &["lang"]),
    ("trace", &["lang", "clock"]),
    ("report", &["lang", "trace"]),
    ("snapshot", &["lang", "trace"]),
    ("scenario", &["clock", "lang", "source", "trace"]),
    ("tape", &["lang", "source", "trace"]),
    ("world", &["clock", "lang", "scenario", "trace"]),
    ("server", &["clock", "scenario", "trace", "world"]),
    ("engine", &["clock", "lang", "scenario", "trace"]),
    ("wx", &["app", "clock", "engine", "lang", "scenario", "server", "tape", "trace", "world"]),
    ("app", &["engine", "lang", "scenario", "source", "trace", "world", "wx"]),
    ("host", &["app", "clock", "engine", "lang", "scenario", "source", "tape", "trace", "world", "wx"]),
    ("auto", &["app", "engine", "host", "server", "trace", "wx"]),
    ("conform", &["host", "lang", "report", "scenario", "source", "trace"]),
    ("lesson", &["host", "lang", "scenario", "source", "trace"]),
    // What the page of `play` asks, answered: runs and lessons become views. It opens no socket and writes no file.
    ("play", &["host", "lang", "lesson", "report", "scenario", "source", "trace"]),
    ("explore", &["engine", "host", "lang", "scenario", "source", "trace", "world"]),
    (
        "cli",
        &[
            "app", "auto", "clock", "conform", "explore", "host", "lang", "lesson", "play", "report", "scenario", "server",
            "snapshot", "source", "tape", "trace", "world", "wx",
        ],
    ),
];

/// Files whose length is that of a table, or that are known to need a second home.
const LONG: &[(&str, &str)] = &[("src/wx/names.rs", "a table: every name of wx")];

/// A source file without its tests: the lines up to `#[cfg(test)]`, comments taken out.
struct Code {
    path: String,
    room: String,
    lines: Vec<(usize, String)>,
}

fn code() -> Vec<Code> {
    let files = files_below("src").into_iter().filter(|(path, _)| path.ends_with(".rs") && !is_test(path));
    let all: Vec<Code> = files
        .map(|(path, text)| {
            let room = path.trim_start_matches("src/").split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
            let lines = own(&text).lines().enumerate();
            let lines = lines.map(|(index, line)| (index + 1, without_comment(line).to_owned())).collect();
            Code { path, room, lines }
        })
        .collect();
    assert!(all.len() > 100, "only {} files were found", all.len());
    all
}

fn is_test(path: &str) -> bool {
    ["/tests.rs", "/fixture.rs", "/testing.rs", "/trial.rs"].iter().any(|end| path.ends_with(end))
}

/// The part of a file before its tests.
fn own(text: &str) -> &str {
    let tests =
        ["\n#[cfg(test)]\nmod tests {", "\n#[cfg(all(test, unix))]\nmod tests {"].iter().filter_map(|mark| text.find(mark)).min();
    &text[..tests.unwrap_or(text.len())]
}

fn without_comment(line: &str) -> &str {
    match line.trim_start().starts_with("//") {
        true => "",
        false => line.split(" // ").next().unwrap_or_default(),
    }
}

/// Whether a line names something: the words with no letter or `_` before them.
fn names(line: &str, what: &str) -> bool {
    line.match_indices(what).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Every place outside `allowed` that names one of `words`.
fn offenders(words: &[&str], allowed: impl Fn(&Code) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in code().iter().filter(|file| !allowed(file)) {
        for (number, line) in &file.lines {
            for word in words.iter().filter(|word| names(line, word)) {
                found.push(format!("{}:{number}: {word}", file.path));
            }
        }
    }
    found
}

#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// The words must be found where they are allowed, or the check would hold for a misspelt word as well.
fn only_in(words: &[&str], allowed: impl Fn(&Code) -> bool) {
    let all = offenders(words, |_| false);
    for word in words {
        assert!(
            all.iter().any(|place| place.ends_with(&format!(": {word}"))),
            "{word} is named nowhere: is the check still right?"
        );
    }
    none(&offenders(words, allowed));
}

#[test]
fn only_engine_app_and_wx_name_the_engine() {
    // `happen.rs` drives a page from a scenario; its calls belong into `app`.
    let allowed = |file: &Code| ["engine", "app", "wx"].contains(&file.room.as_str()) || file.path == "src/host/happen.rs";
    only_in(&["boa_engine::"], allowed);
}

#[test]
fn only_the_network_and_the_servers_open_sockets() {
    let allowed = |file: &Code| file.room == "server" || file.path.starts_with("src/world/network/");
    only_in(&["TcpListener", "reqwest::", "axum::"], allowed);
    none(&offenders(
        &["TcpStream", "UdpSocket", "UnixStream", "UnixListener", "hyper::", "lookup_host", "to_socket_addrs"],
        allowed,
    ));
}

#[test]
fn only_the_command_line_prints_reads_the_environment_and_exits() {
    let allowed = |file: &Code| file.room == "cli" || file.path == "src/main.rs";
    only_in(&["std::env::", "process::exit", "io::stdout", "io::stderr"], allowed);
    none(&offenders(&["print!", "println!", "eprint!", "eprintln!", "dbg!"], |_| false));
    only_in(&["io::stdin"], |file| {
        let files = ["review.rs", "learn.rs", "step/mod.rs", "worker.rs", "check/watch.rs"];
        files.map(|name| format!("src/cli/{name}")).contains(&file.path)
    });
}

#[test]
fn only_four_files_start_processes() {
    // Workers; npm, when the user asks for the view; the browser that takes a screenshot; the user's own browser (`play --open`).
    let allowed = |file: &Code| {
        ["src/host/worker.rs", "src/cli/setup.rs", "src/auto/screen/shoot.rs", "src/cli/play/browser.rs"]
            .contains(&file.path.as_str())
    };
    only_in(&["process::{Child", "Command::new"], allowed);
    // However it is imported.
    none(&offenders(&["process::Command", "process::Child", "tokio::process"], allowed));
}

#[test]
fn no_wall_clock_and_no_real_chance_reach_a_trace() {
    // One guards a run, one ends a search; neither reaches a trace. A live session is tied to real time by its nature.
    only_in(&["Instant::now"], |file| {
        ["src/host/guard.rs", "src/host/live.rs", "src/explore/search.rs"].contains(&file.path.as_str())
    });
    // `serve` lives in real time, and makes no trace.
    only_in(&["SystemTime::now"], |file| file.path == "src/server/serve/clock.rs");
    // The token of the page of `play` must not be guessed by other pages; it is in no trace.
    only_in(&["secure_random"], |file| file.path == "src/server/desk.rs");
    none(&offenders(&["thread_rng", "OsRng", "from_os_rng", "getrandom", "RandomState"], |_| false));
}

#[test]
fn only_one_file_holds_unsafe_code() {
    only_in(&["unsafe impl", "unsafe fn", "unsafe {"], |file| file.path == "src/host/memory.rs");
}

#[test]
fn rooms_name_only_the_rooms_they_may() {
    let mut found = Vec::new();
    for file in code() {
        if ["lib", "main"].contains(&file.room.as_str()) {
            continue;
        }
        let (_, allowed) =
            ROOMS.iter().find(|(room, _)| *room == file.room).unwrap_or_else(|| panic!("unknown room {}", file.room));
        for (number, line) in &file.lines {
            for (at, _) in line.match_indices("crate::") {
                let name: String = line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = ROOMS.iter().any(|(room, _)| *room == name);
                if known && name != file.room && !allowed.contains(&name.as_str()) {
                    found.push(format!("{}:{number}: {} must not know {name}", file.path, file.room));
                }
            }
        }
    }
    none(&found);
}

#[test]
fn every_file_says_first_what_it_holds() {
    let files = files_below("src").into_iter().chain(files_below("tests")).filter(|(path, _)| path.ends_with(".rs"));
    let silent = files.filter(|(_, text)| {
        let first = text.lines().next().unwrap_or_default();
        !(first.starts_with("//! ") && first.len() > 20)
    });
    none(&silent.map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn files_are_short_enough_to_read() {
    let mut long: Vec<(String, usize)> = Vec::new();
    for (path, text) in files_below("src").into_iter().filter(|(path, _)| path.ends_with(".rs") && !is_test(path)) {
        let lines = own(&text).lines().count();
        if lines > 500 {
            long.push((path, lines));
        }
    }
    for (path, lines) in &long {
        assert!(LONG.iter().any(|(known, _)| known == path), "{path} has {lines} lines of its own: look for its second idea");
    }
    for (path, reason) in LONG {
        assert!(long.iter().any(|(known, _)| known == path), "{path} ({reason}) is short now: take it off the list");
    }
}

#[test]
fn nothing_panics_on_purpose() {
    let words = ["todo!", "unimplemented!", "panic!", "unreachable!", ".unwrap()", ".unwrap_err()"];
    let mut found = Vec::new();
    for file in code().into_iter().filter(|file| file.path != "src/wx/testing.rs") {
        for (number, line) in &file.lines {
            for word in words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number}: {word}", file.path));
            }
        }
    }
    none(&found);
}

#[test]
fn each_api_stands_in_the_file_named_after_it() {
    let files: Vec<(String, String)> =
        files_below("src/wx").into_iter().filter(|(path, _)| path != "src/wx/names.rs" && !is_test(path)).collect();
    let (mut own, mut missing) = (0, Vec::new());
    for api in wxhost::wx::records().iter().filter(|api| api.support() != "refused") {
        let mut file = String::new();
        for c in api.name.strip_suffix("Sync").unwrap_or(api.name).chars() {
            if c.is_uppercase() {
                file.push('_');
            }
            file.extend(c.to_lowercase());
        }
        let quoted = format!("\"{}\"", api.name);
        match files.iter().find(|(path, _)| *path == format!("src/wx/{file}.rs")) {
            Some((path, text)) => {
                assert!(text.contains(&quoted), "{path} has no record of wx.{}", api.name);
                own += 1;
            }
            // What only differs in its name and its words stands in a table of its family.
            None if files.iter().any(|(_, text)| text.contains(&quoted)) => {}
            None => missing.push(api.name.to_owned()),
        }
    }
    none(&missing);
    assert!(own > 20, "only {own} APIs have a file of their own");
}

#[test]
fn each_finding_stands_in_a_file_that_is_listed() {
    for rule in wxhost::trace::findings::RULES {
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
        assert!(!rule.title.zh.is_empty() && !rule.title.en.is_empty(), "{}", rule.name);
    }
    let files = files_below("src/trace/findings");
    let quoted = |name: &str| {
        files.iter().any(|(_, text)| text.contains(&format!("name: \"{name}\"")) && text.contains(&format!("`{name}`")))
    };
    let missing = wxhost::trace::findings::RULES.iter().filter(|rule| !quoted(rule.name)).map(|rule| rule.name.to_owned());
    none(&missing.collect::<Vec<_>>());
}

#[test]
fn no_path_of_somebodys_machine_is_in_the_tree() {
    // Put together here, so that this file does not name them.
    let machine =
        [["/wo", "rk/"], ["/ho", "me/"], ["/ro", "ot/"], ["/Us", "ers/"], ["/t", "mp/"], ["../sh", "ared"], ["C:", "\\\\"]];
    let machine = machine.map(|parts| parts.concat());
    let mut files: Vec<(String, String)> = ["src", "js", "tests", "snapshots", ".ci"].into_iter().flat_map(files_below).collect();
    for entry in std::fs::read_dir(root()).expect("the root").flatten().filter(|entry| entry.path().is_file()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Ok(text) = std::fs::read_to_string(entry.path())
            && name != ".git"
        {
            files.push((name, text));
        }
    }
    let mut found = Vec::new();
    for (path, text) in &files {
        for (index, line) in text.lines().enumerate() {
            // The platform's own name for temporary files.
            let line = line.replace("//tmp/", "").replace("../tmp/", "").replace("strip_prefix(\"tmp/", "");
            for word in machine.iter().filter(|word| line.contains(word.as_str())) {
                found.push(format!("{path}:{}: {word}", index + 1));
            }
        }
    }
    none(&found);
}

#[test]
fn the_top_level_holds_what_the_map_says() {
    let known = ["src", "js", "snapshots", "tests", "benches", "examples", "fuzz", ".ci", ".git", ".cargo", ".github", "target"];
    let folders = std::fs::read_dir(root()).expect("the root").flatten().filter(|entry| entry.path().is_dir());
    let unknown =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| !known.contains(&name.as_str()));
    none(&unknown.collect::<Vec<_>>());
    for file in ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", ".ci/run"] {
        assert!(root().join(file).is_file(), "{file} is missing");
    }
}
