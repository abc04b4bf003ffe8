//! The person holding the phone: what they have allowed, how they answer dialogs, who they are.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use super::choice::Choices;
use crate::scenario::{self, Consent, DialogAnswer, ModalAnswer, ModalButton, Privacy, SheetAnswer, SheetCancel};

/// The scope of the profile, which programs look up before they ask for it.
const USER_INFO: &str = "scope.userInfo";
/// Milliseconds that the user thinks before answering, unless the scenario says otherwise.
const THINK_MS: u64 = 1000;

/// The person holding the phone.
#[derive(Debug, Clone)]
pub struct User {
    /// The user's name inside this world, such as `u1`.
    pub id: String,
    /// Milliseconds between a dialog's appearance and the answer.
    pub think: u64,
    /// The user's profile, with defaults for what the scenario leaves open.
    pub profile: Profile,
    consent: Vec<(String, Consent)>,
    modals: VecDeque<ModalAnswer>,
    sheets: VecDeque<SheetAnswer>,
    dialogs: VecDeque<DialogAnswer>,
    choices: Choices,
    settings: VecDeque<Vec<(String, Consent)>>,
    /// Whether the app's privacy contract is agreed to.
    pub privacy: Privacy,
}

impl User {
    /// The user of a scenario.
    pub fn new(user: &scenario::User) -> Self {
        Self {
            id: user.id.clone().unwrap_or_else(|| "u1".to_owned()),
            think: user.think.unwrap_or(THINK_MS),
            profile: Profile::new(&user.profile),
            consent: user.consent.iter().map(|(scope, consent)| (scope.clone(), *consent)).collect(),
            modals: user.modal.iter().cloned().collect(),
            sheets: user.sheet.iter().cloned().collect(),
            dialogs: user.dialog.iter().copied().collect(),
            choices: Choices::default(),
            settings: user.setting.iter().map(|visit| visit.clone().into_iter().collect()).collect(),
            privacy: user.privacy,
        }
    }

    /// The same user, whose decisions are noted as choice points.
    #[must_use]
    pub fn noting(self, choices: Choices) -> Self {
        Self { choices, ..self }
    }

    /// The decision about `scope`, such as `scope.userInfo`; `None`: never asked.
    pub fn consent(&self, scope: &str) -> Option<Consent> {
        let decision = self.decision(scope);
        self.choices.consent(scope, decision.is_some());
        decision
    }

    fn decision(&self, scope: &str) -> Option<Consent> {
        self.consent.iter().find(|(known, _)| known == scope).map(|(_, consent)| *consent)
    }

    /// Whether the user has allowed `scope`.
    pub fn allows(&self, scope: &str) -> bool {
        self.consent(scope) == Some(Consent::Granted)
    }

    /// Notes a decision; it replaces an earlier one about the same scope.
    pub fn set_consent(&mut self, scope: &str, consent: Consent) {
        match self.consent.iter_mut().find(|(known, _)| known == scope) {
            Some((_, decision)) => *decision = consent,
            None => self.consent.push((scope.to_owned(), consent)),
        }
    }

    /// `authSetting` of `wx.getSetting`: a member for every scope already asked, true if allowed (facts: docs `AuthSetting`).
    pub fn auth_setting(&self) -> Map<String, Value> {
        self.choices.consent(USER_INFO, self.decision(USER_INFO).is_some());
        self.consent.iter().map(|(scope, consent)| (scope.clone(), Value::Bool(*consent == Consent::Granted))).collect()
    }

    /// The answer to the modal that just appeared; `None`: the user leaves it open.
    pub fn next_modal(&mut self) -> Option<ModalAnswer> {
        let answer = self.modals.pop_front();
        self.choices.modal(answer.is_some());
        answer.filter(|answer| *answer != ModalAnswer::Button(ModalButton::Ignore))
    }

    /// The answer to the action sheet that just appeared; `None`: the user leaves it open.
    pub fn next_sheet(&mut self) -> Option<SheetAnswer> {
        let answer = self.sheets.pop_front();
        self.choices.sheet(answer.is_some());
        answer.filter(|answer| *answer != SheetAnswer::Cancel(SheetCancel::Ignore))
    }

