//! What WeChat's own elements do when the user does something to them, through the built binary.
//!
//! The view needs WeChat's component framework from npm; without npm these tests say so and pass.

use crate::projects::project;
use crate::support::{Ran, Wxhost, view};

/// Runs a page whose user does `events`, a list in TOML; none without the framework.
fn run((wxml, js): (&str, &str), events: &str, format: &str) -> Option<Ran> {
    let view = view()?;
    let files = [("app.json", r#"{"pages": ["a"]}"#), ("app.js", "App({})"), ("a.js", js), ("a.wxml", wxml)];
    let folder = project(&files);
    let (path, events) = (folder.path().display().to_string(), format!("event=[{events}]"));
    Some(Wxhost::new(["run", &path, "--set", &events, "--format", format]).env("WXHOST_VIEW", view).run())
}

/// What the page logs.
#[track_caller]
fn logs(page: (&str, &str), events: &str, expected: &[&str]) {
    let Some(ran) = run(page, events, "console") else { return };
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), expected, "{}", ran.err);
}

/// A form with every control and both buttons.
const FORM: &str = "<form bindsubmit=\"sub\" bindreset=\"re\">
  <input id=\"i\" name=\"i\" value=\"old\"/><textarea name=\"t\" value=\"{{t}}\"/><input name=\"m\" model:value=\"{{m}}\"/>
  <switch name=\"w\" checked/><slider name=\"l\" value=\"30\" min=\"10\"/><slider name=\"z\"/>
  <checkbox-group name=\"c\"><checkbox value=\"1\" checked/><label><checkbox value=\"2\" checked/></label></checkbox-group>
  <radio-group name=\"r\"><radio value=\"1\"/><radio value=\"2\" checked/></radio-group>
  <picker name=\"p\" range=\"{{['甲', '乙']}}\" value=\"{{1}}\"/><picker name=\"d\" mode=\"date\" value=\"2020-01-01\"/>
  <button id=\"s\" data-n=\"1\" form-type=\"submit\">提交</button><button id=\"r\" formType=\"reset\">重置</button></form>";

#[test]
fn a_reset_empties_the_controls_of_a_form() {
    let js = "Page({ data: { t: 'long', m: 'two' }, re(e) { console.log('reset', this.data.t, JSON.stringify(this.data.m)) },
        sub(e) { console.log(JSON.stringify(e.detail.value)) } })";
    let Some(ran) = run((FORM, js), "{what='input',target='#i',value='abc'},{at=1,target='#r'},{at=2,target='#s'}", "console")
    else {
        return;
    };
    let expected = "reset long \"\"\n{\"i\":\"\",\"t\":\"\",\"m\":\"\",\"w\":false,\"l\":10,\"z\":\"\",\"c\":[],\"r\":\"\",\"p\":-1,\"d\":\"\"}\n";
    assert_eq!(ran.out, expected, "{}", ran.err);
}

