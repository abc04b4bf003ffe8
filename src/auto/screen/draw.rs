//! The phone as a document: navigation bar, the page's rendered tree with its style sheets, tab bar, what lies over them.
//!
//! XHTML, so that every tag of WXML stays the tag it is and the author's selectors mean what they say.

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::app::{current_page, look, view};
use crate::engine::{Context, Host};
use crate::trace::{Body, Event};
use crate::wx::Wx;

/// The document is drawn from what is there: it runs nothing and fetches nothing.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
                      img-src data:\"/>";

const PHONE: &str = include_str!("phone.css");

/// A phone to be photographed.
pub(super) struct Drawing {
    pub(super) document: String,
    pub(super) width: u64,
    pub(super) height: u64,
    /// Device pixels for each pixel.
    pub(super) ratio: u64,
}

/// Draws what is on the screen now.
pub(super) fn draw(host: &Rc<Host>, context: &mut Context) -> Drawing {
    let system = host.get::<Wx>().map(|wx| wx.device.borrow().system_info().clone()).unwrap_or_default();
    let size = |name: &str, otherwise: u64| system.get(name).and_then(Value::as_u64).filter(|size| *size > 0).unwrap_or(otherwise);
    let (width, ratio) = (size("windowWidth", 375), size("pixelRatio", 2));
    let height = size("windowHeight", 603) + 44;
    let events = host.recorder.snapshot();
    let page = current_page(host);
    let route = page.as_ref().map(|page| page.route.clone()).unwrap_or_default();
    let (mut used, mut body) = (vec![route.clone()], String::new());
    match page.as_ref().map(|page| view::tree(page, host, context)) {
        Some(Ok(nodes)) => nodes.as_array().into_iter().flatten().for_each(|node| element(node, &mut body, &mut used)),
        Some(Err(none)) => {
            let data = page.as_ref().and_then(|page| page.data("", context).ok().flatten()).unwrap_or_default();
            let data = serde_json::to_string_pretty(&data).unwrap_or_default();
            body = format!("<div class=\"wxhost-none\">{}\n\ndata = {}</div>", escaped(&none.to_string()), escaped(&data));
        }
        None => {}
    }
    #[expect(clippy::cast_precision_loss, reason = "the width of a phone")]
    let styles = look::styles(&used, width as f64, host);
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head>{POLICY}<style>{}</style>\
         <style>{}</style></head><body><div class=\"wxhost-phone\">{}<page>{body}</page>{}{}</div></body></html>",
        escaped(PHONE),
        escaped(&styles),
        bar(&route, &events, host),
        tabs(&route, host),
        veils(&events, host),
    );
    Drawing { document, width, height, ratio }
}

fn bar(route: &str, events: &[Event], host: &Rc<Host>) -> String {
    let window = look::window(route, host);
    let text = |name: &str, otherwise: &str| window.get(name).and_then(Value::as_str).unwrap_or(otherwise).to_owned();
    if text("navigationStyle", "") == "custom" {
        return String::new();
    }
    // The last title since the page came to the front.
    let mut title = None;
    for event in events {
        let Body::State { what, detail } = &event.body else { continue };
        match (what.as_str(), detail.get("title").and_then(Value::as_str)) {
            ("route", _) => title = None,
            ("navigation-bar", Some(set)) => title = Some(set.to_owned()),
            _ => {}
        }
    }
    let title = title.unwrap_or_else(|| text("navigationBarTitleText", ""));
    let background = text("navigationBarBackgroundColor", "#ffffff");
    let white = text("navigationBarTextStyle", if background == "#ffffff" { "black" } else { "white" }) == "white";
    let color = if white { "#fff" } else { "#000" };
    let back = if host.get::<crate::app::Pages>().is_some_and(|pages| pages.stack().len() > 1) { "<i>‹</i>" } else { "" };
    format!(
        "<div class=\"wxhost-bar\" style=\"background:{};color:{color}\">{back}{}</div>",
        escaped(&background),
        escaped(&title)
    )
}

fn tabs(route: &str, host: &Rc<Host>) -> String {
    let Some(bar) = look::tab_bar(route, host) else { return String::new() };
    let color = |name: &str, otherwise: &str| bar.get(name).and_then(Value::as_str).unwrap_or(otherwise).to_owned();
    let items = bar.get("list").and_then(Value::as_array).into_iter().flatten().map(|item| {
        let here = item.get("pagePath").and_then(Value::as_str) == Some(route);
        let color = if here { color("selectedColor", "#07c160") } else { color("color", "#7f7f7f") };
        let text = item.get("text").and_then(Value::as_str).unwrap_or_default();
        format!("<b style=\"color:{}\">{}</b>", escaped(&color), escaped(text))
    });
    format!("<div class=\"wxhost-tabs\">{}</div>", items.collect::<String>())
}

