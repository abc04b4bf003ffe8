//! From events to rows: what belongs together in one moment, such as a call and the toast it shows, becomes one row of several lanes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::paint::Tone;
use super::place::Note;
use super::{Options, busy};
use crate::lang::Lang;
use crate::report::phrase;
use crate::trace::brief::{api_name, brief_text, clip};
use crate::trace::escape::visible;
use crate::trace::findings::host_says;
use crate::trace::story::Story;
use crate::trace::{Body, Definition, ErrorKind, Event, Form, Lane, Outcome, UiAction};

/// The lanes, from left to right.
pub(in crate::report) const USER: usize = 0;
pub(in crate::report) const PAGE: usize = 1;
pub(in crate::report) const WX: usize = 2;
pub(in crate::report) const BACKEND: usize = 3;
pub(in crate::report) const WECHAT: usize = 4;
/// How many lanes there are.
pub(in crate::report) const LANES: usize = 5;

/// One line of the drawing.
#[derive(Debug, Default)]
pub(in crate::report) struct Row {
    /// Virtual time.
    pub(in crate::report) t: u64,
    /// The events that it tells.
    pub(in crate::report) seqs: Vec<u64>,
    /// The event that led to the first of them.
    pub(in crate::report) cause: Option<u64>,
    /// A sign on a lane instead of its rail: `►` begin, `✗` error, `■` end.
    pub(in crate::report) mark: Option<(usize, char)>,
    /// What each party says or does.
    pub(in crate::report) cells: [Cell; LANES],
    /// From lane to lane.
    pub(in crate::report) arrows: Vec<(usize, usize)>,
    /// Where it stands in the author's text, or which call is answered.
    pub(in crate::report) note: Note,
    /// Which lanes are waiting for an answer, or are waited for.
    pub(in crate::report) busy: [bool; LANES],
    /// The event that what is said next belongs to.
    saying: u64,
}

/// How many columns the times take.
pub(in crate::report) fn time_width(rows: &[Row]) -> usize {
    rows.last().map_or(0, |row| row.t.to_string().len()).max(6)
}

/// Words in a lane; empty when the lane says nothing.
#[derive(Debug, Default)]
pub(in crate::report) struct Cell {
    pub(in crate::report) text: String,
    pub(in crate::report) tone: Tone,
    /// The event that says it.
    pub(in crate::report) seq: u64,
}

/// The rows of a trace; findings are not among them.
pub(super) fn rows(story: &Story<'_>, options: &Options) -> Vec<Row> {
    let mut rows = all_rows(story, options.lang, options.all);
    if !options.all {
        shorten(&mut rows, options.lang);
    }
    rows
}

/// The same, however many they are. With `all`, every event has a row of its own.
pub(in crate::report) fn all_rows(story: &Story<'_>, lang: Lang, all: bool) -> Vec<Row> {
    let mut maker = Maker { story, lang, all, told: BTreeSet::new() };
    let mut rows: Vec<Row> = Vec::new();
    for event in story.events() {
        if maker.told.contains(&event.seq) {
            continue;
        }
        if let Some(row) = maker.row(event) {
            maker.told.extend(&row.seqs);
            rows.push(row);
        }
    }
    busy::mark(story, &mut rows);
    rows
}

/// How many rows a drawing has at the beginning and at the end when it would be too long to read.
const HEAD: usize = 1500;
const TAIL: usize = 300;

/// Leaves out the middle of a very long drawing, and says so.
fn shorten(rows: &mut Vec<Row>, lang: Lang) {
    let Some(count) = rows.len().checked_sub(HEAD + TAIL).filter(|count| *count > 1) else { return };
    let Some(t) = rows.get(HEAD).map(|row| row.t) else { return };
    let mut gap = Row { t, mark: Some((PAGE, '⋮')), ..Row::default() };
    let words = match lang {
        Lang::Zh => format!("此处省略 {count} 行，--format jsonl 有全部事件"),
        Lang::En => format!("{count} rows are left out here; --format jsonl has every event"),
    };
    gap.say(PAGE, words, Tone::Warn);
    rows.splice(HEAD..HEAD + count, [gap]);
}

