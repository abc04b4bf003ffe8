//! `unsupported-api`, `no-such-element`, `unmatched-request` and `limit`: where wxhost itself could not or would not go on.

use serde_json::Value;

use super::{Found, Rule, error_text};
use crate::lang::{Message, Text, told};
use crate::trace::brief::{api_name, brief_text};
use crate::trace::escape::visible;
use crate::trace::event::{Body, ErrorKind, Event};
use crate::trace::rules::Pattern;
use crate::trace::story::Story;

pub(super) const UNSUPPORTED_API: Rule = Rule {
    name: "unsupported-api",
    title: Text { zh: "wxhost 还没有模拟的 API", en: "an API that wxhost does not model" },
    check: |story| told(story, ErrorKind::UnsupportedApi),
};

pub(super) const NO_SUCH_ELEMENT: Rule = Rule {
    name: "no-such-element",
    title: Text {
        zh: "场景里操作的元素不在页面上，或者看不见",
        en: "a gesture on an element that is not on the page, or that nobody sees",
    },
    check: |story| told(story, ErrorKind::NoSuchElement),
};

pub(super) const UNMATCHED_REQUEST: Rule = Rule {
    name: "unmatched-request",
    title: Text { zh: "请求的地址没有配置", en: "a request to an address that nothing covers" },
    check: |story| told(story, ErrorKind::UnmatchedRequest),
};

pub(super) const LIMIT: Rule = Rule {
    name: "limit",
    title: Text { zh: "运行到达上限而中止", en: "a limit ended the run" },
    check: |story| told(story, ErrorKind::Limit),
};

/// What an error event of the host itself says, in words for people; `None` for the program's own errors.
pub fn host_says(story: &Story<'_>, event: &Event) -> Option<Message> {
    let Body::Error { what, message, of, .. } = &event.body else { return None };
    let call = of.or(event.cause).and_then(|seq| story.trace.event(seq));
    // What was not recorded is told from the whole message.
    let text = if message.starts_with(UNRECORDED) { visible(message) } else { error_text("", message) };
    match what {
        ErrorKind::UnsupportedApi => Some(unsupported(call, &text)),
        ErrorKind::NoSuchElement => {
            Some(Message::new(told!("场景里的操作落了空：{text}"), told!("the gesture reached nothing: {text}")))
        }
        ErrorKind::UnmatchedRequest => Some(unmatched(call, &text)),
        ErrorKind::Limit => Some(limited(story, &text)),
        _ => None,
    }
}

fn unsupported(call: Option<&Event>, text: &str) -> Message {
    if text.contains("component framework is not installed") {
        return Message::new("没有安装微信的组件框架，WXML 无法渲染：请运行 wxhost setup view", text);
    }
    // What is no API, such as a locale, says so itself.
    let name = call.and_then(Event::api).map(api_name).filter(|_| !text.starts_with("Intl: "));
    let name = name.unwrap_or_else(|| text.split(" is real, but").next().unwrap_or_default().to_owned());
    Message::new(
        told!("wxhost 还没有模拟 {name}，从这里起的结果与真机不同"),
        told!("wxhost does not model {name}; on a phone it goes on differently from here"),
    )
}

fn unmatched(call: Option<&Event>, text: &str) -> Message {
    if let Some(message) = unrecorded(text).or_else(|| unanswered(call, text)) {
        return message;
    }
    let url = match call.map(|call| &call.body) {
        Some(Body::Call { args, .. }) => args.get("url").and_then(Value::as_str),
        _ => None,
    };
    if url.is_some_and(is_wechats_own) {
        return Message::new(
            "小程序不能直接请求 api.weixin.qq.com：它永远不能配置为合法域名，而且 AppSecret 和 access_token 不能放在前端；请把 code 发给自己的后台，由后台请求微信",
            "a mini-program can never ask api.weixin.qq.com: the platform forbids the domain, and the AppSecret and access_token do not belong in a client; send the code to your own server and let that ask WeChat",
        );
    }
    let url = url.map_or_else(|| text.to_owned(), brief_text);
    Message::new(
        told!("“{url}”既没有路由，也不在允许访问的地址里：请在 [routes] 里配置它，或用 --allow-host 放行"),
        told!("no route and no permission covers \"{url}\": map it in [routes], or name its host with --allow-host"),
    )
}

/// Whether an address is WeChat's API for servers, which no list of legal domains may hold (facts §4.7).
fn is_wechats_own(url: &str) -> bool {
    let host = url.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or_default());
    host.is_some_and(|host| host.eq_ignore_ascii_case("api.weixin.qq.com"))
}

fn limited(story: &Story<'_>, text: &str) -> Message {
    let name = story.events().find_map(|event| match &event.body {
        Body::End { limit, .. } => limit.as_deref(),
        _ => None,
    });
    match name.and_then(limit) {
        // No scenario can change the size of the stack.
        Some(what) if name == Some("stack") => Message::new(
            told!("{}，运行到此中止；在微信里这是 RangeError", what.zh),
            told!("{}, so the run ended here; in WeChat it is a RangeError", what.en),
        ),
        Some(what) => Message::new(
            told!("{}，运行到此中止（上限：limits.{}）", what.zh, name.unwrap_or_default()),
            told!("{}, so the run ended here (the limit is limits.{})", what.en, name.unwrap_or_default()),
        ),
        None => Message::new(told!("到达运行上限，程序在这里被中止（{text}）"), told!("a limit ended the program here ({text})")),
    }
}

