//! `wx.batchSetStorage` and `wx.batchSetStorageSync`: keep several values at once.
//!
//! Official page: `kvList` holds `{key, value}` pairs. They are stored in order; at the first that does not fit the rest is left out
//! (inferred).

use boa_engine::property::PropertyKey;
use boa_engine::{JsArgs, JsError, JsResult, JsValue, js_string};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Reply, sync_error, type_name};
use super::storage_value::{reason, store};
use crate::lang::Text;

const SUMMARY: Text = Text { zh: "将数据批量存储在本地缓存中", en: "Keeps several values on the device at once" };

pub(super) const API: Api = Api {
    since: "2.25.0",
    params: &[Param::required("kvList", Kind::Array)],
    failures: &["quota reached"],
    ..Api::new("batchSetStorage", SUMMARY, "storage/wx.batchSetStorage.html", Run::Async(run))
};

pub(super) const SYNC: Api = Api {
    since: "2.25.0",
    promise: None,
    params: &[Param::required("kvList", Kind::Array)],
    ..Api::new("batchSetStorageSync", SUMMARY, "storage/wx.batchSetStorageSync.html", Run::Sync(run_sync))
};

/// What kept a list from being stored.
enum Problem {
    Fail(Fail),
    Threw(JsError),
}

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let after = call.wx.latency.device;
    let list = call.option("kvList")?;
    Ok(match keep(call, &list) {
        Ok(()) => Reply::done(after),
        Err(Problem::Fail(fail)) => Reply::After(after, Err(fail)),
        Err(Problem::Threw(error)) => Reply::fail(after, reason(&error, call.context)),
    })
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let list = call.args.get_or_undefined(0).clone();
    match keep(call, &list) {
        Ok(()) => Ok(JsValue::undefined()),
        Err(Problem::Fail(fail)) => Err(sync_error(&fail.message("batchSetStorageSync", call.wx.rules.client))),
        Err(Problem::Threw(error)) => Err(error),
    }
}

fn keep(call: &mut Call<'_>, list: &JsValue) -> Result<(), Problem> {
    let wrong = |path: String, expected: &str, actual: &str| {
        Problem::Fail(Fail::new(format!("parameter error: {path} should be {expected} instead of {actual};")).errno(1001))
    };
    let Some(array) = list.as_object().filter(|object| object.is_array()) else {
        return Err(wrong("parameter".to_owned(), "Array", type_name(list, call.context)));
    };
    let length = array.get(js_string!("length"), call.context).and_then(|length| length.to_length(call.context));
    for index in 0..length.map_err(Problem::Threw)? {
        let pair = array.get(PropertyKey::from(index), call.context).map_err(Problem::Threw)?;
        let Some(pair) = pair.as_object() else {
            return Err(wrong(format!("parameter.kvList[{index}]"), "Object", type_name(&pair, call.context)));
        };
        let key = pair.get(js_string!("key"), call.context).map_err(Problem::Threw)?;
        let Some(key) = key.as_string() else {
            return Err(wrong(format!("parameter.kvList[{index}].key"), "String", type_name(&key, call.context)));
        };
        let value = pair.get(js_string!("value"), call.context).map_err(Problem::Threw)?;
        let (name, text) = store(&value, call.context).map_err(Problem::Threw)?;
        let stored = call.wx.storage.borrow_mut().set(&key.to_std_string_lossy(), name, text);
        stored.map_err(|fail| Problem::Fail(Fail::native(fail.reason())))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_in, run};

    const NEW: &str = "base_library = \"3.0.0\"";

    #[test]
    fn what_is_stored_together_is_read_together() {
        let js = "wx.batchSetStorage({kvList: [{key: 'a', value: {n: 1}}, {key: 'b', value: 2}], success(r) {
                console.log(r.errMsg, wx.batchGetStorageSync(['a', 'b', 'none']));
                wx.batchGetStorage({keyList: ['b', 'a']}).then(r => console.log(r)) }});
            wx.batchSetStorageSync([{key: 'c', value: true}]); console.log(wx.getStorageSync('c'))";
        check_in(
            NEW,
            js,
            &["true", "batchSetStorage:ok [{\"n\":1},2,\"\"]", "{\"dataList\":[2,{\"n\":1}],\"errMsg\":\"batchGetStorage:ok\"}"],
        );
    }

    #[test]
    fn mistakes_are_told_by_their_place() {
        let js = "try { wx.batchSetStorageSync([{key: 1}]) } catch (e) { console.log(e.message) }
            const o = {}; o.o = o; wx.batchSetStorage({kvList: [{key: 'a', value: o}], fail: r => console.log(r.errMsg.startsWith('batchSetStorage:fail '))});
            wx.batchSetStorage({kvList: [5], fail: r => console.log(r.errMsg)})";
        check_in(
            NEW,
            js,
            &[
                "APP-SERVICE-SDK:batchSetStorageSync:fail parameter error: parameter.kvList[0].key should be String instead of Number;",
                "true",
                "batchSetStorage:fail parameter error: parameter.kvList[0] should be Object instead of Number;",
            ],
        );
        assert_eq!(run("console.log(typeof wx.batchSetStorage)").lines, ["function"]);
    }

    #[test]
    fn encryption_must_match_on_both_sides() {
        let js = "(async () => { await wx.setStorage({key: 'k', data: 's', encrypt: true}); console.log(wx.getStorageSync('k') === '');
            console.log((await wx.getStorage({key: 'k', encrypt: true})).data); await wx.getStorage({key: 'k'}).catch(e => console.log(e.errMsg));
            await wx.setStorage({key: 'big', data: 'x'.repeat(800000), encrypt: true}).catch(e => console.log(e.errMsg)) })()";
        check_in(NEW, js, &["true", "s", "getStorage:fail data not found", "setStorage:fail entry size limit reached"]);
    }

    #[test]
    fn a_value_of_two_megabytes_does_not_fit() {
        let js = "const big = 'x'.repeat(2 * 1024 * 1024);
            try { wx.setStorageSync('k', big) } catch (e) { console.log(e.message) }
            wx.setStorage({key: 'k', data: big, fail: r => console.log(r.errMsg)});
            for (let i = 0; i < 11; i++) try { wx.setStorageSync('k' + i, 'x'.repeat(1024 * 1024 - 10)) } catch (e) { console.log(i, e.message) }";
        check_in(
            NEW,
            js,
            &[
                "APP-SERVICE-SDK:setStorageSync:fail entry size limit reached",
                "10 APP-SERVICE-SDK:setStorageSync:fail quota reached",
                "setStorage:fail entry size limit reached",
            ],
        );
    }
}
