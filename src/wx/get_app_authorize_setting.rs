//! `wx.getAppAuthorizeSetting`: what the system lets WeChat itself do: album, camera, location, microphone, …

use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value};

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;
use crate::scenario::Client;

pub(super) const API: Api = Api {
    since: "2.20.1",
    promise: None,
    ..Api::new(
        "getAppAuthorizeSetting",
        Text { zh: "获取微信 APP 授权设置", en: "Tells what the system lets WeChat itself do" },
        "base/system/wx.getAppAuthorizeSetting.html",
        Run::Sync(run),
    )
};

/// (member here, member of `getSystemInfo`, whether only iOS tells it).
const MEMBERS: [(&str, &str, bool); 9] = [
    ("albumAuthorized", "albumAuthorized", true),
    ("bluetoothAuthorized", "bluetoothEnabled", true),
    ("cameraAuthorized", "cameraAuthorized", false),
    ("locationAuthorized", "locationAuthorized", false),
    ("microphoneAuthorized", "microphoneAuthorized", false),
    ("notificationAuthorized", "notificationAuthorized", false),
    ("notificationAlertAuthorized", "notificationAuthorized", true),
    ("notificationBadgeAuthorized", "notificationAuthorized", true),
    ("notificationSoundAuthorized", "notificationAuthorized", true),
];

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let mut members = Map::new();
    {
        let device = call.wx.device.borrow();
        let android = call.wx.rules.client == Client::Android;
        for (name, source, ios) in MEMBERS {
            let granted = device.system_info().get(source).and_then(Value::as_bool).unwrap_or(true);
            if !(ios && android) {
                members.insert(name.into(), if granted { "authorized" } else { "denied" }.into());
            }
        }
        members.insert("locationReducedAccuracy".into(), false.into());
    }
    json::from_data(&Value::Object(members), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn tells_what_the_system_allows() {
        let js = "const s = wx.getAppAuthorizeSetting(); console.log(s.cameraAuthorized, s.albumAuthorized, s.locationReducedAccuracy)";
        check(js, "authorized authorized false");
        check_in("client = 'android'\ndevice.system = { cameraAuthorized = false }", js, "denied undefined false");
    }
}