/// How the message about a request that a recording does not hold begins.
const UNRECORDED: &str = "not in the recording: ";

/// A request that a recording does not hold.
fn unrecorded(text: &str) -> Option<Message> {
    let rest = text.strip_prefix(UNRECORDED)?;
    let (request, nearest) = rest.split_once("; ").unwrap_or((rest, ""));
    let told = || {
        let (recorded, difference) = nearest.strip_prefix("the nearest is ")?.split_once("; it differs in ")?;
        let (field, values) = difference.split_once(": recorded ")?;
        let (then, now) = values.rsplit_once(", now ")?;
        if recorded == "the same" {
            return Some(Message::new(
                told!("录制里的 {request} 与现在的不同：{field} 录制的是 {then}，现在是 {now}"),
                told!("{request} was recorded with another {field}: {then} then, {now} now"),
            ));
        }
        Some(Message::new(
            told!("录制里没有 {request}；最接近的是 {recorded}，不同之处：{field}，录制的是 {then}，现在是 {now}"),
            told!(
                "the recording has no {request}; the nearest is {recorded}, which differs in {field}: recorded {then}, now {now}"
            ),
        ))
    };
    Some(
        told().unwrap_or_else(|| Message::new(told!("录制里没有 {request}"), told!("the recording has no {request}; {nearest}"))),
    )
}

/// A cloud function or a socket that the scenario does not answer.
fn unanswered(call: Option<&Event>, text: &str) -> Option<Message> {
    let Body::Call { api, args, .. } = &call?.body else { return None };
    if api == "cloud.callFunction" {
        let name = brief_text(args.get("name")?.as_str()?);
        return Some(Message::new(
            told!(
                "没有人回答云函数“{name}”：请写 [[scenario.answer]] api = \"cloud.callFunction\"，name = \"{name}\"，success = {{ result = … }}"
            ),
            told!(
                "nobody answers the cloud function \"{name}\": write [[scenario.answer]] api = \"cloud.callFunction\", name = \"{name}\", success = {{ result = … }}"
            ),
        ));
    }
    if let Some(rest) = text.strip_prefix("the cloud database operation \"") {
        let name = brief_text(rest.split('"').next()?);
        return Some(Message::new(
            told!(
                "没有人回答云数据库操作“{name}”：请写 [[scenario.answer]] api = \"cloud.database\"，name = \"{name}\"，success = {{ … }}"
            ),
            told!(
                "nobody answers the cloud database's \"{name}\": write [[scenario.answer]] api = \"cloud.database\", name = \"{name}\", success = {{ … }}"
            ),
        ));
    }
    let path = text.strip_prefix("no socket listens at backend:")?.split(": describe").next()?;
    Some(Message::new(
        told!("路由把这个连接指向 {path}，但那里没有对端：请写 [scenario.socket.\"{path}\"]，例如 echo = true"),
        told!("the route leads to {path}, where no socket listens: write [scenario.socket.\"{path}\"], such as echo = true"),
    ))
}

/// What meeting a limit that scenarios can change means.
fn limit(name: &str) -> Option<Text> {
    let (zh, en) = match name {
        "loop_iterations" => ("有个循环转了太多次", "a loop went round too often"),
        "recursion" => ("函数一层层调用得太深", "functions called each other too deep"),
        "virtual_time" => ("虚拟时间走了太久，程序还没有停下", "the program was still going on after too long a virtual time"),
        "events" => ("发生的事件太多", "too many events happened"),
        "microtasks" => ("Promise 回调一个接一个没有尽头", "promise callbacks followed each other without an end"),
        "deadline" => ("运行花的真实时间太长", "the run took too long in real time"),
        "memory" => ("程序占用的内存太多", "the program held too much memory"),
        "stack" => ("内置函数在嵌套太深的数据上递归得太深", "a built-in function recursed too deep over nested data"),
        "response" => ("收到的回答太大", "a reply was too large"),
        _ => return None,
    };
    Some(Text { zh, en })
}

fn told(story: &Story<'_>, kind: ErrorKind) -> Vec<Found> {
    let mut found = Vec::new();
    if !story.errors().any(|event| matches!(&event.body, Body::Error { what, .. } if *what == kind)) {
        return found;
    }
    let errors = Pattern::errors(kind);
    for event in story.errors().filter(|event| errors.picks(story, event)) {
        let Body::Error { of, .. } = &event.body else { continue };
        let Some(message) = host_says(story, event) else { continue };
        let call = of.or(event.cause).and_then(|seq| story.trace.event(seq));
        let at = event.at.as_ref().or(call.and_then(|call| call.at.as_ref()));
        let events = [Some(event.seq), call.map(|call| call.seq)];
        found.push(Found::new(at, events.into_iter().flatten(), message));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wechats_own_address_is_known_in_any_form() {
        for url in [
            "https://api.weixin.qq.com/sns/jscode2session?appid=1",
            "HTTPS://API.weixin.qq.com",
            "https://api.weixin.qq.com:443/x",
        ] {
            assert!(is_wechats_own(url), "{url}");
        }
        for url in ["https://api.weixin.qq.com.cn/", "https://a.cn/https://api.weixin.qq.com/", "api.weixin.qq.com"] {
            assert!(!is_wechats_own(url), "{url}");
        }
    }
}
