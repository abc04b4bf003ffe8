//! Approved texts in `snapshots/`, in insta's `.snap` format: reading, comparing, writing whole or not at all, what is pending.

mod file;
mod lines;
mod name;
mod store;
mod write;

pub use file::{Snapshot, SnapshotError};
pub use lines::line_diff;
pub use name::{file_stem, slug};
pub use store::{Compared, Pending, approve, compare, pending_below, pending_path, reject, snapshots_below};
pub use write::write_whole;
