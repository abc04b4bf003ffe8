//! What the phone's screen shows: the one toast or loading, the modals, action sheets and consent dialogs.

use serde_json::{Map, Value, json};

use crate::trace::{Open, UiAction};

/// A thing on the screen, for later reference. Never reused within a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(u64);

/// What shares the one slot of toasts (facts: docs `wx.showLoading`: "同时只能显示一个").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToastKind {
    /// `wx.showToast`.
    Toast,
    /// `wx.showLoading`.
    Loading,
}

impl ToastKind {
    /// The widget's name in a trace.
    pub fn widget(self) -> &'static str {
        match self {
            Self::Toast => "toast",
            Self::Loading => "loading",
        }
    }
}

/// A toast or loading to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToastSpec {
    /// Which of the two.
    pub kind: ToastKind,
    /// The text.
    pub title: String,
    /// The icon as shown: `success`, `loading`, `none`, `error`.
    pub icon: String,
    /// A local image instead of the icon.
    pub image: Option<String>,
    /// Milliseconds until it disappears by itself; `None` for a loading, which stays.
    pub duration: Option<u64>,
    /// Whether it keeps the user from tapping what is below.
    pub mask: bool,
}

/// What changed on the screen, for the caller to record as a `ui` event.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// `toast`, `loading`, `modal`, `action-sheet`, `consent`.
    pub widget: &'static str,
    /// What happened to it.
    pub action: UiAction,
    /// Its properties, how long it was shown, or the answer.
    pub detail: Value,
}

#[derive(Debug, Clone)]
struct Shown {
    token: Token,
    widget: &'static str,
    since: u64,
    duration: Option<u64>,
    title: String,
    event: Option<u64>,
}

/// The screen.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    next: u64,
    slot: Option<(ToastKind, Shown)>,
    dialogs: Vec<Shown>,
}

impl Screen {
    /// An empty screen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a toast or loading; whatever was in the slot is replaced. The changes are in the order in which they happen.
    pub fn show_toast(&mut self, spec: &ToastSpec, now: u64) -> (Token, Vec<Change>) {
        let mut changes = Vec::new();
        if let Some((kind, old)) = self.slot.take() {
            changes.push(Change { widget: kind.widget(), action: UiAction::Replace, detail: old.life(now) });
        }
        let mut detail = Map::with_capacity(4);
        detail.insert("title".into(), json!(spec.title));
        if spec.kind == ToastKind::Toast {
            detail.insert("icon".into(), json!(spec.icon));
        }
        if let Some(image) = &spec.image {
            detail.insert("image".into(), json!(image));
        }
        if let Some(duration) = spec.duration {
            detail.insert("duration".into(), json!(duration));
        }
        if spec.mask {
            detail.insert("mask".into(), json!(true));
        }
        let widget = spec.kind.widget();
        let token = self.token();
        let shown = Shown { token, widget, since: now, duration: spec.duration, title: spec.title.clone(), event: None };
        self.slot = Some((spec.kind, shown));
        changes.push(Change { widget, action: UiAction::Show, detail: Value::Object(detail) });
        (token, changes)
    }

    /// Takes the toast or loading away: any (`None`), or only one of this kind (`noConflict`). `None` if there is nothing to hide.
    /// The detail has `shown_ms` and, for what would have ended by itself, `of_ms`.
    pub fn hide(&mut self, kind: Option<ToastKind>, now: u64) -> Option<Change> {
        let (shown_kind, shown) = self.slot.take_if(|(shown, _)| kind.is_none_or(|kind| kind == *shown))?;
        Some(Change { widget: shown_kind.widget(), action: UiAction::Hide, detail: shown.life(now) })
    }

    /// A toast's time is over; `None` if it was hidden or replaced before.
    pub fn expire(&mut self, token: Token, now: u64) -> Option<Change> {
        let (kind, shown) = self.slot.take_if(|(_, shown)| shown.token == token)?;
        Some(Change { widget: kind.widget(), action: UiAction::Expire, detail: shown.life(now) })
    }

    /// What is in the slot now.
    pub fn toast(&self) -> Option<ToastKind> {
        self.slot.as_ref().map(|(kind, _)| *kind)
    }

    /// How much longer the slot's thing stays before it disappears by itself; `None`: there is none, or it stays.
    pub fn toast_left(&self, now: u64) -> Option<u64> {
        let (_, shown) = self.slot.as_ref()?;
        Some((shown.since + shown.duration?).saturating_sub(now))
    }

    /// Opens a dialog: `modal`, `action-sheet` or `consent`; `detail` is what it shows. Several may be open at once, the newest on top.
    pub fn open(&mut self, widget: &'static str, detail: Value, now: u64) -> (Token, Change) {
        let token = self.token();
        let title = detail.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
        self.dialogs.push(Shown { token, widget, since: now, duration: None, title, event: None });
        (token, Change { widget, action: UiAction::Show, detail })
    }

