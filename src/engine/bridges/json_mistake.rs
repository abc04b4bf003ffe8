//! What `JSON.parse` says of a text that is not JSON, in the words of V8 (as in Node 18 and Chrome 110, and so in the clients of
//! those years): programs show it to their users, and authors look for it. The engine's own words are those of its reader.

/// What is wrong with a text; `None`: it is JSON.
pub(super) fn mistake(units: &[u16]) -> Option<String> {
    let mut reader = Reader { units, at: 0 };
    let at = match reader.text() {
        Ok(()) => return None,
        Err(End) => reader.at,
    };
    Some(match units.get(at) {
        None => "Unexpected end of JSON input".to_owned(),
        Some(unit) => match u8::try_from(*unit) {
            Ok(b'0'..=b'9' | b'-') => format!("Unexpected number in JSON at position {at}"),
            Ok(b'"') => format!("Unexpected string in JSON at position {at}"),
            _ => {
                let token = char::decode_utf16(units[at..].iter().copied()).next().and_then(Result::ok).unwrap_or('\u{fffd}');
                format!("Unexpected token {token} in JSON at position {at}")
            }
        },
    })
}

/// The text is no JSON from where the reader stands.
struct End;

type Read = Result<(), End>;

/// Reads without keeping anything.
struct Reader<'t> {
    units: &'t [u16],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.units.get(self.at).map(|unit| u8::try_from(*unit).unwrap_or(0))
    }

    /// The next unit that is no blank, not taken.
    fn next(&mut self) -> Option<u8> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.peek()
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> Read {
        if !self.peek().is_some_and(wanted) {
            return Err(End);
        }
        self.at += 1;
        Ok(())
    }

    /// A whole text. What is open is kept in a list: texts may nest deeper than a stack is.
    fn text(&mut self) -> Read {
        let mut open: Vec<u8> = Vec::new();
        loop {
            // A value begins here.
            match self.next() {
                Some(bracket @ (b'[' | b'{')) => {
                    self.at += 1;
                    let end = if bracket == b'[' { b']' } else { b'}' };
                    if self.next() != Some(end) {
                        open.push(end);
                        if end == b'}' {
                            self.key()?;
                        }
                        continue;
                    }
                    self.at += 1;
                }
                Some(b'"') => self.string()?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.word("true")?,
                Some(b'f') => self.word("false")?,
                Some(b'n') => self.word("null")?,
                _ => return Err(End),
            }
            // And has ended here.
            loop {
                let (next, end) = (self.next(), open.last().copied());
                match (next, end) {
                    (None, None) => return Ok(()),
                    (Some(b','), Some(end)) => {
                        self.at += 1;
                        if end == b'}' {
                            self.next();
                            self.key()?;
                        }
                        break;
                    }
                    (Some(bracket), Some(end)) if bracket == end => {
                        self.at += 1;
                        open.pop();
                    }
                    _ => return Err(End),
                }
            }
        }
    }

    /// A key with its colon.
    fn key(&mut self) -> Read {
        if self.peek() != Some(b'"') {
            return Err(End);
        }
        self.string()?;
        self.next();
        self.take(|unit| unit == b':')
    }

    fn string(&mut self) -> Read {
        self.at += 1;
        loop {
            let Some(unit) = self.units.get(self.at) else { return Err(End) };
            match u8::try_from(*unit) {
                Ok(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Ok(b'\\') => {
                    self.at += 1;
                    let is_code = self.peek() == Some(b'u');
                    self.take(|unit| b"\"\\/bfnrtu".contains(&unit))?;
                    if is_code {
                        (0..4).try_for_each(|_| self.take(|unit| unit.is_ascii_hexdigit()))?;
                    }
                }
                Ok(0..=0x1f) => return Err(End),
                _ => self.at += 1,
            }
        }
    }

    fn number(&mut self) -> Read {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let begins_with_zero = self.peek() == Some(b'0');
        self.take(|unit| unit.is_ascii_digit())?;
        if begins_with_zero {
            if self.peek().is_some_and(|unit| unit.is_ascii_digit()) {
                return Err(End);
            }
        } else {
            self.digits();
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.take(|unit| unit.is_ascii_digit())?;
            self.digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.take(|unit| unit.is_ascii_digit())?;
            self.digits();
        }
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|unit| unit.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> Read {
        word.bytes().try_for_each(|wanted| self.take(|unit| unit == wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn mistakes_are_told_as_v8_tells_them() {
        for (text, told) in [
            ("", "Unexpected end of JSON input"),
            (" [1, ", "Unexpected end of JSON input"),
            ("\"a", "Unexpected end of JSON input"),
            ("tru", "Unexpected end of JSON input"),
            ("<html>", "Unexpected token < in JSON at position 0"),
            ("undefined", "Unexpected token u in JSON at position 0"),
            ("[object Object]", "Unexpected token o in JSON at position 1"),
            ("{\"a\":1,}", "Unexpected token } in JSON at position 7"),
            ("{a:1}", "Unexpected token a in JSON at position 1"),
            ("{'a':1}", "Unexpected token ' in JSON at position 1"),
            ("[1 2]", "Unexpected number in JSON at position 3"),
            ("01", "Unexpected number in JSON at position 1"),
            ("{\"a\":\"b\" \"c\"}", "Unexpected string in JSON at position 9"),
            ("{\"a\" 1}", "Unexpected number in JSON at position 5"),
            ("\"a\n\"", "Unexpected token \n in JSON at position 2"),
            ("\"\\x\"", "Unexpected token x in JSON at position 2"),
            ("\u{feff}{}", "Unexpected token \u{feff} in JSON at position 0"),
            ("1 数", "Unexpected token 数 in JSON at position 2"),
        ] {
            let units: Vec<u16> = text.encode_utf16().collect();
            assert_eq!(mistake(&units).as_deref(), Some(told), "{text}");
        }
    }

    #[test]
    fn json_is_no_mistake() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for text in ["1", " -0.5e+3 ", "\"\\u00e9 \\n 数\"", "[]", "{}", "{\"a\":[1,{\"b\":null}],\"c\":true,\"d\":false}", &deep]
        {
            assert_eq!(mistake(&text.encode_utf16().collect::<Vec<_>>()), None);
        }
    }
}
