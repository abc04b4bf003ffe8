//! `readFile`, `writeFile`, `appendFile`: content as text in an encoding, or as an `ArrayBuffer`.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use boa_engine::object::builtins::{AlignedVec, JsArrayBuffer};
use boa_engine::{JsResult, JsString};

use super::super::call::{Call, Fail, type_name};
use super::{Members, open_fail};
use crate::world::files::READ_LIMIT;

pub(super) fn read(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("filePath").unwrap_or_default();
    let encoding = call.option("encoding")?;
    let content = call.wx.files.borrow().read(&path);
    let content = match content {
        Ok(content) => content,
        Err(fail) => return Ok(Err(open_fail(fail, &path))),
    };
    let (position, length) = (call.number("position").unwrap_or(0.0), call.number("length"));
    let within = |value: f64, least: f64| value >= least && value.fract() == 0.0 && value <= 9e15;
    if !within(position, 0.0) || position > to_f64(content.len()) {
        return Ok(Err(Fail::new("the value of \"position\" is out of range")));
    }
    let left = content.len() - to_usize(position);
    if length.is_some_and(|length| !within(length, 1.0) || to_usize(length) > left) {
        return Ok(Err(Fail::new("the value of \"length\" is out of range")));
    }
    let end = length.map_or(content.len(), |length| to_usize(position) + to_usize(length));
    let content = &content[to_usize(position)..end];
    if content.len() > READ_LIMIT {
        return Ok(Err(Fail::new("file size over the read limit")));
    }
    let data = if encoding.is_undefined() {
        JsArrayBuffer::from_byte_block(AlignedVec::from_iter(0, content.iter().copied()), call.context)?.into()
    } else {
        let name = encoding.to_string(call.context)?.to_std_string_lossy();
        match decode(content, &name) {
            Some(text) => text.into(),
            None => return Ok(Err(invalid_encoding(&name))),
        }
    };
    Ok(Ok(vec![("data", data)]))
}

pub(super) fn write(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    store(call, false)
}

pub(super) fn append(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    store(call, true)
}

fn store(call: &mut Call<'_>, append: bool) -> JsResult<Result<Members, Fail>> {
    let path = call.text("filePath").unwrap_or_default();
    let data = call.option("data")?;
    let content = match (data.as_string(), data.as_object().map(|object| JsArrayBuffer::from_object(object.clone()))) {
        (Some(text), _) => {
            let encoding = call.text("encoding").unwrap_or_else(|| "utf8".to_owned());
            match encode(&text, &encoding) {
                Some(content) => content,
                None => return Ok(Err(invalid_encoding(&encoding))),
            }
        }
        (None, Some(Ok(buffer))) => buffer.data().map_or_else(Vec::new, |bytes| bytes.to_vec()),
        _ => {
            // The page names the two types; the text of the refusal is a recollection.
            let actual = type_name(&data, call.context);
            return Ok(Err(Fail::new(format!(
                "parameter error: parameter.data should be String or ArrayBuffer instead of {actual};"
            ))));
        }
    };
    let now = call.host.clock.unix_millis();
    let written = call.wx.files.borrow_mut().write(&path, &content, append, now);
    Ok(written.map(|()| Vec::new()).map_err(|fail| open_fail(fail, &path)))
}

fn invalid_encoding(name: &str) -> Fail {
    Fail::new(format!("invalid encoding \"{name}\""))
}

fn decode(content: &[u8], encoding: &str) -> Option<JsString> {
    Some(match encoding.to_lowercase().as_str() {
        "utf8" | "utf-8" => JsString::from(String::from_utf8_lossy(content).as_ref()),
        "ascii" => JsString::from(content.iter().map(|byte| char::from(byte & 0x7f)).collect::<String>()),
        "latin1" | "binary" => JsString::from(content.iter().map(|byte| char::from(*byte)).collect::<String>()),
        "base64" => JsString::from(STANDARD.encode(content)),
        "hex" => JsString::from(content.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })),
        "ucs2" | "ucs-2" | "utf16le" | "utf-16le" => {
            let units: Vec<u16> = content.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            JsString::from(units.as_slice())
        }
        _ => return None,
    })
}

