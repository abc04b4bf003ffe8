//! `profile-is-anonymous`: `wx.getUserInfo` or `wx.getUserProfile` succeeded, but with the stand-in profile 微信用户.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::story::Story;

pub(super) const RULE: Rule =
    Rule { name: "profile-is-anonymous", title: Text { zh: "拿到的是匿名资料", en: "the profile is anonymous" }, check };

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events() {
        let Some(api @ ("getUserInfo" | "getUserProfile")) = event.api() else { continue };
        let Some(user) = event.success().and_then(|result| result.get("userInfo")) else { continue };
        let named = user.get("nickName").and_then(Value::as_str) == Some("微信用户");
        if !named && user.get("is_demote").and_then(Value::as_bool) != Some(true) {
            continue;
        }
        // The platform announced this in 2021 and 2022; the later one:
        // https://developers.weixin.qq.com/community/develop/doc/00022c683e8a80b29bed2142b56c01
        let since = if api == "getUserInfo" { "2021-04-28" } else { "2022-11-08" };
        let message = Message::new(
            told!(
                "wx.{api} 走了 success，但资料是匿名的：昵称“微信用户”，性别和地区为空。{since} 之后发布的版本都是如此，请改用“头像昵称填写”"
            ),
            told!(
                "wx.{api} succeeded, but with the stand-in profile (微信用户, no gender, no region): versions published after {since} get nothing else; ask with chooseAvatar and input type=\"nickname\""
            ),
        );
        let call = story.call_of(event);
        let at = call.and_then(|call| call.at.as_ref());
        found.push(Found::new(at, [event.seq].into_iter().chain(call.map(|call| call.seq)), message));
    }
    found
}
