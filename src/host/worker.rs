//! Supervised worker processes: the same binary, asked over its stdin, answering on its stdout.
//!
//! Whatever a program does to a worker (it dies, it never answers) costs one worker and is told as an [`Answer`]; the caller goes
//! on with the next. This is the only place that starts processes.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::guard::time_over;

/// How often a waiting caller looks at the interrupt flag. An answer is noticed at once.
const LOOK: Duration = Duration::from_millis(50);
/// The longest message; a longer length is a broken one.
const LONGEST: u32 = 1 << 30;

/// How workers are started.
#[derive(Debug, Clone)]
pub struct Program {
    /// The binary.
    pub path: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
}

/// A worker process. Dropping it ends the process.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
}

/// What came of waiting for a worker.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// It answered.
    Told(Vec<u8>),
    /// Its process ended: how, such as `signal: 6 (SIGABRT)`.
    Died(String),
    /// It did not answer in time.
    Late,
    /// The interrupt flag was set meanwhile.
    Interrupted,
}

impl Worker {
    /// Starts a process.
    ///
    /// # Errors
    ///
    /// The operating system refuses.
    pub fn start(program: &Program) -> io::Result<Self> {
        let mut command = Command::new(&program.path);
        command.args(&program.args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // A Ctrl-C in the terminal reaches the supervisor only, which then ends its workers and keeps what they had finished.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (sender, answers) = mpsc::channel();
        let worker = Self { child, input, answers };
        let Some(mut output) = output else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let read = move || {
            while let Ok(Some(message)) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        };
        thread::Builder::new().name("answers".to_owned()).spawn(read)?;
        Ok(worker)
    }

    /// Sends a message. A worker that cannot take it any more is dead, which [`Worker::answer`] tells.
    pub fn ask(&mut self, message: &[u8]) {
        if let Some(input) = &mut self.input
            && write_message(input, message).is_err()
        {
            self.input = None;
        }
    }

    /// Waits for the next message: at most so long, and not beyond an interrupt.
    pub fn answer(&mut self, within: Duration, interrupt: &AtomicBool) -> Answer {
        let late = time_over(within);
        loop {
            match self.answers.recv_timeout(LOOK.min(within)) {
                Ok(message) => return Answer::Told(message),
                Err(RecvTimeoutError::Disconnected) => return Answer::Died(self.end()),
                Err(RecvTimeoutError::Timeout) if interrupt.load(Ordering::Relaxed) => return Answer::Interrupted,
                Err(RecvTimeoutError::Timeout) if late() => return Answer::Late,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// How the process ended; one that only closed its stdout is ended here.
    fn end(&mut self) -> String {
        self.input = None;
        for _ in 0..20 {
            match self.child.try_wait() {
                Ok(Some(status)) => return told(status),
                Ok(None) => thread::sleep(Duration::from_millis(5)),
                Err(error) => return error.to_string(),
            }
        }
        let _ = self.child.kill();
        "no answer".to_owned()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn told(status: ExitStatus) -> String {
    status.to_string()
}

/// Bytes of memory that this process holds, where the operating system tells.
pub fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// Writes one message: its length in four bytes, then itself.
///
/// # Errors
///
/// The other side is gone, or the message is longer than a message can be.
pub fn write_message(to: &mut impl Write, message: &[u8]) -> io::Result<()> {
    let length = u32::try_from(message.len()).ok().filter(|length| *length <= LONGEST);
    let length = length.ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
    // One write, so that the other side is not woken for a length alone.
    let mut whole = Vec::with_capacity(message.len() + 4);
    whole.extend_from_slice(&length.to_le_bytes());
    whole.extend_from_slice(message);
    to.write_all(&whole)?;
    to.flush()
}

/// Reads one message; none when the other side has no more.
///
/// # Errors
///
/// The other side went away in the middle of a message, or what it sends is no message.
pub fn read_message(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut message = vec![0; usize::try_from(length).unwrap_or_default()];
    from.read_exact(&mut message)?;
    Ok(Some(message))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Worker {
        let program = Program { path: "/bin/sh".into(), args: vec!["-c".into(), script.into()] };
        Worker::start(&program).expect("a shell")
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_is_sent_comes_back() {
        let mut worker = shell("exec cat");
        let long = vec![7; 300_000];
        for message in [b"".as_slice(), b"a", &long] {
            // More than a pipe holds is answered while it is still being sent.
            worker.ask(message);
            assert_eq!(worker.answer(SECOND * 10, &AtomicBool::new(false)), Answer::Told(message.to_vec()));
        }
    }

    #[test]
    fn the_end_of_a_worker_is_told() {
        let interrupt = AtomicBool::new(false);
        let mut worker = shell("kill -ABRT $$");
        let Answer::Died(how) = worker.answer(SECOND * 10, &interrupt) else { panic!("it lives") };
        assert!(how.contains("signal: 6"), "{how}");
        // Nobody reads any more, and still nothing fails.
        worker.ask(&vec![0; 1 << 20]);
        assert!(matches!(worker.answer(SECOND, &interrupt), Answer::Died(_)));
        assert_eq!(shell("exec 1>&-; exec sleep 60").answer(SECOND * 10, &interrupt), Answer::Died("no answer".into()));
        assert_eq!(shell("printf xyz").answer(SECOND * 10, &interrupt), Answer::Died("exit status: 0".into()));
    }

    #[test]
    fn a_silent_worker_is_late_and_an_interrupt_comes_first() {
        let mut worker = shell("exec sleep 60");
        assert_eq!(worker.answer(SECOND / 20, &AtomicBool::new(false)), Answer::Late);
        assert_eq!(worker.answer(SECOND * 60, &AtomicBool::new(true)), Answer::Interrupted);
    }

    #[test]
    fn a_length_that_cannot_be_is_refused() {
        let mut bytes: &[u8] = &[255, 255, 255, 255, 0];
        assert!(read_message(&mut bytes).is_err());
        assert!(write_message(&mut Vec::new(), b"x").is_ok());
    }
}
