//! `wx.arrayBufferToBase64` and `wx.base64ToArrayBuffer`: bytes to text and back.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use boa_engine::object::builtins::{AlignedVec, JsArrayBuffer};
use boa_engine::{JsArgs, JsResult, JsString, JsValue};

use super::api::{Api, Run};
use super::call::Call;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.1.0",
    promise: None,
    ..Api::new(
        "arrayBufferToBase64",
        Text { zh: "将 ArrayBuffer 对象转成 Base64 字符串", en: "Turns an ArrayBuffer into Base64" },
        "base/wx.arrayBufferToBase64.html",
        Run::Sync(encode),
    )
};

pub(super) const BACK: Api = Api {
    since: "1.1.0",
    promise: None,
    ..Api::new(
        "base64ToArrayBuffer",
        Text { zh: "将 Base64 字符串转成 ArrayBuffer 对象", en: "Turns Base64 into an ArrayBuffer" },
        "base/wx.base64ToArrayBuffer.html",
        Run::Sync(decode),
    )
};

/// Lenient, as `atob` is: padding may be missing.
const CODEC: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

fn encode(call: &mut Call<'_>) -> JsResult<JsValue> {
    let buffer = call.args.get_or_undefined(0).as_object();
    let buffer = buffer.and_then(|object| JsArrayBuffer::from_object(object).ok());
    let text = buffer.and_then(|buffer| buffer.data().map(|bytes| CODEC.encode(&*bytes))).unwrap_or_default();
    Ok(JsString::from(text).into())
}

fn decode(call: &mut Call<'_>) -> JsResult<JsValue> {
    let text = call.args.get_or_undefined(0).to_string(call.context)?.to_std_string_lossy();
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = CODEC.decode(text).unwrap_or_default();
    buffer(bytes, call.context)
}

/// An ArrayBuffer with these bytes.
pub(super) fn buffer(bytes: Vec<u8>, context: &mut boa_engine::Context) -> JsResult<JsValue> {
    Ok(JsArrayBuffer::from_byte_block(AlignedVec::from_iter(0, bytes), context)?.into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn there_and_back() {
        check(
            "const bytes = new Uint8Array([0, 255, 16]); const text = wx.arrayBufferToBase64(bytes.buffer);
             console.log(text, Array.from(new Uint8Array(wx.base64ToArrayBuffer(text))).join());
             console.log(wx.base64ToArrayBuffer('AA').byteLength, wx.base64ToArrayBuffer('!').byteLength, wx.arrayBufferToBase64(7) === '')",
            "AP8Q 0,255,16
             1 0 true",
        );
    }
}
