//! `Element.*`, and the finding of elements in pages: as far as there is a view.

use super::desk::{Reply, Work};
use super::frame::Params;

/// What clients are told when they look for an element and nothing is drawn. A wait for a selector would never end otherwise.
const NO_VIEW: &str = "there is no view layer, so pages have no elements: call the page's methods instead";

/// Finds elements in a page, or gives the reply back if the request is none of these.
pub(super) fn find(_: &mut Work<'_>, name: &str, _: &Params, reply: Reply) -> Option<Reply> {
    match name {
        "getElement" | "getElements" | "getElementByXpath" | "getElementsByXpath" => {
            reply.fail(NO_VIEW);
            None
        }
        _ => Some(reply),
    }
}

/// Carries a request out, or gives its reply back if it is none of these.
pub(super) fn carry_out(_: &mut Work<'_>, _: &str, _: &Params, reply: Reply) -> Option<Reply> {
    reply.fail("no such element");
    None
}
