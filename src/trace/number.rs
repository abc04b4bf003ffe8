//! Numbers as JavaScript writes them: `100000000000000000000`, `1e+21`, `0.000001`, `1e-7`.

use serde_json::Number;

/// A number as `String(number)` of JavaScript gives it.
pub fn number_text(number: &Number) -> String {
    match number.as_f64() {
        // Small whole numbers are written alike everywhere.
        Some(float) if number.is_f64() || float.abs() >= 9_007_199_254_740_992.0 => float_text(float),
        _ => number.to_string(),
    }
}

/// The same of a float; -0 is `0`.
pub fn float_text(float: f64) -> String {
    ryu_js::Buffer::new().format(float).to_owned()
}

/// A whole number, without the detours that `to_string` makes for widths and signs.
pub fn decimal(number: u64) -> String {
    let mut text = String::with_capacity(20);
    push_decimal(&mut text, number);
    text
}

/// Writes a whole number behind a text.
pub fn push_decimal(text: &mut String, number: u64) {
    push_padded(text, number, 1);
}

/// Writes a whole number behind a text, in at least so many digits.
pub fn push_padded(text: &mut String, number: u64, digits: usize) {
    if number >= 10 || digits > 1 {
        push_padded(text, number / 10, digits.saturating_sub(1));
    }
    text.push(char::from(b"0123456789"[(number % 10) as usize]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_as_they_are() {
        for number in [0, 7, 10, 99, 100, 2020, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
            let mut padded = String::new();
            push_padded(&mut padded, number, 4);
            assert_eq!(padded, format!("{number:04}"));
        }
    }

    #[test]
    fn floats_are_written_as_in_javascript() {
        for (float, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.5, "1.5"),
            (-19.9, "-19.9"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.000_001, "0.000001"),
            (0.000_012_5, "0.0000125"),
            (1e-7, "1e-7"),
            (-1.5e-10, "-1.5e-10"),
            (5e-324, "5e-324"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (99_999_999_999_999_984.0, "99999999999999980"),
            (1.234_567_890_123_456_8e18, "1234567890123456800"),
            (-1e17, "-100000000000000000"),
            (1e20, "100000000000000000000"),
            (1.234_567_890_123_456_8e20, "123456789012345680000"),
            (1e21, "1e+21"),
            (1.25e300, "1.25e+300"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(float_text(float), text);
        }
    }

    #[test]
    fn what_json_holds_is_written_as_the_program_reads_it() {
        for (json, text) in
            [("7", "7"), ("-7", "-7"), ("2.0", "2"), ("12345678901234567890", "12345678901234567000"), ("1e2", "100")]
        {
            assert_eq!(number_text(&serde_json::from_str(json).expect("a number")), text);
        }
    }
}
