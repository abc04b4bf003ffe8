//! What the calls on the tab bar share: they work only on a page that is in it (observed: `fail not TabBar page`).

use super::call::{Call, Fail};
use crate::app::Pages;

/// The failure of a call on a page that is known not to be in the tab bar.
pub(super) fn refused(call: &Call<'_>) -> Option<Fail> {
    let pages = call.host.get::<Pages>()?;
    (pages.is_tab(&pages.top()) == Some(false)).then(|| Fail::new("not TabBar page"))
}
