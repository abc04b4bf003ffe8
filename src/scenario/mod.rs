//! Scenarios: everything outside the author's JavaScript that decides how a run goes, read from TOML.

mod millis;
mod model;

pub use model::*;
