//! `wx.hideToast`: takes the toast (or the loading in its slot) away.
//!
//! Facts §5.2-5.3: when nothing is shown, Android says `hideToast:fail:toast can't be found`; DevTools and iOS say ok. DevTools
//! hides nothing when the other kind is shown, warns that the calls have to be paired, and says ok.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Reply};
use super::state::record_changes;
use crate::engine::platform_message;
use crate::lang::Text;
use crate::scenario::Client;
use crate::trace::Lane;
use crate::world::screen::ToastKind;

pub(super) const API: Api = Api {
    params: &[Param::new("noConflict", Kind::Boolean).since("2.22.1")],
    ..Api::new(
        "hideToast",
        Text { zh: "隐藏消息提示框", en: "Takes the toast away" },
        "ui/interact/wx.hideToast.html",
        Run::Async(run),
    )
};

/// What Android says when nothing is shown.
const NOT_FOUND: &str = "toast can't be found";

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    Ok(hide(call, ToastKind::Toast))
}

/// Empties the shared slot; with `noConflict` only if it holds `kind`.
pub(super) fn hide(call: &mut Call<'_>, kind: ToastKind) -> Reply {
    let only = (call.wx.at_least("2.22.1") && call.flag("noConflict")).then_some(kind);
    let after = call.wx.latency.device;
    let shown = call.wx.screen.borrow().toast();
    if only.is_none() && call.wx.rules.client == Client::Devtools && shown.is_some_and(|shown| shown != kind) {
        let name = if kind == ToastKind::Toast { "Toast" } else { "Loading" };
        platform_message(&call.host, "warn", format!("请注意 show{name} 与 hide{name} 必须配对使用"));
        return Reply::done(after);
    }
    let change = call.wx.screen.borrow_mut().hide(only, call.now());
    match change {
        Some(change) => {
            record_changes(&call.host, Lane::Wx, Some(call.seq), call.at.as_ref(), vec![change]);
            Reply::done(after)
        }
        None if call.wx.rules.client == Client::Android => Reply::After(after, Err(Fail::native(NOT_FOUND))),
        None => {
            // Explored on any client: a program meets Android's answer when it is let loose.
            call.wx.choices.as_things_are(call.api.name, NOT_FOUND);
            Reply::done(after)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_all, check_in};

    const LOADING: &str = "wx.showLoading({ title: 'L' });";

    #[test]
    fn devtools_insists_on_pairs() {
        check_all(
            "",
            &format!("{LOADING} wx.hideToast({{ success: (r) => console.log(r.errMsg) }})"),
            "[loading] show {\"title\":\"L\"}
             请注意 showToast 与 hideToast 必须配对使用
             hideToast:ok",
        );
        check_in("", "wx.showToast({ title: 'T' }); wx.hideLoading()", "请注意 showLoading 与 hideLoading 必须配对使用");
    }

    #[test]
    fn phones_hide_either_unless_told_otherwise() {
        let hide = |options: &str| {
            format!("{LOADING} wx.hideToast({options}).then((r) => console.log(r.errMsg), (e) => console.log(e.errMsg))")
        };
        let show = "[loading] show {\"title\":\"L\"}";
        let phone = "client = 'android'";
        check_all(phone, &hide("{}"), &format!("{show}\n[loading] hide {{\"title\":\"L\",\"shown_ms\":0}}\nhideToast:ok"));
        check_all(phone, &hide("{ noConflict: true }"), &format!("{show}\nhideToast:fail:toast can't be found"));
        check_all("", &hide("{ noConflict: true }"), &format!("{show}\nhideToast:ok"));
        // Older base libraries do not know the option.
        let old = "client = 'ios'\nbase_library = '2.22.0'";
        check_all(
            old,
            &hide("{ noConflict: true }"),
            &format!("{show}\n[loading] hide {{\"title\":\"L\",\"shown_ms\":0}}\nhideToast:ok"),
        );
    }
}
