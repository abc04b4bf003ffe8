//! One sentence for each event, in 中文 and English: what `wxhost explain` tells.

use super::phrase;
use crate::lang::{Lang, Message};
use crate::trace::brief::{api_name, brief_text, clip};
use crate::trace::escape::visible;
use crate::trace::findings::host_says;
use crate::trace::story::Story;
use crate::trace::{At, Body, ErrorKind, Event, Lane, Outcome, UiAction};

/// What happened, in one sentence.
pub fn sentence(story: &Story<'_>, event: &Event) -> Message {
    let teller = |lang| Teller { story, lang }.tell(event);
    Message::new(teller(Lang::Zh), teller(Lang::En))
}

/// The party in words.
pub fn party(lang: Lang, lane: Lane) -> &'static str {
    let (zh, en) = match lane {
        Lane::Page => ("小程序", "the mini-program"),
        Lane::Wx => ("手机", "the phone"),
        Lane::User => ("用户", "the user"),
        Lane::Backend => ("开发者服务器", "the developer's server"),
        Lane::Wechat => ("微信", "WeChat"),
        Lane::Host => ("wxhost", "wxhost"),
    };
    lang.pick(zh, en)
}

struct Teller<'a, 't> {
    story: &'a Story<'t>,
    lang: Lang,
}

impl Teller<'_, '_> {
    fn tell(&self, event: &Event) -> String {
        let text = self.clauses(event);
        let mut text = text.trim_end().to_owned();
        // A sentence in English begins with a capital, unless it begins with a name of the program.
        if self.lang == Lang::En && ["the ", "a ", "after ", "line "].iter().any(|start| text.starts_with(start)) {
            let first: String = text.drain(..1).collect();
            text.insert_str(0, &first.to_uppercase());
        }
        text.push_str(self.lang.pick("。", "."));
        text
    }

    fn pick(&self, zh: &str, en: &str) -> String {
        self.lang.pick(zh, en).to_owned()
    }

