//! The phone's screen at one moment of a trace: what the user would see, told by the events alone.

use serde::Serialize;
use serde_json::Value;

use super::event::{Body, Event, Trace, UiAction};

/// What the screen shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Phone {
    /// The page on top, such as `pages/index/index`, once a route was told.
    pub page: Option<String>,
    /// The navigation bar's title, once it was set.
    pub title: Option<String>,
    /// Whether the navigation bar shows that something is loading.
    pub busy: bool,
    /// Whether the page is pulled down to refresh.
    pub refreshing: bool,
    /// The toast or loading; there is one place for both.
    pub toast: Option<Toast>,
    /// Modals, action sheets, requests for consent and other dialogs, the newest last, which is on top.
    pub dialogs: Vec<Dialog>,
}

/// A toast or a loading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Toast {
    /// The event that showed it.
    pub seq: u64,
    /// `success`, `error`, `loading`, `none`, or `image`.
    pub icon: String,
    /// The text.
    pub title: String,
    /// When it appeared, in virtual milliseconds.
    pub since: u64,
    /// How long it may stay, in milliseconds; none for a loading, which stays until it is hidden.
    pub duration: Option<u64>,
}

/// Something that waits for the user's answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dialog {
    /// The event that showed it.
    pub seq: u64,
    /// `modal`, `action-sheet`, `consent`, or the name of an API whose dialog it is.
    pub widget: String,
    /// The title; empty when it has none.
    pub title: String,
    /// The text below the title, or the scope that consent is asked for.
    pub content: String,
    /// What can be tapped, from left to right or from top to bottom.
    pub buttons: Vec<String>,
    /// The button that was tapped: the dialog is answered at this very moment.
    pub tapped: Option<String>,
}

impl Phone {
    /// The screen right after the event `seq`. A dialog that this event answers is still there, with what was tapped.
    pub fn after(trace: &Trace, seq: u64) -> Self {
        let mut phone = Self::default();
        for event in trace.events.iter().take_while(|event| event.seq <= seq) {
            phone.apply(event);
        }
        phone
    }

    /// The next event: what it changes on the screen. What was answered goes away.
    pub fn apply(&mut self, event: &Event) {
        self.dialogs.retain(|dialog| dialog.tapped.is_none());
        match &event.body {
            Body::Ui { widget, action, detail } => {
                self.ui((event.seq, event.t), event.cause, widget, *action, detail);
            }
            Body::State { what, detail } => self.state(what, detail),
            _ => {}
        }
    }

    fn ui(&mut self, (seq, t): (u64, u64), cause: Option<u64>, widget: &str, action: UiAction, detail: &Value) {
        let text = |key: &str| detail.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        match (widget, action) {
            ("toast" | "loading", UiAction::Show) => {
                let icon = match (widget, detail.get("image")) {
                    ("loading", _) => "loading".to_owned(),
                    (_, Some(_)) => "image".to_owned(),
                    _ => text("icon"),
                };
                let duration = detail.get("duration").and_then(Value::as_u64);
                self.toast = Some(Toast { seq, icon, title: text("title"), since: t, duration });
            }
            ("toast" | "loading", _) => self.toast = None,
            (_, UiAction::Show) => self.dialogs.push(dialog(seq, widget, detail)),
            (_, UiAction::Answer) => {
                let index = self.dialogs.iter().position(|dialog| Some(dialog.seq) == cause);
                let index = index.or_else(|| self.dialogs.iter().rposition(|dialog| dialog.widget == widget));
                if let Some(dialog) = index.and_then(|index| self.dialogs.get_mut(index)) {
                    let tapped = ["text", "button", "answer", "state"].into_iter().map(text).find(|text| !text.is_empty());
                    dialog.tapped = Some(tapped.unwrap_or_default());
                }
            }
            (_, UiAction::Hide | UiAction::Expire | UiAction::Replace) => {
                self.dialogs.retain(|dialog| dialog.widget != widget);
            }
        }
    }

    fn state(&mut self, what: &str, detail: &Value) {
        let flag = |key: &str| detail.get(key).and_then(Value::as_bool);
        match what {
            "route" => {
                let page = detail.get("page").and_then(Value::as_str);
                if page != self.page.as_deref() {
                    self.title = None;
                    self.busy = false;
                }
                self.page = page.map(str::to_owned);
            }
            "navigation-bar" => {
                self.title = detail.get("title").and_then(Value::as_str).map(str::to_owned).or(self.title.take());
                self.busy = flag("loading").unwrap_or(self.busy);
            }
            "pull-down-refresh" => self.refreshing = flag("refreshing").unwrap_or(self.refreshing),
            _ => {}
        }
    }
}

