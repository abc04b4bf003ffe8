//! A document photographed by Chromium, Chrome or Edge, whichever is there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::draw::Drawing;

/// The commands that are tried, the first that is there is taken.
const COMMANDS: [&str; 8] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/// How long a picture may take: so many looks, so far apart.
const LOOKS: (u32, Duration) = (1500, Duration::from_millis(20));

/// The browser that takes pictures, and a folder for what it needs.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Its command; absent: the first usual one that is there.
    pub command: Option<PathBuf>,
    /// A folder for temporary files.
    pub folder: PathBuf,
}

impl Browser {
    /// Takes a picture: the bytes of a PNG.
    pub(super) fn shoot(&self, drawing: &Drawing) -> Result<Vec<u8>, String> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.join(format!("wxhost-screenshot-{}-{number}", std::process::id()));
        let failed = |error: std::io::Error| format!("the screenshot failed in {}: {error}", folder.display());
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let shot = self.shoot_in(&folder, drawing);
        // What is left behind is only temporary.
        let _ = std::fs::remove_dir_all(&folder);
        shot
    }

    fn shoot_in(&self, folder: &Path, drawing: &Drawing) -> Result<Vec<u8>, String> {
        let (page, picture) = (folder.join("phone.xhtml"), folder.join("phone.png"));
        std::fs::write(&page, &drawing.document).map_err(|error| format!("{}: {error}", page.display()))?;
        let mut child = self.start(folder, &page, &picture, drawing)?;
        for _ in 0..LOOKS.0 {
            match child.try_wait() {
                Ok(None) => std::thread::sleep(LOOKS.1),
                Ok(Some(_)) => {
                    let none = |_| "the browser took no picture; --browser PATH names another one".to_owned();
                    return std::fs::read(&picture).map_err(none);
                }
                Err(error) => return Err(format!("the browser is lost: {error}")),
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        Err("the browser took too long for the picture".to_owned())
    }

    fn start(&self, folder: &Path, page: &Path, picture: &Path, drawing: &Drawing) -> Result<Child, String> {
        let given = self.command.iter().cloned();
        let usual = COMMANDS.iter().map(PathBuf::from).filter(|_| self.command.is_none());
        for command in given.chain(usual) {
            let mut started = Command::new(&command);
            started
                .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"])
                .args(["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"])
                .arg(format!("--user-data-dir={}", folder.join("profile").display()))
                .arg(format!("--force-device-scale-factor={}", drawing.ratio))
                .arg(format!("--window-size={},{}", drawing.width, drawing.height))
                .arg(format!("--screenshot={}", picture.display()))
                .arg(format!("file://{}", page.display()))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            match started.spawn() {
                Ok(child) => return Ok(child),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(format!("{} does not start: {error}", command.display())),
            }
        }
        Err(match &self.command {
            Some(command) => format!("there is no {} to take the screenshot with", command.display()),
            None => "there is no browser to take the screenshot with: install Chromium, or give --browser PATH".to_owned(),
        })
    }
}
