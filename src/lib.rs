//! wxhost runs WeChat mini-program JavaScript, exactly as written, on a native `wx` inside a simulated world.

pub mod app;
pub mod auto;
pub mod cli;
pub mod clock;
pub mod conform;
pub mod engine;
pub mod explore;
pub mod host;
pub mod lang;
pub mod lesson;
pub mod play;
pub mod report;
pub mod scenario;
pub mod server;
pub mod snapshot;
pub mod source;
pub mod tape;
pub mod trace;
pub mod world;
pub mod wx;

pub use host::Host;
