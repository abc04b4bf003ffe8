//! APIs whose result only the user or the device can give, such as `wx.scanCode`: answered by `[[scenario.answer]]`.
//!
//! The n-th answer of an API answers its n-th call; one that nobody answers is left open and told at the end. `success` holds
//! the members of the success object, `fail` the failure's text (`cancel`, `auth deny`, …). Temporary files named in an answer
//! exist from then on. A scripted answer also answers any API that is otherwise refused, and comes before the model of any other.
//! What only opens something, such as `previewImage`, succeeds by itself when no answer is scripted.

use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value, json};

use super::api::{Api, Kind, Param, Run};
use super::authorize::denied;
use super::call::{Call, Fail, Payload, Reply};
use super::dialog;
use crate::engine::json as js_json;
use crate::lang::Text;
use crate::scenario::{ApiAnswer, Consent};
use crate::trace::{Body, Lane, UiAction};

/// Name, since, page, parameters, documented failures, and in words what it does.
type Row = (&'static str, &'static str, &'static str, &'static [Param], &'static [&'static str], &'static str, &'static str);

const fn required(name: &'static str, kind: Kind) -> Param {
    Param::required(name, kind)
}

const CANCEL: &[&str] = &["cancel"];
const CHOICE: &[&str] = &["cancel", "auth deny"];
const FAILS: &[&str] = &[""];

