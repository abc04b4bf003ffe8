//! What lies outside the phone's JavaScript: WeChat's server, the network, the user, the screen and the device.
//!
//! This room knows nothing of JavaScript. Time is always passed in as virtual milliseconds, and every generated value derives
//! from the scenario's seed, so that the same calls in the same order give the same world.

pub mod answers;
pub mod choice;
pub mod crypto;
pub mod device;
pub mod epoch;
pub mod faults;
pub mod files;
pub mod network;
pub mod platform;
pub mod screen;
pub mod seed;
pub mod storage;
pub mod user;
