//! Reports: a trace as text for people (`--format text`), as the developer console (`console`) and for programs (`jsonl`, `json`).
//!
//! Every report reads a trace and nothing else, so each can be made later from a saved trace.

mod again;
pub mod changes;
pub mod console;
pub mod coverage;
pub mod drawn;
pub mod github;
pub mod index;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod lcov;
mod phrase;
pub mod sentence;
pub mod suite;
pub mod tap;
pub mod text;