    /// The user visits the settings page and changes what the scenario says.
    pub fn visit_settings(&mut self) {
        for (scope, consent) in self.settings.pop_front().unwrap_or_default() {
            self.set_consent(&scope, consent);
        }
    }

    /// The answer to the consent dialog that just appeared; `None`: the user leaves it open.
    pub fn next_dialog(&mut self) -> Option<DialogAnswer> {
        let answer = self.dialogs.pop_front();
        self.choices.dialog(answer.is_some());
        answer.filter(|answer| *answer != DialogAnswer::Ignore)
    }
}

/// A user's profile as WeChat knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Nickname.
    pub nick_name: String,
    /// 0 unknown, 1 male, 2 female.
    pub gender: u8,
    /// The language the user set WeChat to.
    pub language: String,
    /// Address of the avatar.
    pub avatar_url: String,
    /// Phone number without country code.
    pub phone_number: String,
    city: Option<String>,
    province: Option<String>,
    country: Option<String>,
}

/// The language in which `wx.getUserInfo` gives country, province and city (facts: option `lang`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RegionLang {
    /// `en`, the default.
    #[default]
    En,
    /// `zh_CN`.
    ZhCn,
    /// `zh_TW`.
    ZhTw,
}

impl RegionLang {
    /// The language of an option's text; anything unknown counts as `en`.
    pub fn of(text: &str) -> Self {
        match text {
            "zh_CN" => Self::ZhCn,
            "zh_TW" => Self::ZhTw,
            _ => Self::En,
        }
    }
}

impl Profile {
    /// The profile of a scenario, with defaults for what it leaves open.
    pub fn new(profile: &scenario::Profile) -> Self {
        let or = |value: &Option<String>, default: &str| value.clone().unwrap_or_else(|| default.to_owned());
        Self {
            nick_name: or(&profile.nick_name, "小明"),
            gender: profile.gender.unwrap_or(1),
            language: or(&profile.language, "zh_CN"),
            avatar_url: or(&profile.avatar_url, "https://thirdwx.qlogo.cn/mmopen/vi_32/wxhostDefaultAvatar/132"),
            phone_number: or(&profile.phone_number, "13800138000"),
            city: profile.city.clone(),
            province: profile.province.clone(),
            country: profile.country.clone(),
        }
    }

    /// City, province and country. The defaults are translated; what the scenario sets is given as it is.
    pub fn region(&self, lang: RegionLang) -> [&str; 3] {
        let defaults = match lang {
            RegionLang::En => ["Guangzhou", "Guangdong", "China"],
            RegionLang::ZhCn => ["广州", "广东", "中国"],
            RegionLang::ZhTw => ["廣州", "廣東", "中國"],
        };
        [
            self.city.as_deref().unwrap_or(defaults[0]),
            self.province.as_deref().unwrap_or(defaults[1]),
            self.country.as_deref().unwrap_or(defaults[2]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::ModalButton;
    use serde_json::json;

    #[test]
    fn consent_has_three_states_and_only_two_show_in_the_setting() {
        let mut scenario = scenario::User::default();
        scenario.consent.insert("scope.camera".into(), Consent::Denied);
        let mut user = User::new(&scenario);
        assert_eq!((user.consent("scope.userInfo"), user.allows("scope.userInfo")), (None, false));
        user.set_consent("scope.userInfo", Consent::Granted);
        user.set_consent("scope.camera", Consent::Granted);
        assert_eq!(Value::Object(user.auth_setting()), json!({"scope.camera": true, "scope.userInfo": true}));
    }

    #[test]
    fn answers_come_in_order_and_end() {
        let confirm = ModalAnswer::Button(ModalButton::Confirm);
        let mut user = User::new(&scenario::User { modal: vec![confirm.clone()], ..Default::default() });
        assert_eq!((user.next_modal(), user.next_modal()), (Some(confirm), None));
    }

    #[test]
    fn only_default_regions_are_translated() {
        let profile = Profile::new(&scenario::Profile { city: Some("Lijiang".into()), ..Default::default() });
        assert_eq!(profile.region(RegionLang::of("zh_CN")), ["Lijiang", "广东", "中国"]);
        assert_eq!(profile.region(RegionLang::of("tlh")), ["Lijiang", "Guangdong", "China"]);
    }
}