struct Maker<'a, 't> {
    story: &'a Story<'t>,
    lang: Lang,
    all: bool,
    told: BTreeSet<u64>,
}

impl<'t> Maker<'_, 't> {
    fn row(&self, event: &'t Event) -> Option<Row> {
        let lang = self.lang;
        let mut row = Row { t: event.t, cause: event.cause, seqs: vec![event.seq], saying: event.seq, ..Row::default() };
        match &event.body {
            Body::Load { source, defines } => {
                row.mark = Some((PAGE, '+'));
                let names: Vec<_> = defines.iter().map(|definition| self.defined(event, definition)).collect();
                let defines = if names.is_empty() {
                    String::new()
                } else {
                    format!("{}{}", lang.pick("：定义 ", " defines "), brief_names(&names))
                };
                row.say(PAGE, format!("{}{defines}", brief_text(source)), Tone::Dim);
            }
            Body::Invoke { what } => {
                row.mark = Some((PAGE, '►'));
                row.say(PAGE, brief_text(what), Tone::Strong);
                row.note = Note::at(event);
            }
            Body::Call { .. } => self.call(&mut row, event),
            Body::Settle { .. } => {
                if !self.all && self.says_nothing_new(event) {
                    return None;
                }
                self.settle(&mut row, event);
            }
            Body::Request { .. } => self.request(&mut row, event),
            Body::Response { .. } => self.response(&mut row, event),
            Body::Ui { widget, action: UiAction::Answer, detail } => {
                row.say(USER, phrase::ui(lang, widget, UiAction::Answer, detail), Tone::Screen);
                row.arrows.push((USER, WX));
                row.say(WX, format!("▢ {}", phrase::widget_name(lang, widget)), Tone::Screen);
                row.note = self.story.call_of(event).map(|call| Note::answer(self.story, lang, call, None)).unwrap_or_default();
            }
            Body::Ui { widget, action, detail } => row.say(WX, phrase::ui(lang, widget, *action, detail), Tone::Screen),
            Body::Platform { action, detail } => {
                row.say(lane(event.lane), phrase::platform(lang, action, detail), platform_tone(action));
                // The answer of an API that asks WeChat itself, such as `getUserInfo`.
                let settle = self.at_once(event).find(|effect| matches!(effect.body, Body::Settle { .. }));
                if let Some(settle) = settle.filter(|_| !self.all && event.lane == Lane::Wechat) {
                    row.arrows.push((WECHAT, WX));
                    self.settle(&mut row, settle);
                    row.seqs.push(settle.seq);
                }
            }
            Body::State { what, detail } if what == "gesture" => {
                row.say(USER, phrase::gesture(lang, detail), Tone::Screen);
                row.arrows.push((USER, WX));
                row.say(WX, lang.pick("▢ 页面", "▢ page").to_owned(), Tone::Screen);
            }
            Body::State { what, detail } => {
                row.say(lane(event.lane).max(WX), state(what, detail), Tone::Screen);
            }
            Body::Log { level, text, .. } => {
                row.say(lane(event.lane), format!("console.{} {}", brief_text(level), visible(text)), log_tone(level));
                row.note = Note::at(event);
            }
            Body::Error { what, name, message, .. } => {
                let caught = *what == ErrorKind::Caught;
                row.mark = Some((PAGE, if caught { '↳' } else { '✗' }));
                // The event itself speaks English, the language of traces.
                let said = host_says(self.story, event).filter(|_| lang == Lang::Zh).map(|said| said.zh);
                let message = said.as_deref().unwrap_or(message);
                row.say(PAGE, error(lang, *what, name, message), if caught { Tone::Plain } else { Tone::Bad });
                row.note = Note::at(event);
            }
            Body::Finding { .. } => return None,
            Body::End { reason, limit, open } => {
                row.mark = Some((PAGE, '■'));
                let line = |of: Option<u64>| {
                    let event = of.and_then(|of| self.story.trace.event(of))?;
                    let at = self.story.call_of(event).and_then(|call| call.at.as_ref()).or(event.at.as_ref())?;
                    Some(self.story.place(at).in_lang(lang).to_owned())
                };
                let open: Vec<_> = open.iter().map(|open| phrase::open(lang, open, line(open.of).as_deref())).collect();
                row.say(PAGE, end(lang, reason, limit.as_deref(), &open), Tone::Strong);
            }
        }
        Some(row)
    }

    /// A call, with what it did at once: showed something, sent something, changed something.
    fn call(&self, row: &mut Row, event: &'t Event) {
        let Body::Call { api, args, form, .. } = &event.body else { return };
        row.say(PAGE, api_name(api), Tone::Strong);
        row.arrows.push((PAGE, WX));
        row.note = Note::at(event);
        if !self.all {
            let mut replaced = None;
            for effect in self.at_once(event) {
                row.saying = effect.seq;
                match &effect.body {
                    Body::Ui { action: UiAction::Replace, detail, .. } => replaced = Some(detail),
                    Body::Ui { widget, action, detail } if *action != UiAction::Answer && row.cells[WX].text.is_empty() => {
                        let words = phrase::ui(self.lang, widget, *action, detail);
                        let words = replaced.map_or(words.clone(), |replaced| phrase::replacing(self.lang, &words, replaced));
                        row.say(WX, words, Tone::Screen);
                    }
                    Body::State { what, detail } if row.cells[WX].text.is_empty() => {
                        row.say(WX, state(what, detail), Tone::Screen);
                    }
                    Body::Request { .. } if row.arrows.len() == 1 => self.request(row, effect),
                    Body::Platform { action, detail } if row.arrows.len() == 1 && row.cells[WX].text.is_empty() => {
                        let words = phrase::platform(self.lang, action, detail);
                        if effect.lane == Lane::Wechat && action != "consent" {
                            row.arrows.push((WX, WECHAT));
                            row.say(WECHAT, words, platform_tone(action));
                        } else {
                            row.say(WX, words, platform_tone(action));
                        }
                    }
                    Body::Settle { outcome: outcome @ (Outcome::Return | Outcome::Throw), result, handled, .. }
                        if *form == Form::Sync && row.cells[WX].text.is_empty() =>
                    {
                        let args = phrase::arguments(args);
                        let result = if phrase::is_ok_only(api, result) {
                            String::new()
                        } else {
                            phrase::outcome(self.lang, api, *outcome, result, *handled, true)
                        };
                        row.say(WX, format!("{args} {result}").trim().to_owned(), outcome_tone(*outcome));
                    }
                    _ => continue,
                }
                row.seqs.push(effect.seq);
            }
        }
        row.saying = event.seq;
        if row.cells[WX].text.is_empty() && row.arrows.len() == 1 {
            let words = match api.as_str() {
                // What a page or component is made of is long, and stands in its file.
                "Page" | "Component" | "Behavior" => phrase::member_names(args),
                _ => phrase::arguments(args),
            };
            row.say(WX, words, Tone::Plain);
        }
    }

    fn settle(&self, row: &mut Row, event: &'t Event) {
        let Body::Settle { api, of, outcome, result, handled } = &event.body else { return };
        row.saying = event.seq;
        let with_data = row.cells[BACKEND].text.is_empty() || !matches!(outcome, Outcome::Success | Outcome::Resolve);
        row.say(WX, phrase::outcome(self.lang, api, *outcome, result, *handled, with_data), outcome_tone(*outcome));
        row.arrows.push((WX, PAGE));
        if let Some(call) = self.story.trace.event(*of) {
            row.note = Note::answer(self.story, self.lang, call, Some(event.t.saturating_sub(call.t)));
        }
    }

    fn request(&self, row: &mut Row, event: &'t Event) {
        let Body::Request { method, url, body, .. } = &event.body else { return };
        row.saying = event.seq;
        if event.is_page_request() {
            let to = self.other_side(event);
            row.say(WX, phrase::request(method, url), Tone::Plain);
            row.arrows.push((WX, to));
            row.say(to, phrase::body(body), Tone::Plain);
        } else {
            row.say(BACKEND, phrase::endpoint(url), Tone::Plain);
            row.arrows.push((BACKEND, WECHAT));
            if !self.all {
                let mut words = Vec::new();
                for effect in self.at_once(event) {
                    if let Body::Platform { action, detail } = &effect.body {
                        words.push(phrase::platform(self.lang, action, detail));
                        row.seqs.push(effect.seq);
                        row.cells[WECHAT].tone = platform_tone(action);
                        row.cells[WECHAT].seq = effect.seq;
                    }
                }
                row.cells[WECHAT].text = words.join(", ");
            }
        }
    }

    fn response(&self, row: &mut Row, event: &'t Event) {
        let Body::Response { of, status, body, error, .. } = &event.body else { return };
        let request = self.story.trace.event(*of);
        let to_page = request.is_none_or(Event::is_page_request);
        let tone = if error.is_some() || status.is_some_and(|status| status >= 400) { Tone::Bad } else { Tone::Plain };
        if !to_page {
            let shown = status.filter(|status| *status != 200);
            row.say(WECHAT, phrase::response(self.lang, shown, body, error.as_deref()), tone);
            row.arrows.push((WECHAT, BACKEND));
            return;
        }
        let from = request.map_or(BACKEND, |request| self.other_side(request));
        let settle = self.at_once(event).find(|effect| matches!(effect.body, Body::Settle { .. })).filter(|_| !self.all);
        if error.is_none() {
            let data = settle.and_then(Event::success).and_then(|result| result.get("data"));
            let body = if *body == Value::Null { phrase::empty_body(self.lang, data) } else { phrase::body(body) };
            let status = status.map(|status| status.to_string()).unwrap_or_default();
            row.say(from, format!("{status} {body}").trim().to_owned(), tone);
            row.arrows.push((from, WX));
        } else if settle.is_none() {
            row.say(from, phrase::response(self.lang, *status, body, error.as_deref()), tone);
        }
        if let Some(settle) = settle {
            self.settle(row, settle);
            row.seqs.push(settle.seq);
        }
    }

    /// Who a request of the mini-program goes to.
    fn other_side(&self, request: &Event) -> usize {
        let answered_by = self.story.answers(request.seq).next().map(|answer| answer.lane);
        match (&request.body, answered_by) {
            (_, Some(Lane::Wechat)) => WECHAT,
            (Body::Request { url, route: None, .. }, None) if url.starts_with("https://api.weixin.qq.com/") => WECHAT,
            _ => BACKEND,
        }
    }

    /// A name that a source defines, marked if an earlier source of the same scope defined it.
    fn defined(&self, load: &Event, definition: &Definition) -> String {
        let name = brief_text(&definition.name);
        let again = self.story.events().take_while(|event| event.seq < load.seq).any(|event| match &event.body {
            Body::Load { defines, .. } => defines.iter().any(|earlier| earlier.name == definition.name),
            _ => false,
        });
        if again { format!("{name}{}", self.lang.pick("（重复）", " (again)")) } else { name }
    }

    /// What an event led to in the same moment.
    fn at_once(&self, event: &Event) -> impl Iterator<Item = &'t Event> {
        self.story.effects(event.seq).filter(move |effect| effect.t == event.t && !self.told.contains(&effect.seq))
    }

    /// Whether an answer only says that all went well, and nothing came of it.
    fn says_nothing_new(&self, event: &Event) -> bool {
        match &event.body {
            Body::Settle { outcome: Outcome::Complete, .. } => self.story.effects(event.seq).len() == 0,
            Body::Settle { api, outcome: Outcome::Success | Outcome::Resolve | Outcome::Return, result, .. } => {
                phrase::is_ok_only(api, result) && self.story.effects(event.seq).len() == 0
            }
            _ => false,
        }
    }
}

