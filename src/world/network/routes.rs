//! Routes: which URL of a script leads where, as `[routes]` and `[scenario.routes]` say.

use serde_json::Value;
use url::Url;

use crate::scenario::Routes;

/// The routes of a run, in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct Router {
    /// URL → target; no target: nothing is routed there, whatever later routes say.
    routes: Vec<(String, Option<String>)>,
}

impl Router {
    /// Routes from several tables, the first table first. A target is a text, a table with a text under `to`, or `false` for no
    /// route; other targets are kept as they are written, so that using one is an error that names it.
    pub fn new(tables: &[&Routes]) -> Self {
        let routes = tables.iter().flat_map(|table| table.iter()).map(|(from, to)| {
            let to = match to {
                Value::Bool(false) => None,
                Value::String(to) => Some(to.clone()),
                Value::Object(table) => {
                    Some(table.get("to").and_then(Value::as_str).map_or_else(|| to.to_string(), str::to_owned))
                }
                other => Some(other.to_string()),
            };
            (from.clone(), to)
        });
        Self { routes: routes.collect() }
    }

    /// Where `url` leads, if a route covers it. A route covers
    /// - the URL exactly as written;
    /// - the URL with a query that the route does not have: the query goes along;
    /// - every URL that begins with what stands before a final `*`: the rest takes the place of the target's final `*`.
    pub fn route(&self, url: &str) -> Option<String> {
        let url = url.split('#').next().unwrap_or(url);
        let first = self.routes.iter().find_map(|(from, to)| {
            if let Some(prefix) = from.strip_suffix('*') {
                let rest = url.strip_prefix(prefix)?;
                return Some(to.as_ref().map(|to| match to.strip_suffix('*') {
                    Some(base) => format!("{base}{rest}"),
                    None => to.clone(),
                }));
            }
            let from = from.split('#').next().unwrap_or(from);
            match url.strip_prefix(from)? {
                "" => Some(to.clone()),
                query => {
                    let query = query.strip_prefix('?')?;
                    Some(to.as_ref().map(|to| {
                        let joint = if to.contains('?') { '&' } else { '?' };
                        format!("{to}{joint}{query}")
                    }))
                }
            }
        });
        first.flatten()
    }
}

/// The URL, if it is one that `wx.request` accepts: `^https?://` in any case (facts: base library), with a host.
pub(super) fn http_url(text: &str) -> Option<Url> {
    let scheme = text.split_once("://")?.0;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

/// The URL, if it is one that `wx.connectSocket` accepts: `^wss?://` in any case, with a host.
pub(super) fn ws_url(text: &str) -> Option<Url> {
    let scheme = text.split_once("://")?.0;
    if !scheme.eq_ignore_ascii_case("ws") && !scheme.eq_ignore_ascii_case("wss") {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn route(routes: &Value, url: &str) -> Option<String> {
        Router::new(&[routes.as_object().unwrap()]).route(url)
    }

    #[test]
    fn exact_urls_with_and_without_a_query() {
        let routes = json!({"https://a.cn/list": "backend:/list", "https://a.cn/list?page=1": "backend:/never"});
        assert_eq!(route(&routes, "https://a.cn/list").as_deref(), Some("backend:/list"));
        assert_eq!(route(&routes, "https://a.cn/list?page=1").as_deref(), Some("backend:/list?page=1"));
        assert_eq!(route(&routes, "https://a.cn/list#top").as_deref(), Some("backend:/list"));
        assert_eq!(route(&routes, "https://a.cn/listing"), None);
        assert_eq!(route(&json!({"u": "backend:/x?a=1"}), "u?b=2").as_deref(), Some("backend:/x?a=1&b=2"));
    }

    #[test]
    fn prefixes_and_order() {
        let routes =
            json!({"https://a.cn/api/login": "backend:/login", "https://a.cn/*": "http://127.0.0.1:3000/*", "*": "backend:/all"});
        assert_eq!(route(&routes, "https://a.cn/api/login").as_deref(), Some("backend:/login"));
        assert_eq!(route(&routes, "https://a.cn/v1/me?x=1").as_deref(), Some("http://127.0.0.1:3000/v1/me?x=1"));
        assert_eq!(route(&routes, "https://b.cn/").as_deref(), Some("backend:/all"));
        assert_eq!(route(&json!({"u": {"to": "backend:/t"}}), "u").as_deref(), Some("backend:/t"));
    }

    #[test]
    fn false_takes_a_route_away() {
        let table = |value: Value| value.as_object().cloned().unwrap();
        let (scenario, file) =
            (table(json!({"u": false, "https://a.cn/*": false})), table(json!({"u": "backend:/u", "*": "backend:/all"})));
        let router = Router::new(&[&scenario, &file]);
        assert_eq!((router.route("u"), router.route("u?x=1"), router.route("https://a.cn/x")), (None, None, None));
        assert_eq!(router.route("https://b.cn/x").as_deref(), Some("backend:/all"));
    }

    #[test]
    fn urls_that_wx_request_accepts() {
        for text in ["http://a", "HTTPS://a.cn/路径?q=中文", "http://[::1]:80/"] {
            assert!(http_url(text).is_some(), "{text}");
        }
        for text in ["http://", "http:/a", "ws://a", " http://a", "http://a:99999/"] {
            assert!(http_url(text).is_none(), "{text}");
        }
    }
}
