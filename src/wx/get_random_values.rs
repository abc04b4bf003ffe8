//! `wx.getRandomValues`: random bytes; the same ones in every run of the same seed.

use boa_engine::{JsObject, JsResult, JsString};

use super::api::{Api, Kind, Param, Run};
use super::array_buffer_to_base64::buffer;
use super::call::{Call, Fail, Payload, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.15.0",
    params: &[Param::required("length", Kind::Number)],
    ..Api::new(
        "getRandomValues",
        Text { zh: "获取密码学安全随机数", en: "Gives random bytes" },
        "device/crypto/wx.getRandomValues.html",
        Run::Async(run),
    )
};

/// The largest length (official page: 1048576).
const MAX: f64 = 1_048_576.0;

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let length = call.number("length").unwrap_or_default();
    if !(1.0..=MAX).contains(&length) {
        return Ok(Reply::AtOnce(Fail::new("invalid length").errno(1001)));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range; a byte below 256")]
    let bytes = (0..length as usize).map(|_| (call.host.random() * 256.0) as u8).collect();
    let payload = Payload::Build(Box::new(move |result: &JsObject, context: &mut boa_engine::Context| {
        let bytes = buffer(bytes, context)?;
        result.create_data_property_or_throw(JsString::from("randomValues"), bytes, context).map(|_| ())
    }));
    Ok(Reply::After(call.wx.latency.device, Ok(payload)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, console};

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let js = "wx.getRandomValues({ length: 6, success: (r) => console.log(wx.arrayBufferToBase64(r.randomValues)) })";
        let first = console("seed = 1", js);
        assert_eq!(first.len(), 8, "{first}");
        assert_eq!(first, console("seed = 1", js));
        assert_ne!(first, console("seed = 2", js));
    }

    #[test]
    fn length_is_required() {
        let text = "getRandomValues:fail parameter error: parameter.length should be Number instead of Undefined;";
        check("wx.getRandomValues({}).catch((e) => console.log(e.errMsg))", &format!("{text}\n{text}"));
    }
}
