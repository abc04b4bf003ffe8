//! `wx.env`: the paths of the app's own files.

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};

use super::api::{Api, Run};
use super::state::Wx;
use crate::engine::Host;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.9.9",
    promise: None,
    ..Api::new(
        "env",
        Text {
            zh: "环境变量，USER_DATA_PATH 为用户文件目录", en: "USER_DATA_PATH, the folder of the app's own files"
        },
        "",
        Run::Object(make),
    )
};

fn make(context: &mut Context) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    let path = Host::of(context).get::<Wx>().map(|wx| wx.files.borrow().user_data_path()).unwrap_or_default();
    object.create_data_property_or_throw(js_string!("USER_DATA_PATH"), JsString::from(path), context)?;
    Ok(object.into())
}
