//! The built command: what it says and how it exits, for good and for bad input.

use std::io::Read as _;
use std::time::Duration;

use crate::support::{Ran, Wxhost, article, folder};

const ARTICLE: &str = "js/seed/article.md";

#[test]
fn the_article_runs_and_says_how_to_go_on() {
    let ran = Wxhost::new(["run", ARTICLE]).run().expect(0, &["login succeeds", "no findings", "--list", "--scenario"]);
    assert_eq!(ran.out.lines().last().map(|line| line.contains("--list")), Some(true), "{}", ran.out);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let quiet = Wxhost::new(["run", ARTICLE, "-q"]).run().expect(0, &["no findings"]);
    assert!(!quiet.out.contains("--list"));
}

#[test]
fn the_hint_names_every_other_scenario() {
    let count = crate::support::scenario_names().len() - 1;
    Wxhost::new(["run", ARTICLE]).run().expect(0, &[&format!("{count} more scenarios")]);
    Wxhost::new(["run", ARTICLE, "--lang", "zh"]).run().expect(0, &[&format!("另有 {count} 个场景"), "没有发现问题"]);
}

#[test]
fn formats_are_what_they_promise() {
    let jsonl = Wxhost::new(["run", ARTICLE, "--format", "jsonl"]).run().expect(0, &[]);
    let lines: Vec<serde_json::Value> = jsonl.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["schema"], "wxhost.trace/1");
    assert_eq!(lines[0]["sources"][0]["file"], "article.md");
    for (index, event) in lines[1..].iter().enumerate() {
        assert_eq!(event["seq"], index + 1);
        let keys: Vec<&str> = event.as_object().expect("an object").keys().map(String::as_str).take(6).collect();
        assert_eq!(keys, ["seq", "t", "lane", "kind", "cause", "at"]);
        assert!(event["cause"].as_u64().is_none_or(|cause| cause <= index as u64), "a cause comes first: {event}");
    }
    assert_eq!(lines.last().expect("an end")["kind"], "end");

    let json = Wxhost::new(["run", ARTICLE, "--format", "json"]).run().expect(0, &[]);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["events"].as_array().map(Vec::len), Some(lines.len() - 1));

    let console = Wxhost::new(["run", ARTICLE, "--scenario", "session expired, block 2 alone", "--format", "console"]).run();
    assert_eq!((console.code, console.out.as_str()), (4, "登录过期\n"));
    assert!(console.err.contains("wxLogin is not defined;at api checkSession fail callback function"), "{}", console.err);
}

#[test]
fn a_saved_result_is_the_printed_one() {
    let folder = folder(&[]);
    let path = folder.path().join("trace.jsonl");
    let printed = Wxhost::new(["run", ARTICLE, "--format", "jsonl"]).run();
    let saved = Wxhost::new(["run", ARTICLE, "--format", "jsonl", "-o", &path.display().to_string()]).run().expect(0, &[]);
    assert_eq!(saved.out, "");
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), printed.out);
}

#[test]
fn options_can_come_from_the_environment() {
    let ran = Wxhost::new(["run", ARTICLE]).env("WXHOST_SCENARIO", "user cancels").env("WXHOST_LANG", "zh").run();
    ran.expect(0, &["user cancels", "没有发现问题"]);
    Wxhost::new(["run", ARTICLE]).env("LANG", "zh_CN.UTF-8").run().expect(0, &["没有发现问题"]);
}

#[test]
fn values_of_a_scenario_can_be_changed() {
    let ran = Wxhost::new(["run", ARTICLE, "--scenario", "user cancels", "--set", "user.modal=[\"confirm\"]"]).run();
    ran.expect(0, &["taps 重新请求"]);
    let route = "后端提供的接口=https://not-allowed.example/login";
    Wxhost::new(["run", ARTICLE, "--route", route]).run().expect(5, &["unmatched-request", "--allow-host"]);
}

