//! The days on which the platform's rules changed, each with what changed and where that is known from.

use super::rules::{ANONYMOUS, BUTTON, FIRST, NO_PROFILE, NO_REGION};
use super::{Date, RELEASES};
use crate::lang::Message;

/// One change of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The first day of the new rules.
    pub date: Date,
    /// What changed.
    pub what: Message,
    /// Where that is known from.
    pub source: &'static str,
}

/// All changes that this version knows, oldest first; the first is the day mini-programs opened to the public.
pub fn changes() -> Vec<Change> {
    let rule = |date, zh: &str, en: &str, source| Change { date, what: Message::new(zh, en), source };
    let mut changes = vec![
        rule(FIRST, "小程序向公众开放", "mini-programs opened to the public", "recollection"),
        rule(
            BUTTON,
            "wx.getUserInfo 不再弹窗询问，只有 <button open-type=\"getUserInfo\"> 会询问",
            "wx.getUserInfo no longer asks the user; only <button open-type=\"getUserInfo\"> does",
            "announcement of April 2018; the day is recollection",
        ),
        rule(
            ANONYMOUS,
            "wx.getUserInfo 不再需要授权，只返回匿名资料；真实资料用 wx.getUserProfile",
            "wx.getUserInfo needs no consent any more and gives an anonymous profile; wx.getUserProfile gives the real one",
            "official notice on login and user information, effective after 2021-04-28 24:00",
        ),
        rule(
            NO_REGION,
            "资料里不再有性别和地区",
            "profiles no longer have gender and region",
            "official notice of about October 2021; the day is recollection",
        ),
        rule(
            NO_PROFILE,
            "wx.getUserProfile 也只返回匿名资料（is_demote），改用“头像昵称填写”",
            "wx.getUserProfile gives an anonymous profile too (is_demote); avatar and nickname are filled in by the user",
            "official notice on avatar and nickname, effective after 2022-11-08 24:00",
        ),
    ];
    changes.extend(RELEASES.iter().filter(|release| release.date > FIRST).map(|release| Change {
        date: release.date,
        what: Message::new(format!("基础库 {}", release.version), format!("base library {}", release.version)),
        source: "official changelog of the base library",
    }));
    changes.sort_by_key(|change| change.date);
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_come_in_order_and_begin_with_the_first_day() {
        let changes = changes();
        assert_eq!(changes.first().map(|change| change.date.to_string()).as_deref(), Some("2017-01-09"));
        assert!(changes.is_sorted_by_key(|change| change.date));
        assert!(changes.iter().any(|change| change.date.to_string() == "2021-04-29"));
    }
}
