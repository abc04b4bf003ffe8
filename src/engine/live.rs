//! The event loop by single steps, for a session whose clock is tied to real time: `auto` and its like.
//!
//! [`Engine::run`] takes the next event whatever its time; here somebody outside says what time it is. I/O that is due and has
//! not ended does not hold the others up, as it does in a run: nobody's clock stands still here.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use boa_engine::Context;

use super::host::{Due, Host};
use super::{Engine, Stop};

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Something that was due has happened.
    Ran,
    /// Nothing is due before this virtual time; `None`: nothing is planned.
    Idle(Option<u64>),
    /// The session has ended: see [`Engine::stopped`].
    Over,
}

impl Engine {
    /// Ties the session to real time: sockets are listened to for as long as it lasts.
    pub fn go_live(&mut self) {
        self.host().live.set(true);
    }

    /// Lets the first event that is due at the virtual time `now` happen. The clock shows `now` then, not the time for which it
    /// was planned: an interval that came too late goes on from there.
    pub fn step(&mut self, now: u64) -> Step {
        let host = Rc::clone(self.host());
        if host.stopped() {
            return Step::Over;
        }
        host.clock.advance_to(now);
        let next = host.due.borrow().first_key_value().map(|((due, _), _)| *due);
        if next.is_none_or(|due| due > now) {
            return Step::Idle(next);
        }
        let Some((_, what)) = host.pop_next() else { return Step::Idle(None) };
        match what {
            Due::Run(task) => self.turn(None, |host, context| task(host, context)),
            Due::Wait(io) => self.late.push(io),
        }
        self.look_after_length();
        Step::Ran
    }

    /// Waits until `other` has ended, and returns what it gave, or until I/O that is due has ended, whose turn then runs; `now`
    /// tells its virtual time.
    ///
    /// # Errors
    ///
    /// The operating system gives no I/O driver.
    pub fn wait<T>(&mut self, now: impl Fn() -> u64, other: impl Future<Output = T>) -> std::io::Result<Option<T>> {
        let host = Rc::clone(self.host());
        if self.idle.is_none() {
            self.idle = host.idle_io();
        }
        let mut other = pin!(other);
        let (late, idle) = (&mut self.late, &mut self.idle);
        let first = host.runtime()?.block_on(poll_fn(|wake| {
            if let Poll::Ready(value) = other.as_mut().poll(wake) {
                return Poll::Ready(Ok(value));
            }
            for index in 0..late.len() {
                if let Poll::Ready(task) = late[index].as_mut().poll(wake) {
                    drop(late.remove(index));
                    return Poll::Ready(Err(task));
                }
            }
            if let Some(Poll::Ready(task)) = idle.as_mut().map(|idle| idle.as_mut().poll(wake)) {
                *idle = None;
                return Poll::Ready(Err(task));
            }
            Poll::Pending
        }));
        match first {
            Ok(value) => Ok(Some(value)),
            Err(task) => {
                self.outside(now(), |host, context| task(host, context));
                Ok(None)
            }
        }
    }

    /// A turn for something that came from outside at the virtual time `now`, such as the command of a client.
    pub fn outside(&mut self, now: u64, task: impl FnOnce(&Rc<Host>, &mut Context)) {
        self.host().clock.advance_to(now);
        self.turn(None, task);
        self.look_after_length();
    }

    fn look_after_length(&self) {
        let host = self.host();
        if host.recorder.len() > host.limits.events {
            host.stop(Stop::Limit("events".to_owned()));
        }
    }
}

impl Host {
    /// Whether the clock is tied to real time.
    pub fn is_live(&self) -> bool {
        self.live.get()
    }

    /// Calls `listener` with the level and the arguments of everything that is written to the console, by the program or by the
    /// platform: the values themselves, before secrets are replaced for the trace.
    pub fn on_log(&self, listener: impl Fn(&str, &[serde_json::Value]) + 'static) {
        self.loggers.borrow_mut().push(Rc::new(listener));
    }

    /// Whether anybody listens to the console.
    pub(super) fn is_heard(&self) -> bool {
        !self.loggers.borrow().is_empty()
    }

    pub(super) fn tell_log(&self, level: &str, args: &[serde_json::Value]) {
        let loggers = self.loggers.borrow().clone();
        for logger in loggers {
            logger(level, args);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::engine::{Limits, Task, Text};
    use crate::trace::{Body, Recorder};

    fn engine(js: &str) -> Engine {
        let clock = Clock::starting_at(0);
        let recorder = Recorder::new(clock.clone());
        let mut engine = Engine::new(clock, recorder, Limits::of(&crate::scenario::Limits::default()), 1).expect("an engine");
        engine.load(&Text { file: "a.js", label: "a.js", text: js, shifts: &[] }).expect("a script");
        engine.go_live();
        engine
    }

    fn logged(engine: &Engine) -> Vec<String> {
        let events = engine.host().recorder.snapshot().into_iter();
        let lines = events.filter_map(|event| match event.body {
            Body::Log { text, .. } => Some(format!("{} {text}", event.t)),
            _ => None,
        });
        lines.collect()
    }

    #[test]
    fn the_clock_is_the_callers() {
        let mut engine = engine("setTimeout(() => console.log('a'), 10); setTimeout(() => console.log('b'), 20)");
        assert_eq!(engine.step(9), Step::Idle(Some(10)));
        assert_eq!((engine.step(15), engine.step(15)), (Step::Ran, Step::Idle(Some(20))));
        assert_eq!((engine.step(20), engine.step(20)), (Step::Ran, Step::Idle(None)));
        assert_eq!(logged(&engine), ["15 a", "20 b"]);
    }

    #[test]
    fn an_interval_that_came_late_does_not_catch_up() {
        let mut engine = engine("setInterval(() => console.log('tick'), 10)");
        assert_eq!((engine.step(1000), engine.step(1000)), (Step::Ran, Step::Idle(Some(1010))));
    }

    #[test]
    fn late_io_holds_nobody_up() {
        let mut engine = engine("setTimeout(() => console.log('b'), 5)");
        let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
        engine.host().after_io(1, async move {
            let _ = receiver.await;
            let task: Task = Box::new(|host, _| crate::engine::platform_message(host, "log", "io".to_owned()));
            task
        });
        while engine.step(6) == Step::Ran {}
        assert_eq!(logged(&engine), ["6 b"]);
        assert_eq!(engine.wait(|| 7, std::future::ready(1)).expect("a runtime"), Some(1));
        assert!(sender.send(()).is_ok());
        assert_eq!(engine.wait(|| 7, std::future::pending::<()>()).expect("a runtime"), None);
        assert_eq!(logged(&engine), ["6 b", "7 io"]);
    }
}
