//! What the types of a scenario cannot say: names are given and differ, faults name their target, dates and routes exist.

use super::date::{day_start, instant};
use super::error::Mistake;
use super::node::{Entry, Node, Value};
pub(super) use super::own_rules::{check_rules, check_skips};
use super::routes::is_target;

/// Checks the names of all scenarios of a file.
pub(super) fn check_names(scenarios: &[Node]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (index, scenario) in scenarios.iter().enumerate() {
        let Some(node) = scenario.get("name") else {
            mistakes.push(
                Mistake::new(&scenario.at, "场景没有名字", "a scenario without a name")
                    .help("加上 name = \"…\"", "add name = \"…\""),
            );
            continue;
        };
        let name = node.as_str().unwrap_or_default();
        if name.trim().is_empty() || name.trim() != name || name.chars().any(char::is_control) {
            mistakes.push(Mistake::new(
                &node.at,
                "场景的名字不能为空，前后不能有空格，也不能有控制字符",
                "a scenario's name cannot be empty, begin or end with a space, or hold control characters",
            ));
        } else if scenarios[..index].iter().any(|other| other.get("name").and_then(Node::as_str) == Some(name)) {
            mistakes.push(
                Mistake::new(&node.at, format!("已经有一个场景叫 \"{name}\""), format!("there is another scenario \"{name}\""))
                    .help("快照以名字区分，请换一个", "snapshots are named after it; choose another"),
            );
        }
    }
    mistakes
}

/// Checks what one scenario, or the defaults, say.
pub(super) fn check_scenario(scenario: &Node) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut text = |key: &str, valid: fn(&str) -> bool, zh: &str, en: &str| {
        if let Some(node) = scenario.get(key)
            && let Some(value) = node.as_str()
            && !valid(value)
        {
            mistakes.push(Mistake::new(&node.at, format!("`{key}` 无效：{zh}"), format!("`{key}` is not valid: {en}")));
        }
    };
    text("epoch", |day| day_start(day).is_some(), "应为存在的日期，如 2020-10-06", "give a day that exists, such as 2020-10-06");
    text(
        "start",
        |at| instant(at).is_some(),
        "应为 ISO 8601 时刻，如 2020-10-06T10:56:00+08:00",
        "give an ISO 8601 instant such as 2020-10-06T10:56:00+08:00",
    );
    text("base_library", is_version, "应为 X.Y.Z，如 2.13.0", "give X.Y.Z, such as 2.13.0");
    text("source", is_source, "应为 #1、#1,2 或一个路径", "give #1, #1,2 or a path");
    if let Some(routes) = scenario.get("routes") {
        mistakes.extend(check_routes(routes));
    }
    if let Some(backend) = scenario.get("backend") {
        mistakes.extend(backend.entries().iter().flat_map(check_backend));
    }
    mistakes.extend(scenario.get("fault").map(Node::items).unwrap_or_default().iter().flat_map(check_fault));
    mistakes.extend(scenario.get("event").map(Node::items).unwrap_or_default().iter().filter_map(check_event));
    for answer in scenario.get("answer").map(Node::items).unwrap_or_default() {
        if answer.get("success").is_some() == answer.get("fail").is_some() {
            mistakes.push(Mistake::new(
                &answer.at,
                "`answer` 要么写 `success`，要么写 `fail`",
                "an `answer` has either `success` or `fail`",
            ));
        }
    }
    mistakes.extend(check_rules(scenario.get("rule").map(Node::items).unwrap_or_default()));
    mistakes
}

/// Checks a table of routes.
pub(super) fn check_routes(routes: &Node) -> Vec<Mistake> {
    let wrong = |entry: &&Entry| match &entry.node.value {
        Value::Scalar(toml::Value::String(target)) => !is_target(target),
        _ => false,
    };
    routes
        .entries()
        .iter()
        .filter(wrong)
        .map(|entry| {
            Mistake::new(&entry.node.at, "这个地址无法作为路由的目标", "this is no target for a route").help(
                "可以写 \"backend:/login\"（内置后端）、\"http://127.0.0.1:3000/login\"（真实服务器）或 false（没有路由）",
                "give \"backend:/login\" (the embedded backend), \"http://127.0.0.1:3000/login\" (a real server) or false (no route)",
            )
        })
        .collect()
}

