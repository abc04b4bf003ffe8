//! Reports: a trace as text for people (`--format text`), as the developer console (`console`), as a page or a picture
//! (`html`, `svg`, `mermaid`) and for programs (`jsonl`, `json`).
//!
//! Every report reads a trace and nothing else, so each can be made later from a saved trace.

mod again;
pub mod changes;
pub mod console;
mod flow;
pub mod coverage;
pub mod drawn;
pub mod github;
pub mod html;
pub mod index;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod mermaid;
pub mod lcov;
mod phrase;
pub mod sentence;
pub mod suite;
pub mod svg;
pub mod tap;
pub mod text;
pub mod tree;
