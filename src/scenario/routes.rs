//! Routes: where a request for `后端提供的接口` really goes, a scenario's table before the file's, `false` for nowhere.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::model::Routes;

/// The routes that apply to a scenario, URL → target, in order; a `false` takes the route away.
pub fn effective_routes(file: &Routes, scenario: &Routes) -> Vec<(String, String)> {
    let rest = file.iter().filter(|(url, _)| !scenario.contains_key(*url));
    scenario
        .iter()
        .chain(rest)
        .filter_map(|(url, target)| match target {
            Value::String(target) => Some((url.clone(), target.clone())),
            _ => None,
        })
        .collect()
}

/// Whether a target can be reached: `backend:/path`, `wechat:/path`, or an http(s) or ws address.
pub(super) fn is_target(target: &str) -> bool {
    match target.split_once(':') {
        Some(("backend" | "wechat", path)) => path.starts_with('/'),
        Some(("http" | "https" | "ws" | "wss", _)) => url::Url::parse(target).is_ok_and(|url| url.has_host()),
        _ => false,
    }
}

/// The schema of a table of routes.
pub(super) fn schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "additionalProperties": { "anyOf": [{ "type": "string" }, { "const": false, "type": "boolean" }] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_scenario_goes_first_and_may_take_a_route_away() {
        let table = |value: Value| value.as_object().cloned().expect("a table");
        let file = table(json!({"a": "backend:/a", "b": "backend:/b", "c": "backend:/c"}));
        let scenario = table(json!({"c": "http://127.0.0.1:1/c", "b": false}));
        let routes = effective_routes(&file, &scenario);
        let routes: Vec<_> = routes.iter().map(|(url, target)| format!("{url}={target}")).collect();
        assert_eq!(routes, ["c=http://127.0.0.1:1/c", "a=backend:/a"]);
    }

    #[test]
    fn targets_are_parties_or_addresses() {
        for target in ["backend:/login", "http://127.0.0.1:3000/login", "https://example.org", "wechat:/sns/jscode2session"] {
            assert!(is_target(target), "{target}");
        }
        for target in ["backend:login", "login", "/login", "http://", "ftp://x/y", ""] {
            assert!(!is_target(target), "{target}");
        }
    }
}