#[test]
fn schemas_describe_what_is_written() {
    for name in ["trace", "scenario"] {
        let ran = Wxhost::new(["schema", name]).run().expect(0, &[]);
        let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert!(schema["$schema"].as_str().is_some_and(|text| text.contains("json-schema.org")), "{name}");
    }
    Wxhost::new(["schema", "trcae"]).run().expect(2, &["trace"]);
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let folder = folder(&[("plain.md", "# no code\n\n```\nnot tagged\n```\n"), ("a.txt", "x")]);
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    std::fs::write(folder.path().join("latin1.js"), b"// caf\xe9\n").expect("a file");
    for (source, code, en, zh) in [
        ("none.md", 2, "no such file or folder: none.md", "找不到文件或文件夹"),
        ("empty", 2, "app.json", "app.json"),
        ("plain.md", 3, "no js block", "js"),
        ("latin1.js", 3, "UTF-8", "UTF-8"),
        ("a.txt", 2, "a.txt", "a.txt"),
    ] {
        let ran = Wxhost::new(["run", source]).within(folder.path()).run().expect(code, &[en, "error: "]);
        assert!(ran.out.is_empty() && ran.err.lines().count() < 12, "{}", ran.err);
        Wxhost::new(["run", source, "--lang", "zh"]).within(folder.path()).run().expect(code, &[zh, "错误："]);
    }
}

#[test]
fn invalid_utf8_is_shown_where_it_is() {
    let folder = folder(&[]);
    std::fs::write(folder.path().join("a.js"), b"wx.login()\nconst a = '\xff'\n").expect("a file");
    Wxhost::new(["run", "a.js"]).within(folder.path()).run().expect(3, &["a.js:2:12", "UTF-8"]);
}

#[test]
fn a_syntax_error_is_shown_in_the_articles_own_lines() {
    let text = std::fs::read_to_string(article()).expect("the article");
    let broken = text.replacen("      const CODE = res.code\n", "      const CODE = = res.code\n", 1);
    assert_ne!(broken, text);
    let folder = folder(&[("broken.md", &broken)]);
    let ran = Wxhost::new(["run", "broken.md"]).within(folder.path()).run().expect(3, &["broken.md:21:20"]);
    let lines: Vec<&str> = ran.err.lines().collect();
    let shown = lines.iter().position(|line| line.contains("const CODE = = res.code")).expect("the line");
    assert!(lines[shown].contains("21"), "{}", ran.err);
    let (text, under) = (lines[shown], lines[shown + 1]);
    assert_eq!(text.find("= res.code"), under.find('^'), "underlined where it is wrong:\n{}", ran.err);
    assert!(ran.out.is_empty(), "nothing was run");
    Wxhost::new(["run", "broken.md", "--lang", "zh"]).within(folder.path()).run().expect(3, &["语法错误", "broken.md:21:20"]);
}

#[test]
fn a_syntax_error_in_a_call_is_no_fault_of_the_article() {
    let ran = Wxhost::new(["run", ARTICLE, "--call", "wxLogin("]).run();
    assert!([2, 3].contains(&ran.code), "{}", ran.err);
    assert!(ran.err.contains("wxLogin("), "{}", ran.err);
}

#[test]
fn what_cannot_be_selected_is_told_with_what_there_is() {
    Wxhost::new(["run", "js/seed/article.md#3"]).run().expect(2, &["js block 3", "#1 (line 16)", "#2 (line 116)"]);
    Wxhost::new(["run", "js/seed/article.md#x"]).run().expect(2, &["#x"]);
    Wxhost::new(["run", ARTICLE, "--scenario", "user cancel5"]).run().expect(7, &["user cancels", "--list"]);
    Wxhost::new(["run", ARTICLE, "--scenario", "用户", "--lang", "zh"]).run().expect(7, &["没有场景", "--list"]);
    Wxhost::new(["run", "js/seed/wx_login.js", "--scenario", "x"]).run().expect(7, &["wx_login.js.toml"]);
    Wxhost::new(["api", "logn"]).run().expect(7, &["did you mean login?"]);
}

#[test]
fn a_slip_in_the_scenario_file_is_told_with_the_nearest_key() {
    let sidecar = "[[scenario]]\nname = 'one'\n[scenario.user]\nmodl = ['cancel']\n";
    let folder = folder(&[("a.md", "```js\nvar a\n```\n"), ("a.md.toml", sidecar)]);
    let ran = Wxhost::new(["run", "a.md"]).within(folder.path()).run().expect(2, &["modl", "modal", "a.md.toml:4:1"]);
    assert!(ran.err.contains("^^^^"), "{}", ran.err);
    Wxhost::new(["run", "a.md", "--lang", "zh"]).within(folder.path()).run().expect(2, &["是不是想写 `modal`"]);
    std::fs::write(folder.path().join("a.md.toml"), "[[scenario]\n").expect("a file");
    Wxhost::new(["run", "a.md"]).within(folder.path()).run().expect(3, &["a.md.toml:1"]);
    Wxhost::new(["run", ARTICLE, "--set", "user.modl=1"]).run().expect(2, &["`modal`", "--set user.modl=1"]);
}