impl Row {
    fn say(&mut self, lane: usize, text: String, tone: Tone) {
        self.cells[lane] = Cell { text, tone, seq: self.saying };
    }
}

fn lane(lane: Lane) -> usize {
    match lane {
        Lane::User => USER,
        Lane::Page | Lane::Host => PAGE,
        Lane::Wx => WX,
        Lane::Backend => BACKEND,
        Lane::Wechat => WECHAT,
    }
}

fn brief_names(names: &[String]) -> String {
    const MOST: usize = 8;
    let mut text = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        text = format!("{text}, … (+{})", names.len() - MOST);
    }
    text
}

fn state(what: &str, detail: &Value) -> String {
    if what == "tree" {
        // Drawn below.
        return format!("tree {}", brief_text(detail.get("page").and_then(Value::as_str).unwrap_or_default()));
    }
    format!("{} {}", phrase::state_name(what), phrase::without_braces(detail)).trim_end().to_owned()
}

fn error(lang: Lang, what: ErrorKind, name: &str, message: &str) -> String {
    let message = clip(&visible(message), 200);
    let of_host =
        matches!(what, ErrorKind::UnsupportedApi | ErrorKind::UnmatchedRequest | ErrorKind::NoSuchElement | ErrorKind::Limit);
    let error = if name.is_empty() || of_host { message } else { format!("{}: {message}", brief_text(name)) };
    match what {
        ErrorKind::Caught => lang.pick("在这里被捕获", "caught here").to_owned(),
        ErrorKind::UnhandledRejection => {
            lang.pick(&format!("没有 .catch 处理：{error}"), &format!("nobody takes the rejection: {error}")).to_owned()
        }
        ErrorKind::Limit => lang.pick(&format!("到达上限：{error}"), &format!("limit: {error}")).to_owned(),
        _ => error,
    }
}

