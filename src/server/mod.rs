//! The outside world over real sockets: WeChat's HTTP API (what `serve --platform` offers) and the embedded developer's backend.
//!
//! Both listen on loopback only. Every exchange is processed at once in real time; when its parts happen in virtual time is written
//! into an [`ExchangeLog`], from which the run replays them.

mod answer;
mod backend;
mod calls;
mod exchange;
mod inside;
mod platform;
mod start;

pub use exchange::{ExchangeLog, Hop, Outcome, Ticket};
pub use inside::can_be_asked_inside;
pub use start::{Addresses, Latencies, Servers, Setup, StartError};

#[cfg(test)]
mod tests;
