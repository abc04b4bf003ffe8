//! What a request repeats: that it is not the program's first, and that it sends a login code which WeChat had already exchanged.

use serde_json::Value;

use crate::lang::Message;
use crate::trace::story::Story;
use crate::trace::{Body, Event};

/// The request's place among the program's requests, from 2; none for the first.
pub(super) fn ordinal(story: &Story<'_>, request: &Event) -> Option<Message> {
    let nth = story.events().take_while(|event| event.seq <= request.seq).filter(|event| event.is_page_request()).count();
    let en = match nth {
        0 | 1 => return None,
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        nth => format!("{nth}th"),
    };
    Some(Message::new(format!("第 {nth} 个"), en))
}

/// That a login code which the request carries has been exchanged before.
pub(super) fn spent_code(story: &Story<'_>, request: &Event) -> Option<Message> {
    let Body::Request { url, body, .. } = &request.body else { return None };
    let carries = |code: &str| url.contains(code) || body.to_string().contains(code);
    let mut before = story.events().take_while(|event| event.seq < request.seq);
    let code = before.find_map(|event| match &event.body {
        Body::Platform { action, detail } if action == "code-exchanged" => {
            detail.get("code").and_then(Value::as_str).filter(|code| carries(code))
        }
        _ => None,
    })?;
    Some(Message::new(
        format!("又带上了 {code}，而微信已经用掉了它"),
        format!("{code} again, which WeChat had already exchanged"),
    ))
}
