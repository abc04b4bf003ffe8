//! `wx.cloud`: `init`, and `callFunction` and the database answered by `[[scenario.answer]]`; everything else of cloud development is
//! refused by name.
//!
//! Official page: cloud development, Cloud. An answer names the function (`api = "cloud.callFunction"`, `name = "login"`) and holds
//! `success = { result = … }` or `fail`; the last answer of a function repeats. A function that nobody answers fails as one that
//! was never deployed, with a diagnosis. The texts of failures are those of logs that developers have posted (recollection).

mod database;

use std::rc::Rc;
use std::sync::OnceLock;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsSymbol, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value};

pub(super) use database::OPERATIONS;

use super::api::{Api, Kind, Param, Run};
use super::call::{self, Call, Fail, Payload, Reply};
use super::decisions::failure;
use crate::engine::json;
use crate::lang::Text;
use crate::scenario::ApiAnswer;
use crate::trace::{Body, ErrorKind, Lane};
use crate::world::seed::Source;

pub(super) const API: Api = Api {
    since: "2.2.3",
    promise: None,
    missing: Text {
        zh: "init、callFunction、CloudID、数据库以外的一切：存储、云托管等",
        en: "everything but init, callFunction, CloudID and the database: storage, containers, …",
    },
    ..Api::new("cloud", Text { zh: "云开发", en: "Cloud development" }, PAGE, Run::Object(make))
};

const PAGE: &str = "../wxcloud/reference-sdk-api/Cloud.html";

const INIT: Api = Api {
    promise: None,
    since: "2.2.3",
    params: &[Param::new("env", Kind::Any), Param::new("traceUser", Kind::Boolean)],
    ..Api::new("cloud.init", Text { zh: "初始化云开发", en: "Begins to use cloud development" }, PAGE, Run::Sync(init))
};

const CALL_FUNCTION: Api = Api {
    since: "2.2.3",
    // The cloud's own library gave promises from its beginning.
    promise: Some("2.2.3"),
    params: &[
        Param::required("name", Kind::String),
        Param::new("data", Kind::Any),
        Param::new("config", Kind::Object),
        Param::new("slow", Kind::Boolean),
    ],
    failures: &[NOT_FOUND, "Error: errCode: -504002 functions execute fail"],
    ..Api::new("cloud.callFunction", Text { zh: "调用云函数", en: "Calls a cloud function" }, PAGE, Run::Async(call_function))
};

const CLOUD_ID: Api = Api {
    promise: None,
    since: "2.7.0",
    ..Api::new("cloud.CloudID", Text { zh: "声明字符串为 CloudID", en: "Marks a text as a CloudID" }, PAGE, Run::Sync(cloud_id))
};

const NOT_READY: &str = "Error: Cloud API isn't enabled, please call wx.cloud.init first";
const NOT_FOUND: &str = "Error: errCode: -501000 | errMsg: FunctionName parameter could not be found";

/// Members of `wx.cloud` that are known and refused.
const REFUSED: [&str; 13] = [
    "CDN",
    "Cloud",
    "callContainer",
    "connectContainer",
    "createCrossAccountMiniProgram",
    "deleteFile",
    "downloadFile",
    "extend",
    "getTempFileURL",
    "models",
    "registerService",
    "services",
    "uploadFile",
];

/// Whether `cloud.init` was called.
struct Ready;

/// The records of the members of `wx.cloud`.
pub(super) fn methods() -> &'static [Api] {
    static METHODS: OnceLock<Vec<Api>> = OnceLock::new();
    METHODS.get_or_init(|| {
        let mut methods = vec![INIT, CALL_FUNCTION, CLOUD_ID, database::API];
        for name in REFUSED {
            let summary = Text { zh: "wxhost 认识但未模拟的 API", en: "Known by name; wxhost does not model it" };
            let name = Box::leak(format!("cloud.{name}").into_boxed_str());
            methods.push(Api { since: "2.2.3", promise: None, ..Api::new(name, summary, PAGE, Run::Refused) });
        }
        methods
    })
}

fn make(context: &mut Context) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    for api in methods() {
        let function = NativeFunction::from_copy_closure(move |_, args, context| call::invoke(api, args, context));
        let name = JsString::from(api.name.trim_start_matches("cloud."));
        let function = FunctionObjectBuilder::new(context.realm(), function).name(name.clone()).length(1);
        // `new wx.cloud.Cloud()` is refused by name as well.
        let function = function.constructor(api.name == "cloud.Cloud").build();
        object.create_data_property_or_throw(name, function, context)?;
    }
    if let Some(symbol) = JsSymbol::new(Some(js_string!("DYNAMIC_CURRENT_ENV"))) {
        object.create_data_property_or_throw(js_string!("DYNAMIC_CURRENT_ENV"), symbol, context)?;
    }
    Ok(object.into())
}

#[expect(clippy::unnecessary_wraps, reason = "the form of every API")]
fn init(call: &mut Call<'_>) -> JsResult<JsValue> {
    call.host.extend(Rc::new(Ready));
    Ok(JsValue::undefined())
}

fn cloud_id(call: &mut Call<'_>) -> JsResult<JsValue> {
    let id = call.args.get_or_undefined(0).clone();
    let object = JsObject::with_object_proto(call.context.intrinsics());
    object.create_data_property_or_throw(js_string!("cloudID"), id, call.context)?;
    Ok(object.into())
}

