//! What an event says, in a few words of either language: `issues <code:1>`, `toast hidden (60 of its 1500 ms)`.

use serde_json::{Map, Value};

use crate::lang::Lang;
use crate::trace::brief::{brief, brief_json, brief_message, brief_text, clip, is_placeholder};
use crate::trace::escape::visible;
use crate::trace::story::err_msg;
use crate::trace::{GLOBAL_DATA, Open, Outcome, UiAction};

/// What happened to a thing on the screen.
pub(super) fn ui(lang: Lang, widget: &str, action: UiAction, detail: &Value) -> String {
    let text = |key: &str| detail.get(key).and_then(Value::as_str).map(brief_text).filter(|text| !text.is_empty());
    let ms = |key: &str| detail.get(key).map(brief);
    let name = widget_name(lang, widget);
    match action {
        UiAction::Show => shown(widget, detail),
        UiAction::Hide => match (ms("shown_ms"), ms("of_ms")) {
            (Some(shown), Some(of)) => match lang {
                Lang::Zh => format!("{name} 关闭（{of} ms 只显示了 {shown} ms）"),
                Lang::En => format!("{name} hidden ({shown} of its {of} ms)"),
            },
            (Some(shown), None) => match lang {
                Lang::Zh => format!("{name} 关闭（显示了 {shown} ms）"),
                Lang::En => format!("{name} hidden (after {shown} ms)"),
            },
            _ => lang.pick(&format!("{name} 关闭"), &format!("{name} hidden")).to_owned(),
        },
        UiAction::Expire => {
            let ms = ms("of_ms").or(ms("shown_ms"));
            let (zh, en) = ms.map(|ms| (format!("（{ms} ms）"), format!(" after {ms} ms"))).unwrap_or_default();
            lang.pick(&format!("{name} 自动消失{zh}"), &format!("{name} gone{en}")).to_owned()
        }
        UiAction::Replace => lang.pick(&format!("{name} 被替换"), &format!("{name} replaced")).to_owned(),
        UiAction::Answer => match (
            text("text").or_else(|| text("button").map(|button| self::button(lang, button))),
            detail.get("answer").or(detail.get("state")),
        ) {
            (Some(text), _) => lang.pick(&format!("点“{text}”"), &format!("taps {text}")).to_owned(),
            (None, Some(answer)) => {
                let answer = state(lang, answer);
                lang.pick(&format!("回答：{answer}"), &format!("answers: {answer}")).to_owned()
            }
            (None, None) => format!("{} {}", lang.pick("回答", "answers"), without_braces(detail)).trim_end().to_owned(),
        },
    }
}

/// A button that has no text of its own.
fn button(lang: Lang, button: String) -> String {
    let (zh, en) = match button.as_str() {
        "allow" => ("允许", "allow"),
        "deny" => ("拒绝", "deny"),
        "cancel" => ("取消", "cancel"),
        "confirm" => ("确定", "confirm"),
        _ => return button,
    };
    lang.pick(zh, en).to_owned()
}

/// A toast that takes the place of another.
pub(super) fn replacing(lang: Lang, shown: &str, replaced: &Value) -> String {
    let title = replaced.get("title").and_then(Value::as_str).map(brief_text).unwrap_or_default();
    lang.pick(&format!("{shown}（替换“{title}”）"), &format!("{shown} (replaces {title})")).to_owned()
}

