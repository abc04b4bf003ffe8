//! `wx.canIUse`: whether the base library has an API, an option, or a component's attribute.
//!
//! Facts §9: `API.method.param.option` or `component.attr.option`; what is not known is false. It tells what the platform of the
//! run's base library offers, also where wxhost refuses the call. Of results only the members in [`RESULTS`] are known.

use boa_engine::{JsArgs, JsResult, JsValue};

use super::api::{Api, Run};
use super::call::Call;
use super::records;
use super::state::Wx;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.1.1",
    promise: None,
    missing: Text {
        zh: "最常查询者以外的返回字段与组件属性；参数的取值",
        en: "result members and component attributes other than the most asked for; options' values",
    },
    ..Api::new(
        "canIUse",
        Text {
            zh: "判断小程序的 API、回调、参数、组件等是否在当前版本可用", en: "Tells whether the base library has something"
        },
        "base/wx.canIUse.html",
        Run::Sync(run),
    )
};

/// (component, attribute, option, base library): the official pages of the components. An empty attribute is the component itself.
const COMPONENTS: &[(&str, &str, &str, &str)] = &[
    ("ad", "", "", "1.9.94"),
    ("audio", "", "", "1.0.0"),
    ("button", "", "", "1.0.0"),
    ("button", "open-type", "", "1.1.0"),
    ("button", "open-type", "agreePrivacyAuthorization", "2.32.3"),
    ("button", "open-type", "chooseAvatar", "2.21.2"),
    ("button", "open-type", "contact", "1.1.0"),
    ("button", "open-type", "feedback", "2.1.0"),
    ("button", "open-type", "getPhoneNumber", "1.2.0"),
    ("button", "open-type", "getRealtimePhoneNumber", "2.24.4"),
    ("button", "open-type", "getUserInfo", "1.3.0"),
    ("button", "open-type", "launchApp", "1.9.5"),
    ("button", "open-type", "openSetting", "2.0.7"),
    ("button", "open-type", "share", "1.2.0"),
    ("camera", "", "", "1.6.0"),
    ("canvas", "", "", "1.0.0"),
    ("canvas", "type", "", "2.7.0"),
    ("checkbox", "", "", "1.0.0"),
    ("cover-image", "", "", "1.4.0"),
    ("cover-view", "", "", "1.4.0"),
    ("form", "", "", "1.0.0"),
    ("icon", "", "", "1.0.0"),
    ("image", "", "", "1.0.0"),
    ("input", "", "", "1.0.0"),
    ("input", "type", "nickname", "2.21.2"),
    ("label", "", "", "1.0.0"),
    ("live-player", "", "", "1.7.0"),
    ("live-pusher", "", "", "1.7.0"),
    ("map", "", "", "1.0.0"),
    ("movable-area", "", "", "1.2.0"),
    ("movable-view", "", "", "1.2.0"),
    ("navigator", "", "", "1.0.0"),
    ("official-account", "", "", "2.3.0"),
    ("open-data", "", "", "1.4.0"),
    ("page-meta", "", "", "2.9.0"),
    ("picker", "", "", "1.0.0"),
    ("picker-view", "", "", "1.0.0"),
    ("progress", "", "", "1.0.0"),
    ("radio", "", "", "1.0.0"),
    ("rich-text", "", "", "1.4.0"),
    ("scroll-view", "", "", "1.0.0"),
    ("slider", "", "", "1.0.0"),
    ("swiper", "", "", "1.0.0"),
    ("switch", "", "", "1.0.0"),
    ("text", "", "", "1.0.0"),
    ("textarea", "", "", "1.0.0"),
    ("video", "", "", "1.0.0"),
    ("view", "", "", "1.0.0"),
    ("web-view", "", "", "1.6.4"),
];