fn call_function(call: &mut Call<'_>) -> JsResult<Reply> {
    if call.host.get::<Ready>().is_none() {
        return Ok(Reply::After(0, Err(Fail::new(NOT_READY).code(-601_002))));
    }
    let name = call.text("name").unwrap_or_default();
    if let Some(fail) = unsendable(call, "data")? {
        return Ok(fail);
    }
    let answer = call.wx.answers.borrow_mut().of_function("cloud.callFunction", &name);
    let Some(answer) = answer else {
        let message = format!(
            "the cloud function \"{name}\" is answered by nobody: give it [[scenario.answer]] api = \"cloud.callFunction\", name = \"{name}\", success = {{ result = … }}"
        );
        return Ok(unanswered(call, message, Fail::new(NOT_FOUND).code(-501_000)));
    };
    let id = Source::new(call.wx.scenario.seed.unwrap_or(1), &["cloud", &call.seq.to_string()]).hex(32);
    let id = [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-");
    Ok(answered(call, answer, [("result", Value::Null), ("requestID", id.into())]))
}

/// The data travel as JSON: what cannot be written fails before anything is sent.
fn unsendable(call: &mut Call<'_>, member: &'static str) -> JsResult<Option<Reply>> {
    let data = call.option(member)?;
    Ok(json::stringify(&data, call.context).err().map(|error| {
        let reason = super::storage_value::reason(&error, call.context);
        Reply::After(0, Err(Fail::new(format!("Error: {reason}")).code(-601_002)))
    }))
}

/// What nobody answers: a diagnosis, and the failure that the cloud itself would give.
fn unanswered(call: &mut Call<'_>, message: String, fail: Fail) -> Reply {
    let stack = call.at.clone().into_iter().collect();
    let of = Some(call.seq);
    let body = Body::Error { what: ErrorKind::UnmatchedRequest, name: "WxhostError".to_owned(), message, stack, of };
    call.record(Lane::Host, body);
    Reply::After(call.wx.network_latency(), Err(fail))
}

/// What the scenario says, with members that are always there.
fn answered<const N: usize>(call: &Call<'_>, answer: ApiAnswer, always: [(&str, Value); N]) -> Reply {
    let after = answer.latency.map_or_else(|| call.wx.network_latency(), |latency| latency.0);
    if let Some(text) = answer.fail {
        let code = code_in(&text);
        let fail = failure(call.api.name, &text);
        return Reply::After(after, Err(Fail { err_code: code.map(|code| Box::new(Value::from(code))), ..fail }));
    }
    let mut members = match answer.success {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    members.shift_remove("errMsg");
    for (name, value) in always {
        members.entry(name).or_insert(value);
    }
    Reply::After(after, Ok(Payload::Data(members)))
}

/// The number behind `errCode:` in a failure's text.
fn code_in(text: &str) -> Option<i64> {
    let rest = text.split_once("errCode:")?.1.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_in, run, run_in};
    use super::*;
    use crate::host::Verdict;

    const LOGIN: &str = r#"
        [[scenario.answer]]
        api = "cloud.callFunction"
        name = "login"
        success = { result = { openid = "o1" } }
        [[scenario.answer]]
        api = "cloud.callFunction"
        name = "broken"
        fail = "Error: errCode: -504002 functions execute fail | errMsg: TypeError""#;

    #[test]
    fn functions_are_answered_by_name_again_and_again() {
        let js = "wx.cloud.init({env: wx.cloud.DYNAMIC_CURRENT_ENV, traceUser: true});
            wx.cloud.callFunction({name: 'login', data: {a: 1}}).then(r => {
                console.log(r.result.openid, r.errMsg, r.requestID.length);
                wx.cloud.callFunction({name: 'login', success: r => console.log(r.result.openid), complete: () => console.log('complete')}) });
            wx.cloud.callFunction({name: 'broken'}).catch(e => console.log(e.errCode, e.errMsg))";
        check_in(
            LOGIN,
            js,
            &[
                "o1 cloud.callFunction:ok 36",
                "-504002 cloud.callFunction:fail Error: errCode: -504002 functions execute fail | errMsg: TypeError",
                "o1",
                "complete",
            ],
        );
    }

    #[test]
    fn unanswered_and_uninitialised_calls_fail() {
        let ran = run("wx.cloud.init(); wx.cloud.callFunction({name: 'x', fail: e => console.log(e.errMsg, e.errCode)})");
        assert!(ran.lines[0].contains("the cloud function \"x\" is answered by nobody"), "{:?}", ran.lines);
        assert_eq!(ran.lines[1], format!("cloud.callFunction:fail {NOT_FOUND} -501000"));
        assert_eq!(*ran.verdict(), Verdict::UnknownApi);
        let js = "wx.cloud.callFunction({name: 'login'}).catch(e => console.log(e.errMsg))";
        check_in(LOGIN, js, &["cloud.callFunction:fail Error: Cloud API isn't enabled, please call wx.cloud.init first"]);
    }

    #[test]
    fn the_rest_of_cloud_is_refused_by_name() {
        let ran = run("wx.cloud.uploadFile()");
        assert!(ran.lines[0].contains("wx.cloud.uploadFile is a real API"), "{:?}", ran.lines);
        assert_eq!(*ran.verdict(), Verdict::UnknownApi);
        assert_eq!(*run_in("base_library = \"2.2.0\"", "console.log(typeof wx.cloud)").lines, ["undefined"]);
    }

    #[test]
    fn codes_are_found_in_texts() {
        assert_eq!((code_in("Error: errCode: -1 x"), code_in("cancel")), (Some(-1), None));
    }
}
