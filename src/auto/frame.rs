//! The frames of the protocol: requests with an id, answers to them, events without one.

use serde_json::{Map, Value, json};

/// What a client asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Request {
    pub(super) id: Value,
    /// Such as `App.callFunction`.
    pub(super) method: String,
    pub(super) params: Params,
}

/// The parameters of a request.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Params(pub(super) Map<String, Value>);

impl Params {
    /// A parameter, if it is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether the parameter is there, even as null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A parameter that must be a text.
    pub(super) fn text(&self, name: &str) -> Result<&str, String> {
        self.get(name).and_then(Value::as_str).ok_or_else(|| format!("params.{name} should be a string"))
    }

    /// A list; what is missing is empty.
    pub(super) fn list(&self, name: &str) -> Vec<Value> {
        self.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// A number that may also come as a text.
    pub(super) fn number(&self, name: &str) -> Result<u64, String> {
        let value = self.get(name);
        let number = value.and_then(|value| value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok())));
        number.ok_or_else(|| format!("params.{name} should be a number"))
    }
}

/// Reads a frame; what is wrong with it comes as the answer to send.
pub(super) fn read(text: &str) -> Result<Request, String> {
    let wrong = |id: Value, message: String| Err(failure(&id, &message));
    let frame = match serde_json::from_str(text) {
        Ok(Value::Object(frame)) => frame,
        Ok(_) => return wrong(Value::Null, "a frame should be a JSON object with id, method and params".to_owned()),
        Err(error) => return wrong(Value::Null, format!("the frame is not JSON: {error}")),
    };
    let id = frame.get("id").cloned().unwrap_or_default();
    if !(id.is_string() || id.is_number()) {
        return wrong(Value::Null, "the frame has no id".to_owned());
    }
    let Some(method) = frame.get("method").and_then(Value::as_str) else {
        return wrong(id, "the frame has no method".to_owned());
    };
    let params = match frame.get("params") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(params)) => params.clone(),
        Some(_) => return wrong(id, "params should be an object".to_owned()),
    };
    Ok(Request { method: method.to_owned(), id, params: Params(params) })
}

/// The answer to a request that was carried out. The client takes results apart, so there is always an object.
pub(super) fn success(id: &Value, result: &Value) -> String {
    json!({ "id": id, "result": result }).to_string()
}

/// The answer to a request that was not.
pub(super) fn failure(id: &Value, message: &str) -> String {
    json!({ "id": id, "error": { "message": message } }).to_string()
}

/// Something that happened.
pub(super) fn event(method: &str, params: &Value) -> String {
    json!({ "method": method, "params": params }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_an_id_a_method_and_perhaps_params() {
        let request = read(r#"{"id":"1","method":"App.exit"}"#).expect("a request");
        assert_eq!((request.method.as_str(), request.params), ("App.exit", Params::default()));
        assert!(read(r#"{"id":7,"method":"App.exit","params":{}}"#).is_ok());
    }

    #[test]
    fn what_is_wrong_is_answered() {
        for (frame, answer) in [
            ("{", r#"{"id":null,"error":{"message":"the frame is not JSON: EOF while parsing an object at line 1 column 1"}}"#),
            ("[]", r#"{"id":null,"error":{"message":"a frame should be a JSON object with id, method and params"}}"#),
            (r#"{"method":"x"}"#, r#"{"id":null,"error":{"message":"the frame has no id"}}"#),
            (r#"{"id":"1"}"#, r#"{"id":"1","error":{"message":"the frame has no method"}}"#),
            (r#"{"id":"1","method":"x","params":[]}"#, r#"{"id":"1","error":{"message":"params should be an object"}}"#),
        ] {
            assert_eq!(read(frame).as_ref().expect_err("a mistake"), answer, "{frame}");
        }
    }
}
