//! `unsupported-api`, `unmatched-request` and `limit`: where wxhost itself could not or would not go on.

use serde_json::Value;

use super::{Found, Rule, error_text};
use crate::lang::{Message, Text};
use crate::trace::brief::{api_name, brief_text};
use crate::trace::event::{Body, ErrorKind, Event};
use crate::trace::story::Story;

pub(super) const UNSUPPORTED_API: Rule = Rule {
    name: "unsupported-api",
    title: Text { zh: "wxhost 还没有模拟的 API", en: "an API that wxhost does not model" },
    check: |story| {
        told(story, ErrorKind::UnsupportedApi, |call, text| {
            let name = call.and_then(Event::api).map_or_else(|| text.to_owned(), api_name);
            Message::new(
                format!("wxhost 还没有模拟 {name}，从这里起的结果与真机不同"),
                format!("wxhost does not model {name}; on a phone it goes on differently from here"),
            )
        })
    },
};

pub(super) const UNMATCHED_REQUEST: Rule = Rule {
    name: "unmatched-request",
    title: Text { zh: "请求的地址没有配置", en: "a request to an address that nothing covers" },
    check: |story| {
        told(story, ErrorKind::UnmatchedRequest, |call, text| {
            let url = match call.map(|call| &call.body) {
                Some(Body::Call { args, .. }) => args.get("url").and_then(Value::as_str),
                _ => None,
            };
            let url = url.map_or_else(|| text.to_owned(), brief_text);
            Message::new(
                format!("“{url}”既没有路由，也不在允许访问的地址里：请在 [routes] 里配置它，或用 --allow-host 放行"),
                format!("no route and no permission covers \"{url}\": map it in [routes], or name its host with --allow-host"),
            )
        })
    },
};

pub(super) const LIMIT: Rule = Rule {
    name: "limit",
    title: Text { zh: "运行到达上限而中止", en: "a limit ended the run" },
    check: |story| {
        told(story, ErrorKind::Limit, |_, text| {
            Message::new(format!("到达运行上限，程序在这里被中止（{text}）"), format!("a limit ended the program here ({text})"))
        })
    },
};

fn told(story: &Story<'_>, kind: ErrorKind, tell: impl Fn(Option<&Event>, &str) -> Message) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events() {
        let Body::Error { what, message, of, .. } = &event.body else { continue };
        if *what != kind {
            continue;
        }
        let call = of.or(event.cause).and_then(|seq| story.trace.event(seq));
        let at = event.at.as_ref().or(call.and_then(|call| call.at.as_ref()));
        let events = [Some(event.seq), call.map(|call| call.seq)];
        found.push(Found::new(at, events.into_iter().flatten(), tell(call, &error_text("", message))));
    }
    found
}
