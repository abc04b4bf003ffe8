//! The examples for other people's CI: each is read as YAML, and the commands in it are run as its system would run them, every
//! part as a process of its own; together the parts say what one check of everything says.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::{Ran, clean, root};

/// The documents of an example.
fn documents(name: &str) -> Vec<Value> {
    let path = root().join("examples/ci").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    // One document after another, each by itself, so that an error names its own lines.
    let parse = |text: &str| serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    text.split("\n---\n").map(parse).collect()
}

/// A project with seven scenarios in two files, of which one fails and one is not approved.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let program = "function greet(n) { for (var i = 0; i < n; i++) console.log('hello ' + i) }\n";
    let scenarios = |from: usize, to: usize| -> String {
        (from..to).map(|n| format!("[[scenario]]\nname = 'n{n}'\ncall = ['greet({n})']\n")).collect()
    };
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    for name in ["a.js", "b.js"] {
        write(name, program);
    }
    write("a.js.toml", &scenarios(0, 4));
    write("b.js.toml", &scenarios(4, 7));
    crate::support::shell("wxhost check", folder.path()).expect(0, &["7 written"]);
    write("a.js.toml", &scenarios(0, 4).replace("greet(2)", "greet(3)"));
    std::fs::remove_file(folder.path().join("snapshots/b/n5.snap")).expect("a snapshot");
    folder
}

/// Starts a script as a CI system would.
fn start(script: &str, folder: &Path, variables: &[(&str, &str)]) -> Child {
    let binary = Path::new(env!("CARGO_BIN_EXE_wxhost")).parent().expect("a folder").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).expect("a path");
    let mut command = Command::new("sh");
    clean(&mut command);
    command.args(["-e", "-c", script]).env("PATH", path).current_dir(folder).envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a shell")
}

/// What one check of everything says.
fn whole(variables: &[(&str, &str)]) -> (i32, Value) {
    let folder = project();
    let ran = Ran::of(start("wxhost check --report-json whole.json", folder.path(), variables));
    (ran.code, json(&folder.path().join("whole.json")))
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("a report")).expect("JSON")
}

#[track_caller]
fn same(merged: &Path, code: i32, variables: &[(&str, &str)]) {
    let (expected, report) = whole(variables);
    assert_eq!((expected, report["cases"].as_array().map(Vec::len)), (1, Some(7)));
    assert_eq!(code, expected);
    assert_eq!(json(merged), report);
}

/// The only string at `key` below that contains a word.
fn command(steps: &Value, word: &str) -> String {
    let all = steps.as_array().expect("a list").iter();
    let run = |step: &Value| step.get("run").unwrap_or(step).as_str().map(str::to_owned);
    let found: Vec<String> = all.filter_map(run).filter(|run| run.contains(word)).collect();
    let [only] = found.as_slice() else { panic!("{word}: {found:?}") };
    only.clone()
}

#[test]
fn github_actions() {
    let [workflow] = documents("github-actions.yml").try_into().expect("one document");
    let (check, report) = (&workflow["jobs"]["check"], &workflow["jobs"]["report"]);
    assert_eq!((report["needs"].as_str(), report["if"].as_str()), (Some("check"), Some("always()")));
    let variables = [("CI", "true"), ("GITHUB_ACTIONS", "true")];
    let folder = project();
    let run = command(&check["steps"], "wxhost check");
    let parts = check["strategy"]["matrix"]["part"].as_array().expect("parts");
    let children: Vec<Child> = parts
        .iter()
        .map(|part| start(&run.replace("${{ matrix.part }}", &part.to_string()), folder.path(), &variables))
        .collect();
    let ran: Vec<Ran> = children.into_iter().map(Ran::of).collect();
    assert!(ran.iter().all(|ran| ran.code < 2), "{ran:?}");
    assert!(ran.iter().any(|ran| ran.out.contains("::error file=")), "{ran:?}");
    let ran = Ran::of(start(&command(&report["steps"], "wxhost merge"), folder.path(), &variables));
    same(&folder.path().join("wxhost.json"), ran.code, &variables);
    for file in ["wxhost.xml", "report/index.html"] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
    let uploads = report["steps"].as_array().expect("steps").iter().filter_map(|step| step["with"]["path"].as_str());
    assert_eq!(uploads.collect::<String>(), "wxhost.json\nwxhost.xml\nreport\n");
}

#[test]
fn gitlab() {
    let [pipeline] = documents("gitlab-ci.yml").try_into().expect("one document");
    let (check, report) = (&pipeline["check"], &pipeline["report"]);
    let total = check["parallel"].to_string();
    let folder = project();
    let part = |index: usize| {
        let variables = [("CI", "true"), ("CI_NODE_INDEX", &*index.to_string()), ("CI_NODE_TOTAL", &*total)];
        start(&command(&check["script"], "wxhost check"), folder.path(), &variables)
    };
    let children: Vec<Child> = (1..=total.parse().expect("a number")).map(part).collect();
    assert!(children.into_iter().map(Ran::of).all(|ran| ran.code < 2));
    let ran = Ran::of(start(&command(&report["script"], "wxhost merge"), folder.path(), &[("CI", "true")]));
    same(&folder.path().join("wxhost.json"), ran.code, &[("CI", "true")]);
    let junit = report["artifacts"]["reports"]["junit"].as_str().expect("a file");
    assert!(std::fs::read_to_string(folder.path().join(junit)).expect("a report").contains("tests=\"7\""));
}

#[test]
fn kubernetes() {
    let documents = documents("kubernetes-indexed-job.yaml");
    let job = |name: &str| {
        let job = documents.iter().find(|document| document["metadata"]["name"] == name).expect("a job");
        assert_eq!((job["kind"].as_str(), job["apiVersion"].as_str()), (Some("Job"), Some("batch/v1")));
        &job["spec"]
    };
    let (check, report) = (job("wxhost-check"), job("wxhost-report"));
    assert_eq!(check["completionMode"], "Indexed");
    let folder = project();
    let reports = tempfile::tempdir().expect("a folder");
    let place = reports.path().display().to_string();
    let pod = |spec: &Value, index: Option<u64>| {
        let container = &spec["template"]["spec"]["containers"][0];
        assert_eq!(container["command"], serde_json::json!(["sh", "-c"]));
        let script = container["args"][0].as_str().expect("a script").replace("/reports", &place);
        let given = container["env"].as_array().expect("variables").iter();
        let index = index.map(|index| index.to_string());
        let mut variables: Vec<(&str, &str)> =
            given.map(|one| (one["name"].as_str().expect("a name"), one["value"].as_str().expect("a text"))).collect();
        variables.extend(index.as_deref().map(|index| ("JOB_COMPLETION_INDEX", index)));
        start(&script, folder.path(), &variables)
    };
    let completions = check["completions"].as_u64().expect("a number");
    // The report waits for the parts, whatever begins first.
    let last = pod(report, None);
    let children: Vec<Child> = (0..completions).map(|index| pod(check, Some(index))).collect();
    for ran in children.into_iter().map(Ran::of) {
        assert_eq!(ran.code, 0, "a failed scenario is no failed pod: {ran:?}");
        assert!(ran.out.contains("part "), "{ran:?}");
    }
    let ran = Ran::of(last);
    same(&reports.path().join("wxhost.json"), ran.code, &[("CI", "true")]);
    // A part that cannot work at all is one.
    std::fs::write(folder.path().join("wxhost.toml"), "nonsense").expect("a file");
    assert_ne!(Ran::of(pod(check, Some(0))).code, 0);
}
