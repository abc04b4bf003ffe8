//! What a Boa context holds of the host's side for its whole life: the host of the run that is going on in it, and that run's clock.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::context::time::{Clock as BoaClock, JsInstant};
use boa_engine::job::{Job, JobExecutor};
use boa_engine::{Context, JsResult};

use super::host::{Host, Micro};

/// The job executor and clock of a context. A context can serve several runs, one after another, and each has a host of its own.
pub(super) struct Executor {
    host: RefCell<Rc<Host>>,
}

impl Executor {
    pub(super) fn new(host: Rc<Host>) -> Rc<Self> {
        Rc::new(Self { host: RefCell::new(host) })
    }

    /// The host of the run that is going on.
    pub(super) fn host(&self) -> Rc<Host> {
        Rc::clone(&self.host.borrow())
    }

    /// Another run begins.
    pub(super) fn begin(&self, host: Rc<Host>) {
        self.host.replace(host);
    }
}

impl JobExecutor for Executor {
    fn enqueue_job(self: Rc<Self>, job: Job, context: &mut Context) {
        let host = self.host();
        match job {
            Job::PromiseJob(job) => {
                let origin = host.origin_of_job(context);
                host.micro.borrow_mut().push_back(Micro { job, cause: host.cause(), origin });
                // Its place among the timers is where the first job came up.
                host.leaves_promises_to_a_task();
            }
            Job::GenericJob(job) => {
                host.after(0, move |host, context| {
                    if let Err(error) = job.call(context) {
                        host.report(crate::trace::ErrorKind::CallbackThrew, &error, context);
                    }
                });
            }
            // Timers are our own (see timers.rs); async jobs and finalization callbacks have no source here: no boa_runtime,
            // no module loader, and `FinalizationRegistry` would make traces depend on the collector.
            _ => {}
        }
    }

    fn run_jobs(self: Rc<Self>, _: &mut Context) -> JsResult<()> {
        Ok(())
    }
}

impl BoaClock for Executor {
    fn now(&self) -> JsInstant {
        let now = self.host.borrow().clock.now();
        JsInstant::new(now / 1000, (now % 1000) as u32 * 1_000_000)
    }

    fn system_time_millis(&self) -> i64 {
        self.host.borrow().clock.unix_millis()
    }
}