#[rustfmt::skip]
const DECISIONS: &[Row] = &[
    ("addPhoneContact", "1.2.0", "device/contact/wx.addPhoneContact.html", &[required("firstName", Kind::String)], CANCEL, "添加手机通讯录联系人", "Adds a contact to the phone"),
    ("checkIsSoterEnrolledInDevice", "1.6.0", "open-api/soter/wx.checkIsSoterEnrolledInDevice.html", &[required("checkAuthMode", Kind::String)], FAILS, "获取设备内是否录入生物信息", "Tells whether the device knows a fingerprint or face"),
    ("checkIsSupportSoterAuthentication", "1.5.0", "open-api/soter/wx.checkIsSupportSoterAuthentication.html", &[], FAILS, "获取本机支持的 SOTER 生物认证方式", "Tells which biometric checks the device supports"),
    ("chooseAddress", "1.1.0", "open-api/address/wx.chooseAddress.html", &[], CHOICE, "获取用户收货地址", "Lets the user choose a delivery address"),
    ("chooseContact", "2.8.0", "device/contact/wx.chooseContact.html", &[], CANCEL, "拉起手机通讯录选择联系人", "Lets the user choose a contact"),
    ("chooseImage", "1.0.0", "media/image/wx.chooseImage.html", &[], CHOICE, "从相册选择图片或使用相机拍照", "Lets the user choose or take pictures"),
    ("chooseInvoiceTitle", "1.5.0", "open-api/invoice/wx.chooseInvoiceTitle.html", &[], CHOICE, "选择用户的发票抬头", "Lets the user choose an invoice title"),
    ("chooseLicensePlate", "2.19.0", "open-api/license-plate/wx.chooseLicensePlate.html", &[], CANCEL, "选择车牌号", "Lets the user choose a licence plate"),
    ("chooseLocation", "1.0.0", "location/wx.chooseLocation.html", &[], CHOICE, "打开地图选择位置", "Lets the user choose a place on a map"),
    ("chooseMedia", "2.10.0", "media/video/wx.chooseMedia.html", &[], CHOICE, "拍摄或从相册中选择图片或视频", "Lets the user choose or take pictures and videos"),
    ("chooseMessageFile", "2.5.0", "media/image/wx.chooseMessageFile.html", &[required("count", Kind::Number)], CANCEL, "从客户端会话选择文件", "Lets the user choose files from a chat"),
    ("choosePoi", "2.15.0", "location/wx.choosePoi.html", &[], CHOICE, "打开 POI 列表选择位置", "Lets the user choose a place from a list"),
    ("chooseVideo", "1.0.0", "media/video/wx.chooseVideo.html", &[], CHOICE, "拍摄视频或从相册中选视频", "Lets the user choose or take a video"),
    ("compressImage", "2.4.0", "media/image/wx.compressImage.html", &[required("src", Kind::String)], FAILS, "压缩图片", "Compresses a picture"),
    ("compressVideo", "2.11.0", "media/video/wx.compressVideo.html", &[required("src", Kind::String)], FAILS, "压缩视频", "Compresses a video"),
    ("getFuzzyLocation", "2.25.0", "location/wx.getFuzzyLocation.html", &[], &["auth deny"], "获取当前的模糊地理位置", "Gives roughly where the device is"),
    ("getImageInfo", "1.0.0", "media/image/wx.getImageInfo.html", &[required("src", Kind::String)], FAILS, "获取图片信息", "Gives a picture's size and type"),
    ("getLocation", "1.0.0", "location/wx.getLocation.html", &[], &["auth deny", "system permission denied"], "获取当前的地理位置", "Gives where the device is"),
    ("getShareInfo", "1.1.0", "share/wx.getShareInfo.html", &[required("shareTicket", Kind::String)], FAILS, "获取转发详细信息", "Gives the group that something was shared to"),
    ("getVideoInfo", "2.11.0", "media/video/wx.getVideoInfo.html", &[required("src", Kind::String)], FAILS, "获取视频详细信息", "Gives a video's size and length"),
    ("getWeRunData", "1.2.0", "open-api/werun/wx.getWeRunData.html", &[], &["auth deny"], "获取用户过去三十天微信运动步数", "Gives the user's steps of the last thirty days"),
    ("makePhoneCall", "1.0.0", "device/phone/wx.makePhoneCall.html", &[required("phoneNumber", Kind::String)], CANCEL, "拨打电话", "Calls a number when the user agrees"),
    ("navigateBackMiniProgram", "1.3.0", "navigate/wx.navigateBackMiniProgram.html", &[], FAILS, "返回到上一个小程序", "Goes back to the mini-program that opened this one"),
    ("navigateToMiniProgram", "1.3.0", "navigate/wx.navigateToMiniProgram.html", &[], CANCEL, "打开另一个小程序", "Opens another mini-program when the user agrees"),
    ("openCard", "1.1.0", "open-api/card/wx.openCard.html", &[], FAILS, "查看微信卡包中的卡券", "Shows cards of the user's wallet"),
    ("addCard", "1.1.0", "open-api/card/wx.addCard.html", &[], CANCEL, "批量添加卡券", "Adds cards to the user's wallet"),
    ("requestPayment", "1.0.0", "payment/wx.requestPayment.html", &[], CANCEL, "发起微信支付", "Lets the user pay"),
    ("requestSubscribeMessage", "2.4.4", "open-api/subscribe-message/wx.requestSubscribeMessage.html", &[required("tmplIds", Kind::Array)], &["20004"], "调起订阅消息界面", "Asks the user to subscribe to messages"),
    ("saveImageToPhotosAlbum", "1.2.0", "media/image/wx.saveImageToPhotosAlbum.html", &[required("filePath", Kind::String)], CHOICE, "保存图片到系统相册", "Saves a picture to the album"),
    ("saveVideoToPhotosAlbum", "1.2.0", "media/video/wx.saveVideoToPhotosAlbum.html", &[required("filePath", Kind::String)], CHOICE, "保存视频到系统相册", "Saves a video to the album"),
    ("scanCode", "1.0.0", "device/scan/wx.scanCode.html", &[], CANCEL, "调起客户端扫码界面进行扫码", "Lets the user scan a code"),
    ("shareFileMessage", "2.16.1", "share/wx.shareFileMessage.html", &[required("filePath", Kind::String)], CANCEL, "转发文件到聊天", "Lets the user send a file to a chat"),
    ("shareVideoMessage", "2.16.1", "share/wx.shareVideoMessage.html", &[required("videoPath", Kind::String)], CANCEL, "转发视频到聊天", "Lets the user send a video to a chat"),
    ("showShareImageMenu", "2.14.3", "share/wx.showShareImageMenu.html", &[required("path", Kind::String)], CANCEL, "打开分享图片弹窗", "Lets the user share a picture"),
    ("startSoterAuthentication", "1.5.0", "open-api/soter/wx.startSoterAuthentication.html", &[required("challenge", Kind::String)], CANCEL, "开始 SOTER 生物认证", "Checks the user's fingerprint or face"),
];

