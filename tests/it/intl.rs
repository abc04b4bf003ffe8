//! Dates, numbers, names: what wxhost writes in zh-CN and en-US is what Node.js writes, line by line.

use std::process::Command;

use crate::support::Wxhost;

/// The program that both run; see its first line.
const PROGRAM: &str = include_str!("intl.js");
/// The tables that wxhost's are taken from. Other versions of ICU say a few rare things otherwise.
const ICU: &str = "78.";

#[test]
fn dates_numbers_and_names_are_those_of_v8() {
    let icu = Command::new("node").args(["-p", "process.versions.icu"]).output();
    let icu = icu.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    if !icu.starts_with(ICU) {
        eprintln!("\n*** SKIPPED: there is no Node.js with ICU {ICU}x to compare with (found: {icu:?})\n");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("intl.js"), format!("var step = 7\n{PROGRAM}")).expect("a file");
    let node = Command::new("node").arg("intl.js").env("TZ", "Asia/Shanghai").current_dir(folder.path()).output();
    let node = String::from_utf8(node.expect("node runs").stdout).expect("UTF-8");
    let own = Wxhost::new(["run", "intl.js", "--format", "console"]).within(folder.path()).run().expect(0, &[]).out;
    let differ: Vec<String> = node
        .lines()
        .zip(own.lines())
        .filter(|(node, own)| node != own)
        .map(|(node, own)| format!("node {node}\nown  {own}"))
        .collect();
    assert!(
        differ.is_empty(),
        "{} of {} lines differ\n{}",
        differ.len(),
        node.lines().count(),
        differ[..differ.len().min(20)].join("\n")
    );
    assert!(node.lines().count() > 4000 && node.lines().count() == own.lines().count(), "{} lines", node.lines().count());
}

#[test]
fn what_is_real_and_not_modelled_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for (js, what) in [
        ("new Date().toLocaleString('de-DE')", "the locale de-DE"),
        ("new Date().toLocaleString('zh-TW')", "the locale zh-TW"),
        ("new Date().toLocaleString('zh-CN', { timeZone: 'America/New_York' })", "the time zone America/New_York"),
        ("new Intl.DateTimeFormat('en', { timeZoneName: 'short' })", "the option timeZoneName: short"),
        ("(1).toLocaleString('zh', { style: 'unit', unit: 'liter' })", "the style unit"),
        ("['b', 'a'].sort((x, y) => x.localeCompare(y, 'sv'))", "the locale sv"),
    ] {
        std::fs::write(folder.path().join("a.js"), js).expect("a file");
        let run = |lang: &str| Wxhost::new(["run", "a.js", "--format", "console", "--lang", lang]).within(folder.path()).run();
        run("en").expect(5, &[&format!("Intl: {what} is real, but wxhost models zh-CN and en-US")]);
        run("zh").expect(5, &[&format!("wxhost 还没有模拟 Intl: {what}")]);
    }
}
