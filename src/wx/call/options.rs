//! The options of a call, as they were when it was made.

use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsObject, JsResult, JsValue};

use crate::engine::value;

/// What an API reads its options from.
pub enum Options {
    /// What `Object.assign({}, options)` gives, in order. Only the host has it, so no object has to be made of it.
    Copy(Vec<(PropertyKey, JsValue)>),
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
        let key = PropertyKey::from(value::name(name));
        match (self, self.own(&key)) {
            (Self::Object(object), _) => object.get(key, context),
            (Self::Copy(_), Some(value)) => Ok(value.clone()),
            (Self::Copy(_), None) => {
                let prototype = context.intrinsics().constructors().object().prototype();
                // Most of what is asked for is in neither.
                let inherits = prototype.borrow().properties().contains_key(&key);
                if inherits { prototype.get(key, context) } else { Ok(JsValue::undefined()) }
            }
        }
    }

    /// A member of a copy that is its own.
    fn own(&self, key: &PropertyKey) -> Option<&JsValue> {
        match self {
            Self::Copy(members) => members.iter().find(|(known, _)| known == key).map(|(_, value)| value),
            Self::Object(_) => None,
        }
    }

    /// Sets a member of a copy, unless it has it; what it was set to.
    pub(super) fn default(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> JsResult<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        let key = PropertyKey::from(value::name(name));
        if self.own(&key).is_some() {
            return Ok(None);
        }
        let value = default()?;
        if let Self::Copy(members) = self {
            members.push((key, value.clone()));
        }
        Ok(Some(value))
    }
}
