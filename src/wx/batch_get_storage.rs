//! `wx.batchGetStorage` and `wx.batchGetStorageSync`: read several values at once.
//!
//! Official page: `keyList` holds the keys. The result is `dataList`, in the order of the keys; a key that is not there gives an
//! empty string, as in `getStorageSync` (recollection).

use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::{JsArgs, JsResult, JsValue, js_string};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Payload, Reply, sync_error, type_name};
use super::storage_value::restore;
use crate::lang::Text;

const SUMMARY: Text =
    Text { zh: "从本地缓存中同步获取多个 key 的内容", en: "Reads several values kept on the device" };

pub(super) const API: Api = Api {
    since: "2.25.0",
    params: &[Param::required("keyList", Kind::Array)],
    ..Api::new("batchGetStorage", SUMMARY, "storage/wx.batchGetStorage.html", Run::Async(run))
};

pub(super) const SYNC: Api = Api {
    since: "2.25.0",
    promise: None,
    params: &[Param::required("keyList", Kind::Array)],
    ..Api::new("batchGetStorageSync", SUMMARY, "storage/wx.batchGetStorageSync.html", Run::Sync(run_sync))
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let list = call.option("keyList")?;
    let values = read(call, &list)?;
    Ok(Reply::After(
        call.wx.latency.device,
        Ok(Payload::Build(Box::new(move |object, context| {
            let array = JsArray::from_iter(values, context);
            object.create_data_property_or_throw(js_string!("dataList"), array, context).map(|_| ())
        }))),
    ))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let list = call.args.get_or_undefined(0).clone();
    if !list.as_object().is_some_and(|object| object.is_array()) {
        let actual = type_name(&list, call.context);
        let text = format!("batchGetStorageSync:fail parameter error: parameter should be Array instead of {actual};");
        return Err(sync_error(&text));
    }
    let values = read(call, &list)?;
    Ok(JsArray::from_iter(values, call.context).into())
}

fn read(call: &mut Call<'_>, list: &JsValue) -> JsResult<Vec<JsValue>> {
    let Some(array) = list.as_object() else { return Ok(Vec::new()) };
    let length = array.get(js_string!("length"), call.context)?.to_length(call.context)?;
    let mut values = Vec::new();
    for index in 0..length {
        let key = array.get(PropertyKey::from(index), call.context)?;
        let key = key.as_string().map(|key| key.to_std_string_lossy()).unwrap_or_default();
        let stored = call.wx.storage.borrow().get(&key).map(|(name, data)| (name.to_owned(), data.to_owned()));
        values.push(match stored {
            Some((name, data)) => restore(&name, &data, call.context)?,
            None => js_string!("").into(),
        });
    }
    Ok(values)
}
