//! What any page must keep: one file, no address, nothing of a program as markup, small enough to send.

use super::*;
use crate::lang::Message;
use crate::trace::fixture;
use crate::trace::{Body, Event, Lane};
use serde_json::{Value, json};

fn text() -> SourceText {
    let text = include_str!("../../../js/seed/article.md").to_owned();
    SourceText { file: "article.md".into(), sha256: "0".repeat(64), text, covered: None }
}

#[test]
fn a_page_is_one_small_file_without_addresses() {
    for trace in fixture::all() {
        let page = render(&trace, &[text()], Lang::Zh);
        assert!(page.len() < 400_000, "{}", page.len());
        for word in ["src=", "@import", "url(", "fetch(", "XMLHttpRequest", "innerHTML", "insertAdjacentHTML", "eval("] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(page.contains("default-src 'none'; script-src 'sha256-"));
        assert_eq!(page, render(&trace, &[text()], Lang::Zh));
    }
}

#[test]
fn a_hostile_trace_stays_data() {
    let evil = "</script><script>alert(1)</script><!--\u{202e}\u{2028}";
    let mut trace = fixture::login_succeeds();
    trace.header.scenario = Some(evil.into());
    trace.header.epoch = evil.into();
    for event in &mut trace.events {
        if let Some(at) = &mut event.at {
            at.file = evil.into();
        }
        match &mut event.body {
            Body::Call { api, args, .. } => (*api, *args) = (evil.into(), json!({evil: evil, "__proto__": {"a": evil}})),
            Body::Ui { widget, detail, .. } => (*widget, *detail) = (evil.into(), json!({"title": evil.repeat(50_000)})),
            _ => {}
        }
    }
    let page = render(&trace, &[text()], Lang::En);
    assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
    assert!(!page.contains("<script>alert") && !page.contains('\u{202e}') && !page.contains('\u{2028}'));
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(badge(&scripted(trace.clone(), evil), Lang::En).matches("<script").count() == 0);
    let article = article(&scripted(trace, evil), Lang::En);
    assert!(!article.contains("<script") && article.contains("default-src 'none'"));
}

fn scripted(trace: Trace, evil: &str) -> Scripted {
    let ran = Ran { name: evil.into(), about: Message::new(evil, evil), blocks: vec![1], failed: None, trace, page: evil.into() };
    let block = Block { number: 1, defines: vec![(evil.into(), 1)], needs: vec![(evil.into(), None)], ..Block::default() };
    Scripted { source: text(), title: evil.into(), blocks: vec![block], scenarios: vec![ran] }
}

#[test]
fn a_text_that_is_not_the_one_that_ran_is_not_shown() {
    let trace = fixture::login_succeeds();
    let nodes = |sources: &[SourceText]| view(&trace, sources)["meta"]["texts"][0]["nodes"].clone();
    assert!(nodes(&[text()]).is_array());
    assert_eq!(nodes(&[SourceText { sha256: "1".repeat(64), ..text() }]), Value::Null);
    assert_eq!(nodes(&[]), Value::Null);
}

#[test]
fn every_event_is_in_a_chunk_and_every_row_has_its_place() {
    let mut trace = fixture::login_succeeds();
    for seq in trace.events.len() as u64 + 1..=1_000 {
        let body = Body::Log { level: "log".into(), args: vec![], text: format!("line {seq}") };
        trace.events.push(Event { seq, t: 200 + seq, lane: Lane::Page, cause: None, at: None, body });
    }
    let view = view(&trace, &[]);
    let chunks = view["chunks"].as_array().expect("chunks");
    let count = |name: &str| chunks.iter().map(|chunk| chunk[name].as_array().expect("a list").len()).sum::<usize>();
    assert_eq!(count("events"), 1_000);
    let rows = view["meta"]["rows"].as_u64().expect("a number");
    assert_eq!((count("wide") as u64, count("narrow") as u64), (rows, rows));
    let places = view["meta"]["rowOf"].as_array().expect("places");
    assert!(places.len() == 1_000 && places.iter().all(|row| row.as_u64().is_some_and(|row| row < rows)));
}
