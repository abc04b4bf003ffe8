//! The native `wx` object: one file per API, named after it, one line for each in the list below.
//!
//! `wx.getUserInfo` is `get_user_info.rs`; an API and its `…Sync` form share a file. The calling convention that all share is
//! in `call.rs`, the record that each carries in `api.rs`. Adding an API: its file, and its line in `APIS`. The one exception are
//! the APIs that only the user can answer: `decisions.rs` is a table of them, since all of them work alike.

mod api;
mod array_buffer_to_base64;
mod authorize;
mod background;
mod batch_get_storage;
mod batch_set_storage;
mod button;
mod call;
mod can_i_use;
mod canvas_to_temp_file_path;
mod check_session;
mod clear_storage;
mod close_socket;
mod cloud;
mod connect_socket;
#[cfg(test)]
mod convention;
mod create_animation;
mod create_canvas_context;
mod create_inner_audio_context;
mod create_selector_query;
mod create_video_context;
mod decisions;
mod dialog;
mod download_file;
mod enable_alert_before_unload;
mod env;
mod exchange;
mod exit_mini_program;
mod get_account_info_sync;
mod get_app_authorize_setting;
mod get_battery_info;
mod get_clipboard_data;
mod get_ext_config;
mod get_file_system_manager;
mod get_launch_options_sync;
mod get_log_manager;
mod get_menu_button_bounding_client_rect;
mod get_network_type;
mod get_privacy_setting;
mod get_random_values;
mod get_setting;
mod get_storage;
mod get_storage_info;
mod get_system_info;
mod get_update_manager;
mod get_user_info;
mod get_user_profile;
mod hide_home_button;
mod hide_loading;
mod hide_toast;
mod listener;
mod login;
mod members;
mod mock;
mod names;
mod navigate_back;
mod navigate_to;
mod next_tick;
mod on_app_hide;
mod on_app_route;
mod on_app_route_done;
mod on_app_show;
mod on_error;
mod on_memory_warning;
mod on_need_privacy_authorization;
mod on_network_status_change;
mod on_page_not_found;
mod on_socket_close;
mod on_socket_error;
mod on_socket_message;
mod on_socket_open;
mod on_theme_change;
mod on_unhandled_rejection;
mod on_window_resize;
mod open_privacy_contract;
mod open_setting;
mod page_scroll_to;
mod privacy;
mod re_launch;
mod reach;
mod redirect_to;
mod remote;
mod remove_storage;
mod report_event;
mod request;
mod require_privacy_authorize;
mod route;
mod send_socket_message;
mod set_background_color;
mod set_background_text_style;
mod set_clipboard_data;
mod set_keep_screen_on;
mod set_navigation_bar_color;
mod set_navigation_bar_title;
mod set_storage;
mod set_top_bar_text;
mod share;
mod show_action_sheet;
mod show_loading;
mod show_modal;
mod show_navigation_bar_loading;
mod show_share_menu;
mod show_toast;
mod start_pull_down_refresh;
mod state;
mod storage_value;
mod switch_tab;
mod system_parts;
mod tab_bar;
mod tap;
mod tape;
#[cfg(test)]
pub(crate) mod testing;
mod touch;
mod transfer;
mod update_share_menu;
mod upload_file;
mod vibrate_long;
mod vibrate_short;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::OnceLock;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsObject, JsResult, NativeFunction, js_string};

pub use api::{Api, Default, Kind, Param, Run};
pub use background::{come_back, go_into_background, lose_network};
pub use button::user_does;
pub use dialog::{Reaction, react};
pub use listener::{any as listens, emit};
pub use members::members;
pub use mock::{Mock, mock, restore};
pub use reach::Reach;
pub use remote::call as call_by_name;
pub use share::share_by_menu;
pub use state::{Latency, Parts, Wx};
pub use tape::{Recording, Replaying};
pub use touch::{call_api, touch};

use crate::engine::Host;
use crate::lang::Text;
use crate::scenario::nearest;
use crate::world::epoch::Version;