#[rustfmt::skip]
const OPENINGS: &[Row] = &[
    ("openCustomerServiceChat", "2.19.0", "open-api/service-chat/wx.openCustomerServiceChat.html", &[required("corpId", Kind::String)], FAILS, "打开微信客服", "Opens a chat with the customer service"),
    ("openDocument", "1.0.0", "file/wx.openDocument.html", &[required("filePath", Kind::String)], FAILS, "新开页面打开文档", "Opens a document"),
    ("openLocation", "1.0.0", "location/wx.openLocation.html", &[required("latitude", Kind::Number), required("longitude", Kind::Number)], FAILS, "使用微信内置地图查看位置", "Shows a place on a map"),
    ("previewImage", "1.0.0", "media/image/wx.previewImage.html", &[required("urls", Kind::Array)], FAILS, "在新页面中全屏预览图片", "Shows pictures on the whole screen"),
    ("previewMedia", "2.12.0", "media/image/wx.previewMedia.html", &[required("sources", Kind::Array)], FAILS, "预览图片和视频", "Shows pictures and videos on the whole screen"),
];

/// The records of this table.
pub(super) fn records() -> impl Iterator<Item = Api> {
    let record = |row: &Row, run: Run| {
        let (name, since, page, params, failures, zh, en) = *row;
        Api { since, params, failures, ..Api::new(name, Text { zh, en }, page, run) }
    };
    let decisions = DECISIONS.iter().map(move |row| record(row, Run::Async(decide)));
    decisions.chain(OPENINGS.iter().map(move |row| record(row, Run::Async(open))))
}

/// The scope that an API needs (facts §3.5).
fn scope_of(api: &str) -> Option<&'static str> {
    Some(match api {
        "getLocation" | "chooseLocation" => "scope.userLocation",
        "getFuzzyLocation" => "scope.userFuzzyLocation",
        "saveImageToPhotosAlbum" | "saveVideoToPhotosAlbum" => "scope.writePhotosAlbum",
        "getWeRunData" => "scope.werun",
        "addPhoneContact" => "scope.addPhoneContact",
        _ => return None,
    })
}

/// Answers with the next scripted answer; without one the call is left open. A scope that the user has denied fails it at once; one
/// that is not decided yet is decided by the answer, else by the user in a dialog.
pub(super) fn decide(call: &mut Call<'_>) -> JsResult<Reply> {
    let Some(scope) = scope_of(call.api.name) else { return answered(call) };
    let consent = call.wx.user.borrow().consent(scope);
    let decided = match consent {
        Some(Consent::Granted) => return answered(call),
        Some(Consent::Denied) => return Ok(Reply::After(call.wx.latency.account, Err(denied()))),
        None => call.wx.answers.borrow().peek(call.api.name).map(|answer| match &answer.fail {
            None => Some(Consent::Granted),
            Some(text) => text.contains("auth deny").then_some(Consent::Denied),
        }),
    };
    if let Some(decided) = decided {
        if let Some(decided) = decided {
            call.wx.user.borrow_mut().set_consent(scope, decided);
        }
        return answered(call);
    }
    let (settler, wx, api) = (call.settler(), call.wx.clone(), call.api.name);
    let detail = json!({ "scope": scope });
    dialog::ask(&call.host, &call.wx, call.seq, call.at.as_ref(), detail, move |host, context, answer, allowed| {
        let consent = if allowed { Consent::Granted } else { Consent::Denied };
        wx.user.borrow_mut().set_consent(scope, consent);
        if allowed {
            wx.unanswered.borrow_mut().push((settler.call(), api.to_owned()));
        } else {
            settler.settle(host, context, answer, Err(denied()));
        }
    });
    Ok(Reply::Planned)
}

fn answered(call: &mut Call<'_>) -> JsResult<Reply> {
    let answer = call.wx.answers.borrow_mut().take(call.api.name);
    let Some(answer) = answer else {
        call.wx.unanswered.borrow_mut().push((call.seq, call.api.name.to_owned()));
        return Ok(Reply::Planned);
    };
    let after = answer.latency.map_or(call.wx.latency.think, |latency| latency.0);
    let (settler, wx, at) = (call.settler(), call.wx.clone(), call.at.clone());
    let api = call.api.name;
    call.host.after(call.slow.unwrap_or(after), move |host, context| {
        let result = result(api, &answer);
        let told = match &result {
            Ok(_) => json!({ "answer": "success" }),
            Err(_) => json!({ "answer": answer.fail.clone().unwrap_or_default() }),
        };
        let body = Body::Ui { widget: api.to_owned(), action: UiAction::Answer, detail: told };
        let seq = host.recorder.record(Lane::User, Some(settler.call()), at, body);
        if let Ok(Payload::Data(members)) = &result {
            members.values().for_each(|value| hand_out(value, &mut wx.files.borrow_mut()));
        }
        settler.settle(host, context, Some(seq), result);
    });
    Ok(Reply::Planned)
}

