//! What becomes of the network and of the program when the app is not on the screen, or the device not connected.
//!
//! Facts §4.7 (official page): five seconds after the app has gone into the background its thread is suspended, and what is still
//! under way on the network ends with `fail interrupted`; until the app comes back no request can be begun. What was planned happens when the app comes back; events of the scenario
//! that fall into the time between are told then too. After half an hour WeChat would destroy the app, which is not modelled.
//!
//! That a connection that was open ends as if the peer were gone, and a request as one without a network, when the device loses its
//! network in the middle, is inferred.

use std::rc::Rc;

use serde_json::json;

use super::call::Fail;
use super::state::Wx;
use super::transfer;
use crate::engine::{Context, Host};
use crate::trace::{Body, Lane};

/// Virtual milliseconds in the background until the thread is suspended (facts §4.7).
const GRACE: u64 = 5000;

/// The app has gone into the background.
pub fn go_into_background(wx: &Rc<Wx>, host: &Rc<Host>, cause: u64) {
    let turned = wx.turned.get() + 1;
    wx.turned.set(turned);
    wx.away_since.set(Some(host.turn()));
    let wx = Rc::clone(wx);
    host.after(GRACE, move |host, context| {
        if wx.turned.get() != turned {
            return;
        }
        host.set_cause(Some(cause));
        transfer::end_all(&wx, host, context, "interrupted", &interrupted());
        if host.fall_asleep() {
            let detail = json!({ "suspended": true });
            host.recorder.record(Lane::Host, Some(cause), None, Body::State { what: "app".to_owned(), detail });
        }
    });
}

/// The failure of a request that is begun in the background. What `onHide` itself sends still goes out (inferred: programs report what
/// users did from there).
pub(super) fn refused(wx: &Wx, host: &Host) -> Option<Fail> {
    wx.away_since.get().filter(|since| host.turn() > *since).map(|_| interrupted())
}

fn interrupted() -> Fail {
    Fail::new("interrupted").errno(600_003)
}

/// The app is on the screen again.
pub fn come_back(wx: &Rc<Wx>, host: &Rc<Host>) {
    wx.turned.set(wx.turned.get() + 1);
    wx.away_since.set(None);
    host.wake();
}

/// The device has lost its network.
pub fn lose_network(wx: &Rc<Wx>, host: &Rc<Host>, context: &mut Context) {
    let fail = transfer::offline(wx.rules.client);
    transfer::end_all(wx, host, context, "offline", &fail);
    wx.sockets.lose_all(host, wx, context);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_in, run_in};
    use crate::trace::{Body, Event};

    const SLOW: &str =
        "routes = { 'https://a.cn/*' = 'backend:/*' }\n[[scenario.backend.'GET /slow']]\njson = 1\nlatency = '15s'\n";
    const AWAY: &str = "[[scenario.event]]\nat = 1000\nwhat = 'hide'\n[[scenario.event]]\nat = 20000\nwhat = 'show'\n";

    #[test]
    fn in_the_background_requests_are_interrupted_and_timers_wait() {
        let js = "const t = () => new Date().getTime() - start; const start = new Date().getTime();
            const go = (path) => wx.request({ url: 'https://a.cn/' + path, success: () => console.log(path, t()), fail: (e) => console.log(path, e.errMsg, t()) });
            wx.onAppHide(() => go('hide')); go('slow'); setTimeout(() => go('quick'), 3000); setTimeout(() => console.log('timer', t()), 12000);
            wx.onAppShow(() => console.log('shown', t()))";
        let told = "hide 1030\nquick request:fail interrupted 3001\nslow request:fail interrupted 6000\nshown 20000\ntimer 20000";
        check_in(&format!("{SLOW}{AWAY}"), js, told);
    }

    #[test]
    fn an_app_that_comes_back_in_time_goes_on() {
        let js = "setTimeout(() => console.log('timer'), 5000)";
        let away = "[[scenario.event]]\nat = 1000\nwhat = 'hide'\n[[scenario.event]]\nat = 4000\nwhat = 'show'\n";
        check_in(away, js, "timer");
        check_in(
            "[[scenario.event]]\nat = 1000\nwhat = 'hide'\n",
            &format!("{js}; setTimeout(() => console.log('late'), 7000)"),
            "timer",
        );
    }

    #[test]
    fn what_is_under_way_ends_with_the_network() {
        let js = "wx.request({ url: 'https://a.cn/slow', fail: (e) => console.log(e.errMsg) });
            const s = wx.connectSocket({ url: 'wss://a.cn/s' }); s.onOpen(() => console.log('open'));
            s.onClose((e) => console.log('closed', e.code)); s.onMessage((m) => console.log('message', m.data));
            setTimeout(() => s.send({ data: 'x' }), 995)";
        let toml = "routes = { 'https://a.cn/*' = 'backend:/*', 'wss://a.cn/s' = 'backend:/s' }\nsocket.'/s' = { echo = true }\n[[scenario.backend.'GET /slow']]\njson = 1\nlatency = '15s'\n[[scenario.event]]\nat = 1000\nwhat = 'network'\nvalue = 'none'";
        check_in(toml, js, "open\nrequest:fail net::ERR_INTERNET_DISCONNECTED\nclosed 1006");
    }

    #[test]
    fn requests_that_wait_for_a_place_fail_without_having_been_sent() {
        let js = "for (let i = 0; i < 11; i++) wx.request({ url: 'https://a.cn/slow', fail: (e) => console.log(i, e.errMsg) })";
        let toml = format!("{SLOW}[[scenario.event]]\nat = 1000\nwhat = 'network'\nvalue = 'none'");
        let told: Vec<String> = (0..11).map(|i| format!("{i} request:fail net::ERR_INTERNET_DISCONNECTED")).collect();
        let ran = run_in(&toml, js);
        assert_eq!(ran.lines, told);
        let sent = |event: &&Event| matches!(&event.body, Body::Request { .. });
        assert_eq!(ran.finished.trace.events.iter().filter(sent).count(), 10);
    }

    #[test]
    fn nothing_reaches_wechat_or_a_server_without_a_network() {
        let js = "const told = (name) => (e) => console.log(name, e.errMsg, e.errCode);
            wx.login({ success: told('login ok'), fail: told('login') });
            wx.checkSession({ success: told('session ok'), fail: told('session') });
            const s = wx.connectSocket({ url: 'wss://a.cn/s', success: told('socket ok'), fail: told('socket') });
            s.onOpen(() => console.log('open')); console.log(s.readyState)";
        let toml = "routes = { 'wss://a.cn/s' = 'backend:/s' }\nsocket.'/s' = { echo = true }\ndevice.network = 'none'";
        let told = "3\nsocket connectSocket:fail network is down undefined\nsession checkSession:fail cgi fail -1\nlogin login:fail confirm cgi fail undefined";
        check_in(toml, js, told);
    }

    #[test]
    fn a_socket_that_a_fault_fails_is_a_socket_task() {
        let js = "const s = wx.connectSocket({ url: 'wss://a.cn/s', fail: (e) => console.log(e.errMsg) }); s.onOpen(() => {}); console.log(s.readyState)";
        let toml = "[[scenario.fault]]\napi = 'connectSocket'\nerrMsg = 'connectSocket:fail network is down'";
        check_in(toml, js, "3\nconnectSocket:fail network is down");
    }
}
