//! The framework around the author's code: `App`, `getApp`, `Page`, `Component`, `Behavior`, `getCurrentPages`, `require`, projects.

#[expect(clippy::module_inception, reason = "`App` is what the room is named after")]
mod app;
mod channel;
mod definition;
mod drive;
mod files;
mod global_data;
mod lifecycle;
pub mod look;
mod not_modelled;
mod page;
mod pages;
mod project;
mod registry;
pub mod remote;
mod require;
mod resolve;
mod set_data;
pub mod view;

use std::path::Path;

use boa_engine::{Context, JsResult};

pub(crate) use app::report_text;
pub use app::{AppState, Launch};
pub(crate) use channel::{Channel, End};
pub use drive::current_page;
pub use page::PageState;
pub(crate) use pages::{LIMIT, Route};
pub use pages::{Pages, forget_page, name_page};
pub use project::{is_running as is_project, start};
pub use require::could_not_parse;

use crate::engine::Host;

/// Installs the framework's globals. Modules are resolved beside `base`, the folder of the program's first file, or in the project.
/// `again`: the globals are there, from a run before this one, and as they were; they find the new run by themselves.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn install(context: &mut Context, launch: Launch, base: &Path, again: bool) -> JsResult<()> {
    let host = Host::of(context);
    pages::begin(&host, &launch);
    registry::begin(&host, &launch);
    let files = match &launch.project {
        Some(project) => {
            project::install(&host, project.clone());
            project::files(&host, project)
        }
        None => files::Files::new(base, None),
    };
    app::begin(&host, launch);
    require::begin(&host, files);
    if again {
        return Ok(());
    }
    pages::install(context)?;
    registry::install(context)?;
    not_modelled::install(context)?;
    app::install(context)?;
    require::install(context)
}

#[cfg(test)]
mod tests;
