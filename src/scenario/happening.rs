//! `[[scenario.event]]`: what happens at a virtual time without the program asking for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Millis;

/// Something that happens at a virtual time without the program asking for it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Happening {
    /// When: virtual time after the first `call`, or after the start if there is no `call`. Default 0.
    #[serde(default)]
    pub at: Option<Millis>,
    /// What happens. Default `tap`, which needs a `target` or a `handler`.
    #[serde(default)]
    pub what: What,
    /// The new network type or theme, the memory level, the window's size, the missing page's path, the text typed, the dataset of what
    /// is tapped, the place scrolled to.
    #[serde(default)]
    pub value: Option<Value>,
    /// For a tap: the `open-type` of the button.
    #[serde(default)]
    pub button: Option<Button>,
    /// For a tap or input: the function that gets the event, of the page on top or global.
    #[serde(default)]
    pub handler: Option<String>,
    /// For what the user does: the element of the page on top, as a selector such as `#login` or `.list > .item`. The project's page
    /// is rendered for it.
    #[serde(default)]
    pub target: Option<String>,
    /// Which of the elements that `target` means, from 1. Default 1.
    #[serde(default)]
    pub nth: Option<usize>,
    /// For `event`: the event's name, such as `change`; `value` is its detail.
    #[serde(default)]
    pub event: Option<String>,
}

/// What a [`Happening`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The user taps something; `handler` gets the event.
    #[default]
    Tap,
    /// The user types `value`; `handler` gets the event.
    Input,
    /// The user presses the `target` for long.
    LongPress,
    /// The `target` sends the event `event` with the detail `value`.
    Event,
    /// The user goes back to the page below.
    Back,
    /// The user taps the tab of the page `value`.
    Tab,
    /// The user pulls the page down: `onPullDownRefresh`.
    PullDown,
    /// The user reaches the page's end: `onReachBottom`.
    ReachBottom,
    /// The user scrolls the page to `value`, such as `{ scrollTop = 300 }`: `onPageScroll`.
    Scroll,
    /// The user forwards the page from the menu: `onShareAppMessage`.
    Share,
    /// The user shares the page to Moments from the menu: `onShareTimeline`.
    ShareTimeline,
    /// The user adds the page to the favorites from the menu: `onAddToFavorites`.
    Favorite,
    /// What the page shows is written into the trace.
    Tree,
    /// The network type becomes `value`: `wifi`, `4g`, `none`, … With `none` requests under way fail and sockets are closed.
    Network,
    /// The app goes into the background: five seconds later requests under way are interrupted, and timers wait until `show`.
    Hide,
    /// The app comes back.
    Show,
    /// The system runs short of memory; on Android `value` is the level.
    Memory,
    /// The theme becomes `value`: `light` or `dark`.
    Theme,
    /// The window's size becomes `value`: `{ windowWidth = 667, windowHeight = 375 }`.
    Resize,
    /// The page that was to be opened does not exist; `value` is its path.
    PageNotFound,
    /// A new version of the app: `value` is `ready` (downloaded) or `failed`.
    Update,
}

/// A button's `open-type`, as far as it gives something to its handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Button {
    /// `bindgetuserinfo`.
    GetUserInfo,
    /// `bindgetphonenumber`.
    GetPhoneNumber,
    /// `bindgetrealtimephonenumber`.
    GetRealtimePhoneNumber,
    /// `bindchooseavatar`.
    ChooseAvatar,
    /// `bindopensetting`.
    OpenSetting,
    /// `bindagreeprivacyauthorization`.
    AgreePrivacyAuthorization,
}