#[test]
fn an_unknown_api_is_named() {
    let folder = folder(&[("a.js", "wx.addPhoneCalendar()\n"), ("b.js", "wx.lgoin()\n")]);
    Wxhost::new(["run", "a.js"]).within(folder.path()).run().expect(5, &["unsupported-api", "addPhoneCalendar", "a.js:1"]);
    Wxhost::new(["run", "b.js"]).within(folder.path()).run().expect(4, &["TypeError", "a.js:1".replace('a', "b").as_str()]);
}

#[test]
fn a_port_that_is_taken_is_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    Wxhost::new(["run", ARTICLE, "--platform", &address]).run().expect(2, &["could not use the address", &address, "port"]);
    let zh = Wxhost::new(["run", ARTICLE, "--platform", &address, "--lang", "zh"]).run();
    zh.expect(2, &["无法使用地址", &address]);
    drop(listener);
    Wxhost::new(["run", ARTICLE, "--platform", &address]).run().expect(0, &["no findings"]);
    Wxhost::new(["run", ARTICLE, "--platform", "nowhere"]).run().expect(2, &["nowhere"]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_the_trace_so_far() {
    let folder = folder(&[("a.js", "wx.login({ success() { console.log('before'); while (true) {} } })\n")]);
    let args = ["run", "a.js", "--set", "limits.loop_iterations=1000000000000", "--deadline", "60s"];
    let child = Wxhost::new(args).within(folder.path()).start();
    // Ctrl-C is a signal; long before the deadline, and after the start.
    std::thread::sleep(Duration::from_millis(700));
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    Ran::of(child).expect(130, &["wx.login", "before", "interrupted"]);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Wxhost::new(["schema", "scenario"]).start();
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0; 1]).expect("a byte");
    drop(out);
    Ran::of(child).expect(0, &[]);
}

#[test]
fn examples_of_the_help_really_work() {
    let files: Vec<(String, String)> = crate::support::files_below("js/seed");
    let mut count = 0;
    for help in [&["--help"][..], &["run", "--help"], &["api", "--help"], &["schema", "--help"]] {
        for lang in ["en", "zh"] {
            let ran = Wxhost::new(help).env("WXHOST_LANG", lang).run().expect(0, &[]);
            for line in ran.out.lines().filter(|line| line.starts_with("  wxhost ")) {
                let command = line.trim().split("  ").next().expect("a command");
                let folder = folder(&[("script.js", "console.log(1)"), ("a.js", "console.log(2)")]);
                for (name, text) in &files {
                    let name = name.rsplit('/').next().expect("a name");
                    std::fs::write(folder.path().join(name), text).expect("a file");
                }
                let ran = crate::support::shell(command, folder.path());
                assert!([0, 4].contains(&ran.code) && ran.err.is_empty(), "{command}: {ran:?}");
                count += 1;
            }
        }
    }
    assert!(count > 20, "only {count} examples were found");
}

#[test]
fn help_and_mistakes_fit_eighty_columns_in_both_languages() {
    use unicode_width::UnicodeWidthStr as _;
    for lang in ["en", "zh"] {
        for help in [&["--help"][..], &["api", "--help"], &["schema", "--help"], &["run", "--help"], &["serve", "--help"]] {
            let ran = Wxhost::new(help).env("WXHOST_LANG", lang).env("COLUMNS", "80").run().expect(0, &[]);
            for line in ran.out.lines() {
                assert!(line.width() <= 100, "{help:?} {lang}: {line}");
            }
        }
    }
}

#[test]
fn exit_codes_of_the_help_are_the_ones_of_the_library() {
    let help = Wxhost::new(["run", "--help"]).run().out;
    for exit in wxhost::cli::Exit::ALL {
        assert!(help.contains(&format!("{:>5}  ", exit.code())), "{} is not in the help", exit.code());
    }
}

#[test]
fn scenarios_are_listed_in_the_readers_language() {
    let names = crate::support::scenario_names();
    for (lang, word, other) in
        [("en", "The session is still valid", "登录未过期"), ("zh", "登录未过期", "The session is still valid")]
    {
        let ran = Wxhost::new(["run", ARTICLE, "--list", "--lang", lang]).run().expect(0, &[word]);
        assert!(!ran.out.contains(other), "{}", ran.out);
        assert!(names.iter().all(|name| ran.out.lines().any(|line| line.starts_with(name.as_str()))), "{}", ran.out);
    }
}