    fn clauses(&self, event: &Event) -> String {
        let who = party(self.lang, event.lane);
        let place = event.at.as_ref().map(|at| self.place(at));
        match &event.body {
            Body::Load { source, defines } => {
                let source = brief_text(source);
                let names: Vec<_> = defines.iter().map(|definition| brief_text(&definition.name)).collect();
                if names.is_empty() {
                    return self.pick(&format!("执行 {source}"), &format!("{source} is evaluated"));
                }
                self.pick(
                    &format!("执行 {source}，定义了 {}", names.join("、")),
                    &format!("{source} is evaluated and defines {}", names.join(", ")),
                )
            }
            Body::Invoke { what } => {
                let what = brief_text(what);
                self.pick(&format!("执行 {what}"), &format!("{what} is run"))
            }
            Body::Call { api, args, via, .. } => {
                let args = Some(phrase::arguments(args)).filter(|args| !args.is_empty());
                let args = args.map(|args| self.pick(&format!("（{}）", clip(&args, 60)), &format!(" ({})", clip(&args, 60))));
                let by = via.last().map(|caller| self.place(caller));
                let by = by.map(|by| self.pick(&format!("（由{by}进入）"), &format!(", reached from {by},"))).unwrap_or_default();
                let at = place.unwrap_or_else(|| who.to_owned());
                let (api, args) = (api_name(api), args.unwrap_or_default());
                self.pick(&format!("{at}{by}调用 {api}{args}"), &format!("{at}{by} calls {api}{args}"))
            }
            Body::Settle { api, of, outcome, result, handled } => self.settle(event, api, *of, *outcome, result, *handled),
            Body::Request { method, url, body, .. } => {
                let body = phrase::body(body);
                let request = format!("{} {body}", phrase::request(method, &clip(&visible(url), 80)));
                if event.is_page_request() {
                    let nth = super::again::ordinal(self.story, event);
                    let sends = match &nth {
                        Some(nth) => {
                            self.pick(&format!("小程序发出{}请求 ", nth.zh), &format!("the {} wx.request sends ", nth.en))
                        }
                        None => self.pick("小程序发出 ", "the mini-program sends "),
                    };
                    let again = super::again::spent_code(self.story, event);
                    let again = again.map(|again| self.pick(&format!("，{}", again.zh), &format!(": {}", again.en)));
                    return format!("{sends}{}{}", request.trim_end(), again.unwrap_or_default());
                }
                let what = phrase::endpoint(url);
                self.pick(&format!("{who}向微信请求 {what}"), &format!("{who} asks WeChat: {what}"))
            }
            Body::Response { of, status, body, error, .. } => {
                let waited = self.story.trace.event(*of).map(|request| event.t.saturating_sub(request.t)).unwrap_or_default();
                let says = phrase::response(self.lang, *status, body, error.as_deref());
                match error {
                    Some(_) => self.pick(
                        &format!("{waited} ms 后请求失败：{says}"),
                        &format!("after {waited} ms the request fails: {says}"),
                    ),
                    None => self
                        .pick(&format!("{who} {waited} ms 后返回 {says}"), &format!("{who} answers after {waited} ms: {says}")),
                }
            }
            Body::Ui { widget, action, detail } => {
                let words = phrase::ui(self.lang, widget, *action, detail);
                let name = phrase::widget_name(self.lang, widget);
                match action {
                    UiAction::Show => {
                        self.pick(&format!("屏幕上出现 {name}：{words}"), &format!("the screen shows a {name}: {words}"))
                    }
                    UiAction::Answer => {
                        self.pick(&format!("用户在 {name} 上{words}"), &format!("the user {words} on the {name}"))
                    }
                    _ => words,
                }
            }
            Body::Platform { action, detail } => {
                let words = phrase::platform(self.lang, action, detail).replace("✗ ", "");
                match (action.starts_with("code-"), self.lang) {
                    (true, Lang::Zh) => format!("{who}{words}"),
                    (true, Lang::En) => format!("{who} {words}"),
                    (false, Lang::Zh) => format!("{who}：{words}"),
                    (false, Lang::En) => format!("{who}: {words}"),
                }
            }
            Body::State { what, detail } => {
                let (what, detail) = (phrase::state_name(what), phrase::without_braces(detail));
                self.pick(&format!("{what} 变为 {detail}"), &format!("{what} becomes {detail}"))
            }
            Body::Log { level, text, .. } => {
                let (level, text) = (brief_text(level), clip(&visible(text), 120));
                let at = place.unwrap_or_else(|| who.to_owned());
                self.pick(&format!("{at}输出 console.{level}：{text}"), &format!("{at} writes console.{level}: {text}"))
            }
            Body::Error { what, name, message, of, .. } => self.error(event, *what, name, message, *of),
            Body::Finding { rule, message, .. } => format!("{}: {}", brief_text(rule), visible(message.in_lang(self.lang))),
            Body::End { open, .. } => {
                let left: Vec<_> = open.iter().map(|open| phrase::open(self.lang, open, None)).collect();
                if left.is_empty() {
                    return self.pick("运行结束，没有遗留", "the run ends and nothing is left open");
                }
                self.pick(
                    &format!("运行结束，遗留：{}", left.join("、")),
                    &format!("the run ends with something left open: {}", left.join(", ")),
                )
            }
        }
    }

    fn settle(&self, event: &Event, api: &str, of: u64, outcome: Outcome, result: &serde_json::Value, handled: bool) -> String {
        let call = self.story.trace.event(of);
        let waited = call.map(|call| event.t.saturating_sub(call.t)).unwrap_or_default();
        let at = call.and_then(|call| call.at.as_ref()).map(|at| self.place(at));
        let (name, result) = (api_name(api), clip(&phrase::result(api, result), 100));
        let lost = outcome == Outcome::Fail && !handled;
        let lost = if lost { self.pick("，但没有 fail 回调", ", and no fail callback was given") } else { String::new() };
        let when = match waited {
            0 => self.pick(" 立即", " at once"),
            ms => self.pick(&format!(" {ms} ms 后"), &format!(" after {ms} ms")),
        };
        let result = if result.is_empty() { result } else { self.pick(&format!("：{result}"), &format!(": {result}")) };
        let verb = match outcome {
            Outcome::Success => "succeeds",
            Outcome::Fail => "fails",
            Outcome::Complete => "completes",
            Outcome::Resolve => "resolves",
            Outcome::Reject => "rejects",
            Outcome::Return => "returns",
            Outcome::Throw => "throws",
            Outcome::Event => "calls its listener",
        };
        let callback = phrase::outcome_name(outcome);
        let (zh_at, en_at) = at.map(|at| (format!("{at}的 "), format!(" of {at}"))).unwrap_or_default();
        self.pick(
            &format!("{zh_at}{name}{when}走 {callback}{result}{lost}"),
            &format!("{name}{en_at} {verb}{when}{result}{lost}"),
        )
    }

