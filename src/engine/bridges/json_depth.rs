//! `JSON.parse` of texts that nest deeper than the engine's own reader goes: 127 levels; and its errors in V8's words.

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::json_mistake::mistake;

/// As deep as the engine reads.
const OWN: usize = 127;
/// As deep as the host's stack bears; V8 gives up at some thousands too.
const DEEPEST: usize = 4000;

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let object = context.intrinsics().objects().json();
    let parse = object.get(js_string!("parse"), context)?;
    let Some(parse) = parse.as_object().and_then(|object| JsFunction::from_object(object.clone())) else { return Ok(()) };
    let body = NativeFunction::from_copy_closure_with_captures(
        |this, args, parse, context| {
            let text = args.get_or_undefined(0).to_string(context)?;
            let deepest = if text.len() > 2 * OWN { depth(text.iter()) } else { 0 };
            // A reviver is given each value by the engine, which reads the text itself.
            if deepest <= OWN || args.get_or_undefined(1).is_callable() {
                let reviver = args.get_or_undefined(1).clone();
                let read = parse.call(this, &[text.clone().into(), reviver], context);
                // A text that is JSON can still fail: its reviver may throw.
                return read.map_err(|error| match mistake(&text.to_vec()) {
                    Some(told) => JsNativeError::syntax().with_message(told).into(),
                    None => error,
                });
            }
            if deepest > DEEPEST {
                return Err(JsNativeError::range().with_message("Maximum call stack size exceeded").into());
            }
            let units = text.to_vec();
            if let Some(told) = mistake(&units) {
                return Err(JsNativeError::syntax().with_message(told).into());
            }
            let mut reader = Reader { units: &units, at: 0, parse };
            let value = reader.value(context)?;
            if reader.next().is_some() { Err(reader.unexpected()) } else { Ok(value) }
        },
        parse,
    );
    let function = FunctionObjectBuilder::new(context.realm(), body).name(js_string!("parse")).length(2).build();
    let hidden = PropertyDescriptor::builder().value(function).writable(true).enumerable(false).configurable(true);
    object.define_property_or_throw(js_string!("parse"), hidden.build(), context)?;
    Ok(())
}

/// Reads arrays and objects; what they hold at last is left to the engine.
struct Reader<'t> {
    units: &'t [u16],
    at: usize,
    parse: &'t JsFunction,
}

impl Reader<'_> {
    /// The next unit that is no blank, not taken.
    fn next(&mut self) -> Option<u8> {
        while self.units.get(self.at).is_some_and(|unit| [0x20, 0x09, 0x0a, 0x0d].contains(unit)) {
            self.at += 1;
        }
        self.units.get(self.at).map(|unit| u8::try_from(*unit).unwrap_or(b'?'))
    }

    /// Takes `wanted`, if it comes next.
    fn takes(&mut self, wanted: u8) -> bool {
        let comes = self.next() == Some(wanted);
        self.at += usize::from(comes);
        comes
    }

    fn value(&mut self, context: &mut Context) -> JsResult<JsValue> {
        match self.next() {
            Some(b'[') => self.array(context),
            Some(b'{') => self.object(context),
            _ => self.scalar(context),
        }
    }

    fn array(&mut self, context: &mut Context) -> JsResult<JsValue> {
        self.at += 1;
        let mut items = Vec::new();
        if !self.takes(b']') {
            loop {
                items.push(self.value(context)?);
                if self.takes(b']') {
                    break;
                }
                if !self.takes(b',') {
                    return Err(self.unexpected());
                }
            }
        }
        Ok(JsArray::from_iter(items, context).into())
    }

    fn object(&mut self, context: &mut Context) -> JsResult<JsValue> {
        self.at += 1;
        let object = JsObject::with_object_proto(context.intrinsics());
        if self.takes(b'}') {
            return Ok(object.into());
        }
        loop {
            if self.next() != Some(b'"') {
                return Err(self.unexpected());
            }
            let key = self.scalar(context)?.to_string(context)?;
            if !self.takes(b':') {
                return Err(self.unexpected());
            }
            let value = self.value(context)?;
            object.create_data_property_or_throw(key, value, context)?;
            if self.takes(b'}') {
                return Ok(object.into());
            }
            if !self.takes(b',') {
                return Err(self.unexpected());
            }
        }
    }

    /// A string, a number or a word.
    fn scalar(&mut self, context: &mut Context) -> JsResult<JsValue> {
        let start = self.at;
        let quoted = self.next() == Some(b'"');
        let mut escaped = false;
        self.at += usize::from(quoted);
        while let Some(unit) = self.units.get(self.at) {
            let c = u8::try_from(*unit).unwrap_or(b'?');
            match (quoted, c) {
                (true, _) if escaped => escaped = false,
                (true, b'\\') => escaped = true,
                (true, b'"') => {
                    self.at += 1;
                    break;
                }
                (false, b',' | b':' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') => break,
                _ => {}
            }
            self.at += 1;
        }
        if self.at == start {
            return Err(self.unexpected());
        }
        let text = JsString::from(&self.units[start..self.at]);
        self.parse.call(&JsValue::undefined(), &[text.into()], context)
    }

    fn unexpected(&self) -> JsError {
        let message = match self.units.get(self.at) {
            Some(_) => format!("Unexpected token in JSON at position {}", self.at),
            None => "Unexpected end of JSON input".to_owned(),
        };
        JsNativeError::syntax().with_message(message).into()
    }
}

/// How deep arrays and objects of a text nest.
fn depth(units: impl Iterator<Item = u16>) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    let (mut quoted, mut escaped) = (false, false);
    for unit in units {
        let c = u8::try_from(unit).unwrap_or(b'?');
        match (quoted, c) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'[' | b'{') => {
                now += 1;
                most = most.max(now);
            }
            (false, b']' | b'}') => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn brackets_in_strings_do_not_count() {
        assert_eq!(depth(r#"{"a":["[[[\"[[",{}]}"#.encode_utf16()), 3);
        assert_eq!(depth("]]1".encode_utf16()), 0);
    }
}
