//! `wx.canIUse`: whether the base library has an API, an option, or a component's attribute.
//!
//! Facts §9: `API.method.param.option` or `component.attr.option`; what is not known is false. It tells what the platform of the
//! run's base library offers, also where wxhost refuses the call. Of results, values and
//! attributes only those in the tables here are known.

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
        zh: "最常查询者以外的返回字段、组件属性与参数取值",
        en: "result members, component attributes and options' values other than the most asked for",
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
    ("button", "form-type", "", "1.0.0"),
    ("button", "hover-stop-propagation", "", "1.5.0"),
    ("button", "lang", "", "1.3.0"),
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
    ("button", "send-message-card", "", "1.5.0"),
    ("button", "session-from", "", "1.4.0"),
    ("camera", "", "", "1.6.0"),
    ("canvas", "", "", "1.0.0"),
    ("canvas", "type", "", "2.7.0"),
    ("checkbox", "", "", "1.0.0"),
    ("cover-image", "", "", "1.4.0"),
    ("cover-view", "", "", "1.4.0"),
    ("form", "", "", "1.0.0"),
    ("icon", "", "", "1.0.0"),
    ("icon", "type", "", "1.0.0"),
    ("image", "", "", "1.0.0"),
    ("image", "lazy-load", "", "1.5.0"),
    ("image", "mode", "", "1.0.0"),
    ("image", "show-menu-by-longpress", "", "2.7.0"),
    ("image", "src", "", "1.0.0"),
    ("image", "webp", "", "2.9.0"),
    ("input", "", "", "1.0.0"),
    ("input", "adjust-position", "", "1.9.90"),
    ("input", "confirm-hold", "", "1.1.0"),
    ("input", "confirm-type", "", "1.1.0"),
    ("input", "hold-keyboard", "", "2.8.2"),
    ("input", "maxlength", "", "1.0.0"),
    ("input", "password", "", "1.0.0"),
    ("input", "placeholder", "", "1.0.0"),
    ("input", "type", "", "1.0.0"),
    ("input", "type", "nickname", "2.21.2"),
    ("label", "", "", "1.0.0"),
    ("live-player", "", "", "1.7.0"),
    ("live-pusher", "", "", "1.7.0"),
    ("map", "", "", "1.0.0"),
    ("movable-area", "", "", "1.2.0"),
    ("movable-view", "", "", "1.2.0"),
    ("navigator", "", "", "1.0.0"),
    ("navigator", "open-type", "", "1.0.0"),
    ("navigator", "target", "", "2.0.7"),
    ("official-account", "", "", "2.3.0"),
    ("open-data", "", "", "1.4.0"),
    ("open-data", "type", "groupName", "1.4.0"),
    ("open-data", "type", "userAvatarUrl", "1.9.90"),
    ("open-data", "type", "userNickName", "1.9.90"),
    ("page-container", "", "", "2.16.0"),
    ("page-meta", "", "", "2.9.0"),
    ("picker", "", "", "1.0.0"),
    ("picker", "mode", "", "1.0.0"),
    ("picker", "mode", "region", "1.4.0"),
    ("picker-view", "", "", "1.0.0"),
    ("progress", "", "", "1.0.0"),
    ("radio", "", "", "1.0.0"),
    ("rich-text", "", "", "1.4.0"),
    ("rich-text", "space", "", "2.4.1"),
    ("scroll-view", "", "", "1.0.0"),
    ("scroll-view", "enable-flex", "", "2.7.3"),
    ("scroll-view", "enhanced", "", "2.12.0"),
    ("scroll-view", "refresher-enabled", "", "2.10.1"),
    ("scroll-view", "scroll-x", "", "1.0.0"),
    ("scroll-view", "scroll-y", "", "1.0.0"),
    ("slider", "", "", "1.0.0"),
    ("swiper", "", "", "1.0.0"),
    ("swiper", "display-multiple-items", "", "1.9.0"),
    ("swiper", "easing-function", "", "2.6.5"),
    ("swiper", "vertical", "", "1.0.0"),
    ("switch", "", "", "1.0.0"),
    ("text", "", "", "1.0.0"),
    ("text", "decode", "", "1.4.0"),
    ("text", "selectable", "", "1.1.0"),
    ("text", "space", "", "1.4.0"),
    ("text", "user-select", "", "2.12.1"),
    ("textarea", "", "", "1.0.0"),
    ("textarea", "auto-height", "", "1.0.0"),
    ("textarea", "hold-keyboard", "", "2.8.2"),
    ("textarea", "show-confirm-bar", "", "1.6.0"),
    ("video", "", "", "1.0.0"),
    ("view", "", "", "1.0.0"),
    ("view", "hover-class", "", "1.0.0"),
    ("view", "hover-stop-propagation", "", "1.5.0"),
    ("web-view", "", "", "1.6.4"),
];