/// Shows something and succeeds, unless an answer says otherwise.
fn open(call: &mut Call<'_>) -> JsResult<Reply> {
    if call.wx.answers.borrow().has(call.api.name) {
        return decide(call);
    }
    let body = Body::Ui { widget: call.api.name.to_owned(), action: UiAction::Show, detail: Value::Null };
    call.record(Lane::Wx, body);
    Ok(Reply::done(call.wx.latency.device))
}

/// The scripted answer of a synchronous API that is otherwise refused: its `success` is what the call returns.
pub(super) fn answer_now(call: &mut Call<'_>) -> JsResult<JsValue> {
    let answer = call.wx.answers.borrow_mut().take(call.api.name);
    match answer {
        Some(ApiAnswer { fail: Some(text), .. }) => {
            let fail = failure(call.api.name, &text).message(call.api.name, call.wx.rules.client);
            Err(super::call::sync_error(&fail))
        }
        Some(ApiAnswer { success: Some(value), .. }) => js_json::from_data(&value, call.context),
        _ => Ok(JsValue::undefined()),
    }
}

fn result(api: &str, answer: &ApiAnswer) -> Result<Payload, Fail> {
    match (&answer.fail, &answer.success) {
        (Some(text), _) => Err(failure(api, text)),
        (None, Some(Value::Object(members))) => {
            let mut members = members.clone();
            members.shift_remove("errMsg");
            Ok(Payload::Data(members))
        }
        (None, _) => Ok(Payload::Data(Map::new())),
    }
}

/// A scripted failure text: the reason (`cancel`), what follows the name (`fail:cancel`), or the whole `errMsg`.
pub(super) fn failure(api: &str, text: &str) -> Fail {
    if text.starts_with("fail") || text.starts_with(&format!("{api}:")) {
        return Fail { whole: Some(text.to_owned()), ..Fail::default() };
    }
    Fail::new(text)
}