fn dialog(seq: u64, widget: &str, detail: &Value) -> Dialog {
    let text = |key: &str| detail.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let buttons = match widget {
        "modal" => {
            let cancel = detail.get("showCancel") != Some(&Value::Bool(false));
            let mut buttons = vec![text("cancelText")];
            buttons.retain(|_| cancel);
            buttons.push(text("confirmText"));
            buttons.retain(|button| !button.is_empty());
            buttons
        }
        "action-sheet" => {
            let items = detail.get("itemList").and_then(Value::as_array).into_iter().flatten();
            items.filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    let content = if widget == "consent" { text("scope") } else { text("content") };
    Dialog { seq, widget: widget.to_owned(), title: text("title"), content, buttons, tapped: None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::event::Lane;
    use super::super::fixture::Build;
    use super::*;

    fn ui(widget: &str, action: UiAction, detail: Value) -> Body {
        Body::Ui { widget: widget.to_owned(), action, detail }
    }

    fn trace(events: Vec<(u64, Option<u64>, Body)>) -> Trace {
        let mut trace = Build::new(&[], "f()").trace();
        trace.events =
            (1..).zip(events).map(|(seq, (t, cause, body))| Event { seq, t, lane: Lane::Wx, cause, at: None, body }).collect();
        trace
    }

    #[test]
    fn a_toast_lives_until_it_is_hidden_and_a_new_one_takes_its_place() {
        let trace = trace(vec![
            (30, None, ui("toast", UiAction::Show, json!({"title": "数据加载中", "icon": "loading", "duration": 1500}))),
            (40, None, ui("toast", UiAction::Replace, json!({}))),
            (40, None, ui("loading", UiAction::Show, json!({"title": "等"}))),
            (90, None, ui("loading", UiAction::Hide, json!({}))),
        ]);
        let icon = |seq| Phone::after(&trace, seq).toast.map(|toast| (toast.icon, toast.title, toast.duration));
        assert_eq!(icon(1), Some(("loading".to_owned(), "数据加载中".to_owned(), Some(1500))));
        assert_eq!(icon(2), None);
        assert_eq!(icon(3), Some(("loading".to_owned(), "等".to_owned(), None)));
        assert_eq!(icon(4), None);
        assert_eq!(Phone::after(&trace, 0), Phone::default());
    }

    #[test]
    fn a_dialog_shows_what_was_tapped_at_the_moment_of_the_answer_and_is_gone_afterwards() {
        let modal = json!({"title": "提示", "content": "请求失败", "cancelText": "取消", "confirmText": "重新请求"});
        let trace = trace(vec![
            (0, None, ui("modal", UiAction::Show, modal)),
            (0, None, ui("action-sheet", UiAction::Show, json!({"itemList": ["a", "b"]}))),
            (9, Some(1), ui("modal", UiAction::Answer, json!({"button": "cancel", "text": "取消"}))),
            (9, None, Body::State { what: "navigation-bar".to_owned(), detail: json!({"title": "首页", "loading": true}) }),
        ]);
        let shown = |seq| {
            let dialogs = Phone::after(&trace, seq).dialogs;
            dialogs.into_iter().map(|dialog| (dialog.buttons.join("|"), dialog.tapped)).collect::<Vec<_>>()
        };
        assert_eq!(shown(2), [("取消|重新请求".to_owned(), None), ("a|b".to_owned(), None)]);
        assert_eq!(shown(3)[0].1.as_deref(), Some("取消"));
        assert_eq!(shown(4), [("a|b".to_owned(), None)]);
        let phone = Phone::after(&trace, 4);
        assert_eq!((phone.title.as_deref(), phone.busy), (Some("首页"), true));
    }

    #[test]
    fn a_new_page_has_no_title_of_the_old_one() {
        let route = |page: &str| Body::State { what: "route".to_owned(), detail: json!({"page": page}) };
        let title = Body::State { what: "navigation-bar".to_owned(), detail: json!({"title": "旧"}) };
        let trace = trace(vec![(0, None, route("a")), (0, None, title), (1, None, route("b"))]);
        assert_eq!(Phone::after(&trace, 2).title.as_deref(), Some("旧"));
        assert_eq!((Phone::after(&trace, 3).title, Phone::after(&trace, 3).page), (None, Some("b".to_owned())));
    }

    #[test]
    fn a_modal_without_cancel_has_one_button() {
        let detail = json!({"title": "t", "showCancel": false, "cancelText": "取消", "confirmText": "确定"});
        let trace = trace(vec![(0, None, ui("modal", UiAction::Show, detail))]);
        assert_eq!(Phone::after(&trace, 1).dialogs[0].buttons, ["确定"]);
    }
}
