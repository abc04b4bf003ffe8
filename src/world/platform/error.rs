//! The errors of WeChat's server API: `errcode` and `errmsg` as the real one words them.

use serde::Serialize;

/// An answer with an `errcode` other than 0. Serialises to the body that the server sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{errcode} {errmsg}")]
pub struct WxError {
    /// The number to decide by.
    pub errcode: i64,
    /// The text; it usually ends in a request id that differs from time to time.
    pub errmsg: String,
}

impl WxError {
    /// The error with this number; `rid` is the request id that its text carries.
    ///
    /// Facts: docs `code2Session`, `getAccessToken`, `checkSessionKey`, `getPhoneNumber`; the wording with `rid` is observed.
    pub(super) fn of(errcode: i64, rid: &str) -> Self {
        let (text, with_rid) = match errcode {
            40001 => ("invalid credential, access_token is invalid or not latest", true),
            40002 => ("invalid grant_type", true),
            40003 => ("invalid openid", true),
            40013 => ("invalid appid", true),
            40029 => ("invalid code", true),
            40097 => ("invalid args", true),
            40125 => ("invalid appsecret", true),
            40163 => ("code been used", true),
            40164 => ("invalid ip, not in whitelist", true),
            40226 => ("code blocked", false),
            40243 => ("appsecret is frozen", true),
            41001 => ("access_token missing", true),
            41002 => ("appid missing", true),
            41004 => ("appsecret missing", true),
            41008 => ("missing code", true),
            42001 => ("access_token expired", true),
            43002 => ("require POST method", true),
            44002 => ("empty post data", true),
            45009 => ("reach max api daily quota limit", true),
            45011 => ("api minute-quota reach limit  mustslower  retry next minute", false),
            47001 => ("data format error", true),
            87007 => ("session_key is not existd or expired", true),
            87008 => ("invalid sig_method", true),
            87009 => ("invalid signature", true),
            _ => ("system error", false),
        };
        let errmsg = if with_rid { format!("{text}, rid: {rid}") } else { text.to_owned() };
        Self { errcode, errmsg }
    }
}
