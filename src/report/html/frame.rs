//! The file around a page: its head, its policy, its data, its script.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::assets::{hash, play_script, play_style, script, still, style};
use super::data::Parts;
use crate::lang::Lang;
use crate::report::junit::escape;
use crate::trace::json_line;

/// A page that shows one trace.
pub(super) fn page(kind: &str, title: &str, lang: Lang, view: Parts) -> String {
    document(title, &json!({ "kind": kind, "lang": lang }), lang, &[view])
}

/// A page that shows several.
pub(super) fn document(title: &str, index: &Value, lang: Lang, views: &[Parts]) -> String {
    let (script, style) = (script(), style());
    let policy = policy(&script, &style);
    written(title, index, lang, views, &script, &style, &policy)
}

/// A page that asks the server that it came from; with its policy, for that server to send too.
pub(super) fn asking(title: &str, index: &Value, lang: Lang, view: Parts) -> (String, String) {
    let (script, style) = (play_script(), play_style());
    let policy = format!("{}; connect-src 'self'", policy(&script, &style));
    (written(title, index, lang, &[view], &script, &style, &policy), policy)
}

fn policy(script: &str, style: &str) -> String {
    let (script, style) = (hash(script), hash(style));
    format!("default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; form-action 'none'")
}

fn written(title: &str, index: &Value, lang: Lang, views: &[Parts], script: &str, style: &str, policy: &str) -> String {
    let mut out = head(title, policy, style, lang);
    let wait = lang.pick("这一页需要 JavaScript。", "This page needs JavaScript.");
    let _ = write!(
        out,
        "<div id=\"app\" aria-busy=\"true\"><h1>{}</h1><noscript><p>{wait}</p></noscript></div>\n<script type=\"application/json\" id=\"index\">{}</script>\n",
        escape(title),
        data(index)
    );
    for (number, view) in views.iter().enumerate() {
        for part in std::iter::once(&view.meta).chain(&view.chunks) {
            let _ = writeln!(out, "<script type=\"application/json\" data-view=\"{number}\">{}</script>", data(part));
        }
    }
    let _ = write!(out, "<script type=\"module\">{script}</script>\n</html>\n");
    out
}

/// A page that runs no script at all.
pub(super) fn still_page(title: &str, body: &str, lang: Lang) -> String {
    let style = still();
    let policy = format!("default-src 'none'; img-src 'self'; style-src {}; base-uri 'none'; form-action 'none'", hash(&style));
    let mut out = head(title, &policy, &style, lang);
    out.push_str(body);
    out.push_str("</html>\n");
    out
}

fn head(title: &str, policy: &str, style: &str, lang: Lang) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{style}</style>\n",
        lang.pick("zh-CN", "en"),
        escape(title)
    )
}

/// JSON that cannot end the element it stands in.
fn data(value: &Value) -> String {
    json_line(value).replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_its_element() {
        let text = data(&json!({"</script><!--": "<script>\u{2028}\u{202e}"}));
        assert_eq!(text, r#"{"\u003c/script>\u003c!--":"\u003cscript>\u2028\u202e"}"#);
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), json!({"</script><!--": "<script>\u{2028}\u{202e}"}));
    }
}
