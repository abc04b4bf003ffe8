//! The other side of a worker's pipe: `wxhost __worker check` answers messages from stdin on stdout until there are no more.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::mpsc;

use super::Exit;
use crate::host::worker::{Program, read_message, resident, write_message};

/// The hidden command.
const COMMAND: &str = "__worker";
/// Messages after which a worker is replaced, whatever it holds.
const MOST: usize = 1000;
/// Bytes of memory above which a worker is replaced.
const LARGE: u64 = 256 * 1024 * 1024;
/// How many messages go by between two looks at the memory.
const EVERY: usize = 16;

/// The binary that runs, once it is known that it is `wxhost` and not, say, a test that has `wxhost` inside.
static BINARY: OnceLock<std::path::PathBuf> = OnceLock::new();
/// The arguments it was started with.
static ARGUMENTS: OnceLock<Vec<OsString>> = OnceLock::new();

/// Remembers that the process is `wxhost`, so that it can start workers.
#[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
pub(super) fn can_start(args: &[OsString]) {
    let _ = ARGUMENTS.set(args.to_vec());
    // What runs, even if the file was replaced meanwhile.
    let running = std::path::Path::new("/proc/self/exe");
    let path = if running.exists() { Some(running.to_owned()) } else { std::env::current_exe().ok() };
    // `WXHOST_WORKERS=0` does the work on threads, where processes cannot be had.
    let wanted = std::env::var("WXHOST_WORKERS").map_or(true, |value| value != "0");
    if let Some(path) = path.filter(|_| wanted) {
        let _ = BINARY.set(path);
    }
}

/// How a worker for this kind of work is started; none in a process that is not `wxhost`.
pub(super) fn program(kind: &str) -> Option<Program> {
    Some(Program { path: BINARY.get()?.clone(), args: vec![COMMAND.into(), kind.into()] })
}

/// The arguments of this process, for workers that begin as it did; none when they are not Unicode.
pub(super) fn arguments() -> Option<Vec<String>> {
    ARGUMENTS.get()?.iter().map(|arg| arg.to_str().map(str::to_owned)).collect()
}

/// Serves, if the arguments ask for it.
pub(super) fn serve(args: &[OsString]) -> Option<ExitCode> {
    let [_, command, kind] = args else { return None };
    if command != COMMAND {
        return None;
    }
    if let Some(folder) = super::setup::view_cache() {
        crate::app::view::set_view_cache(folder);
    }
    let exit = match kind.to_str() {
        Some("check") => answer_all(super::check::serve()),
        Some("explore") => answer_all(super::explore::serve()),
        Some("play") => answer_all(|message, _| crate::play::answer(message)),
        _ => Exit::Usage,
    };
    Some(exit.into())
}

/// Answers every message. When the supervisor is gone the process ends at once, whatever it is doing.
#[expect(clippy::disallowed_methods, reason = "nobody is left to tell; this is the cli room")]
fn answer_all(mut answer: impl FnMut(&[u8], bool) -> Vec<u8>) -> Exit {
    let (sender, messages) = mpsc::channel();
    let read = move || {
        let mut input = std::io::stdin().lock();
        while let Ok(Some(message)) = read_message(&mut input) {
            if sender.send(message).is_err() {
                break;
            }
        }
        std::process::exit(i32::from(Exit::Ok.code()));
    };
    if std::thread::Builder::new().name("questions".to_owned()).spawn(read).is_err() {
        return Exit::Internal;
    }
    let mut output = std::io::stdout();
    for (count, message) in messages.into_iter().enumerate() {
        let full = count + 1 >= MOST || (count % EVERY == EVERY - 1 && resident().is_some_and(|bytes| bytes > LARGE));
        let told = answer(&message, full);
        if write_message(&mut output, &told).is_err() {
            break;
        }
    }
    Exit::Ok
}
