//! The state of the screen, of WeChat's side and of the device after each event, found by going through the trace.

use serde_json::{Map, Value, json};

use crate::trace::phone::Phone;
use crate::trace::story::Story;
use crate::trace::{Body, Event, GLOBAL_DATA, UiAction};

/// The most entries of one table that are kept, such as keys of the storage.
const MOST: usize = 200;
/// How long a login code lives, in milliseconds.
const CODE_LIVES: u64 = 300_000;
/// What stands for a member that is gone.
const GONE: &str = "<undefined>";

/// Goes through a trace event by event.
pub(super) struct Fold<'t> {
    story: &'t Story<'t>,
    state: Value,
    phone: Phone,
    /// Codes that are alive, with the time at which each ends.
    codes: Vec<(u64, String)>,
}

impl<'t> Fold<'t> {
    pub(super) fn new(story: &'t Story<'t>) -> Self {
        let state = json!({ "screen": [], "wechat": { "codes": {}, "consent": {} }, "device": { "storage": {} } });
        Self { story, state, phone: Phone::default(), codes: Vec::new() }
    }

    /// The state now.
    pub(super) fn state(&self) -> &Value {
        &self.state
    }

    /// Takes an event in; gives what it changed, as a JSON merge patch.
    pub(super) fn take(&mut self, event: &Event) -> Option<Value> {
        let mut changed = Map::new();
        let before = self.phone.clone();
        self.phone.apply(event);
        if self.phone != before {
            // In brackets: a patch cannot say that a member is null, and arrays are taken whole.
            set(&mut changed, &["screen"], json!([self.phone]));
        }
        let dead: Vec<String> = self.codes.extract_if(.., |(end, _)| event.t >= *end).map(|(_, code)| code).collect();
        for code in dead {
            set(&mut changed, &["wechat", "codes", &code, "state"], "expired".into());
        }
        match &event.body {
            Body::Ui { action: UiAction::Answer, detail, .. } => {
                if let (Some(scope), Some(state)) = (detail.get("scope").and_then(Value::as_str), answer(detail)) {
                    set(&mut changed, &["wechat", "consent", scope], state.clone());
                }
            }
            Body::Platform { action, detail } => self.platform(&mut changed, event, action, detail),
            Body::State { what, detail } if what == GLOBAL_DATA => {
                let data = self.global_data(detail);
                set(&mut changed, &["device", "globalData"], json!([data]));
            }
            Body::Call { api, args, .. } if api == "App" => {
                let data = args.get("globalData").unwrap_or(&Value::Null);
                set(&mut changed, &["device", "globalData"], if data.is_null() { Value::Null } else { json!([data]) });
            }
            Body::Settle { of, .. } => self.storage(&mut changed, event, *of),
            _ => {}
        }
        if changed.is_empty() {
            return None;
        }
        let patch = Value::Object(changed);
        merge(&mut self.state, &patch);
        Some(patch)
    }

    /// `globalData` with what changed of it.
    fn global_data(&self, detail: &Value) -> Value {
        let Value::Object(members) = detail else { return detail.clone() };
        let known = self.state["device"]["globalData"].get(0).and_then(Value::as_object);
        let mut data = known.cloned().unwrap_or_default();
        for (key, member) in members {
            if member == GONE {
                data.shift_remove(key);
            } else {
                data.insert(key.clone(), member.clone());
            }
        }
        Value::Object(data)
    }

    fn platform(&mut self, changed: &mut Map<String, Value>, event: &Event, action: &str, detail: &Value) {
        let text = |key: &str| detail.get(key).and_then(Value::as_str);
        if let Some(code) = text("code").map(str::to_owned) {
            let state = match action {
                "code-issued" | "phone-code-issued" => "alive",
                "code-exchanged" | "phone-code-exchanged" => "spent",
                _ => "",
            };
            if state == "alive" {
                self.codes.push((event.t + CODE_LIVES, code.clone()));
                set(changed, &["wechat", "codes", &code], json!({ "state": state, "issued": event.t }));
            } else if state == "spent" {
                self.codes.retain(|(_, known)| *known != code);
                set(changed, &["wechat", "codes", &code, "state"], state.into());
                set(changed, &["wechat", "codes", &code, "spent"], event.t.into());
            } else if action.ends_with("refused") {
                set(changed, &["wechat", "codes", &code, "refused"], event.t.into());
            }
        }
        for key in ["openid", "unionid", "session_key"] {
            if let Some(value) = text(key) {
                set(changed, &["wechat", key], value.into());
            }
        }
        match action {
            "key-expired" => set(changed, &["wechat", "session"], "expired".into()),
            "session-checked" => {
                let valid = detail.get("valid").and_then(Value::as_bool).unwrap_or_default();
                set(changed, &["wechat", "session"], if valid { "valid" } else { "expired" }.into());
            }
            "code-exchanged" | "key-rotated" => set(changed, &["wechat", "session"], "valid".into()),
            "consent" => {
                if let (Some(scope), Some(state)) = (text("scope"), answer(detail)) {
                    set(changed, &["wechat", "consent", scope], state.clone());
                }
            }
            _ => {}
        }
    }