#[test]
fn a_submit_tells_the_values_and_the_button() {
    let js = "Page({ data: { t: 'long', m: 'two' }, sub(e) { console.log(JSON.stringify(e.detail)) } })";
    let values = r#"{"i":"old","t":"long","m":"two","w":true,"l":30,"z":"","c":["1","2"],"r":"2","p":1,"d":"2020-01-01"}"#;
    let target = r#"{"id":"s","offsetLeft":0,"offsetTop":0,"dataset":{"n":"1"}}"#;
    logs((FORM, js), "{target='#s'}", &[&format!(r#"{{"value":{values},"target":{target}}}"#)]);
    let sliders = "<form bindsubmit=\"sub\"><slider name=\"a\" min=\"10\"/><slider name=\"b\" value=\"200\"/>
        <slider name=\"c\" step=\"5\" value=\"12\"/><slider id=\"d\" name=\"d\"/><button form-type=\"submit\"/></form>";
    let events = "{what='input',target='#d',value=7},{at=1,target='button'}";
    logs(
        (sliders, "Page({ sub(e) { console.log(JSON.stringify(e.detail.value)) } })"),
        events,
        &[r#"{"a":10,"b":100,"c":10,"d":7}"#],
    );
}

#[test]
fn an_input_takes_its_length_and_what_its_handler_returns() {
    let wxml = "<input id=\"a\" maxlength=\"3\" bindinput=\"up\" bindblur=\"left\"/><input id=\"b\" bindinput=\"up\" model:value=\"{{b}}\"/>
        <input id=\"c\" maxlength=\"-1\" bindinput=\"cut\" bindblur=\"left\"/><textarea id=\"d\" bindinput=\"up\" bindblur=\"left\"/>
        <textarea id=\"e\" maxlength=\"{{2}}\" bindinput=\"set\" value=\"{{e}}\" bindblur=\"left\"/>";
    let js = "const brief = (text) => text.length > 9 ? text.length : text
      Page({ data: { b: '', e: '' }, up(e) { console.log('in', brief(e.detail.value), e.detail.cursor); return e.detail.value.toUpperCase() },
        cut(e) { console.log('in', brief(e.detail.value)); return { value: 'cut', cursor: 1 } },
        set(e) { this.setData({ e: e.detail.value + '!' }) },
        left(e) { console.log('out', brief(e.detail.value), e.detail.cursor); return 'not this' }, onHide() { console.log(this.data.b) } })";
    let long = "x".repeat(150);
    let events = format!(
        "{{what='input',target='#a',value='abcd'}},{{at=1,what='input',target='#b',value='{long}'}},\
         {{at=2,what='input',target='#c',value='{long}'}},{{at=3,what='input',target='#d',value='abc'}},\
         {{at=4,what='input',target='#e',value='abc'}},{{at=5,what='hide'}}"
    );
    let upper = "X".repeat(140);
    let told = ["in abc 3", "out ABC 3", "in 140 140", "in 150", "out cut 3", "in abc 3", "out abc 3", "out ab! 3", &upper];
    logs((wxml, js), &events, &told);
}

#[test]
fn what_nobody_sees_cannot_be_touched() {
    let wxml = "<view hidden id=\"h\" bindtap=\"t\"/><view hidden=\"{{true}}\"><text id=\"in\" bindtap=\"t\"/></view>
        <view style=\"color: red; display:none\"><input id=\"d\" bindinput=\"t\" bindchange=\"t\"/></view>
        <view hidden=\"{{false}}\" id=\"no\" bindtap=\"t\"/><view hidden style=\"display: flex\" id=\"flex\" bindlongpress=\"t\"/>";
    let page = (wxml, "Page({ t(e) { console.log(e.type, e.currentTarget.id) } })");
    let events = "{target='#h'},{at=1,target='#in'},{at=2,what='input',target='#d',value='x'},
        {at=3,what='event',target='#d',event='change'},{at=4,target='#no'},{at=5,what='long-press',target='#flex'}";
    let seen = ["change d", "tap no", "longpress flex"];
    logs(page, &events.replace('\n', ""), &seen);
    let told = |target: &str, why: &str| {
        let Some(ran) = run(page, &format!("{{target='{target}'}}"), "jsonl") else { return };
        ran.expect(5, &[&format!("{target} is on the page, but nobody sees it: {why}"), "no-such-element"]);
    };
    told("#h", r#"<view id=\"h\"> has hidden"#);
    told("#in", "<view> has hidden");
    told("#d", "<view> has display: none");
}

#[test]
fn a_button_shares_the_page() {
    let page = |js: &'static str| {
        ("<view><button id=\"s\" data-n=\"1\" open-type=\"share\" bindtap=\"t\"><text>分享</text></button></view>", js)
    };
    let asked = page(
        "Page({ t() { console.log('tap') },
           onShareAppMessage(o) { console.log(JSON.stringify(o), 'webViewUrl' in o); return { title: 't' } } })",
    );
    let target = r#"{"id":"s","offsetLeft":0,"offsetTop":0,"dataset":{"n":"1"}}"#;
    logs(asked, "{target='text'}", &["tap", &format!(r#"{{"from":"button","target":{target}}} true"#)]);
    let Some(ran) = run(asked, "{target='#s'}", "jsonl") else { return };
    ran.expect(0, &[r#""detail":{"to":"chat","from":"button","title":"t","path":"/a","default":["path","imageUrl"]}"#]);
    let none = page("Page({ t() {} })");
    let Some(ran) = run(none, "{target='#s'}", "jsonl") else { return };
    ran.expect(0, &["was tapped, but the page has no onShareAppMessage: nothing happens"]);
}

#[test]
fn a_button_that_leads_out_of_the_program_is_told_by_name() {
    let page = (
        "<button id=\"c\" open-type=\"contact\" bindtap=\"t\"/><button id=\"x\" open-type=\"moon\" bindtap=\"t\"/>",
        "Page({ t() { console.log('tap') } })",
    );
    let Some(ran) = run(page, "{target='#c'}", "jsonl") else { return };
    ran.expect(5, &["unsupported-api", r#"wxhost does not model <button open-type=\"contact\">"#]);
    logs(page, "{target='#x'}", &["tap"]);
}