/// A thing on the screen as it looks: `⟳ 数据加载中`, `▢ 提示 · 请求失败 · [取消] [重新请求]`.
fn shown(widget: &str, detail: &Value) -> String {
    let text = |key: &str| detail.get(key).and_then(Value::as_str).map(brief_text).filter(|text| !text.is_empty());
    match widget {
        "toast" | "loading" => {
            let icon = match (widget, detail.get("icon").and_then(Value::as_str)) {
                ("loading", _) | (_, Some("loading")) => "⟳",
                (_, Some("none")) => "▭",
                (_, Some("error")) => "✗",
                _ => "✓",
            };
            format!("{icon} {}", text("title").unwrap_or_default()).trim_end().to_owned()
        }
        "modal" => {
            let cancel = detail.get("showCancel") != Some(&Value::Bool(false));
            let button = |key: &str| text(key).map(|text| format!("[{text}]"));
            let buttons: Vec<_> =
                [button("cancelText").filter(|_| cancel), button("confirmText")].into_iter().flatten().collect();
            let buttons = Some(buttons.join(" ")).filter(|buttons| !buttons.is_empty());
            let parts: Vec<_> = [text("title"), text("content"), buttons].into_iter().flatten().collect();
            format!("▢ {}", parts.join(" · "))
        }
        "action-sheet" => {
            let items = detail.get("itemList").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            let items: Vec<_> = items.map(|item| format!("[{}]", brief_text(item))).collect();
            format!("▤ {}", items.join(" "))
        }
        "consent" => format!("? {}", text("scope").unwrap_or_else(|| without_braces(detail))),
        _ => format!("▢ {} {}", brief_text(widget), without_braces(detail)).trim_end().to_owned(),
    }
}

/// The name of a thing on the screen.
pub(super) fn widget_name(lang: Lang, widget: &str) -> String {
    let (zh, en) = match widget {
        "toast" => ("toast", "toast"),
        "loading" => ("loading", "loading"),
        "modal" => ("弹窗", "modal"),
        "action-sheet" => ("操作菜单", "action sheet"),
        "consent" => ("授权弹窗", "consent"),
        "call" => ("调用", "call"),
        "promise" => ("Promise", "promise"),
        other => return brief_text(other),
    };
    lang.pick(zh, en).to_owned()
}

/// What WeChat's side did.
pub(super) fn platform(lang: Lang, action: &str, detail: &Value) -> String {
    let value = |key: &str| detail.get(key).map(bare);
    match (action, value("code")) {
        ("code-issued", Some(code)) => lang.pick(&format!("签发 {code}"), &format!("issues {code}")).to_owned(),
        ("code-exchanged", Some(code)) => lang.pick(&format!("用掉 {code}"), &format!("spends {code}")).to_owned(),
        ("code-refused", _) => {
            let says = [value("errcode"), value("errmsg").map(|text| text.split(", rid").next().unwrap_or_default().to_owned())];
            let says: Vec<_> = says.into_iter().flatten().collect();
            format!("✗ {}{}", lang.pick("拒绝：", "refuses: "), says.join(" "))
        }
        ("key-rotated", _) => {
            let key = value("session_key").unwrap_or_default();
            format!("{} {key}", lang.pick("新密钥", "new key")).trim_end().to_owned()
        }
        ("key-expired", _) => lang.pick("会话密钥过期", "session key expired").to_owned(),
        ("phone-code-issued", Some(code)) => lang.pick(&format!("签发 {code}"), &format!("issues {code}")).to_owned(),
        ("phone-code-exchanged", Some(code)) => lang.pick(&format!("用掉 {code}"), &format!("spends {code}")).to_owned(),
        ("session-checked", _) => {
            let valid = detail.get("valid").and_then(Value::as_bool);
            match valid {
                Some(true) => lang.pick("登录态有效", "session valid").to_owned(),
                Some(false) => lang.pick("登录态失效", "session expired").to_owned(),
                None => format!("{} {}", lang.pick("检查登录态", "session"), without_braces(detail)).trim_end().to_owned(),
            }
        }
        ("consent", _) => {
            let answer = detail.get("state").or(detail.get("answer")).map(|answer| state(lang, answer));
            match (answer, value("scope")) {
                (Some(answer), Some(scope)) => lang.pick(&format!("{scope}：{answer}"), &format!("{scope}: {answer}")).to_owned(),
                _ => format!("{} {}", lang.pick("授权", "consent"), without_braces(detail)).trim_end().to_owned(),
            }
        }
        ("user-data", _) if detail.get("anonymous") == Some(&Value::Bool(true)) => {
            lang.pick("匿名资料", "anonymous data").to_owned()
        }
        ("user-data", _) => lang.pick("用户资料", "the profile").to_owned(),
        _ => format!("{} {}", brief_text(action), without_braces(detail)).trim_end().to_owned(),
    }
}