    /// What an answer tells about the storage: what was written, what was there.
    fn storage(&self, changed: &mut Map<String, Value>, event: &Event, of: u64) {
        let Some(Body::Call { api, args, .. }) = self.story.trace.event(of).map(|call| &call.body) else { return };
        let Some(result) = event.success() else { return };
        let member = |name: &str, index: usize| args.get(name).or_else(|| args.get(index));
        let key = member("key", 0).or(Some(args)).and_then(Value::as_str);
        let known = self.state["device"]["storage"].as_object().map_or(0, Map::len);
        let mut put = |key: &str, value: Value| {
            if known < MOST {
                set(changed, &["device", "storage", key], json!([value]));
            }
        };
        match (api.trim_end_matches("Sync"), key) {
            ("setStorage", Some(key)) => put(key, member("data", 1).cloned().unwrap_or_default()),
            ("getStorage", Some(key)) => match (result.get("data"), result) {
                (Some(data), _) => put(key, data.clone()),
                (None, Value::String(text)) if text.is_empty() || text == "<undefined>" => {}
                (None, value) if api.ends_with("Sync") => put(key, value.clone()),
                _ => {}
            },
            ("removeStorage", Some(key)) => set(changed, &["device", "storage", key], Value::Null),
            ("clearStorage", _) => {
                let keys = self.state["device"]["storage"].as_object().into_iter().flatten();
                for (key, _) in keys {
                    set(changed, &["device", "storage", key], Value::Null);
                }
            }
            ("getSetting", _) => {
                for (scope, granted) in result.get("authSetting").and_then(Value::as_object).into_iter().flatten() {
                    let state = if *granted == Value::Bool(true) { "granted" } else { "denied" };
                    set(changed, &["wechat", "consent", scope], state.into());
                }
            }
            _ => {}
        }
    }
}

/// What the user said to a question.
fn answer(detail: &Value) -> Option<&Value> {
    detail.get("state").or(detail.get("answer"))
}

/// Puts a value into a patch.
fn set(patch: &mut Map<String, Value>, path: &[&str], value: Value) {
    let [first, rest @ ..] = path else { return };
    if rest.is_empty() {
        patch.insert((*first).to_owned(), value);
        return;
    }
    let inner = patch.entry((*first).to_owned()).or_insert(Value::Null);
    if !inner.is_object() {
        *inner = Value::Object(Map::new());
    }
    if let Value::Object(inner) = inner {
        set(inner, rest, value);
    }
}

/// RFC 7396.
fn merge(state: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *state = patch.clone();
        return;
    };
    if !state.is_object() {
        *state = Value::Object(Map::new());
    }
    let Value::Object(state) = state else { return };
    for (key, value) in patch {
        if value.is_null() {
            state.shift_remove(key);
        } else {
            merge(state.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;

    #[test]
    fn the_code_is_spent_and_the_modal_goes_after_its_answer() {
        let trace = fixture::both_blocks();
        let story = Story::new(&trace);
        let mut fold = Fold::new(&story);
        let mut seen = Vec::new();
        for event in &trace.events {
            fold.take(event);
            let state = fold.state();
            let dialogs = state["screen"][0]["dialogs"].as_array().map_or(0, Vec::len);
            seen.push((state["wechat"]["codes"]["<code:1>"]["state"].clone(), dialogs > 0));
        }
        let codes: Vec<&str> = seen.iter().filter_map(|(code, _)| code.as_str()).collect();
        assert_eq!((codes.first(), codes.last()), (Some(&"alive"), Some(&"spent")));
        assert!(seen.iter().any(|(_, modal)| *modal) && !seen.last().expect("events").1);
    }

    #[test]
    fn global_data_is_put_together_from_its_changes() {
        let mut trace = fixture::login_succeeds();
        let mut next = trace.events.len() as u64;
        let mut state = |detail: Value| {
            next += 1;
            let body = Body::State { what: GLOBAL_DATA.to_owned(), detail };
            trace.events.push(Event { seq: next, t: 0, lane: crate::trace::Lane::Page, cause: None, at: None, body });
        };
        state(json!({"user": {"name": "a"}, "n": 1, "__proto__": 1}));
        state(json!({"user": {"age": null}, "n": "<undefined>"}));
        state(json!(5));
        state(json!({"m": null}));
        let story = Story::new(&trace);
        let mut fold = Fold::new(&story);
        let mut seen = Vec::new();
        for event in &trace.events {
            fold.take(event);
            seen.push(fold.state()["device"]["globalData"].clone());
        }
        assert_eq!(seen[0], Value::Null);
        let wanted = [
            json!([{"user": {"name": "a"}, "n": 1, "__proto__": 1}]),
            json!([{"user": {"age": null}, "__proto__": 1}]),
            json!([5]),
            json!([{"m": null}]),
        ];
        assert_eq!(seen[seen.len() - 4..], wanted);
    }

    #[test]
    fn patches_build_the_state() {
        for trace in fixture::all() {
            let story = Story::new(&trace);
            let mut fold = Fold::new(&story);
            let mut built = fold.state().clone();
            for event in &trace.events {
                if let Some(patch) = fold.take(event) {
                    merge(&mut built, &patch);
                }
                assert_eq!(&built, fold.state());
            }
        }
    }
}
