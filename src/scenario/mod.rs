//! Scenarios: everything outside the author's JavaScript that decides how a run goes, read from TOML.
//!
//! [`load`] reads a file, [`sidecar_for`] finds the one beside an article, [`ScenarioFile`] merges `[defaults]` and `--set` into a
//! scenario, [`schema`] describes the format for editors.

mod check;
mod date;
mod edit;
mod error;
mod expect;
mod file;
mod happening;
mod model;
mod name;
mod node;
mod node_de;
mod own_rules;
mod people;
mod routes;
mod rules;
pub mod schema;
mod set;
mod write;

use crate::clock::millis;
pub use date::{day_start, instant};
pub use edit::Edit;
pub use error::ScenarioError;
pub use file::{ScenarioFile, load, sidecar_for};
pub use happening::{Button, Happening, What};
pub use model::*;
pub use name::{most_similar, nearest};
pub use people::*;
pub use routes::effective_routes;
pub use set::Set;
pub use write::to_toml;
