//! `wx.getMenuButtonBoundingClientRect`: where the capsule with the menu is, at the upper right of the screen.

use boa_engine::{JsResult, JsValue};
use serde_json::{Value, json};

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json as engine_json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.1.0",
    promise: None,
    ..Api::new(
        "getMenuButtonBoundingClientRect",
        Text {
            zh: "获取菜单按钮（右上角胶囊按钮）的布局位置信息", en: "Tells where the capsule with the menu is"
        },
        "ui/menu/wx.getMenuButtonBoundingClientRect.html",
        Run::Sync(run),
    )
};

/// 87 by 32, 7 from the right edge, in the middle of the 44 below the status bar: what common phones give (observed).
fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let number = |name: &str| call.wx.device.borrow().system_info().get(name).and_then(Value::as_i64).unwrap_or_default();
    let (right, top) = (number("screenWidth") - 7, number("statusBarHeight") + 4);
    let place = json!({ "width": 87, "height": 32, "left": right - 87, "top": top, "right": right, "bottom": top + 32 });
    engine_json::from_data(&place, call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn is_on_the_screen() {
        check(
            "console.log(wx.getMenuButtonBoundingClientRect())",
            "{\"width\":87,\"height\":32,\"left\":281,\"top\":24,\"right\":368,\"bottom\":56}",
        );
    }
}
