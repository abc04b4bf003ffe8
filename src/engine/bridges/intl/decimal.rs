//! Decimal digits of a number: rounded half away from zero, as seen in the number's shortest form.

/// A number as decimal digits: `0.DIGITS × 10^point`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) negative: bool,
    /// Without zeros in front; empty for zero.
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// The digits of a finite number.
    pub(super) fn of(number: f64) -> Self {
        let text = format!("{:e}", number.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let point = exponent.parse::<i32>().unwrap_or(0) + 1;
        Self { negative: number.is_sign_negative(), digits, point }.trimmed()
    }

    /// The digits of a whole number written in decimal, such as a BigInt.
    pub(super) fn of_whole(text: &str) -> Self {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let point = i32::try_from(digits.len()).unwrap_or(i32::MAX);
        Self { negative: text.starts_with('-'), digits, point }.trimmed()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// How many digits stand before the decimal point; 0 or less for numbers below 1.
    pub(super) fn magnitude(&self) -> i32 {
        if self.is_zero() { 0 } else { self.point }
    }

    /// Multiplies by a power of ten.
    pub(super) fn shift(&mut self, powers: i32) {
        if !self.is_zero() {
            self.point += powers;
        }
    }

    /// Keeps this many digits behind the point.
    pub(super) fn round_fraction(&mut self, most: i32) {
        self.keep(self.point.saturating_add(most));
    }

    /// Keeps this many digits in all.
    pub(super) fn round_significant(&mut self, most: i32) {
        self.keep(most);
    }

    /// The digits before the point, at least `least` of them.
    pub(super) fn whole(&self, least: usize) -> String {
        let count = usize::try_from(self.point).unwrap_or(0);
        let digits: String = (0..count).map(|index| self.digit(index)).collect();
        format!("{digits:0>least$}")
    }

    /// The digits behind the point, at least `least` of them.
    pub(super) fn fraction(&self, least: usize) -> String {
        let zeros = usize::try_from(-self.point).unwrap_or(0);
        let from = usize::try_from(self.point).unwrap_or(0);
        let own: String = self.digits.iter().skip(from).map(|digit| char::from(b'0' + digit)).collect();
        let text = if own.is_empty() { own } else { "0".repeat(zeros) + &own };
        format!("{text:0<least$}")
    }

    fn digit(&self, index: usize) -> char {
        char::from(b'0' + self.digits.get(index).copied().unwrap_or(0))
    }

    fn keep(&mut self, count: i32) {
        let Ok(count) = usize::try_from(count) else {
            self.digits.clear();
            return self.normalise();
        };
        let up = self.digits.get(count).is_some_and(|next| *next >= 5);
        self.digits.truncate(count);
        if up {
            let carried = self.digits.iter_mut().rev().all(|digit| {
                *digit = (*digit + 1) % 10;
                *digit == 0
            });
            if carried {
                self.digits.insert(0, 1);
                self.point += 1;
            }
        }
        self.normalise();
    }

    fn trimmed(mut self) -> Self {
        self.normalise();
        self
    }

    fn normalise(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= i32::try_from(zeros).unwrap_or(0);
        if self.digits.is_empty() {
            self.point = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn rounded(number: f64, most: i32) -> String {
        let mut decimal = Decimal::of(number);
        decimal.round_fraction(most);
        format!("{}.{}", decimal.whole(1), decimal.fraction(0))
    }

    #[test]
    fn halves_go_up_in_the_shortest_form() {
        for (number, most, expected) in [
            (1.005, 2, "1.01"),
            (0.1 + 0.2, 3, "0.3"),
            (999.9996, 3, "1000."),
            (0.000_05, 4, "0.0001"),
            (0.5, 0, "1."),
            (0.4, 0, "0."),
            (0.05, 0, "0."),
            (0.99, 0, "1."),
            (1e21, 3, "1000000000000000000000."),
            (0.001_23, 5, "0.00123"),
        ] {
            assert_eq!(rounded(number, most), expected, "{number}");
        }
        let mut significant = Decimal::of(0.001_234);
        significant.round_significant(2);
        assert_eq!((significant.fraction(0), significant.magnitude()), ("0012".to_owned(), -2));
        assert_eq!(Decimal::of_whole("-00120").whole(1), "120");
    }
}
