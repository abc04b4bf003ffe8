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
mod elements;
mod findings;
mod framework;
mod harness;
mod intl;
mod junit;
mod learn;
mod libraries;
mod library;
mod lifecycle;
mod limits;
mod loading;
mod pages;
mod play;
mod projects;
mod rendering;
mod reuse;
mod rules;
mod scenarios;
mod seed;
mod serve;
mod serve_clients;
mod sockets;
mod step;
mod support;
mod tape;
mod tidy;
mod watch;
mod workers;