/// Every API that has a file here.
const APIS: &[&Api] = &[
    &array_buffer_to_base64::API,
    &array_buffer_to_base64::BACK,
    &authorize::API,
    &batch_get_storage::API,
    &batch_get_storage::SYNC,
    &batch_set_storage::API,
    &batch_set_storage::SYNC,
    &can_i_use::API,
    &canvas_to_temp_file_path::API,
    &check_session::API,
    &clear_storage::API,
    &clear_storage::SYNC,
    &close_socket::API,
    &cloud::API,
    &connect_socket::API,
    &create_animation::API,
    &create_canvas_context::API,
    &create_inner_audio_context::API,
    &create_selector_query::API,
    &create_video_context::API,
    &download_file::API,
    &enable_alert_before_unload::API,
    &enable_alert_before_unload::DISABLE,
    &env::API,
    &exit_mini_program::API,
    &get_account_info_sync::API,
    &get_app_authorize_setting::API,
    &get_battery_info::API,
    &get_battery_info::SYNC,
    &get_clipboard_data::API,
    &get_ext_config::API,
    &get_ext_config::SYNC,
    &get_file_system_manager::API,
    &get_file_system_manager::FILE_INFO,
    &get_file_system_manager::REMOVE_SAVED,
    &get_file_system_manager::SAVE,
    &get_file_system_manager::SAVED_INFO,
    &get_file_system_manager::SAVED_LIST,
    &get_launch_options_sync::API,
    &get_launch_options_sync::ENTER,
    &get_log_manager::API,
    &get_log_manager::REALTIME,
    &get_menu_button_bounding_client_rect::API,
    &get_network_type::API,
    &get_privacy_setting::API,
    &get_random_values::API,
    &get_setting::API,
    &get_storage::API,
    &get_storage::SYNC,
    &get_storage_info::API,
    &get_storage_info::SYNC,
    &get_system_info::API,
    &get_system_info::LATER,
    &get_system_info::SYNC,
    &get_update_manager::API,
    &get_user_info::API,
    &get_user_profile::API,
    &hide_home_button::API,
    &hide_loading::API,
    &hide_toast::API,
    &login::API,
    &navigate_back::API,
    &navigate_to::API,
    &next_tick::API,
    &on_app_hide::API,
    &on_app_hide::OFF,
    &on_app_route::API,
    &on_app_route::OFF,
    &on_app_route_done::API,
    &on_app_route_done::OFF,
    &on_app_show::API,
    &on_app_show::OFF,
    &on_error::API,
    &on_error::OFF,
    &on_memory_warning::API,
    &on_memory_warning::OFF,
    &on_need_privacy_authorization::API,
    &on_network_status_change::API,
    &on_network_status_change::OFF,
    &on_page_not_found::API,
    &on_page_not_found::OFF,
    &on_socket_close::API,
    &on_socket_error::API,
    &on_socket_message::API,
    &on_socket_open::API,
    &on_theme_change::API,
    &on_theme_change::OFF,
    &on_unhandled_rejection::API,
    &on_unhandled_rejection::OFF,
    &on_window_resize::API,
    &on_window_resize::OFF,
    &open_privacy_contract::API,
    &open_setting::API,
    &page_scroll_to::API,
    &re_launch::API,
    &redirect_to::API,
    &remove_storage::API,
    &remove_storage::SYNC,
    &report_event::ANALYTICS,
    &report_event::API,
    &report_event::MONITOR,
    &report_event::PERFORMANCE,
    &request::API,
    &require_privacy_authorize::API,
    &send_socket_message::API,
    &set_background_color::API,
    &set_background_text_style::API,
    &set_clipboard_data::API,
    &set_keep_screen_on::API,
    &set_navigation_bar_color::API,
    &set_navigation_bar_title::API,
    &set_storage::API,
    &set_storage::SYNC,
    &set_top_bar_text::API,
    &show_action_sheet::API,
    &show_loading::API,
    &show_modal::API,
    &show_navigation_bar_loading::API,
    &show_navigation_bar_loading::HIDE,
    &show_share_menu::API,
    &show_share_menu::HIDE,
    &show_toast::API,
    &start_pull_down_refresh::API,
    &start_pull_down_refresh::STOP,
    &switch_tab::API,
    &system_parts::APP_BASE,
    &system_parts::DEVICE,
    &system_parts::SETTING,
    &system_parts::WINDOW,
    &tab_bar::HIDE,
    &tab_bar::HIDE_RED_DOT,
    &tab_bar::REMOVE_BADGE,
    &tab_bar::SET_BADGE,
    &tab_bar::SET_ITEM,
    &tab_bar::SET_STYLE,
    &tab_bar::SHOW,
    &tab_bar::SHOW_RED_DOT,
    &update_share_menu::API,
    &upload_file::API,
    &vibrate_long::API,
    &vibrate_short::API,
];