/// Makes the temporary files exist that a value names.
fn hand_out(value: &Value, files: &mut crate::world::files::Files) {
    match value {
        Value::String(text) => files.hand_out(text),
        Value::Array(items) => items.iter().for_each(|item| hand_out(item, files)),
        Value::Object(map) => map.values().for_each(|item| hand_out(item, files)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in, run, run_in};
    use crate::host::Verdict;

    #[test]
    fn the_nth_answer_answers_the_nth_call_and_the_rest_stays_open() {
        let toml = r#"
            [[scenario.answer]]
            api = "scanCode"
            success = { result = "abc", scanType = "QR_CODE" }
            [[scenario.answer]]
            api = "scanCode"
            fail = "cancel"
            latency = "20ms""#;
        let js = "for (let i = 0; i < 3; i++) wx.scanCode({success: r => console.log(r.result, r.errMsg), fail: r => console.log(r.errMsg)})";
        let ran = run_in(toml, js);
        assert_eq!(ran.lines, ["scanCode:fail cancel", "abc scanCode:ok"]);
        assert_eq!(ran.open.iter().map(|open| open.what.as_str()).collect::<Vec<_>>(), ["scanCode"]);
    }

    #[test]
    fn what_needs_a_scope_asks_for_it_and_fails_without() {
        let js = "const told = (e) => console.log(e.errMsg);
            const save = () => wx.saveImageToPhotosAlbum({ filePath: 'http://tmp/a.png', success: told, fail: told });
            save(); setTimeout(save, 5000); setTimeout(() => wx.getSetting({ success: (r) => console.log(r.authSetting) }), 9000)";
        let answer = "[[scenario.answer]]\napi = 'saveImageToPhotosAlbum'\nsuccess = {}\n";
        let fails = "saveImageToPhotosAlbum:fail auth deny";
        let denied = "{\"scope.writePhotosAlbum\":false}";
        check_in(
            &format!("user.consent = {{ 'scope.writePhotosAlbum' = 'denied' }}\n{answer}"),
            js,
            &format!("{fails}\n{fails}\n{denied}"),
        );
        check_in("user.dialog = ['deny']", js, &format!("{fails}\n{fails}\n{denied}"));
        let granted = "{\"scope.writePhotosAlbum\":true}";
        check_in(&format!("{answer}{answer}"), js, &format!("saveImageToPhotosAlbum:ok\nsaveImageToPhotosAlbum:ok\n{granted}"));
        let asked = run_in("", js);
        assert_eq!(asked.open[0].what, "consent");
        let allowed = run_in("user.dialog = ['allow']", js);
        assert_eq!(allowed.open[0].what, "saveImageToPhotosAlbum");
    }

    #[test]
    fn files_that_an_answer_names_can_be_uploaded() {
        let toml = r#"
            routes = { "https://up.cn/" = "backend:/up" }
            [[scenario.answer]]
            api = "chooseImage"
            success = { tempFilePaths = ["wxfile://tmp_1.jpg"], tempFiles = [{ path = "wxfile://tmp_1.jpg", size = 3 }] }"#;
        let js = "(async () => { const {tempFilePaths: [filePath]} = await wx.chooseImage();
            wx.uploadFile({url: 'https://up.cn/', filePath, name: 'f', success: r => console.log(r.statusCode)}) })()";
        check_in(toml, js, &["200"]);
    }

    #[test]
    fn an_answer_unblocks_a_refused_api() {
        let toml = r#"
            [[scenario.answer]]
            api = "getSkylineInfoSync"
            success = { isSupported = false }
            [[scenario.answer]]
            api = "startWifi"
            success = {}
            [[scenario.answer]]
            api = "getConnectedWifi"
            fail = "getConnectedWifi:fail:12005 not turned on""#;
        let js = "console.log(wx.getSkylineInfoSync().isSupported); wx.startWifi().then(r => console.log(r.errMsg));
            wx.getConnectedWifi({fail: r => console.log(r.errMsg)})";
        let ran = run_in(toml, js);
        assert_eq!(ran.lines, ["false", "startWifi:ok", "getConnectedWifi:fail:12005 not turned on"]);
        assert_eq!(*ran.verdict(), Verdict::Clean);
        assert_eq!(*run("wx.startWifi()").verdict(), Verdict::UnknownApi);
    }

    #[test]
    fn an_answer_comes_before_the_model() {
        let toml = "[[scenario.answer]]\napi = \"login\"\nfail = \"auth deny\"";
        check_in(
            toml,
            "wx.login({fail: r => { console.log(r.errMsg); wx.login({success: r => console.log(r.errMsg)}) }})",
            &["login:fail auth deny", "login:ok"],
        );
    }

    #[test]
    fn getters_that_throw_and_callbacks_that_are_no_functions() {
        let toml = "[[scenario.answer]]\napi = \"scanCode\"\nsuccess = { result = \"x\" }";
        let js = "try { wx.scanCode({get success() { throw new Error('mine') }}) } catch (e) { console.log(e.message) }
            console.log(wx.scanCode({success: 'no function', fail: {}}) instanceof Promise)";
        check_in(toml, js, &["mine", "true"]);
    }

    #[test]
    fn members_of_wx_may_be_deleted_and_replaced() {
        let toml = "[[scenario.answer]]\napi = \"scanCode\"\nsuccess = { result = \"x\" }";
        let js = "const {scanCode, uploadFile} = wx; delete wx.scanCode; wx.uploadFile = 5; wx.cloud = null; wx.env = 1;
            console.log(typeof wx.scanCode, typeof wx.uploadFile); scanCode({success: r => console.log(r.result)});
            wx.request = o => o.url; console.log(wx.request({url: 'mine'}), typeof uploadFile)";
        check_in(toml, js, &["undefined number", "mine function", "x"]);
    }

    #[test]
    fn what_only_opens_something_succeeds() {
        check("wx.previewImage({urls: ['a'], success: r => console.log(r.errMsg)})", &["previewImage:ok"]);
        let bad = "previewImage:fail parameter error: parameter.urls should be Array instead of String;";
        check("wx.previewImage({urls: 'a', fail: r => console.log(r.errMsg)})", &[bad, bad]);
    }
}
