//! Sources: `article.md`, `article.md#1,2`, `x.js` and project folders become scripts that remember where they came from.
//!
//! This room reads text and knows nothing of what JavaScript means. Everything that reports a mistake in an author's text, in
//! this room and elsewhere, shows it with [`excerpt`] and tells it as a [`Problem`].

mod error;
mod excerpt;
mod front_matter;
mod load;
mod markdown;
mod problem;
mod project;
mod read;
mod script;
mod spec;

pub use error::SourceError;
pub use excerpt::{excerpt, line_column};
pub(crate) use front_matter::days_in_month;
pub use load::{Kind, Source};
pub use problem::Problem;
pub use project::{Package, Project, object};
pub use read::{DEFAULT_LIMIT, Text, read_text};
pub use script::Script;
pub use spec::Spec;
