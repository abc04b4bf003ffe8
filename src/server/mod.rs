//! The outside world over real sockets: WeChat's HTTP API (what `serve --platform` offers) and the embedded developer's backend.
//!
//! In a run every exchange is processed at once in real time; when its parts happen in virtual time is written into an [`ExchangeLog`],
//! from which the run replays them. [`serve`] is the same platform for programs that are not ours, [`endpoint`] the WebSocket on
//! which tools drive a live session; it knows nothing of what they say.

mod answer;
mod authority;
mod backend;
mod calls;
mod connections;
pub mod desk;
pub mod endpoint;
mod exchange;
mod inside;
mod platform;
mod proxy;
mod query;
mod refused;
pub mod serve;
mod start;

pub use authority::{Authority, CertificateError};
pub use exchange::{ExchangeLog, Hop, Outcome, Ticket};
pub use inside::can_be_asked_inside;
pub use start::{Addresses, Latencies, Servers, Setup, StartError};

#[cfg(test)]
mod tests;
