//! `wx.setStorage` and `wx.setStorageSync`: keep a value on the device under a key.
//!
//! Facts §6: 1 MB a key, 10 MB in total; the value is serialised at the time of the call. With `encrypt` (asynchronous form only) less
//! fits, and only `getStorage` with `encrypt` finds it again.

use boa_engine::{JsArgs, JsResult, JsValue};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Reply, sync_error, type_name};
use super::storage_value::{reason, store};
use crate::engine::platform_message;
use crate::lang::Text;
use crate::scenario::Client;

const SUMMARY: Text =
    Text { zh: "将数据存储在本地缓存中指定的 key 中", en: "Keeps a value on the device under a key" };

pub(super) const API: Api = Api {
    params: &[
        Param::required("key", Kind::String),
        Param::new("data", Kind::Any),
        Param::new("encrypt", Kind::Boolean).since("2.21.3"),
    ],
    failures: &["quota reached"],
    ..Api::new("setStorage", SUMMARY, "storage/wx.setStorage.html", Run::Async(run))
};

pub(super) const SYNC: Api = Api {
    params: &[Param::required("key", Kind::String), Param::new("data", Kind::Any)],
    promise: None,
    ..Api::new("setStorageSync", SUMMARY, "storage/wx.setStorageSync.html", Run::Sync(run_sync))
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let key = call.text("key").unwrap_or_default();
    let data = call.option("data")?;
    let after = call.wx.latency.device;
    let (name, text) = match store(&data, call.context) {
        Ok(stored) => stored,
        Err(error) => return Ok(Reply::fail(after, reason(&error, call.context))),
    };
    let encrypt = call.wx.at_least("2.21.3") && call.flag("encrypt");
    let stored = {
        let mut storage = call.wx.storage.borrow_mut();
        if encrypt { storage.set_encrypted(&key, name, text) } else { storage.set(&key, name, text) }
    };
    Ok(match stored {
        Ok(()) => Reply::done(after),
        Err(fail) => Reply::After(after, Err(Fail::native(fail.reason()))),
    })
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let key = call.args.get_or_undefined(0);
    let Some(text_key) = key.as_string() else {
        refuse_key(call, "setStorage", key);
        return Ok(JsValue::undefined());
    };
    let mut data = call.args.get_or_undefined(1).clone();
    if data.is_undefined() && !call.wx.at_least("3.11.0") {
        // An undefined value was stored as an empty string until 3.11.0 (changelog).
        data = super::request::text_value("");
    }
    let (name, text) = store(&data, call.context)?;
    let stored = call.wx.storage.borrow_mut().set(&text_key.to_std_string_lossy(), name, text);
    stored.map(|()| JsValue::undefined()).map_err(|fail| {
        let reason = fail.reason();
        let separator = match call.wx.rules.client {
            _ if reason.is_empty() => "",
            Client::Android => ":",
            _ => " ",
        };
        sync_error(&format!("setStorageSync:fail{separator}{reason}"))
    })
}

/// A key that is no string: the mistake is written to the console and nothing happens (facts §6).
pub(super) fn refuse_key(call: &mut Call<'_>, api: &str, key: &JsValue) {
    let actual = type_name(key, call.context);
    let text = format!("{api}:fail parameter error: parameter should be String instead of {actual};");
    platform_message(&call.host, "error", text);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn failures_end_where_their_reason_does() {
        let js = "try { wx.setStorageSync('', 1) } catch (e) { console.log(e.message + '|') }";
        check(js, "APP-SERVICE-SDK:setStorageSync:fail|");
        check_in("client = 'android'", js, "APP-SERVICE-SDK:setStorageSync:fail|");
    }

    #[test]
    fn what_holds_itself_is_named_as_v8_names_it() {
        // A failure inside the call is written to the console too, before `fail` is called.
        check(
            "const o = {}; o.o = o; wx.setStorage({ key: 'k', data: o, fail: (e) => console.log(e.errMsg) });
             wx.request({ url: 'https://a.cn/', data: o, method: 'POST', fail: (e) => console.log(e.errMsg) })",
            "request:fail Converting circular structure to JSON
             request:fail Converting circular structure to JSON
             setStorage:fail Converting circular structure to JSON",
        );
    }
}