fn check_backend(entry: &Entry) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    if !is_exchange(&entry.key, |path| path.starts_with('/')) {
        mistakes.push(
            Mistake::new(
                &entry.at,
                format!("`{}` 不是方法加路径", entry.key),
                format!("`{}` is not a method and a path", entry.key),
            )
            .help("写法：\"POST /login\"", "write \"POST /login\""),
        );
    }
    for answer in entry.node.items() {
        let bodies: Vec<&str> = ["json", "body", "bytes", "chunks"].into_iter().filter(|key| answer.get(key).is_some()).collect();
        if bodies.len() > 1 {
            let (zh, en) = (bodies.join("、"), bodies.join(", "));
            mistakes.push(Mistake::new(
                &answer.at,
                format!("一个回答只能有一个正文，这里有 {zh}"),
                format!("an answer has one body, this one has {en}"),
            ));
        }
        if let Some(status) = answer.get("status") {
            mistakes.extend(check_status(status));
        }
    }
    mistakes
}

fn check_fault(fault: &Node) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let (api, exchange) = (fault.get("api"), fault.get("exchange"));
    if api.is_some() == exchange.is_some() {
        let (zh, en) =
            if api.is_some() { ("不能两者都写", "not both") } else { ("现在两者都没有", "it has neither") };
        mistakes.push(
            Mistake::new(
                &fault.at,
                format!("`fault` 要写 `api` 或 `exchange` 之一：{zh}"),
                format!("a `fault` names an `api` or an `exchange`: {en}"),
            )
            .help(
                "例如 api = \"login\"，或 exchange = \"POST backend:/login\"",
                "such as api = \"login\" or exchange = \"POST backend:/login\"",
            ),
        );
    }
    if let Some(node) = exchange
        && !node.as_str().is_some_and(|text| is_exchange(text, |target| !target.is_empty()))
    {
        mistakes.push(Mistake::new(&node.at, "`exchange` 应为方法加目标", "an `exchange` is a method and a target").help(
            "写法：\"POST backend:/login\" 或 \"GET wechat:/sns/jscode2session\"",
            "write \"POST backend:/login\" or \"GET wechat:/sns/jscode2session\"",
        ));
    }
    if let Some(node) = api
        && node.as_str().is_none_or(|name| name.is_empty() || name.starts_with("wx."))
    {
        mistakes.push(
            Mistake::new(&node.at, "`api` 是不带 wx. 的接口名", "`api` is a name without `wx.`")
                .help("例如 \"login\"", "such as \"login\""),
        );
    }
    if fault.get("nth").is_some_and(|nth| nth.to_toml().as_integer() == Some(0)) {
        mistakes.push(Mistake::new(&fault.at, "`nth` 从 1 数起", "`nth` counts from 1"));
    }
    if let Some(status) = fault.get("status") {
        mistakes.extend(check_status(status));
    }
    let effects = ["errMsg", "err_msg", "errno", "errCode", "errcode", "err_code", "network", "latency", "status", "body"];
    if exchange.is_some() && !effects.iter().any(|key| fault.get(key).is_some()) {
        mistakes.push(
            Mistake::new(&fault.at, "这个 `fault` 没有说会发生什么", "this `fault` does not say what happens").help(
                "加上 network = \"refused\"、latency、status 或 body",
                "add network = \"refused\", latency, status or body",
            ),
        );
    }
    mistakes
}

