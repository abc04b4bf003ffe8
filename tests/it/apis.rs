//! `wxhost api` and its records: every method of the official typings is known, and what the command shows is complete.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Wxhost, root};

/// The official typings that the names of `wx` come from.
const TYPINGS: &str = "miniprogram-api-typings@5.2.3";

#[test]
fn every_method_of_the_official_typings_is_known() {
    let Some(file) = typings() else { return };
    let text = without_block_comments(&std::fs::read_to_string(&file).expect("the typings"));
    let start = text.find("\n    interface Wx {").expect("interface Wx");
    let end = start + text[start..].find("\n    }\n").expect("the end of interface Wx");
    let members = text[start..end].lines().filter(|line| line.starts_with("        ") && !line.starts_with("         "));
    let official: BTreeSet<&str> = members
        .filter_map(|line| {
            let line = line.trim_start().trim_start_matches("readonly ");
            let name = line.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
            let after = line[name.len()..].chars().next()?;
            (!name.is_empty() && ['(', '<', ':', '?'].contains(&after)).then_some(name)
        })
        .collect();
    assert!(official.len() > 400, "only {} methods were found", official.len());
    let known: BTreeSet<&str> = wxhost::wx::records().iter().map(|api| api.name).collect();
    let unknown: Vec<_> = official.difference(&known).collect();
    assert!(unknown.is_empty(), "official, but unknown here: {unknown:?}");
    // Deprecated functions that old programs still call; the newer typings have dropped them.
    let old = ["getFileInfo", "getSavedFileInfo", "getSavedFileList", "removeSavedFile", "saveFile"];
    let invented: Vec<_> = known.difference(&official).filter(|name| !old.contains(name)).collect();
    assert!(invented.is_empty(), "known here, but not official: {invented:?}");
}

/// The main file of the typings, fetched by npm once; without npm the test says loudly that it did not happen.
fn typings() -> Option<PathBuf> {
    let folder = root().join("target/npm-cache");
    let file = folder.join("package/types/wx/lib.wx.api.d.ts");
    if file.exists() {
        return Some(file);
    }
    std::fs::create_dir_all(&folder).expect("a folder in target");
    let npm = Command::new("npm").args(["pack", TYPINGS, "--silent"]).current_dir(&folder).output();
    let unpacked = match &npm {
        Ok(output) if output.status.success() => unpack(&folder, String::from_utf8_lossy(&output.stdout).trim()),
        _ => false,
    };
    if !unpacked {
        eprintln!("\n*** SKIPPED: npm could not fetch {TYPINGS}, so the names of wx were not compared with it: {npm:?}\n");
        return None;
    }
    Some(file)
}

fn unpack(folder: &Path, archive: &str) -> bool {
    Command::new("tar").args(["-xzf", archive]).current_dir(folder).status().is_ok_and(|status| status.success())
}

fn without_block_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out + rest
}

#[test]
fn the_table_has_every_record_in_aligned_columns() {
    use unicode_width::UnicodeWidthStr as _;
    let (refused, told): (Vec<&wxhost::wx::Api>, Vec<&wxhost::wx::Api>) =
        wxhost::wx::records().iter().partition(|api| api.support() == "refused");
    for (lang, login) in [("en", "Gets a login code"), ("zh", "登录")] {
        let ran = Wxhost::new(["api", "--lang", lang]).run().expect(0, &[login]);
        assert_eq!(ran.out.lines().filter(|line| line.starts_with("wx.")).count(), told.len(), "{}", ran.out);
        assert!(ran.out.contains(&refused.len().to_string()), "{}", ran.out);
        let names: BTreeSet<&str> = ran.out.split_whitespace().collect();
        assert!(refused.iter().all(|api| names.contains(api.name)), "a name is missing");
        let long: Vec<&str> = ran.out.lines().filter(|line| !line.starts_with("wx.") && line.width() > 80).collect();
        assert!(long.is_empty(), "{long:?}");
        // The second column starts at the same place everywhere.
        let starts: BTreeSet<usize> = ran
            .out
            .lines()
            .filter(|line| line.starts_with("wx."))
            .map(|line| {
                let name = line.split_whitespace().next().expect("a name");
                let gap = line[name.len()..].chars().take_while(|c| *c == ' ').count();
                name.width() + gap
            })
            .collect();
        assert_eq!(starts.len(), 1, "columns start at {starts:?}");
    }
}

#[test]
fn the_data_says_all_of_each_record() {
    let ran = Wxhost::new(["api", "--format", "json"]).run().expect(0, &[]);
    let rows: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let rows = rows.as_array().expect("an array");
    assert_eq!(rows.len(), wxhost::wx::records().len() + wxhost::wx::members().len());
    for row in rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        assert!(["modelled", "stub", "refused"].contains(&text("support")), "{row}");
        assert!(text("since").split('.').count() == 3, "{row}");
        assert!(text("page").starts_with("https://developers.weixin.qq.com/miniprogram/dev/"), "{row}");
        assert!(!text("summary").is_empty() && !text("summary_zh").is_empty(), "{row}");
        assert_eq!(["callback", "task", "sync", "object"].contains(&text("form")), text("support") != "refused", "{row}");
    }
    let names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    assert!(names.contains(&"FileSystemManager.readFileSync") && names.contains(&"cloud.callFunction"), "{names:?}");
    assert!(names.is_sorted(), "rows are sorted by name");
}

#[test]
fn one_api_is_shown_in_full_in_both_languages() {
    Wxhost::new(["api", "wx.request"]).run().expect(0, &["wx.request", "url", "string", "required", "timeout", "page"]);
    Wxhost::new(["api", "request", "--lang", "zh"]).run().expect(0, &["必填", "官方文档", "已模拟"]);
    Wxhost::new(["api", "login", "--format", "json"]).run().expect(0, &["\"failures\"", "\"timeout\""]);
}

#[test]
fn the_methods_of_objects_are_listed_and_shown() {
    Wxhost::new(["api", "FileSystemManager.readFile"]).run().expect(0, &["filePath", "required", "1.9.9", "callback"]);
    Wxhost::new(["api", "SocketTask"]).run().expect(0, &["SocketTask.send ", "SocketTask.onMessage"]);
    Wxhost::new(["api", "requesttask.abort", "--lang", "zh"]).run().expect(0, &["中断任务"]);
    Wxhost::new(["api", "wx.cloud.callFunction"]).run().expect(0, &["cloud.callFunction:fail Error: errCode: -501000"]);
    Wxhost::new(["api"]).run().expect(0, &["  Animation", "FileSystemManager", "InnerAudioContext"]);
}

#[test]
fn names_that_are_known_but_not_modelled_are_told_apart() {
    Wxhost::new(["api", "addPhoneCalendar"]).run().expect(0, &["refused"]);
    // Part of a name lists what has it.
    let ran = Wxhost::new(["api", "storage"]).run().expect(0, &["wx.getStorage", "wx.setStorageSync"]);
    assert!(!ran.out.contains("wx.login"));
}
