//! WeChat's cryptography: `signature`, `encryptedData` and the signatures of server calls, with the real algorithms.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// Why something could not be encrypted or decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// A value is not valid base64.
    #[error("not valid base64")]
    Base64,
    /// The key or the initialisation vector is not 16 bytes long.
    #[error("key and iv must be 16 bytes")]
    Length,
    /// The padding is wrong: not encrypted with this key and iv, or cut off.
    #[error("not encrypted with this key and iv")]
    Padding,
}

/// `signature` of user data: lower-case hexadecimal SHA-1 of `raw_data` followed by `session_key` (as base64 text).
///
/// Facts: docs, "开放数据校验与解密".
pub fn sign(raw_data: &str, session_key: &str) -> String {
    let mut sha = Sha1::new();
    sha.update(raw_data.as_bytes());
    sha.update(session_key.as_bytes());
    hex(&sha.finalize())
}

/// `signature` of server calls: lower-case hexadecimal HMAC-SHA-256 of `data`, keyed with the base64 text of `session_key`.
///
/// Facts: docs, "用户登录态签名"; that the key is the text, not the bytes behind it, is common practice.
pub fn hmac_sha256(session_key: &str, data: &str) -> String {
    // A key of any length is accepted, so the error cannot occur.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(session_key.as_bytes()) else { return String::new() };
    mac.update(data.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Encrypts as WeChat does: AES-128-CBC with PKCS#7 padding; `session_key` and `iv` are base64 of 16 bytes; the result is base64.
///
/// # Errors
/// The key or iv is not base64 of 16 bytes.
pub fn encrypt(plain: &str, session_key: &str, iv: &str) -> Result<String, CryptoError> {
    let cipher =
        cbc::Encryptor::<Aes128>::new_from_slices(&decode(session_key)?, &decode(iv)?).map_err(|_| CryptoError::Length)?;
    Ok(STANDARD.encode(cipher.encrypt_padded_vec::<Pkcs7>(plain.as_bytes())))
}

/// Decrypts `encryptedData`; the inverse of [`encrypt`].
///
/// # Errors
/// Something is not base64, has the wrong length, or was not encrypted with this key and iv.
pub fn decrypt(encrypted: &str, session_key: &str, iv: &str) -> Result<String, CryptoError> {
    let cipher =
        cbc::Decryptor::<Aes128>::new_from_slices(&decode(session_key)?, &decode(iv)?).map_err(|_| CryptoError::Length)?;
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(&decode(encrypted)?).map_err(|_| CryptoError::Padding)?;
    String::from_utf8(plain).map_err(|_| CryptoError::Padding)
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

/// Bytes as base64, as WeChat writes keys and vectors.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, CryptoError> {
    STANDARD.decode(text).map_err(|_| CryptoError::Base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "HyVFkGl5F5OQWJZZaNzBBg==";

    #[test]
    fn the_official_signature_vector() {
        let raw = r#"{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}"#;
        assert_eq!(sign(raw, KEY), "75e81ceda165f4ffa64f4068af58c64b8f54b88c");
    }

    #[test]
    fn the_hmac_vector() {
        assert_eq!(hmac_sha256(KEY, ""), "252b75c92698025afe925b29cca5517fdf9ee67aae072cf3225ebf3a53783058");
    }

    #[test]
    fn the_official_decryption_vector_and_the_way_back() {
        let key = "tiihtNczf5v6AKRyjwEUhQ==";
        let iv = "r7BXXKkLb8qrSNn05n0qiA==";
        let encrypted = concat!(
            "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ",
            "142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTI",
            "F9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4D",
            "nNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAG",
            "Gwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew=="
        );
        let plain = r#"{"openId":"oGZUI0egBJY1zhBYw2KhdUfwVJJE","nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/aSKcBBPpibyKNicHNTMM0qJVh8Kjgiak2AHWr8MHM4WgMEm7GFhsf8OYrySdbvAMvTsw3mo8ibKicsnfN5pRjl1p8HQ/0","unionId":"ocMvos6NjeKLIBqg5Mr9QjxrP1FA","watermark":{"timestamp":1477314187,"appid":"wx4f4bc4dec97d474b"}}"#;
        assert_eq!(decrypt(encrypted, key, iv).as_deref(), Ok(plain));
        assert_eq!(encrypt(plain, key, iv).as_deref(), Ok(encrypted));
    }

    #[test]
    fn wrong_keys_and_garbage_are_errors() {
        assert_eq!(encrypt("x", "short", KEY), Err(CryptoError::Base64));
        assert_eq!(encrypt("x", "AAAA", KEY), Err(CryptoError::Length));
        let encrypted = encrypt("hello", KEY, KEY).unwrap();
        assert_eq!(decrypt(&encrypted[..8], KEY, KEY), Err(CryptoError::Padding));
        assert!(decrypt(&encrypted, "tiihtNczf5v6AKRyjwEUhQ==", KEY).is_err());
    }
}