/// A state of consent in words.
fn state(lang: Lang, value: &Value) -> String {
    match value.as_str() {
        Some("granted") => lang.pick("已允许", "granted").to_owned(),
        Some("denied") => lang.pick("已拒绝", "denied").to_owned(),
        Some("never-asked" | "never asked") => lang.pick("从未询问", "never asked").to_owned(),
        _ => bare(value),
    }
}

/// How an API answered: `success {code: <code:1>}`, `✗ fail request:fail timeout`.
pub(super) fn outcome(lang: Lang, api: &str, outcome: Outcome, result: &Value, handled: bool, with_data: bool) -> String {
    let result = if with_data { self::result(api, result) } else { String::new() };
    match outcome {
        Outcome::Fail | Outcome::Reject | Outcome::Throw => {
            let lost = outcome == Outcome::Fail && !handled;
            let lost = if lost { lang.pick("（没有 fail 回调）", " (no fail callback)") } else { "" };
            // `checkSession:fail …` says by itself that `fail` was called.
            let name =
                if outcome == Outcome::Fail && result.starts_with(&format!("{api}:fail")) { "" } else { outcome_name(outcome) };
            format!("✗ {}{lost}", format!("{name} {result}").trim())
        }
        Outcome::Return => format!("= {result}"),
        _ => format!("{} {result}", outcome_name(outcome)).trim_end().to_owned(),
    }
}

/// The callback's or the promise's own word.
pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "success",
        Outcome::Fail => "fail",
        Outcome::Complete => "complete",
        Outcome::Resolve => "resolve",
        Outcome::Reject => "reject",
        Outcome::Return => "return",
        Outcome::Throw => "throw",
        Outcome::Event => "event",
    }
}

/// A result without what is always there: the `errMsg` of success, an empty object.
pub(super) fn result(api: &str, result: &Value) -> String {
    let Value::Object(map) = result else { return brief(result) };
    let ok = format!("{api}:ok");
    if api == "request"
        && let (Some(status), Some(data)) = (map.get("statusCode"), map.get("data"))
    {
        return format!("{} {}", brief(status), brief(data));
    }
    match map.get("errMsg").and_then(Value::as_str) {
        Some(text) if text != ok => match map.len() {
            1 => brief_message(text),
            _ => format!("{} {}", brief_message(text), brief(&without(map, "errMsg"))),
        },
        Some(_) => Some(brief(&without(map, "errMsg"))).filter(|text| text != "{}").unwrap_or_default(),
        None => brief(result),
    }
}

/// Whether a result says no more than that all went well.
pub(super) fn is_ok_only(api: &str, result: &Value) -> bool {
    match result {
        Value::Object(map) => map.is_empty() || map.len() == 1 && err_msg(result).is_some_and(|text| text == format!("{api}:ok")),
        Value::Null => true,
        Value::String(text) => text == "<undefined>",
        _ => false,
    }
}

/// What a request asks: its method and the URL as the program wrote it.
pub(super) fn request(method: &str, url: &str) -> String {
    format!("{} {}", brief_text(method), visible(url))
}

/// The last part of a path: `jscode2session`.
pub(super) fn endpoint(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    brief_text(path.trim_end_matches('/').rsplit('/').next().unwrap_or(path))
}

/// A body on the wire; nothing for none, placeholders alone without their names.
pub(super) fn body(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => brief_text(text),
        Value::Object(map)
            if !map.is_empty() && map.values().all(|value| value.as_str().is_some_and(is_placeholder)) && map.len() > 1 =>
        {
            map.values().map(bare).collect::<Vec<_>>().join(", ")
        }
        _ => brief_json(value),
    }
}

