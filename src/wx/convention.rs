//! Tests of the calling convention, with the mistakes that programs make: each gives what the platform gives (facts §1).

use super::testing::{check, check_all, check_in, run_in};

#[test]
fn success_then_complete_with_the_same_object_in_a_later_task() {
    check(
        "let seen; wx.getNetworkType({ success(r) { seen = r; console.log('success') }, complete(r) { console.log('complete', r === seen) } });
         Promise.resolve().then(() => console.log('promise')); console.log('now')",
        "now
         promise
         success
         complete true",
    );
}

#[test]
fn parameter_failures_come_inside_the_call() {
    check(
        "wx.setNavigationBarTitle({ title: 1, fail: () => console.log('fail'), complete: () => console.log('complete') }); console.log('after')",
        "setNavigationBarTitle:fail parameter error: parameter.title should be String instead of Number;
         fail
         complete
         after",
    );
}

#[test]
fn the_whole_argument_may_be_wrong_or_missing() {
    check(
        "wx.vibrateLong('x')",
        "vibrateLong:fail parameter error: parameter should be Object instead of String;\n! {\"errMsg\":\"vibrateLong:fail parameter error: parameter should be Object instead of String;\",\"errno\":1001}",
    );
    check(
        "wx.vibrateLong().then((r) => console.log(r.errMsg)); wx.vibrateLong(null); wx.vibrateLong(undefined)",
        "vibrateLong:ok",
    );
}

#[test]
fn explicit_undefined_overrides_a_default() {
    let text = "showToast:fail parameter error: parameter.title should be String instead of Undefined;";
    check("wx.showToast({ title: undefined, fail: (e) => console.log(e.errMsg) })", &format!("{text}\n{text}"));
    check("wx.showToast({ success: (r) => console.log(r.errMsg) })", "showToast:ok");
}

#[test]
fn callbacks_that_are_no_functions_are_ignored() {
    check("console.log(typeof wx.vibrateLong({ success: 'x', fail: {}, complete: null }).then)", "function");
    check("console.log(typeof wx.vibrateLong({ complete() {} }))", "undefined");
}

#[test]
fn a_callback_that_throws_does_not_keep_complete_from_running() {
    check(
        "wx.onError((text) => console.log(text.split('\\n')[1])); \
         wx.vibrateLong({ success() { throw new Error('boom') }, complete() { console.log('complete') } })",
        "! Error: boom
         complete
         boom",
    );
}

#[test]
fn this_in_a_callback_is_the_callback() {
    check("const f = function () { console.log(this === f) }; wx.vibrateLong({ success: f })", "true");
}

#[test]
fn getters_that_throw_throw_out_of_the_call() {
    check(
        "try { wx.showToast({ get title() { throw new Error('mine') } }) } catch (e) { console.log(e.message) }
         let n = 0; wx.vibrateLong({ get success() { n++; return () => console.log('read', n) } })",
        "mine
         read 1",
    );
}

#[test]
fn options_are_copied_at_the_call() {
    check_all("", "const o = { title: 'a' }; wx.setNavigationBarTitle(o); o.title = 'b'", "[navigation-bar] {\"title\":\"a\"}");
}

#[test]
fn cyclic_data_functions_and_to_json_that_throws() {
    check(
        "const c = {}; c.c = c; wx.setStorage({ key: 'k', data: c, fail: (e) => console.log(e.errMsg.slice(0, 15)) });
         try { wx.setStorageSync('k', c) } catch (e) { console.log(e instanceof TypeError) }
         wx.setStorageSync('f', () => 1); console.log(wx.getStorageSync('f') === '');
         const t = { toJSON() { throw new Error('mine') } };
         wx.setStorage({ key: 't', data: t, fail: (e) => console.log(e.errMsg) });
         try { wx.setStorageSync('t', t) } catch (e) { console.log(e.message) }",
        "true
         true
         mine
         setStorage:fail
         setStorage:fail mine",
    );
}

#[test]
fn two_megabytes_are_too_much_for_one_key() {
    check_in(
        "client = 'android'",
        "const big = 'x'.repeat(2 * 1024 * 1024); wx.setStorage({ key: 'k', data: big, fail: (e) => console.log(e.errMsg) });
         try { wx.setStorageSync('k', big) } catch (e) { console.log(e.message) }",
        "APP-SERVICE-SDK:setStorageSync:fail:entry size limit reached
         setStorage:fail:entry size limit reached",
    );
}

#[test]
fn wx_is_an_ordinary_object_and_its_functions_work_detached() {
    check(
        "const { login } = wx; const own = wx.vibrateLong; delete wx.vibrateLong; wx.vibrateShort = () => 'mine'; wx.extra = 1;
         console.log(typeof wx.vibrateLong, wx.vibrateShort(), Object.keys(wx).includes('extra'), wx.login.name);
         own({ success: (r) => console.log(r.errMsg) }); login({ success: (r) => console.log(r.errMsg) });
         const d = Object.getOwnPropertyDescriptor(wx, 'login'); console.log(d.writable, d.enumerable, d.configurable)",
        "undefined mine true login
         true true true
         vibrateLong:ok
         login:ok",
    );
}

