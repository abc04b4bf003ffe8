//! `wx.request`: an HTTPS request to the developer's server; any HTTP status is a success.
//!
//! Facts §4: the url's form is checked inside the call; header values become strings; GET data goes into the query; the body
//! follows the content-type; `timeout <= 0` means the default of 60 s; ten run at once, the others wait in a queue.

mod body;
mod options;
mod reply;

use boa_engine::{JsResult, JsValue};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Payload};
use super::exchange::Outgoing;
use super::transfer;
use crate::lang::Text;

pub(super) const API: Api = Api {
    promise: None,
    params: &[
        Param::required("url", Kind::String),
        Param::new("data", Kind::Any),
        Param::new("header", Kind::Object),
        Param::new("timeout", Kind::Number).since("2.10.0"),
        Param::new("method", Kind::String).or(Default::Text("GET")),
        Param::new("dataType", Kind::String).or(Default::Text("json")),
        Param::new("responseType", Kind::String).or(Default::Text("text")).since("1.7.0"),
        Param::new("enableChunked", Kind::Boolean).since("2.20.2"),
        Param::new("redirect", Kind::String).or(Default::Text("follow")).since("3.2.2"),
    ],
    failures: &["timeout", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "abort"],
    missing: Text {
        zh: "enableHttp2、enableQuic、enableCache、HttpDNS、profile、forceCellularNetwork、合法域名列表",
        en: "enableHttp2, enableQuic, enableCache, HttpDNS, profile, forceCellularNetwork, the list of legal domains",
    },
    ..Api::new(
        "request",
        Text { zh: "发起 HTTPS 网络请求", en: "Sends a request to the developer's server" },
        "network/request/wx.request.html",
        Run::Task(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let prepared = match options::prepare(call)? {
        Ok(prepared) => prepared,
        Err(unsent) => return transfer::refuse(call, unsent),
    };
    let outgoing = Outgoing {
        method: prepared.method,
        url: prepared.url,
        headers: prepared.headers,
        shown: prepared.body.shown(),
        body: prepared.body.into_bytes(),
        manual_redirect: prepared.manual_redirect,
        chunked: call.wx.at_least("2.20.2") && call.flag("enableChunked"),
        plan: prepared.plan,
        slow: call.slow,
    };
    let (parse_json, binary) = (prepared.parse_json, prepared.binary);
    transfer::begin(call, outgoing, prepared.timeout, move |_, wx, reply| {
        let (client, cookies) = (wx.rules.client, wx.at_least("2.10.0"));
        Ok(Payload::BuildKnown(Box::new(move |object, context| {
            reply::fill(object, &reply, parse_json, binary, client, cookies, context)
        })))
    })
}

/// A string for JavaScript.
pub(super) fn text_value(text: &str) -> JsValue {
    transfer::js(text)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn a_redirect_leads_where_the_routes_say() {
        let world = "routes = { 'https://a.cn/*' = 'backend:/*', 'https://b.cn/*' = 'backend:/b/*' }
            backend.'GET /redir' = [{ status = 302, headers = { Location = 'https://b.cn/h?x=1' } }]
            backend.'GET /b/h' = [{ json = { a = 1 } }]";
        let js = "wx.request({ url: 'https://a.cn/redir', success: (r) => console.log(r.statusCode, r.data), fail: (r) => console.log(r.errMsg) })";
        check_in(world, js, r#"200 {"a":1}"#);
        let lost = "routes = { 'https://a.cn/*' = 'backend:/*' }
            backend.'GET /redir' = [{ status = 302, headers = { Location = 'https://b.cn/h' } }]";
        let told = "! WxhostError: a redirect leads to b.cn, where nobody answers: give its address a route (\"https://b.cn/*\" = \"backend:/*\") or allow it (--allow-host b.cn)";
        check_in(lost, js, &*format!("{told}\nrequest:fail url not in domain list"));
    }

    #[test]
    fn the_word_function_is_no_data() {
        let js = "const send = (data) => wx.request({ url: 'https://a.cn/x', method: 'POST', data, success: (r) => console.log(r.statusCode), fail: (r) => console.log(r.errMsg) });
            send('function'); send('Function')";
        check_in(
            "routes = { 'https://a.cn/*' = 'backend:/*' }",
            js,
            "request:fail data should not be Function\nrequest:fail data should not be Function\n200",
        );
    }
}
