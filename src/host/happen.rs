//! What happens without the program asking for it: the scenario's `[[scenario.event]]`, each at its virtual time.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::app::{AppState, Pages, view};
use crate::engine::{Context, Host};
use crate::scenario::{Happening, What};
use crate::trace::{Body, Lane};
use crate::wx::{self, Wx};

/// Plans the scenario's events, counted from now.
pub(super) fn plan(host: &Rc<Host>, events: &[Happening]) {
    for event in events {
        let (event, after) = (event.clone(), event.at.map_or(0, |at| at.0));
        let wakes = matches!(event.what, What::Show);
        let task = move |host: &Rc<Host>, context: &mut Context| happen(host, context, &event);
        if wakes {
            host.after_awake(after, task);
        } else {
            host.after(after, task);
        }
    }
}

fn happen(host: &Rc<Host>, context: &mut Context, event: &Happening) {
    let (Some(world), Some(pages)) = (host.get::<Wx>(), host.get::<Pages>()) else { return };
    let value = event.value.clone().unwrap_or_default();
    let record = |lane: Lane, what: &str, detail: Value| {
        host.recorder.record(lane, None, None, Body::State { what: what.to_owned(), detail })
    };
    match event.what {
        What::Tap | What::Input | What::LongPress | What::Event => wx::user_does(host, context, event),
        What::Tree => view::record_tree(host, context),
        What::Back => {
            let cause = record(Lane::User, "gesture", json!({ "type": "back" }));
            host.set_cause(Some(cause));
            if pages.depth() > 1 {
                wx::call_api("navigateBack", &json!({}), host, context);
            }
        }
        What::Tab => {
            let page = value.as_str().unwrap_or_default().trim_matches('/').to_owned();
            let cause = record(Lane::User, "gesture", json!({ "type": "tab", "page": page }));
            host.set_cause(Some(cause));
            let same = pages.top() == page;
            if !same {
                wx::call_api("switchTab", &json!({ "url": format!("/{page}") }), host, context);
            }
            let (item, pages) = (pages.tab_item(&page), Rc::clone(&pages));
            host.after(if same { 0 } else { 2 }, move |host, context| {
                let item = crate::engine::json::from_data(&item, context).unwrap_or_default();
                pages.tell_top(host, context, Some(cause), "onTabItemTap", &[item]);
            });
        }
        What::PullDown | What::ReachBottom => {
            let (kind, function) = match event.what {
                What::PullDown => ("pull-down", "onPullDownRefresh"),
                _ => ("reach-bottom", "onReachBottom"),
            };
            let cause = record(Lane::User, "gesture", json!({ "type": kind }));
            pages.tell_top(host, context, Some(cause), function, &[]);
        }
        What::Scroll => {
            let cause = record(Lane::User, "gesture", json!({ "type": "scroll", "value": value }));
            let argument = crate::engine::json::from_data(&value, context).unwrap_or_default();
            pages.tell_top(host, context, Some(cause), "onPageScroll", &[argument]);
        }
        What::Share | What::ShareTimeline | What::Favorite => wx::share_by_menu(event.what, host, context),
        What::Network => {
            let network = value.as_str().unwrap_or_default();
            world.device.borrow_mut().set_network_type(network);
            let cause = record(Lane::Wx, "network", json!({ "networkType": network }));
            let status = json!({ "isConnected": network != "none", "networkType": network });
            if network == "none" {
                wx::lose_network(&world, host, context);
            }
            wx::emit(host, context, "onNetworkStatusChange", Some(cause), &status);
        }
        What::Hide => {
            let cause = record(Lane::User, "app", json!({ "visible": false }));
            wx::go_into_background(&world, host, cause);
            pages.hide_top(host, context, Some(cause));
            let reason = if world.at_least("3.5.7") { json!({ "reason": 3 }) } else { json!({}) };
            tell_app(host, context, cause, ("onHide", "onAppHide"), &reason);
        }
        What::Show => {
            let cause = record(Lane::User, "app", json!({ "visible": true }));
            wx::come_back(&world, host);
            let options = Value::Object((**world.device.borrow().launch_options()).clone());
            tell_app(host, context, cause, ("onShow", "onAppShow"), &options);
            pages.show_top(host, context, Some(cause));
        }
        What::Memory => {
            let level = match world.rules.client {
                crate::scenario::Client::Android => json!({ "level": value.as_u64().unwrap_or(10) }),
                // iOS has no levels (official page).
                _ => json!({}),
            };
            let cause = record(Lane::Wx, "memory", level.clone());
            wx::emit(host, context, "onMemoryWarning", Some(cause), &level);
        }
        What::Theme => {
            world.device.borrow_mut().set("theme", value.clone());
            let theme = json!({ "theme": value });
            let cause = record(Lane::User, "theme", theme.clone());
            tell_app(host, context, cause, ("onThemeChange", "onThemeChange"), &theme);
        }
        What::Resize => {
            let members = value.as_object().cloned().unwrap_or_default();
            for (name, member) in &members {
                world.device.borrow_mut().set(name, member.clone());
            }
            let cause = record(Lane::User, "window", value.clone());
            let size = json!({ "size": members });
            if world.at_least("2.4.0") {
                pages.resize_top(&size, host, context, Some(cause));
            }
            wx::emit(host, context, "onWindowResize", Some(cause), &size);
        }
        What::PageNotFound => {
            let missing = json!({ "path": value, "query": Map::new(), "isEntryPage": true });
            let cause = record(Lane::Wx, "page-not-found", json!({ "path": value }));
            tell_app(host, context, cause, ("onPageNotFound", "onPageNotFound"), &missing);
        }
        What::Update => {
            let cause = record(Lane::Wechat, "update", json!({ "version": value }));
            wx::emit(host, context, "onCheckForUpdate", Some(cause), &json!({ "hasUpdate": true }));
            let outcome = if value == "ready" { "onUpdateReady" } else { "onUpdateFailed" };
            wx::emit(host, context, outcome, Some(cause), &json!({}));
        }
    }
}

/// The app's function, then the listeners of `wx` (facts §7.1).
fn tell_app(host: &Rc<Host>, context: &mut Context, cause: u64, (function, listeners): (&str, &str), argument: &Value) {
    if let Some(app) = host.get::<AppState>() {
        app.lifecycle(host, context, Some(cause), function, argument);
    }
    wx::emit(host, context, listeners, Some(cause), argument);
}
