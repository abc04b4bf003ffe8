//! The options of a call, as they were when it was made.

use std::borrow::Cow;

use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsObject, JsResult, JsValue};

use crate::engine::value;

/// What an API reads its options from.
pub enum Options {
    /// What `Object.assign({}, options)` gives, in order. Only the host has it, so no object has to be made of it.
    Copy(Vec<(Cow<'static, str>, JsValue)>),
    /// An object as it is.
    Object(JsObject),
}

impl Options {
    /// A member.
    ///
    /// # Errors
    ///
    /// What a getter of the program throws: of the object, or of `Object.prototype`.
    pub fn get(&self, name: &'static str, context: &mut Context) -> JsResult<JsValue> {
        let key = || PropertyKey::from(value::name(name));
        if let Self::Object(object) = self {
            return object.get(key(), context);
        }
        if let Some(value) = self.own(name) {
            return Ok(value.clone());
        }
        let prototype = context.intrinsics().constructors().object().prototype();
        let key = key();
        // Most of what is asked for is in neither.
        let inherits = prototype.borrow().properties().contains_key(&key);
        if inherits { prototype.get(key, context) } else { Ok(JsValue::undefined()) }
    }

    /// A member of a copy that is its own.
    fn own(&self, name: &str) -> Option<&JsValue> {
        match self {
            Self::Copy(members) => members.iter().find(|(known, _)| known == name).map(|(_, value)| value),
            Self::Object(_) => None,
        }
    }

    /// Sets a member of a copy, unless it has it; what it was set to.
    pub(super) fn default(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> JsResult<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        if self.own(name).is_some() {
            return Ok(None);
        }
        let value = default()?;
        if let Self::Copy(members) = self {
            members.push((name.into(), value.clone()));
        }
        Ok(Some(value))
    }
}