#[test]
fn promises_came_with_2_10_2() {
    let js = "console.log(typeof wx.vibrateLong())";
    check_in("base_library = '2.10.1'", js, "undefined");
    check_in("base_library = '2.10.2'", js, "object");
}

#[test]
fn errno_came_with_2_24_0() {
    let js = "wx.authorize({ scope: 'scope.userInfo', fail: (e) => console.log(e.errno) })";
    check_in("base_library = '2.23.0'", js, "undefined");
    check_in("base_library = '2.24.0'", js, "103");
}

#[test]
fn a_fault_fails_any_api() {
    check_in(
        "fault = [{ api = 'navigateTo', errMsg = 'navigateTo:fail timeout' }]",
        "wx.navigateTo({ url: '/a/a' }).catch((e) => console.log(e.errMsg, getCurrentPages().length))",
        "navigateTo:fail timeout 1",
    );
}

#[test]
fn what_is_not_modelled_is_refused_by_name() {
    check(
        "try { wx.pluginLogin() } catch (e) { console.log('caught') }",
        "! WxhostError: wx.pluginLogin is a real API of WeChat that wxhost does not model
         caught",
    );
}

#[test]
fn nothing_that_a_program_passes_breaks_the_host() {
    // Every modelled function of `wx` and of the objects that it gives, with everything that should not be passed.
    let names = super::records().iter().filter(|api| api.support() != "refused").map(|api| api.name);
    let names: Vec<&str> = names.filter(|name| !["exitMiniProgram", "restartMiniProgram"].contains(name)).collect();
    let js = "const cyclic = {}; cyclic.self = cyclic; const bad = { get success() { throw new Error('getter') } };
        const values = [[], [null], ['x'], [[]], [cyclic], [() => {}], [Symbol('s')], [{ success: 1, fail: 'x', complete: {} }], [bad],
            [{ url: cyclic, data: cyclic, filePath: {}, key: Symbol('k'), title: undefined, itemList: [undefined] }], [{ toJSON() { throw new Error('toJSON') } }],
            [new Proxy({}, { get() { throw new Error('proxy') }, ownKeys() { throw new Error('keys') } })], [NaN, -1, 1e300, '\\ud800'], ['a'.repeat(700), cyclic, null]];
        let calls = 0, threw = 0;
        const tryAll = (object, names) => { for (const name of names || Object.getOwnPropertyNames(object)) {
            let f; try { f = object[name] } catch (e) { continue } if (typeof f !== 'function') continue;
            for (const args of values) { calls++; try { const made = f.apply(undefined, args); if (made && made.catch) made.catch(() => {}) } catch (e) { threw++ } } } };
        wx.cloud.init(); tryAll(wx, NAMES);
        [wx.getFileSystemManager(), wx.createCanvasContext('a'), wx.createInnerAudioContext(), wx.createSelectorQuery(), wx.createSelectorQuery().select('a'), wx.createAnimation(),
            wx.createVideoContext('v'), wx.getLogManager(), wx.getUpdateManager(), wx.cloud.database(), wx.cloud.database().collection('c'),
            wx.request({ url: 'https://a.cn/' }), wx.connectSocket({ url: 'wss://a.cn/' })].forEach((object) => object && tryAll(object));
        console.log(calls > 3000, threw > 100)";
    let names = serde_json::to_string(&names).expect("names");
    let ran = run_in("limits = { deadline = '5m', events = 1000000 }", &js.replace("NAMES", &names));
    assert!(ran.lines.iter().any(|line| line == "true true"), "{:?}", ran.lines.last());
    let verdict = format!("{:?}", ran.verdict());
    assert!(!verdict.starts_with("Limit"), "{verdict}");
}

#[test]
fn app_and_page_may_be_replaced_and_other_platforms_are_absent() {
    check(
        "const old = App; App = (o) => { console.log('mine'); old(o) }; App({ onLaunch() { console.log('launched') } });
        const page = Page; Page = function (o) { return page(o) }; console.log(Page !== page);
        console.log([typeof my, typeof tt, typeof swan, typeof qq, typeof uni, typeof window, typeof document, typeof process].join())",
        "mine\nlaunched\ntrue\nundefined,undefined,undefined,undefined,undefined,undefined,undefined,undefined",
    );
}

#[test]
fn a_member_that_is_not_there_is_explained() {
    check("wx.shwoToast({})", "! TypeError: wx.shwoToast is not a function (did you mean wx.showToast?)");
    check("wx.utterlyUnlikeAnything()", "! TypeError: wx.utterlyUnlikeAnything is not a function");
    check_in(
        "base_library = '2.13.0'",
        "wx.getWindowInfo()",
        "! TypeError: wx.getWindowInfo is not a function (since base library 2.20.1; this run has 2.13.0)",
    );
}
