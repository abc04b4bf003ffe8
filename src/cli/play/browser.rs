//! Opening a page in the user's own browser, by the operating system's command for it.

use std::process::{Command, Stdio};

/// Opens an address; does not wait for the browser.
pub(super) fn open(url: &str) -> std::io::Result<()> {
    let (program, args): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(args).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // Somebody has to wait for it, or it stays as a zombie; nobody needs to know how it ended.
    std::thread::spawn(move || child.wait());
    Ok(())
}
