//! `--epoch` and `--base-library`: which day's platform rules apply, and which base library was current then.

mod changes;
mod date;
mod releases;
mod rules;
mod version;

pub use changes::{Change, changes};
pub use date::Date;
pub(crate) use date::http_date;
pub use releases::{RELEASES, Release};
pub use rules::{EpochError, NEWEST, Rules, UserInfoEra};
pub use version::Version;
