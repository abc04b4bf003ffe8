//! Base library versions such as `2.13.0`.

use std::fmt;
use std::str::FromStr;

/// A base library version: major, minor, patch. Ordered as versions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u32, pub u32, pub u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `X.Y.Z`; `X.Y` means `X.Y.0`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || format!("`{text}` is not a base library version; write X.Y.Z, such as 2.13.0");
        let mut numbers = [0_u32; 3];
        let (mut index, mut has_digit) = (0, false);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    let more = numbers[index].checked_mul(10).and_then(|number| number.checked_add(u32::from(byte - b'0')));
                    numbers[index] = more.ok_or_else(bad)?;
                    has_digit = true;
                }
                b'.' if has_digit && index < 2 => (index, has_digit) = (index + 1, false),
                _ => return Err(bad()),
            }
        }
        let [major, minor, patch] = numbers;
        if index > 0 && has_digit { Ok(Self(major, minor, patch)) } else { Err(bad()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_compare_by_number_not_by_text() {
        let version = |text: &str| text.parse::<Version>();
        assert!(version("2.9.5") < version("2.13.0"));
        assert_eq!(version("2.13"), Ok(Version(2, 13, 0)));
        assert_eq!(Version(2, 10, 2).to_string(), "2.10.2");
        for text in ["", "2", "2.x.0", "2.1.0.1", "+2.1.0", "v2.1.0", "2.1.", "2..1", ".1", "99999999999.1.1"] {
            assert!(version(text).is_err(), "{text}");
        }
    }
}
