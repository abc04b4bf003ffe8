//! The seed: how generated ids, codes and keys derive from the scenario's one number.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

const ALPHANUMERIC: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEX: &[u8; 16] = b"0123456789abcdef";

/// A source of generated values for one purpose. Sources for different purposes never influence each other.
#[derive(Debug, Clone)]
pub struct Source {
    /// The seed and the purpose of one that nobody has asked yet.
    waiting: (u64, &'static [&'static str]),
    made: Option<ChaCha8Rng>,
}

impl Source {
    /// The source for a purpose named by `parts`, such as `["openid", appid, user]`.
    pub fn new(seed: u64, parts: &[&str]) -> Self {
        Self { waiting: (seed, &[]), made: Some(make(seed, parts)) }
    }

    /// The same, made when the first value is asked for: of many sources nobody ever asks.
    pub fn later(seed: u64, parts: &'static [&'static str]) -> Self {
        Self { waiting: (seed, parts), made: None }
    }

    /// `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.numbers().fill_bytes(&mut bytes);
        bytes
    }

    /// `length` characters of `[0-9A-Za-z]`.
    pub fn alphanumeric(&mut self, length: usize) -> String {
        self.text(ALPHANUMERIC, length)
    }

    /// `length` characters of `[A-Za-z0-9_-]`.
    pub fn url_safe(&mut self, length: usize) -> String {
        self.text(URL_SAFE, length)
    }

    /// `length` lower-case hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        self.text(HEX, length)
    }

    /// `length` characters of an alphabet, which is ASCII.
    fn text<const N: usize>(&mut self, alphabet: &[u8; N], length: usize) -> String {
        let numbers = self.numbers();
        let bytes = (0..length).map(|_| alphabet[numbers.next_u32() as usize % N]).collect();
        String::from_utf8(bytes).unwrap_or_default()
    }

    fn numbers(&mut self) -> &mut ChaCha8Rng {
        let (seed, parts) = self.waiting;
        self.made.get_or_insert_with(|| make(seed, parts))
    }
}

fn make(seed: u64, parts: &[&str]) -> ChaCha8Rng {
    let mut sha = Sha256::new();
    sha.update(seed.to_le_bytes());
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part.as_bytes());
    }
    ChaCha8Rng::from_seed(sha.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn the_same_seed_and_purpose_give_the_same_values() {
        let value = |seed, part: &str| Source::new(seed, &[part]).alphanumeric(32);
        assert_eq!(value(1, "code"), value(1, "code"));
        assert_ne!(value(1, "code"), value(2, "code"));
        assert_ne!(value(1, "code"), value(1, "key"));
        assert_eq!(value(1, "code"), Source::later(1, &["code"]).alphanumeric(32));
        assert_ne!(Source::new(1, &["a", "bc"]).hex(8), Source::new(1, &["ab", "c"]).hex(8));
    }
}
