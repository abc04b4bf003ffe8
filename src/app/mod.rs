//! The framework around the author's code: `App`, `getApp`, `require`, `module`, `exports`.

#[expect(clippy::module_inception, reason = "`App` is what the room is named after")]
mod app;
mod require;
mod resolve;

use std::path::Path;

use boa_engine::{Context, JsResult};

pub use app::{AppState, Launch};

use crate::engine::Host;

/// Installs the framework's globals. Modules are resolved beside `base`, the folder of the program's first file.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn install(context: &mut Context, launch: Launch, base: &Path) -> JsResult<()> {
    let host = Host::of(context);
    app::install(&host, launch, context)?;
    require::install(&host, base, context)
}

#[cfg(test)]
mod tests;