fn encode(text: &JsString, encoding: &str) -> Option<Vec<u8>> {
    let units = || text.to_vec();
    Some(match encoding.to_lowercase().as_str() {
        "utf8" | "utf-8" => text.to_std_string_lossy().into_bytes(),
        "ascii" | "latin1" | "binary" => units().iter().map(|unit| unit.to_le_bytes()[0]).collect(),
        "base64" => {
            let text: String = text.to_std_string_lossy().chars().filter(|c| !c.is_whitespace() && *c != '=').collect();
            let engine = base64::engine::GeneralPurpose::new(
                &base64::alphabet::STANDARD,
                base64::engine::general_purpose::NO_PAD.with_decode_allow_trailing_bits(true),
            );
            engine.decode(text.replace('-', "+").replace('_', "/")).unwrap_or_default()
        }
        "hex" => {
            let text = text.to_std_string_lossy();
            let digits: Vec<u8> =
                text.chars().map_while(|c| c.to_digit(16)).filter_map(|digit| u8::try_from(digit).ok()).collect();
            digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect()
        }
        "ucs2" | "ucs-2" | "utf16le" | "utf-16le" => units().iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        _ => return None,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a file has less than 2^52 bytes")]
fn to_f64(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a whole number of bytes")]
fn to_usize(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::check;

    #[test]
    fn what_is_written_is_read_back_in_every_encoding() {
        check(
            "const fs = wx.getFileSystemManager(), p = wx.env.USER_DATA_PATH + '/a.txt';
            fs.writeFileSync(p, '中a'); fs.appendFileSync(p, '!', 'utf-8');
            for (const e of ['utf8', 'base64', 'hex', 'utf16le']) console.log(fs.readFileSync(p, e).length);
            fs.writeFileSync(p, 'aGk', 'base64'); console.log(fs.readFileSync(p, 'utf8'), fs.readFileSync(p, 'utf8', 1, 1));
            fs.writeFileSync(p, new Uint8Array([1, 255]).buffer); console.log(fs.readFileSync(p, 'hex'), fs.readFileSync(p).byteLength);
            console.log(fs === wx.getFileSystemManager())",
            &["3", "8", "10", "2", "hi i", "01ff 2", "true"],
        );
    }

    #[test]
    fn failures_name_the_path() {
        check(
            "const fs = wx.getFileSystemManager(), show = r => console.log(r.errMsg);
            fs.readFile({filePath: 'wxfile://usr/x', fail: show});
            fs.writeFile({filePath: wx.env.USER_DATA_PATH + '/no/x', data: '', fail: show});
            fs.writeFile({filePath: 'http://tmp/x', data: '', fail: show});
            fs.writeFile({filePath: wx.env.USER_DATA_PATH + '/x', data: 5, fail: show});
            fs.readFile({filePath: wx.env.USER_DATA_PATH, encoding: 'utf8'}).catch(show);
            try { fs.readFileSync('wxfile://usr/x') } catch (e) { console.log(e.message) }
            try { fs.readFileSync() } catch (e) { console.log(e.message) }",
            &[
                "readFileSync:fail no such file or directory, open 'wxfile://usr/x'",
                "readFileSync:fail parameter error: parameter.filePath should be String instead of Undefined;",
                "readFile:fail no such file or directory, open 'wxfile://usr/x'",
                "writeFile:fail no such file or directory, open 'http://usr/no/x'",
                "writeFile:fail permission denied, open 'http://tmp/x'",
                "writeFile:fail parameter error: parameter.data should be String or ArrayBuffer instead of Number;",
                "readFile:fail illegal operation on a directory, open 'http://usr'",
            ],
        );
    }

    #[test]
    fn odd_encodings_and_ranges_fail() {
        check(
            "const fs = wx.getFileSystemManager(), p = wx.env.USER_DATA_PATH + '/a'; fs.writeFileSync(p, 'abc');
            for (const args of [[p, 'x'], [p, 'utf8', 4], [p, 'utf8', 1, 9], [p, 'utf8', -1]])
                try { fs.readFileSync(...args) } catch (e) { console.log(e.message) }",
            &[
                "readFileSync:fail invalid encoding \"x\"",
                "readFileSync:fail the value of \"position\" is out of range",
                "readFileSync:fail the value of \"length\" is out of range",
                "readFileSync:fail the value of \"position\" is out of range",
            ],
        );
    }
}
