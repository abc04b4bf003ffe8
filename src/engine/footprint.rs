//! What one turn of the event loop touched, read from what it recorded: whether two turns can be exchanged.

use crate::trace::{Body, Event, GLOBAL_DATA, Outcome};

/// What one turn of the loop touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Footprint {
    /// The author's code ran: everything that it may have read or written.
    code: bool,
    /// The screen.
    screen: bool,
    /// WeChat's server or the developer's.
    servers: bool,
    /// The state of the app or the device.
    state: bool,
}

impl Footprint {
    /// The footprint of a turn that recorded these events; `io`: it waited for a server.
    pub(super) fn of(events: &[Event], io: bool) -> Self {
        let mut this = Self { servers: io, ..Self::default() };
        for event in events {
            match &event.body {
                // Nobody is called for a result without a callback.
                Body::Settle { handled, outcome, .. } => {
                    this.code |= *handled && !matches!(outcome, Outcome::Return | Outcome::Throw);
                }
                Body::Ui { .. } => this.screen = true,
                Body::Platform { .. } => this.servers = true,
                // The messages themselves: what they do happens when they arrive, in a turn that waits for a server.
                Body::Request { .. } | Body::Response { .. } => {}
                // It tells of what the program did, which is told by itself.
                Body::State { what, .. } if what == GLOBAL_DATA => {}
                Body::State { .. } => this.state = true,
                Body::Finding { .. } | Body::End { .. } => {}
                _ => this.code = true,
            }
        }
        this
    }

    /// Whether the order of the two can matter.
    pub fn depends_on(self, other: &Self) -> bool {
        (self.code && other.code)
            || (self.screen && other.screen)
            || (self.servers && other.servers)
            || (self.state && other.state)
    }
}