    fn error(&self, event: &Event, what: ErrorKind, name: &str, message: &str, of: Option<u64>) -> String {
        let message = clip(&visible(message), 160);
        let error = if name.is_empty() { message } else { format!("{}: {message}", brief_text(name)) };
        let at = event.at.as_ref().map_or_else(|| party(self.lang, event.lane).to_owned(), |at| self.place(at));
        // The event itself speaks English, the language of traces.
        let said = host_says(self.story, event).filter(|_| self.lang == Lang::Zh);
        let error = said.map_or(error, |said| visible(&said.zh));
        match what {
            ErrorKind::UncaughtException => {
                self.pick(&format!("{at}抛出 {error}，没有被捕获"), &format!("{at} throws {error} and nothing catches it"))
            }
            ErrorKind::CallbackThrew => {
                self.pick(&format!("{at}在回调里抛出 {error}"), &format!("{at} throws {error} in a callback"))
            }
            ErrorKind::PromiseThrew => {
                self.pick(&format!("{at}在 Promise 回调里抛出 {error}"), &format!("{at} throws {error} in a promise callback"))
            }
            ErrorKind::UnhandledRejection => self.pick(
                &format!("Promise 被 reject（{error}），没有 .catch 处理"),
                &format!("a promise is rejected ({error}) and no .catch takes it"),
            ),
            ErrorKind::Caught => {
                let thrown = of.and_then(|of| self.story.trace.event(of)).and_then(|thrown| thrown.at.as_ref());
                let thrown = thrown.map(|thrown| self.place(thrown));
                match thrown {
                    Some(thrown) => {
                        self.pick(&format!("{at}捕获了{thrown}抛出的错误"), &format!("{at} catches what {thrown} threw"))
                    }
                    None => self.pick(&format!("{at}捕获了错误"), &format!("{at} catches the error")),
                }
            }
            ErrorKind::UnsupportedApi => self.pick(
                &format!("{at}用到 wxhost 没有模拟的 API：{error}"),
                &format!("{at} uses an API that wxhost does not model: {error}"),
            ),
            ErrorKind::NoSuchElement => {
                self.pick(&format!("操作落了空：{error}"), &format!("the gesture reaches nothing: {error}"))
            }
            ErrorKind::UnmatchedRequest => self.pick(
                &format!("没有路由或许可的请求：{error}"),
                &format!("a request that no route or permission covers: {error}"),
            ),
            ErrorKind::Limit => self.pick(&format!("到达运行上限：{error}"), &format!("a limit is reached: {error}")),
        }
    }

    fn place(&self, at: &At) -> String {
        visible(self.story.place(at).in_lang(self.lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;

    #[test]
    fn every_event_of_every_flow_is_one_sentence_in_both_languages() {
        for trace in fixture::all() {
            let story = Story::new(&trace);
            for event in story.events() {
                let Message { zh, en } = sentence(&story, event);
                assert!(zh.ends_with('。') && en.ends_with('.') && !en.contains("  ") && !en.contains('\n'), "{zh}\n{en}");
            }
        }
    }

    #[test]
    fn a_code_sent_again_is_told() {
        let trace = fixture::both_blocks();
        let story = Story::new(&trace);
        let all: Vec<Message> = story.events().map(|event| sentence(&story, event)).collect();
        let again = all.iter().filter(|told| told.en.ends_with("<code:1> again, which WeChat had already exchanged."));
        let again: Vec<&Message> = again.collect();
        assert_eq!(again.len(), 1, "{all:#?}");
        assert!(again[0].en.starts_with("The second wx.request sends POST "), "{}", again[0].en);
        assert!(again[0].zh.contains("第 2 个请求") && again[0].zh.contains("微信已经用掉了它"), "{}", again[0].zh);
    }
}
