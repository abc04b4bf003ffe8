//! The query of an address: written, read, and as traces show it.

use std::borrow::Cow;

use url::form_urlencoded;

/// Names and values as a query; the names are plain.
pub(super) fn write<'a>(pairs: impl Iterator<Item = &'a (&'a str, &'a str)>) -> String {
    let mut query = String::with_capacity(256);
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        query.extend([name, "="]);
        match all(value, is_unreserved) {
            true => query.push_str(value),
            false => query.extend(form_urlencoded::byte_serialize(value.as_bytes())),
        }
    }
    query
}

/// The names and values of a query. Where nothing is encoded, they are what stands there.
pub(super) fn read(query: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    if !all(query, |byte| !matches!(byte, b'%' | b'+')) {
        return form_urlencoded::parse(query.as_bytes()).collect();
    }
    let pairs = parts(query).filter(|pair| !pair.is_empty()).map(|pair| cut(pair, b'='));
    pairs.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value.unwrap_or_default()))).collect()
}

/// A query as traces show it: the app secret as stars.
pub(super) fn shown(query: &str) -> String {
    let mut shown = String::with_capacity(query.len());
    for (index, pair) in parts(query).enumerate() {
        if index > 0 {
            shown.push('&');
        }
        shown.push_str(if pair.starts_with("secret=") { "secret=***" } else { pair });
    }
    shown
}

/// Whether a query arrives as it is written: nothing in it would be encoded on the way.
pub(super) fn is_plain(query: &str) -> bool {
    all(query, |byte| is_unreserved(byte) || matches!(byte, b'+' | b'%' | b'=' | b'&'))
}

/// Whether a byte stands in a query as it is.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'*')
}

/// Whether all bytes of a text are of a kind. All are looked at, many at once: it is rare that one is not.
fn all(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is(byte))
}

/// What stands between the `&`s.
fn parts(query: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(query);
    std::iter::from_fn(move || {
        let (part, behind) = cut(rest?, b'&');
        rest = behind;
        Some(part)
    })
}

/// What stands before the first of an ASCII character, and behind it.
fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == at) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_written_as_a_form_is() {
        let all: String = (0..300).filter_map(char::from_u32).collect();
        let pairs = [("a", all.as_str()), ("b", "plain-._*1"), ("c", ""), ("d", "a b&c=中")];
        let written = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        assert_eq!(write(pairs.iter()), written);
        let known: Vec<_> = form_urlencoded::parse(written.as_bytes()).collect();
        assert_eq!(read(&written), known);
        for plain in ["a=1&b=2", "", "&a&&b=", "=&=x=y", "中=文"] {
            assert_eq!(read(plain), form_urlencoded::parse(plain.as_bytes()).collect::<Vec<_>>(), "{plain}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert_eq!(shown("appid=a&secret=b&c=secret=d"), "appid=a&secret=***&c=secret=d");
        assert_eq!(shown(""), "");
    }
}