/// An answer without a body, or with the JSON `null`: the program's `data` tells which.
pub(super) fn empty_body(lang: Lang, data: Option<&Value>) -> String {
    match data {
        Some(Value::Null) => "null".to_owned(),
        _ => lang.pick("（空）", "(empty)").to_owned(),
    }
}

/// An answer on the wire: `200 {"InfoState": 0}`, `✗ refused`.
pub(super) fn response(lang: Lang, status: Option<u16>, value: &Value, error: Option<&str>) -> String {
    match (status, error) {
        (_, Some(error)) => {
            let (zh, en) = match error {
                "refused" => ("连接被拒绝", "connection refused"),
                "reset" => ("连接中断", "connection cut"),
                "timeout" => ("超时，没有回应", "no answer in time"),
                "aborted" => ("请求被取消", "aborted"),
                other => return format!("✗ {}", brief_text(other)),
            };
            format!("✗ {}", lang.pick(zh, en))
        }
        (Some(status), None) => format!("{status} {}", body(value)).trim_end().to_owned(),
        (None, None) => body(value),
    }
}

/// Something left open, with its line.
pub(super) fn open(lang: Lang, open: &Open, line: Option<&str>) -> String {
    let name = widget_name(lang, &open.what);
    match line {
        Some(line) => lang.pick(&format!("{name}（{line}）"), &format!("{name} ({line})")).to_owned(),
        None => name,
    }
}

/// The arguments of a call: the members of an options object, or the values one after another.
pub(super) fn arguments(args: &Value) -> String {
    match args {
        Value::Array(items) => items.iter().map(brief).collect::<Vec<_>>().join(", "),
        _ => without_braces(args),
    }
}

/// What the user does: `tap #login`.
pub(super) fn gesture(lang: Lang, detail: &Value) -> String {
    let text = |name: &str| detail.get(name).map(bare).unwrap_or_default();
    let (zh, en) = match text("type").as_str() {
        "tap" => ("点", "tap"),
        "input" => ("输入", "type"),
        "longpress" => ("长按", "press"),
        "back" => ("返回", "back"),
        "tab" => ("点标签", "tab"),
        "pull-down" => ("下拉", "pull down"),
        "reach-bottom" => ("滑到底", "reach the end"),
        "scroll" => ("滚动", "scroll"),
        "share" => ("转发", "share"),
        "share-timeline" => ("分享到朋友圈", "share to Moments"),
        "favorite" => ("收藏", "add to favorites"),
        other => return format!("{} {}", brief_text(other), text("target")).trim_end().to_owned(),
    };
    let nth = detail.get("nth").map(|nth| format!(" ({nth})")).unwrap_or_default();
    let words = format!("{} {}{}{}{nth} {}", lang.pick(zh, en), text("target"), text("handler"), text("page"), text("value"));
    clip(words.trim_end(), 60)
}

/// The names of an object's members; other values as they are.
pub(super) fn member_names(args: &Value) -> String {
    match args {
        Value::Object(map) => map.keys().map(|name| brief_text(name)).collect::<Vec<_>>().join(", "),
        _ => arguments(args),
    }
}

/// Values of an object as `a: 1, b: 2`; other values as they are.
/// What a recorded state is called: as programs know it.
pub(super) fn state_name(what: &str) -> String {
    if what == GLOBAL_DATA { "globalData".to_owned() } else { brief_text(what) }
}

pub(super) fn without_braces(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Object(map) if map.is_empty() => String::new(),
        Value::Object(_) => {
            let text = brief(value);
            text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(&text).to_owned()
        }
        _ => brief(value),
    }
}

fn without(map: &Map<String, Value>, key: &str) -> Value {
    Value::Object(map.iter().filter(|(name, _)| *name != key).map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// A string without its quotes, any other value as it is.
fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| brief(value), brief_text)
}
