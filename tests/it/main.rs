//! Everything that is tested from outside the crate, in one binary: the article's scenarios, determinism, the command, the tree.

#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "tests look at the environment they run in, and tell")]

mod apis;
mod auto;
mod check;
mod cli;
mod conform;
mod determinism;
mod docs;
mod findings;
mod intl;
mod libraries;
mod library;
mod limits;
mod projects;
mod scenarios;
mod seed;
mod sockets;
mod support;
mod tidy;
