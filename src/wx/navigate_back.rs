//! `wx.navigateBack`: closes this page, or several; the first page always stays.
//!
//! Facts §7.4: `delta` is 1 by default, at least 1, and stops at the first page; on the first page the call fails.

use std::rc::Rc;

use boa_engine::{Context, JsResult};
use serde_json::Map;

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Fail, Payload, Reply};
use crate::app::Pages;
use crate::engine::Host;
use crate::lang::Text;

pub(super) const API: Api = Api {
    params: &[Param::new("delta", Kind::Number).or(Default::Number(1.0))],
    ..Api::new(
        "navigateBack",
        Text { zh: "关闭当前页面，返回上一页面或多级页面", en: "Closes this page, or several" },
        "route/wx.navigateBack.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let delta = call.number("delta").filter(|delta| *delta >= 1.0).unwrap_or(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1; a cast saturates")]
    let delta = delta as usize;
    let (settler, cause) = (call.settler(), call.seq);
    let after = call.slow.unwrap_or(call.wx.latency.device);
    let after = call.host.get::<Pages>().map_or(after, |pages| pages.queue(&call.host, after));
    let work = move |host: &Rc<Host>, context: &mut Context| {
        let Some(pages) = host.get::<Pages>() else { return };
        let result = match pages.depth() {
            1 => Err(Fail::new("cannot navigate back at first page.")),
            _ => {
                pages.back(delta, cause, host, context);
                Ok(Payload::Data(Map::new()))
            }
        };
        settler.settle(host, context, Some(cause), result);
    };
    call.host.after(after, move |host, context| {
        if let Some(pages) = host.get::<Pages>() {
            pages.in_turn(host, context, work);
        }
    });
    Ok(Reply::Planned)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_all};

    #[test]
    fn the_first_page_stays() {
        check(
            "wx.navigateBack({ fail: (e) => console.log(e.errMsg), complete: () => console.log('done') })",
            "navigateBack:fail cannot navigate back at first page.
             done",
        );
    }

    #[test]
    fn delta_stops_at_the_first_page() {
        check_all(
            "",
            "const go = (n) => wx.navigateTo({ url: `/pages/p${n}/p` });
             go(1).then(() => go(2)).then(() => wx.navigateBack({ delta: 99 })).then((r) => console.log(r.errMsg))",
            "[route] {\"page\":\"pages/p1/p\",\"stack\":[\"pages/index/index\",\"pages/p1/p\"]}
             [route] {\"page\":\"pages/p2/p\",\"stack\":[\"pages/index/index\",\"pages/p1/p\",\"pages/p2/p\"]}
             [route] {\"page\":\"pages/index/index\",\"stack\":[\"pages/index/index\"]}
             navigateBack:ok",
        );
    }

    #[test]
    fn the_page_below_is_shown_again() {
        check(
            "Page({ onShow() { console.log('show', this.route) }, onHide() { console.log('hide') } });
             setTimeout(() => wx.navigateTo({ url: '/pages/b/b' }).then(() => wx.navigateBack({ delta: 0 })), 5)",
            "show pages/index/index
             hide
             show pages/index/index",
        );
    }
}