fn end(lang: Lang, reason: &str, limit: Option<&str>, open: &[String]) -> String {
    let left = if open.is_empty() {
        lang.pick("没有遗留", "nothing left open").to_owned()
    } else {
        format!("{}{}", lang.pick("遗留：", "left open: "), open.join(lang.pick("、", ", ")))
    };
    let (zh, en) = match (reason, limit) {
        ("drained", _) => ("结束".to_owned(), "end".to_owned()),
        ("limit", limit) => {
            let limit = limit.map(brief_text).unwrap_or_default();
            (format!("因上限中止（{limit}）"), format!("stopped by a limit ({limit})"))
        }
        ("interrupted", _) => ("被中断".to_owned(), "interrupted".to_owned()),
        ("exited", _) => ("程序退出".to_owned(), "exited".to_owned()),
        (other, _) => (brief_text(other), brief_text(other)),
    };
    lang.pick(&format!("{zh}，{left}"), &format!("{en}: {left}")).to_owned()
}

fn outcome_tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Success | Outcome::Resolve | Outcome::Return => Tone::Good,
        Outcome::Fail | Outcome::Reject | Outcome::Throw => Tone::Bad,
        Outcome::Complete | Outcome::Event => Tone::Plain,
    }
}

fn platform_tone(action: &str) -> Tone {
    if action.ends_with("refused") || action.ends_with("expired") { Tone::Bad } else { Tone::Plain }
}

fn log_tone(level: &str) -> Tone {
    match level {
        "error" => Tone::Bad,
        "warn" => Tone::Warn,
        _ => Tone::Plain,
    }
}
