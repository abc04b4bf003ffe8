//! What any diagram must keep: words that do not overlap, rows that follow each other, every event at its place.

use serde_json::json;

use super::measure::{LEADING, SIZE, SMALL};
use super::*;
use crate::lang::Lang;
use crate::trace::fixture::{self, Build, at};
use crate::trace::{Body, Lane, Outcome, Trace, UiAction};

/// The boxes of all words of a diagram: left, top, right, bottom, text.
fn boxes(diagram: &Diagram, lang: Lang) -> Vec<(i32, i32, i32, i32, String)> {
    let mut boxes = Vec::new();
    for row in &diagram.rows {
        for part in &row.parts {
            let Shape::Words { x, y, anchor, .. } = &part.shape else { continue };
            let size = if matches!(part.style, Style::Dim | Style::Time) { SMALL } else { SIZE };
            for (index, line) in part.shape.lines(lang).iter().enumerate() {
                let wide = width_of(line, size);
                let left = match anchor {
                    Anchor::Start => *x,
                    Anchor::End => x - wide,
                };
                let base = row.y + y + LEADING * i32::try_from(index).expect("few lines");
                boxes.push((left, base - size * 4 / 5, left + wide, base + size / 5, line.clone()));
            }
        }
    }
    boxes
}

/// Checks what every diagram must keep.
#[track_caller]
fn check(trace: &Trace) {
    let story = Story::new(trace);
    let (wide, narrow) = both(&story);
    assert_eq!(wide.rows.len(), narrow.rows.len());
    for diagram in [&wide, &narrow] {
        for pair in diagram.rows.windows(2) {
            assert_eq!(pair[0].y + pair[0].height, pair[1].y);
            assert!(pair[0].t <= pair[1].t && (pair[1].gap > 0) >= (pair[0].t < pair[1].t));
        }
        for lang in [Lang::Zh, Lang::En] {
            let mut boxes = boxes(diagram, lang);
            for (left, top, right, bottom, text) in &boxes {
                assert!(*left >= 0 && *right <= diagram.width && *top >= 0 && *bottom <= diagram.height, "{text:?} is outside");
            }
            boxes.sort_by_key(|(_, top, ..)| *top);
            for (index, a) in boxes.iter().enumerate() {
                for b in boxes[index + 1..].iter().take_while(|b| b.1 < a.3) {
                    let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1;
                    assert!(apart, "{:?} and {:?} overlap: {a:?} {b:?}", a.4, b.4);
                }
            }
        }
    }
}

/// A flow of about `events` events with texts of all lengths.
fn long(events: usize, title: &str) -> Trace {
    let mut build = Build::new(&[1], "wxLogin()");
    let mut cause = 2;
    for index in 0.. {
        if 2 + 4 * index >= events {
            break;
        }
        build.wait_until(build.t() + [0, 1, 30, 2500, 600_000][index % 5]);
        let call = build.call(cause, at(18, 6), &[at(27, 7)], "showToast", "success", json!({"title": title.repeat(index % 9)}));
        let detail = json!({"title": title.repeat(index % 9), "icon": "none"});
        build.add(Lane::Wx, Some(call), at(22, 10), Body::Ui { widget: "toast".into(), action: UiAction::Show, detail });
        cause = build.settle(call, call, Outcome::Success, json!({"errMsg": "showToast:ok", "x": title.repeat(index % 7)}));
        let text = title.repeat(index % 40);
        build.add(Lane::Page, Some(cause), at(69, 17), Body::Log { level: "log".into(), args: vec![], text });
    }
    build.end(&[])
}

#[test]
fn the_flows_of_the_article() {
    for trace in fixture::all() {
        check(&trace);
    }
}

#[test]
fn from_two_to_two_hundred_events() {
    for events in (2..=200).step_by(9) {
        check(&long(events, "ok"));
    }
}

#[test]
fn long_chinese_words_do_not_overlap() {
    for title in ["数据加载中，请稍候…", "“用户”·①²³ 后端提供的接口（第 96 行）", "mixed 中英文 text 与 <code:1> 标记 "]
    {
        check(&long(60, title));
    }
}

#[test]
fn fifty_parallel_requests() {
    let mut build = Build::new(&[1], "all()");
    let calls: Vec<u64> = (0..50)
        .map(|index| {
            let url = format!("https://example.com/列表/{index}");
            let call = build.call(2, at(96, 8), &[at(27, 7)], "request", "success fail", json!({"url": url}));
            let (method, headers) = ("POST".into(), json!({}));
            let request = Body::Request { of: Some(call), method, url, route: None, headers, body: json!({"index": index}) };
            build.add(Lane::Wx, Some(call), at(96, 8), request)
        })
        .collect();
    build.wait_until(60);
    for request in calls {
        let response = Body::Response {
            of: request,
            status: Some(200),
            headers: json!({}),
            body: json!({"数据": "长".repeat(50)}),
            error: None,
        };
        let response = build.add(Lane::Backend, Some(request), None, response);
        build.settle(
            response,
            request - 1,
            Outcome::Success,
            json!({"statusCode": 200, "data": {"ok": true}, "errMsg": "request:ok"}),
        );
    }
    let trace = build.end(&[]);
    check(&trace);
    let diagram = wide(&Story::new(&trace));
    assert_eq!(diagram.rows.len(), 103, "fifty rows out, fifty back, loading, the call and the end");
}

#[test]
fn what_is_empty_has_a_diagram_too() {
    let mut trace = fixture::login_succeeds();
    trace.events.clear();
    check(&trace);
}

#[test]
fn longer_waits_are_higher() {
    let heights: Vec<i32> = [0, 1, 30, 60, 980, 60_000, 86_400_000].into_iter().map(wide::height_of).collect();
    assert!(heights.windows(2).all(|pair| pair[0] < pair[1]), "{heights:?}");
    assert!(heights.last() <= Some(&170), "{heights:?}");
    let told: Vec<String> = [980, 1000, 2500, 360_000, 86_400_000].into_iter().map(wide::span).collect();
    assert_eq!(told, ["980 ms", "1 s", "2.5 s", "6 min", "24 h"]);
}
