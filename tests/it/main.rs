//! Everything that is tested from outside the crate, in one binary: the article's scenarios, determinism, the command, the tree.

mod apis;
mod cli;
mod determinism;
mod docs;
mod findings;
mod library;
mod limits;
mod scenarios;
mod seed;
mod support;
mod tidy;
