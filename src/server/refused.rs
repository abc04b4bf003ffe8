//! The server API paths that are known and not modelled, such as `/wxa/getpaidunionid`: each is refused by its name.

use serde_json::{Value, json};

/// Path and official name.
const KNOWN: &[(&str, &str)] = &[
    ("/wxa/getpaidunionid", "getPaidUnionId"),
    ("/wxa/getpluginopenpid", "getPluginOpenPId"),
    ("/wxa/business/checkencryptedmsg", "checkEncryptedData"),
    ("/wxa/business/getuserencryptkey", "getUserEncryptKey"),
    ("/wxa/business/getliveinfo", "getLiveInfo"),
    ("/wxa/getuserriskrank", "getUserRiskRank"),
    ("/wxa/msg_sec_check", "msgSecCheck"),
    ("/wxa/media_check_async", "mediaCheckAsync"),
    ("/wxa/img_sec_check", "imgSecCheck"),
    ("/wxa/getwxacode", "getQRCode"),
    ("/wxa/getwxacodeunlimit", "getUnlimitedQRCode"),
    ("/cgi-bin/wxaapp/createwxaqrcode", "createQRCode"),
    ("/wxa/generatescheme", "generateScheme"),
    ("/wxa/queryscheme", "queryScheme"),
    ("/wxa/generate_urllink", "generateUrlLink"),
    ("/wxa/query_urllink", "queryUrlLink"),
    ("/wxa/genwxashortlink", "generateShortLink"),
    ("/wxa/generatenfcscheme", "generateNFCScheme"),
    ("/cgi-bin/message/subscribe/send", "sendMessage (subscribe)"),
    ("/cgi-bin/message/wxopen/template/send", "sendMessage (template)"),
    ("/cgi-bin/message/wxopen/activityid/create", "createActivityId"),
    ("/cgi-bin/message/wxopen/updatablemsg/send", "setUpdatableMsg"),
    ("/cgi-bin/message/custom/send", "sendCustomMessage"),
    ("/cgi-bin/message/custom/typing", "setTyping"),
    ("/cgi-bin/message/device/subscribe/send", "sendHardwareDeviceMessage"),
    ("/cgi-bin/media/get", "getTempMedia"),
    ("/cgi-bin/media/upload", "uploadTempMedia"),
    ("/wxaapi/newtmpl/gettemplate", "getMessageTemplateList"),
    ("/wxaapi/newtmpl/addtemplate", "addMessageTemplate"),
    ("/wxaapi/newtmpl/deltemplate", "deleteMessageTemplate"),
    ("/wxaapi/newtmpl/getcategory", "getCategory"),
    ("/datacube/getweanalysisappiddailyvisittrend", "getDailyVisitTrend"),
    ("/datacube/getweanalysisappiddailysummarytrend", "getDailySummary"),
    ("/datacube/getweanalysisappiddailyretaininfo", "getDailyRetain"),
    ("/datacube/getweanalysisappidvisitpage", "getVisitPage"),
    ("/datacube/getweanalysisappiduserportrait", "getUserPortrait"),
    ("/tcb/invokecloudfunction", "invokeCloudFunction"),
    ("/tcb/databasequery", "databaseQuery"),
    ("/tcb/databaseadd", "databaseAdd"),
    ("/tcb/databaseupdate", "databaseUpdate"),
    ("/tcb/databasedelete", "databaseDelete"),
    ("/tcb/uploadfile", "getUploadFileLink"),
    ("/tcb/batchdownloadfile", "getDownloadLink"),
    ("/cv/ocr/idcard", "ocr.idcard"),
    ("/cv/img/qrcode", "scanQRCode"),
    ("/cgi-bin/clear_quota", "clearQuota"),
    ("/cgi-bin/openapi/quota/get", "getApiQuota"),
    ("/cgi-bin/get_api_domain_ip", "getApiDomainIp"),
    ("/cgi-bin/getcallbackip", "getCallbackIp"),
    ("/cgi-bin/ticket/getticket", "getTicket"),
    ("/cgi-bin/user/info", "user info of official accounts"),
    ("/sns/oauth2/access_token", "web page authorisation"),
    ("/sns/userinfo", "web page authorisation"),
];

/// The answer to a path that is not modelled: status and body. WeChat's own number for "you may not call this" is 48001, for a path
/// that does not exist 40066.
pub(super) fn answer(path: &str, rid: &str) -> (u16, Value) {
    match KNOWN.iter().find(|(known, _)| *known == path) {
        Some((_, name)) => {
            let errmsg = format!("api unauthorized: wxhost knows {name} ({path}) and does not model it, rid: {rid}");
            (200, json!({"errcode": 48001, "errmsg": errmsg}))
        }
        None => (404, json!({"errcode": 40066, "errmsg": format!("invalid url, rid: {rid}")})),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_paths_are_refused_by_name_and_others_do_not_exist() {
        let (status, body) = answer("/wxa/getpaidunionid", "r");
        assert_eq!((status, &body["errcode"]), (200, &json!(48001)));
        assert!(body["errmsg"].as_str().unwrap().contains("getPaidUnionId"), "{body}");
        assert_eq!(answer("/wxa/nonsense", "r").0, 404);
        let mut paths: Vec<_> = KNOWN.iter().map(|(path, _)| path).collect();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), KNOWN.len());
    }
}
