//! Everything that is tested from outside the crate, in one binary: the article's scenarios, determinism, the command, the tree.

#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "tests look at the environment they run in, and tell")]

mod apis;
mod auto;
mod check;
mod ci;
mod cli;
mod conform;
mod coverage;
mod determinism;
mod docs;
mod findings;
mod learn;
mod junit;
mod intl;
mod libraries;
mod library;
mod limits;
mod rules;
mod pages;
mod projects;
mod reuse;
mod scenarios;
mod seed;
mod step;
mod serve;
mod serve_clients;
mod sockets;
mod support;
mod tape;
mod tidy;
mod watch;
mod workers;
