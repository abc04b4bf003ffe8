//! The person holding the phone, as scenario files describe them: decisions, answers in order, the profile.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Millis;

/// The person holding the phone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The user's name inside this world; the openid derives from it and the seed. Default `u1`.
    #[serde(default)]
    pub id: Option<String>,
    /// Scope → decision before the run: `granted` or `denied`; absent: never asked.
    #[serde(default)]
    pub consent: BTreeMap<String, Consent>,
    /// Answers to consent dialogs in the order in which they appear; none left: the dialog stays open.
    #[serde(default)]
    pub dialog: Vec<DialogAnswer>,
    /// Answers to modals in order: `confirm`, `cancel`, `{ confirm = "text typed" }`, or `ignore`; none left: the modal stays open.
    #[serde(default)]
    pub modal: Vec<ModalAnswer>,
    /// Answers to action sheets in order: the index tapped, `cancel`, or `ignore`.
    #[serde(default)]
    pub sheet: Vec<SheetAnswer>,
    /// What the user changes on the settings page, visit by visit: scope → decision; none left: nothing.
    #[serde(default)]
    pub setting: Vec<BTreeMap<String, Consent>>,
    /// Whether the user has agreed to the app's privacy contract (base library 2.32.3). Default `agreed`.
    #[serde(default)]
    pub privacy: Privacy,
    /// Time between a dialog's appearance and the user's answer. Default 1 s.
    #[serde(default, deserialize_with = "super::millis::optional")]
    #[schemars(with = "Option<Millis>")]
    pub think: Option<u64>,
    /// The user's profile; missing members have defaults.
    #[serde(default)]
    pub profile: Profile,
}

/// A decision about a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// The user allowed it.
    Granted,
    /// The user refused it.
    Denied,
}

/// Where the user stands with the app's privacy contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Privacy {
    /// Agreed before the run, or the app has none.
    #[default]
    Agreed,
    /// Not asked yet: the first API that the contract covers asks.
    Needed,
}

/// An answer to a consent dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DialogAnswer {
    /// 允许.
    Allow,
    /// 拒绝.
    Deny,
    /// Neither: the dialog stays open.
    Ignore,
}

/// An answer to a modal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ModalAnswer {
    /// `confirm`, `cancel` or `ignore`.
    Button(ModalButton),
    /// Confirms an editable modal with this text.
    Typed {
        /// The text typed before confirming.
        confirm: String,
    },
}

/// A modal's buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ModalButton {
    /// The confirm button.
    Confirm,
    /// The cancel button.
    Cancel,
    /// Neither: the modal stays open, and later ones get later answers.
    Ignore,
}

/// An answer to an action sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SheetAnswer {
    /// The index of the item tapped, from 0.
    Tap(u32),
    /// `cancel` or `ignore`.
    Cancel(SheetCancel),
}

/// The words that are no item of an action sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SheetCancel {
    /// The sheet was dismissed.
    Cancel,
    /// Nothing: the sheet stays open.
    Ignore,
}

/// A user's profile as WeChat knows it (facts: `userInfo`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Profile {
    /// Nickname. Default `小明`.
    #[serde(default)]
    pub nick_name: Option<String>,
    /// 0 unknown, 1 male, 2 female. Default 1.
    #[serde(default)]
    pub gender: Option<u8>,
    /// Language such as `zh_CN`.
    #[serde(default)]
    pub language: Option<String>,
    /// City. Default `Guangzhou`.
    #[serde(default)]
    pub city: Option<String>,
    /// Province. Default `Guangdong`.
    #[serde(default)]
    pub province: Option<String>,
    /// Country. Default `China`.
    #[serde(default)]
    pub country: Option<String>,
    /// Avatar address.
    #[serde(default)]
    pub avatar_url: Option<String>,
    /// Phone number. Default `13800138000`.
    #[serde(default)]
    pub phone_number: Option<String>,
}