    /// The user answers a dialog, which disappears; `None` if it is not open. `answer` becomes the change's detail.
    pub fn answer(&mut self, token: Token, answer: Value) -> Option<Change> {
        let index = self.dialogs.iter().position(|shown| shown.token == token)?;
        let shown = self.dialogs.remove(index);
        Some(Change { widget: shown.widget, action: UiAction::Answer, detail: answer })
    }

    /// Whether this thing is still on the screen.
    pub fn shows(&self, token: Token) -> bool {
        self.things().any(|shown| shown.token == token)
    }

    /// Remembers the event that showed a thing, so that [`Screen::open_things`] can name it.
    pub fn shown_by(&mut self, token: Token, event: u64) {
        let slot = self.slot.iter_mut().map(|(_, shown)| shown);
        if let Some(shown) = slot.chain(&mut self.dialogs).find(|shown| shown.token == token) {
            shown.event = Some(event);
        }
    }

    /// Everything still on the screen, oldest dialog last of its kind: the slot first, then the dialogs in order of appearance.
    pub fn open_things(&self) -> Vec<Open> {
        self.things().map(|shown| Open { what: shown.widget.to_owned(), of: shown.event }).collect()
    }

    fn things(&self) -> impl Iterator<Item = &Shown> {
        self.slot.iter().map(|(_, shown)| shown).chain(&self.dialogs)
    }

    fn token(&mut self) -> Token {
        self.next += 1;
        Token(self.next)
    }
}

impl Shown {
    /// What a report needs to say "hidden after 60 of its 1500 ms".
    fn life(&self, now: u64) -> Value {
        let mut detail = Map::with_capacity(3);
        detail.insert("title".into(), json!(self.title));
        detail.insert("shown_ms".into(), json!(now.saturating_sub(self.since)));
        if let Some(duration) = self.duration {
            detail.insert("of_ms".into(), json!(duration));
        }
        Value::Object(detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toast(title: &str) -> ToastSpec {
        ToastSpec {
            kind: ToastKind::Toast,
            title: title.into(),
            icon: "loading".into(),
            image: None,
            duration: Some(1500),
            mask: false,
        }
    }

    fn loading(title: &str) -> ToastSpec {
        ToastSpec { kind: ToastKind::Loading, duration: None, ..toast(title) }
    }

    #[test]
    fn toast_and_loading_share_one_slot() {
        let mut screen = Screen::new();
        let (first, changes) = screen.show_toast(&toast("数据加载中"), 30);
        assert_eq!(changes[0].detail, json!({"title": "数据加载中", "icon": "loading", "duration": 1500}));
        let (second, changes) = screen.show_toast(&loading("请稍候"), 90);
        let actions: Vec<_> = changes.iter().map(|change| (change.widget, change.action)).collect();
        assert_eq!(actions, [("toast", UiAction::Replace), ("loading", UiAction::Show)]);
        assert_eq!(changes[0].detail, json!({"title": "数据加载中", "shown_ms": 60, "of_ms": 1500}));
        assert_eq!(screen.expire(first, 1530), None);
        assert!(screen.shows(second));
        assert_eq!(screen.hide(Some(ToastKind::Toast), 100), None);
        assert_eq!(screen.hide(None, 100).unwrap().detail, json!({"title": "请稍候", "shown_ms": 10}));
        assert_eq!(screen.hide(None, 101), None);
    }

    #[test]
    fn a_toast_expires_once() {
        let mut screen = Screen::new();
        let (token, _) = screen.show_toast(&toast("x"), 0);
        assert_eq!(screen.expire(token, 1500).unwrap().action, UiAction::Expire);
        assert_eq!(screen.expire(token, 1500), None);
        assert_eq!(screen.toast(), None);
    }

    #[test]
    fn what_is_left_open_names_the_event_that_opened_it() {
        let mut screen = Screen::new();
        let (modal, change) = screen.open("modal", json!({"title": "提示"}), 5);
        assert_eq!((change.widget, change.action), ("modal", UiAction::Show));
        screen.shown_by(modal, 7);
        let (sheet, _) = screen.open("action-sheet", json!({}), 6);
        assert_eq!(
            screen.open_things(),
            [Open { what: "modal".into(), of: Some(7) }, Open { what: "action-sheet".into(), of: None }]
        );
        assert!(screen.answer(modal, json!({"button": "confirm"})).is_some());
        assert_eq!(screen.answer(modal, json!({})), None);
        assert!(screen.shows(sheet) && !screen.shows(modal));
    }
}