/// Toast, dialogs and sheets that are open, as the events that showed them say.
fn veils(events: &[Event], host: &Rc<Host>) -> String {
    let open = host.get::<Wx>().map(|wx| wx.screen.borrow().open_things()).unwrap_or_default();
    let mut out = String::new();
    for thing in open {
        let shown = thing.of.and_then(|seq| events.iter().find(|event| event.seq == seq));
        let detail = match shown.map(|event| &event.body) {
            Some(Body::Ui { detail, .. }) => detail.clone(),
            _ => Value::Null,
        };
        let text = |name: &str| escaped(detail.get(name).and_then(Value::as_str).unwrap_or_default());
        let button = |name: &str| match text(name) {
            text if text.is_empty() => String::new(),
            text => format!("<b>{text}</b>"),
        };
        match thing.what.as_str() {
            "toast" | "loading" => {
                let sign = match (thing.what.as_str(), detail.get("icon").and_then(Value::as_str)) {
                    ("loading", _) | (_, Some("loading")) => "<u>◌</u>",
                    (_, Some("none")) => "",
                    (_, Some("error")) => "<u>✕</u>",
                    _ => "<u>✓</u>",
                };
                out.push_str(&format!("<div class=\"wxhost-veil\"><div class=\"wxhost-toast\">{sign}{}</div></div>", text("title")));
            }
            "action-sheet" => {
                let items = detail.get("itemList").and_then(Value::as_array).into_iter().flatten();
                let items: String = items.map(|item| format!("<b>{}</b>", escaped(item.as_str().unwrap_or_default()))).collect();
                out.push_str(&format!(
                    "<div class=\"wxhost-veil wxhost-dark\"><div class=\"wxhost-sheet\">{items}<b>取消</b></div></div>"
                ));
            }
            "consent" => out.push_str(&dialog(&text("scope"), &text("desc"), "<b>拒绝</b><b>允许</b>")),
            _ => {
                let buttons = format!("{}{}", button("cancelText"), button("confirmText"));
                out.push_str(&dialog(&text("title"), &text("content"), &buttons));
            }
        }
    }
    out
}

fn dialog(title: &str, content: &str, buttons: &str) -> String {
    format!(
        "<div class=\"wxhost-veil wxhost-dark\"><div class=\"wxhost-modal\"><h4>{title}</h4><p>{content}</p><div>{buttons}</div></div></div>"
    )
}

fn element(node: &Value, out: &mut String, used: &mut Vec<String>) {
    if let Some(text) = node.as_str() {
        return out.push_str(&escaped(text));
    }
    let Some(tag) = node.get("tag").and_then(Value::as_str).filter(|tag| is_name(tag)) else { return };
    if let Some(path) = node.get("is").and_then(Value::as_str)
        && !used.iter().any(|known| known == path)
    {
        used.push(path.to_owned());
    }
    let none = Map::new();
    let attributes = node.get("attributes").and_then(Value::as_object).unwrap_or(&none);
    out.push_str(&format!("<{tag}"));
    let mut style = node.get("style").and_then(Value::as_str).unwrap_or_default().to_owned();
    for name in ["id", "class"] {
        if let Some(value) = node.get(name).and_then(Value::as_str) {
            out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
    }
    for name in ["type", "size", "placeholder", "value"] {
        if let Some(value) = attributes.get(name).filter(|value| value.is_string() || value.is_number()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            out.push_str(&format!(" {name}=\"{}\"", escaped(&value)));
        }
    }
    for name in ["checked", "disabled"] {
        if attributes.get(name).is_some_and(|value| *value != false && !value.is_null()) {
            out.push_str(&format!(" {name}=\"{name}\""));
        }
    }
    if attributes.get("hidden").is_some_and(|value| *value != false && !value.is_null()) {
        style.push_str(";display:none");
    }
    if !style.is_empty() {
        out.push_str(&format!(" style=\"{}\"", escaped(&style)));
    }
    out.push('>');
    node.get("children").and_then(Value::as_array).into_iter().flatten().for_each(|child| element(child, out, used));
    out.push_str(&format!("</{tag}>"));
}

fn is_name(tag: &str) -> bool {
    tag.starts_with(|c: char| c.is_ascii_alphabetic()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn escaped(text: &str) -> String {
    // XML has no place for control characters.
    let text: String = text.chars().filter(|c| !c.is_control() || ['\n', '\t'].contains(c)).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_tree_becomes_elements_that_cannot_break_out() {
        let node = json!({ "tag": "view", "class": "a\"b", "is": "comp/c", "children": [
            "<script>", { "tag": "x><y" }, { "tag": "input", "attributes": { "value": "1 & 2", "disabled": true } } ] });
        let (mut out, mut used) = (String::new(), Vec::new());
        element(&node, &mut out, &mut used);
        assert_eq!(
            out,
            "<view class=\"a&quot;b\">&lt;script&gt;<input value=\"1 &amp; 2\" disabled=\"disabled\"></input></view>"
        );
        assert_eq!(used, ["comp/c"]);
    }
}