/// (API, member of its result, base library), from the official pages.
const RESULTS: &[(&str, &str, &str)] = &[
    ("getSystemInfo", "SDKVersion", "1.1.0"),
    ("getSystemInfo", "brand", "1.5.0"),
    ("getSystemInfo", "fontSizeSetting", "1.5.0"),
    ("getSystemInfo", "model", "1.0.0"),
    ("getSystemInfo", "safeArea", "2.7.0"),
    ("getSystemInfo", "screenHeight", "1.1.0"),
    ("getSystemInfo", "screenWidth", "1.1.0"),
    ("getSystemInfo", "statusBarHeight", "1.9.0"),
    ("getSystemInfo", "theme", "2.11.0"),
    ("getSystemInfo", "windowHeight", "1.0.0"),
    ("getSystemInfo", "windowWidth", "1.0.0"),
    ("getUserInfo", "cloudID", "2.7.0"),
    ("getUserInfo", "encryptedData", "1.0.0"),
    ("getUserInfo", "iv", "1.0.0"),
    ("getUserInfo", "rawData", "1.0.0"),
    ("getUserInfo", "signature", "1.0.0"),
    ("getUserInfo", "userInfo", "1.0.0"),
    ("login", "code", "1.0.0"),
    ("request", "cookies", "2.10.0"),
    ("request", "profile", "2.10.4"),
    ("showModal", "cancel", "1.1.0"),
    ("showModal", "confirm", "1.0.0"),
    ("showModal", "content", "2.17.1"),
];

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let schema = call.args.get_or_undefined(0).as_string().map(|schema| schema.to_std_string_lossy());
    Ok(JsValue::from(schema.is_some_and(|schema| can(&call.wx, &schema))))
}

fn can(wx: &Wx, schema: &str) -> bool {
    let parts: Vec<&str> = schema.split('.').collect();
    let Some(first) = parts.first() else { return false };
    let Ok(place) = records().binary_search_by(|api| api.name.cmp(first)) else { return component(wx, &parts) };
    let api = &records()[place];
    if !wx.at_least(api.since) {
        return false;
    }
    let has = |name: &str, since: &str| ["success", "fail", "complete"].contains(&name) || wx.at_least(since);
    match parts.as_slice() {
        [_] => true,
        [_, "object"] => !matches!(api.run, Run::Sync(_)),
        [_, "success" | "fail" | "complete" | "callback"] => !matches!(api.run, Run::Sync(_)) || api.name.starts_with("on"),
        [_, "return"] => matches!(api.run, Run::Sync(_) | Run::Task(_)),
        [_, "object", param, ..] => {
            ["success", "fail", "complete"].contains(param)
                || api
                    .params
                    .iter()
                    .any(|known| known.name == *param && has(param, if known.since.is_empty() { api.since } else { known.since }))
        }
        [_, "success" | "return", member] => {
            let api = api.name.trim_end_matches("Sync").trim_end_matches("Async");
            RESULTS.iter().any(|(known, name, since)| *known == api && name == member && wx.at_least(since))
        }
        _ => false,
    }
}

fn component(wx: &Wx, parts: &[&str]) -> bool {
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    let wanted = (part(0), part(1), part(2));
    let known = COMPONENTS.iter().find(|(name, attribute, option, _)| (*name, *attribute, *option) == wanted);
    known.is_some_and(|(_, _, _, since)| wx.at_least(since))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    fn ask(version: &str, schemas: &[&str], expect: &str) {
        let asked: Vec<String> = schemas.iter().map(|schema| format!("wx.canIUse('{schema}')")).collect();
        check_in(&format!("base_library = '{version}'"), &format!("console.log({})", asked.join(", ")), expect);
    }

    #[test]
    fn apis_are_known_by_version() {
        ask(
            "2.13.0",
            &["login", "getUserProfile", "getAppBaseInfo", "faceDetect", "chooseMedia", "nonsense", ""],
            "true true false false true false false",
        );
        ask("2.10.3", &["getUserProfile"], "false");
    }

    #[test]
    fn options_and_results_too() {
        ask("2.13.0", &["showModal.object.editable", "showModal.object.title", "showModal.success.cancel"], "false true true");
        ask("2.17.1", &["showModal.object.editable", "request.object.timeout", "request.object.moon"], "true true false");
        ask(
            "2.13.0",
            &["getSystemInfoSync.return.safeArea", "getSystemInfo.success.theme", "getSystemInfo.success.moon"],
            "true true false",
        );
    }

    #[test]
    fn components_are_known_as_the_templates_ask() {
        ask(
            "2.13.0",
            &["button.open-type.getUserInfo", "button.open-type.chooseAvatar", "web-view", "button.open-type.moon"],
            "true false true false",
        );
        ask("2.21.2", &["button.open-type.chooseAvatar", "input.type.nickname"], "true true");
    }

    #[test]
    fn anything_but_text_is_false() {
        check_in("", "console.log(wx.canIUse(), wx.canIUse(7), wx.canIUse(null))", "false false false");
    }
}
