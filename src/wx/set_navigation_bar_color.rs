//! `wx.setNavigationBarColor`: the colours of the navigation bar. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.4.0",
    params: &[
        Param::required("frontColor", Kind::String),
        Param::required("backgroundColor", Kind::String),
        Param::new("animation", Kind::Object),
    ],
    missing: Text { zh: "动画", en: "the animation" },
    ..Api::new(
        "setNavigationBarColor",
        Text { zh: "设置页面导航条颜色", en: "Sets the navigation bar's colours" },
        "ui/navigation-bar/wx.setNavigationBarColor.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let front = call.text("frontColor").unwrap_or_default();
    if !matches!(front.as_str(), "#ffffff" | "#000000") {
        // Documented: no other value is possible; the text is recollection.
        return Ok(Reply::AtOnce(Fail::new(format!("invalid frontColor \"{front}\""))));
    }
    let given = call.given(&["frontColor", "backgroundColor", "animation"]);
    call.state("navigation-bar", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.setNavigationBarColor({ frontColor: '#ffffff', backgroundColor: '#ff0000', success: (r) => console.log(r.errMsg) })",
            "[navigation-bar] {\"frontColor\":\"#ffffff\",\"backgroundColor\":\"#ff0000\"}
             setNavigationBarColor:ok",
        );
        check_all(
            "",
            "wx.setNavigationBarColor({ frontColor: 'red', backgroundColor: '#ff0000' }).catch(() => {})",
            "setNavigationBarColor:fail invalid frontColor \"red\"",
        );
    }
}