/// What a tap needs, and what the values of the others may be.
fn check_event(event: &Node) -> Option<Mistake> {
    let what = event.get("what").and_then(Node::as_str).unwrap_or("tap");
    let value = event.get("value");
    let text = value.and_then(Node::as_str);
    let handled = matches!(what, "tap" | "input");
    let targeted = handled || matches!(what, "long-press" | "event");
    let target = event.get("target");
    let (at, zh, en) = match what {
        _ if !targeted && target.is_some() => (&event.at, "只有用户操作才有 `target`", "only what the user does has a `target`"),
        "long-press" | "event" if target.is_none() => {
            (&event.at, "要写 `target`：元素的选择器", "it needs a `target`: a selector of the element")
        }
        "event" if event.get("event").is_none() => {
            (&event.at, "要写 `event`：事件名，如 change", "it needs an `event`: its name, such as change")
        }
        "tab" if text.is_none() => (&event.at, "`value` 应为页面路径", "`value` is the page's path"),
        _ if handled && target.is_some() && event.get("handler").is_some() => {
            (&event.at, "`target` 和 `handler` 只写一个", "give a `target` or a `handler`, not both")
        }
        _ if handled && target.is_none() && !event.get("handler").and_then(Node::as_str).is_some_and(is_handler) => (
            &event.at,
            "用户操作要写 `target`（元素的选择器）或 `handler`（接收事件的函数名）",
            "what the user does needs a `handler`: the name of the function that gets the event; or a `target`: a selector",
        ),
        _ if !handled && event.get("handler").is_some() => {
            (&event.at, "只有用户操作才有 `handler`", "only what the user does has a `handler`")
        }
        _ if what != "tap" && event.get("button").is_some() => {
            (&event.at, "只有 `tap` 才有 `button`", "only a `tap` has a `button`")
        }
        "network" if !text.is_some_and(|text| NETWORKS.contains(&text)) => (
            value.map_or(&event.at, |value| &value.at),
            "`value` 应为 wifi、2g、3g、4g、5g、unknown 或 none",
            "`value` is wifi, 2g, 3g, 4g, 5g, unknown or none",
        ),
        "theme" if !matches!(text, Some("light" | "dark")) => {
            (value.map_or(&event.at, |value| &value.at), "`value` 应为 light 或 dark", "`value` is light or dark")
        }
        "update" if !matches!(text, Some("ready" | "failed")) => {
            (value.map_or(&event.at, |value| &value.at), "`value` 应为 ready 或 failed", "`value` is ready or failed")
        }
        "scroll" if !value.and_then(|value| value.get("scrollTop")).is_some_and(is_number) => (
            value.map_or(&event.at, |value| &value.at),
            "`value` 应为 { scrollTop = 300 } 这样的位置",
            "`value` is a place such as { scrollTop = 300 }",
        ),
        "page-not-found" if text.is_none() => (&event.at, "`value` 应为页面路径", "`value` is the page's path"),
        _ => return None,
    };
    Some(Mistake::new(at, zh, en))
}

fn is_number(node: &Node) -> bool {
    let value = node.to_toml();
    value.is_integer() || value.is_float()
}

const NETWORKS: [&str; 7] = ["wifi", "2g", "3g", "4g", "5g", "unknown", "none"];

/// A name such as `onGetPhone`, or one inside an object, such as `app.onGetPhone`.
fn is_handler(text: &str) -> bool {
    text.split('.').all(|part| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
    })
}

fn check_status(status: &Node) -> Option<Mistake> {
    let number = status.to_toml().as_integer()?;
    (!(100..=599).contains(&number))
        .then(|| Mistake::new(&status.at, "HTTP 状态码在 100 到 599 之间", "an HTTP status is between 100 and 599"))
}

/// `POST /login`, `GET wechat:/sns/jscode2session`; `*` is any method.
fn is_exchange(text: &str, target: fn(&str) -> bool) -> bool {
    text.split_once(' ').is_some_and(|(method, rest)| {
        (method == "*" || (!method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase()))) && target(rest.trim())
    })
}

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3 && parts.iter().all(|part| part.parse::<u16>().is_ok() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_source(text: &str) -> bool {
    match text.strip_prefix('#') {
        Some(blocks) => blocks.split(',').all(|number| number.trim().parse::<usize>().is_ok_and(|number| number > 0)),
        None => !text.trim().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::ScenarioFile;

    fn said(event: &str) -> String {
        let text = format!("[[scenario]]\nname = \"x\"\n[[scenario.event]]\n{event}\n");
        match ScenarioFile::parse(std::path::Path::new("x.scenario.toml"), &text) {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn events_have_what_they_need() {
        assert_eq!(said("at = '2s'\nwhat = 'network'\nvalue = 'none'"), "ok");
        assert_eq!(said("button = 'getPhoneNumber'\nhandler = 'page.onGet'"), "ok");
        assert!(said("what = 'network'\nvalue = 'fast'").contains("`value` is wifi"));
        assert!(said("button = 'getPhoneNumber'").contains("needs a `handler`"));
        assert!(said("handler = 'f()'").contains("needs a `handler`"));
        assert!(said("what = 'hide'\nhandler = 'f'").contains("only what the user does"));
        assert!(said("what = 'theme'\nvalue = 'pink'").contains("light or dark"));
        assert!(said("what = 'vanish'").contains("what"));
        assert_eq!(said("what = 'scroll'\nvalue = { scrollTop = 300 }"), "ok");
        assert!(said("what = 'scroll'\nvalue = 300").contains("such as { scrollTop = 300 }"));
        assert!(said("what = 'scroll'\nvalue = { scrollTop = '3' }").contains("such as { scrollTop = 300 }"));
    }
}
