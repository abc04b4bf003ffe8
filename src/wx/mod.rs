//! The native `wx` object: one file per API, named after it, one line for each in the list below.
//!
//! `wx.getUserInfo` is `get_user_info.rs`; an API and its `…Sync` form share a file. The calling convention that all share is
//! in `call.rs`, the record that each carries in `api.rs`. Adding an API: its file, and its line in `APIS`.

mod api;
mod call;
mod check_session;
mod clear_storage;
mod exchange;
mod get_setting;
mod get_storage;
mod get_storage_info;
mod get_system_info;
mod get_user_info;
mod hide_loading;
mod hide_toast;
mod login;
mod names;
mod reach;
mod remove_storage;
mod request;
mod set_storage;
mod show_loading;
mod show_modal;
mod show_toast;
mod state;
mod storage_value;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::OnceLock;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsObject, JsResult, JsString, NativeFunction, js_string};

pub use api::{Api, Default, Kind, Param, Run};
pub use reach::Reach;
pub use state::{Latency, Parts, Wx};

use crate::engine::Host;
use crate::lang::Text;
use crate::world::epoch::Version;

/// Every API that has a file here.
const APIS: &[&Api] = &[
    &check_session::API,
    &clear_storage::API,
    &clear_storage::SYNC,
    &get_setting::API,
    &get_storage::API,
    &get_storage::SYNC,
    &get_storage_info::API,
    &get_storage_info::SYNC,
    &get_system_info::API,
    &get_system_info::SYNC,
    &get_user_info::API,
    &hide_loading::API,
    &hide_toast::API,
    &login::API,
    &remove_storage::API,
    &remove_storage::SYNC,
    &request::API,
    &set_storage::API,
    &set_storage::SYNC,
    &show_loading::API,
    &show_modal::API,
    &show_toast::API,
];

/// Every name of `wx`, by name: the records of this room, and a refusing record for each name that has none.
pub fn records() -> &'static [Api] {
    static RECORDS: OnceLock<Vec<Api>> = OnceLock::new();
    RECORDS.get_or_init(|| {
        let mut records: Vec<Api> = APIS.iter().map(|api| **api).collect();
        for (name, since, page) in names::NAMES {
            if !APIS.iter().any(|api| api.name == *name) {
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
pub fn install(context: &mut Context, base_library: Version, program: &Reach) -> JsResult<()> {
    let wx = JsObject::with_object_proto(context.intrinsics());
    let made = Made { object: wx.clone(), base_library, names: RefCell::default() };
    Host::of(context).extend(Rc::new(made));
    reach(context, program)?;
    context.register_global_property(js_string!("wx"), wx, Attribute::all())
}

/// The original `wx` object, and which of its members have been made: one that the program deleted must not come back.
#[derive(Debug)]
struct Made {
    object: JsObject,
    base_library: Version,
    names: RefCell<BTreeSet<&'static str>>,
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
        let function = NativeFunction::from_copy_closure(move |_, args, context| call::invoke(api, args, context));
        let name = JsString::from(api.name);
        let function = FunctionObjectBuilder::new(context.realm(), function).name(name.clone()).length(1).build();
        made.object.create_data_property_or_throw(name, function, context)?;
    }
    Ok(())
}
