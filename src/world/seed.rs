//! The seed: how generated ids, codes and keys derive from the scenario's one number.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

const ALPHANUMERIC: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A source of generated values for one purpose. Sources for different purposes never influence each other.
#[derive(Debug, Clone)]
pub struct Source(ChaCha8Rng);

impl Source {
    /// The source for a purpose named by `parts`, such as `["openid", appid, user]`.
    pub fn new(seed: u64, parts: &[&str]) -> Self {
        let mut sha = Sha256::new();
        sha.update(seed.to_le_bytes());
        for part in parts {
            sha.update((part.len() as u64).to_le_bytes());
            sha.update(part.as_bytes());
        }
        Self(ChaCha8Rng::from_seed(sha.finalize().into()))
    }

    /// `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// `length` characters of `[0-9A-Za-z]`.
    pub fn alphanumeric(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(ALPHANUMERIC[(self.0.next_u32() % 62) as usize])).collect()
    }

    /// `length` characters of `[A-Za-z0-9_-]`.
    pub fn url_safe(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(URL_SAFE[(self.0.next_u32() % 64) as usize])).collect()
    }

    /// `length` lower-case hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b"0123456789abcdef"[(self.0.next_u32() % 16) as usize])).collect()
    }
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
        assert_ne!(Source::new(1, &["a", "bc"]).hex(8), Source::new(1, &["ab", "c"]).hex(8));
    }
}
