//! wxhost runs WeChat mini-program JavaScript, exactly as written, on a native `wx` inside a simulated world.

pub mod cli;
pub mod clock;
pub mod host;
pub mod lang;
pub mod report;
pub mod scenario;
pub mod source;
pub mod trace;
