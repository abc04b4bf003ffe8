//! What `serve` is told to answer instead of the truth: an errcode, a status, a cut connection, for the next calls.

use serde::{Deserialize, Serialize};

use crate::scenario::{Millis, NetworkFault};

/// What the next calls meet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Injected {
    /// The path, such as `/sns/jscode2session`; without it every path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// For how many calls.
    #[serde(default = "one")]
    pub times: u32,
    /// The errcode to answer, such as -1 or 45011.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errcode: Option<i64>,
    /// Its text; without it the documented one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errmsg: Option<String>,
    /// The HTTP status to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The body to answer, as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// `reset`: the connection is cut; `timeout`: no answer ever comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkFault>,
    /// How much later the answer comes, in real time; with nothing else it is the true one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Millis>,
}

fn one() -> u32 {
    1
}

impl Injected {
    /// What is wrong with it.
    pub(super) fn mistake(&self) -> Option<&'static str> {
        let kinds = [self.errcode.is_some(), self.status.is_some() || self.body.is_some(), self.network.is_some()];
        match kinds.iter().filter(|given| **given).count() {
            0 if self.delay.is_none() => Some("say what happens: errcode, status, body, network or delay"),
            2.. => Some("errcode, status with body, and network exclude each other"),
            _ if self.times == 0 => Some("times must be at least 1"),
            _ if self.status.is_some_and(|status| !(200..=599).contains(&status)) => Some("status must be between 200 and 599"),
            _ if self.path.as_deref().is_some_and(|path| !path.starts_with('/')) => Some("path must begin with /"),
            _ => None,
        }
    }
}

/// Takes what the call of a path meets, if anything.
pub(super) fn take(all: &mut Vec<Injected>, path: &str) -> Option<Injected> {
    let index = all.iter().position(|injected| injected.path.as_deref().is_none_or(|wanted| wanted == path))?;
    let injected = &mut all[index];
    injected.times = injected.times.saturating_sub(1);
    let met = injected.clone();
    if injected.times == 0 {
        all.remove(index);
    }
    Some(met)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_applies_so_many_times_to_its_path() {
        let busy = Injected { times: 2, errcode: Some(-1), ..Injected::default() };
        let often = Injected { path: Some("/a".to_owned()), times: 1, errcode: Some(45011), ..Injected::default() };
        let mut all = vec![often, busy];
        let mut met = |path| take(&mut all, path).and_then(|injected| injected.errcode);
        assert_eq!([met("/b"), met("/a"), met("/a"), met("/a")], [Some(-1), Some(45011), Some(-1), None]);
    }

    #[test]
    fn mistakes_are_told() {
        let parse = |text: &str| serde_json::from_str::<Injected>(text).unwrap();
        assert!(parse("{}").mistake().is_some());
        assert!(parse(r#"{"errcode":-1,"status":500}"#).mistake().is_some());
        assert!(parse(r#"{"errcode":-1,"path":"sns"}"#).mistake().is_some());
        assert!(parse(r#"{"errcode":-1,"times":3,"path":"/sns/jscode2session","delay":"1s"}"#).mistake().is_none());
        assert!(serde_json::from_str::<Injected>(r#"{"errcod":-1}"#).is_err());
    }
}
