//! The outside world over real sockets: WeChat's HTTP API (what `serve --platform` offers) and the embedded developer's backend.
//!
//! [`endpoint`] is the WebSocket on which tools drive a live session; it knows nothing of what they say.
//!
//! All listen on loopback only. Every exchange is processed at once in real time; when its parts happen in virtual time is written
//! into an [`ExchangeLog`], from which the run replays them.

mod answer;
mod backend;
mod calls;
pub mod endpoint;
mod exchange;
mod platform;
mod start;

pub use exchange::{ExchangeLog, Hop, Outcome, Ticket};
pub use start::{Addresses, Latencies, Servers, Setup, StartError};

#[cfg(test)]
mod tests;