/// Every name of `wx`, by name: the records of this room, and a refusing record for each name that has none.
pub fn records() -> &'static [Api] {
    static RECORDS: OnceLock<Vec<Api>> = OnceLock::new();
    RECORDS.get_or_init(|| {
        let mut records: Vec<Api> = APIS.iter().map(|api| **api).chain(decisions::records()).collect();
        for (name, since, page) in names::NAMES {
            if !records.iter().any(|api| api.name == *name) {
                let summary = Text { zh: "wxhost 认识但未模拟的 API", en: "Known by name; wxhost does not model it" };
                records.push(Api { since, promise: None, ..Api::new(name, summary, page, Run::Refused) });
            }
        }
        records.sort_unstable_by_key(|api| api.name);
        records
    })
}

/// The record of one name.
pub fn record(name: &str) -> Option<&'static Api> {
    let modelled = APIS.iter().find(|api| api.name == name).copied();
    // The whole list is only made for a name that has no file here.
    modelled.or_else(|| records().binary_search_by(|api| api.name.cmp(name)).ok().map(|index| &records()[index]))
}

/// Makes `wx` and puts it into the global scope: an ordinary object with enumerable, writable, configurable members. Only the
/// members that the program can reach are made; [`reach`] adds those that a file loaded later reaches.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn install(context: &mut Context, base_library: Version, program: &Reach) -> JsResult<Rc<Made>> {
    let wx = JsObject::with_object_proto(context.intrinsics());
    let made = Rc::new(Made { object: wx.clone(), base_library, names: RefCell::default() });
    install_again(context, &made);
    reach(context, program)?;
    context.register_global_property(js_string!("wx"), wx, Attribute::all())?;
    Ok(made)
}

/// The same for another run in this context, in which the global `wx` is as it was made for a run before.
pub fn install_again(context: &mut Context, made: &Rc<Made>) {
    let host = Host::of(context);
    host.extend(Rc::clone(made));
    host.on_failure(listener::tell_failure);
    host.explain_calls(explain);
}

/// What is known of a member of `wx` that is not there: since when there is one, or which name may be meant. Findings read it again.
fn explain(host: &Host, callee: &str) -> Option<String> {
    let name = callee.strip_prefix("wx.")?;
    let base_library = host.get::<Made>()?.base_library;
    let is_newer = |api: &Api| api.since.parse::<Version>().is_ok_and(|since| since > base_library);
    match record(name) {
        Some(api) if is_newer(api) => Some(format!("since base library {}; this run has {base_library}", api.since)),
        Some(_) => None,
        None => {
            let there = records().iter().filter(|api| !is_newer(api)).map(|api| api.name);
            nearest(name, there).map(|near| format!("did you mean wx.{near}?"))
        }
    }
}

/// The original `wx` object, and which of its members have been made: one that the program deleted must not come back.
#[derive(Debug)]
pub struct Made {
    object: JsObject,
    base_library: Version,
    names: RefCell<BTreeSet<&'static str>>,
}

impl Made {
    /// Whether every member is a function that finds its run by itself, so that another run may have the object.
    pub fn can_serve_again(&self) -> bool {
        self.names.borrow().iter().all(|name| record(name).is_some_and(|api| !matches!(api.run, Run::Object(_))))
    }
}

/// Makes the members of `wx` that a text reaches and that were not made before.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn reach(context: &mut Context, text: &Reach) -> JsResult<()> {
    let Some(made) = Host::of(context).get::<Made>() else { return Ok(()) };
    let wanted: Vec<&'static Api> = match text {
        Reach::All => records().iter().collect(),
        Reach::Names(names) => names.iter().filter_map(|name| record(name)).collect(),
    };
    for api in wanted {
        // A name newer than the base library is not there, as on that library.
        let newer = api.since.parse::<Version>().is_ok_and(|since| since > made.base_library);
        if newer || !made.names.borrow_mut().insert(api.name) {
            continue;
        }
        let name = crate::engine::value::name(api.name);
        if let Run::Object(make) = api.run {
            let value = make(context)?;
            made.object.create_data_property_or_throw(name, value, context)?;
            continue;
        }
        let function = NativeFunction::from_copy_closure(move |_, args, context| call::invoke(api, args, context));
        let function = FunctionObjectBuilder::new(context.realm(), function).name(name.clone()).length(1).build();
        let member = PropertyDescriptor::builder().value(function).writable(true).enumerable(true).configurable(true);
        made.object.insert_property(name, member);
    }
    Ok(())
}
