//! Ctrl-C: the first asks the run to stop and print what happened so far, the second ends the process at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// A flag that becomes true on Ctrl-C (and on SIGTERM).
pub(super) fn flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    // Without the thread, Ctrl-C still ends the process, only without the trace so far.
    let _ = std::thread::Builder::new().name("interrupt".to_owned()).spawn(move || watch(&seen));
    flag
}

#[expect(clippy::disallowed_methods, reason = "the second Ctrl-C waits for nobody; this is the cli room")]
fn watch(flag: &AtomicBool) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
    runtime.block_on(async {
        while signal().await.is_ok() {
            if flag.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        }
    });
}

/// Waits for Ctrl-C or SIGTERM.
#[cfg(unix)]
pub(super) async fn signal() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
pub(super) async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
