//! `App.captureScreenshot`: the phone drawn from the app's state and photographed by a browser that is installed.

mod draw;
mod shoot;

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::desk::{Reply, Work, desk, note};
pub use shoot::Browser;

/// Draws the phone and answers when its picture is there; the app goes on meanwhile.
pub(super) fn capture(work: &mut Work<'_>, reply: Reply) {
    note(work.host, "screenshot".to_owned());
    let drawing = draw::draw(work.host, work.context);
    let Some(desk) = desk(work.host) else { return };
    let desk = Rc::clone(&desk);
    let browser = desk.browser.clone();
    let work = move || match browser.shoot(&drawing) {
        Ok(picture) => reply.ok(&json!({ "data": STANDARD.encode(picture) })),
        Err(reason) => reply.fail(&reason),
    };
    // Without a thread the reply is given up, and says so.
    drop(std::thread::Builder::new().name("screenshot".to_owned()).spawn(work));
}