/// (API, member of its result, base library), from the official pages.
const RESULTS: &[(&str, &str, &str)] = &[
    ("chooseImage", "tempFilePaths", "1.0.0"),
    ("chooseImage", "tempFiles", "1.2.0"),
    ("chooseLocation", "address", "1.0.0"),
    ("chooseLocation", "latitude", "1.0.0"),
    ("chooseLocation", "longitude", "1.0.0"),
    ("chooseLocation", "name", "1.0.0"),
    ("chooseMedia", "tempFiles", "2.10.0"),
    ("chooseMedia", "type", "2.10.0"),
    ("downloadFile", "profile", "2.10.4"),
    ("downloadFile", "statusCode", "1.0.0"),
    ("downloadFile", "tempFilePath", "1.0.0"),
    ("getLocation", "accuracy", "1.0.0"),
    ("getLocation", "altitude", "1.2.0"),
    ("getLocation", "latitude", "1.0.0"),
    ("getLocation", "longitude", "1.0.0"),
    ("getLocation", "speed", "1.0.0"),
    ("getNetworkType", "hasSystemProxy", "2.22.1"),
    ("getNetworkType", "networkType", "1.0.0"),
    ("getStorage", "data", "1.0.0"),
    ("getStorageInfo", "currentSize", "1.0.0"),
    ("getStorageInfo", "keys", "1.0.0"),
    ("getStorageInfo", "limitSize", "1.0.0"),
    ("getSystemInfo", "SDKVersion", "1.1.0"),
    ("getSystemInfo", "brand", "1.5.0"),
    ("getSystemInfo", "fontSizeSetting", "1.5.0"),
    ("getSystemInfo", "language", "1.0.0"),
    ("getSystemInfo", "model", "1.0.0"),
    ("getSystemInfo", "pixelRatio", "1.0.0"),
    ("getSystemInfo", "platform", "1.0.0"),
    ("getSystemInfo", "safeArea", "2.7.0"),
    ("getSystemInfo", "screenHeight", "1.1.0"),
    ("getSystemInfo", "screenWidth", "1.1.0"),
    ("getSystemInfo", "statusBarHeight", "1.9.0"),
    ("getSystemInfo", "system", "1.0.0"),
    ("getSystemInfo", "theme", "2.11.0"),
    ("getSystemInfo", "version", "1.0.0"),
    ("getSystemInfo", "windowHeight", "1.0.0"),
    ("getSystemInfo", "windowWidth", "1.0.0"),
    ("getUserInfo", "cloudID", "2.7.0"),
    ("getUserInfo", "encryptedData", "1.0.0"),
    ("getUserInfo", "iv", "1.0.0"),
    ("getUserInfo", "rawData", "1.0.0"),
    ("getUserInfo", "signature", "1.0.0"),
    ("getUserInfo", "userInfo", "1.0.0"),
    ("getUserProfile", "userInfo", "2.10.4"),
    ("login", "code", "1.0.0"),
    ("onCompassChange", "accuracy", "2.4.0"),
    ("onCompassChange", "direction", "1.0.0"),
    ("onNetworkStatusChange", "isConnected", "1.1.0"),
    ("onNetworkStatusChange", "networkType", "1.1.0"),
    ("request", "cookies", "2.10.0"),
    ("request", "data", "1.0.0"),
    ("request", "header", "1.2.0"),
    ("request", "profile", "2.10.4"),
    ("request", "statusCode", "1.0.0"),
    ("scanCode", "charSet", "1.0.0"),
    ("scanCode", "path", "1.0.0"),
    ("scanCode", "result", "1.0.0"),
    ("scanCode", "scanType", "1.0.0"),
    ("showActionSheet", "tapIndex", "1.0.0"),
    ("showModal", "cancel", "1.1.0"),
    ("showModal", "confirm", "1.0.0"),
    ("showModal", "content", "2.17.1"),
    ("uploadFile", "data", "1.0.0"),
    ("uploadFile", "statusCode", "1.0.0"),
];

