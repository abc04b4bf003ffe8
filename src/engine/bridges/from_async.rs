//! `Array.fromAsync`, made when a text mentions it: a few lines of JavaScript that only such a program has to pay for.

use boa_engine::{Context, JsResult, Source};

/// As the standard says it; `['length']`, because assigning a member's `length` again and again goes wrong in the engine.
const FROM_ASYNC: &str =
    "Object.defineProperty(Array, 'fromAsync', { writable: true, enumerable: false, configurable: true, value:
async function fromAsync(items, mapper, self) {
  if (mapper !== undefined && typeof mapper !== 'function') throw new TypeError(String(mapper) + ' is not a function')
  const make = typeof this === 'function' ? this : Array
  const iterable = items[Symbol.asyncIterator] != null || items[Symbol.iterator] != null
  const length = iterable ? 0 : Math.max(0, Math.min(Math.trunc(Number(items.length)) || 0, Number.MAX_SAFE_INTEGER))
  const made = iterable ? new make() : new make(length)
  let index = 0
  const put = (value) => Object.defineProperty(made, index++, { value, writable: true, enumerable: true, configurable: true })
  if (iterable) for await (const item of items) put(mapper ? await mapper.call(self, item, index) : item)
  else while (index < length) { const item = await items[index]; put(mapper ? await mapper.call(self, item, index) : item) }
  made['length'] = index
  return made
} })";

pub(super) fn install_for(text: &str, context: &mut Context) -> JsResult<()> {
    if text.contains("fromAsync") {
        context.eval(Source::from_bytes(FROM_ASYNC))?;
    }
    Ok(())
}