/// (API, parameter, value, base library): what the official pages list for parameters that take one of a few texts.
const VALUES: &[(&str, &str, &str, &str)] = &[
    ("chooseImage", "sizeType", "compressed", "1.0.0"),
    ("chooseImage", "sizeType", "original", "1.0.0"),
    ("chooseImage", "sourceType", "album", "1.0.0"),
    ("chooseImage", "sourceType", "camera", "1.0.0"),
    ("chooseMedia", "mediaType", "image", "2.10.0"),
    ("chooseMedia", "mediaType", "mix", "2.10.0"),
    ("chooseMedia", "mediaType", "video", "2.10.0"),
    ("getLocation", "type", "gcj02", "1.0.0"),
    ("getLocation", "type", "wgs84", "1.0.0"),
    ("request", "dataType", "json", "1.0.0"),
    ("request", "method", "CONNECT", "1.0.0"),
    ("request", "method", "DELETE", "1.0.0"),
    ("request", "method", "GET", "1.0.0"),
    ("request", "method", "HEAD", "1.0.0"),
    ("request", "method", "OPTIONS", "1.0.0"),
    ("request", "method", "POST", "1.0.0"),
    ("request", "method", "PUT", "1.0.0"),
    ("request", "method", "TRACE", "1.0.0"),
    ("request", "responseType", "arraybuffer", "1.7.0"),
    ("request", "responseType", "text", "1.7.0"),
    ("showToast", "icon", "error", "2.14.1"),
    ("showToast", "icon", "loading", "1.0.0"),
    ("showToast", "icon", "none", "1.0.0"),
    ("showToast", "icon", "success", "1.0.0"),
];

/// (object, method or property, base library): the samples of the official page, and the like.
const MEMBERS: &[(&str, &str, &str)] = &[
    ("CameraContext", "onCameraFrame", "2.7.0"),
    ("CameraContext", "startRecord", "1.6.0"),
    ("CameraContext", "stopRecord", "1.6.0"),
    ("CameraContext", "takePhoto", "1.6.0"),
    ("CameraFrameListener", "start", "2.7.0"),
    ("CameraFrameListener", "stop", "2.7.0"),
    ("Image", "height", "2.7.0"),
    ("Image", "onload", "2.7.0"),
    ("Image", "src", "2.7.0"),
    ("Image", "width", "2.7.0"),
    ("RequestTask", "abort", "1.4.0"),
    ("RequestTask", "onChunkReceived", "2.20.1"),
    ("RequestTask", "onHeadersReceived", "2.1.0"),
    ("console", "error", "1.0.0"),
    ("console", "info", "1.0.0"),
    ("console", "log", "1.0.0"),
    ("console", "warn", "1.0.0"),
];

/// The members of `safeArea`.
const SAFE_AREA: [&str; 6] = ["bottom", "height", "left", "right", "top", "width"];

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
        [_, "object", param, rest @ ..] => {
            let known = |param: &str| api.params.iter().find(|known| known.name == param);
            let is_there = ["success", "fail", "complete"].contains(param)
                || known(param).is_some_and(|known| has(param, if known.since.is_empty() { api.since } else { known.since }));
            let value = |value: &&str| {
                VALUES
                    .iter()
                    .any(|(of, name, known, since)| (*of, *name, *known) == (api.name, *param, *value) && wx.at_least(since))
            };
            is_there && rest.first().is_none_or(value)
        }
        [_, "success" | "return" | "callback", member, rest @ ..] => {
            let api = api.name.trim_end_matches("Sync").trim_end_matches("Async");
            let is_there = RESULTS.iter().any(|(known, name, since)| *known == api && name == member && wx.at_least(since));
            is_there && rest.first().is_none_or(|inner| *member == "safeArea" && SAFE_AREA.contains(inner))
        }
        _ => false,
    }
}

fn component(wx: &Wx, parts: &[&str]) -> bool {
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    let wanted = (part(0), part(1), part(2));
    let known = COMPONENTS.iter().find(|(name, attribute, option, _)| (*name, *attribute, *option) == wanted);
    let member = || MEMBERS.iter().find(|(object, name, _)| parts == [*object, *name]).map(|(_, _, since)| since);
    known.map(|(_, _, _, since)| since).or_else(member).is_some_and(|since| wx.at_least(since))
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
    fn the_samples_of_the_official_page_are_there() {
        let samples = [
            "console.log",
            "CameraContext.onCameraFrame",
            "CameraFrameListener.start",
            "Image.src",
            "openBluetoothAdapter",
            "getSystemInfoSync.return.safeArea.left",
            "getSystemInfo.success.screenWidth",
            "showToast.object.image",
            "onCompassChange.callback.direction",
            "request.object.method.GET",
            "live-player",
            "text.selectable",
            "button.open-type.contact",
        ];
        ask("3.16.2", &samples, &["true"; 13].join(" "));
        let nonsense = ["getSystemInfoSync.return.safeArea.moon", "showToast.object.icon.moon", "console.moon", "text.moon"];
        ask("3.16.2", &nonsense, "false false false false");
        ask("2.9.0", &["showToast.object.icon.error", "showToast.object.icon.success"], "false true");
    }

    #[test]
    fn anything_but_text_is_false() {
        check_in("", "console.log(wx.canIUse(), wx.canIUse(7), wx.canIUse(null))", "false false false");
    }
}
