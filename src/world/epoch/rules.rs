//! The platform's rules of one day: what `wx.getUserInfo` gives, which base library runs, which client.

use super::{Date, Version, releases};
use crate::scenario::Client;

/// The newest day whose rules this version knows: the default epoch, so that no run depends on the day it is made.
pub const NEWEST: Date = Date::known(2026, 7, 1);

/// The day mini-programs opened to the public.
pub(super) const FIRST: Date = Date::known(2017, 1, 9);
/// From this day only `<button open-type="getUserInfo">` asks (announcement of April 2018; the day is recollection).
pub(super) const BUTTON: Date = Date::known(2018, 4, 30);
/// Versions published after 2021-04-28 24:00 get anonymous data from `getUserInfo` (facts: official notice).
pub(super) const ANONYMOUS: Date = Date::known(2021, 4, 29);
/// A notice of about October 2021 ended gender and region in profiles (the day is recollection).
pub(super) const NO_REGION: Date = Date::known(2021, 11, 1);
/// Versions published after 2022-11-08 24:00 get anonymous data from `getUserProfile` too (facts: official notice).
pub(super) const NO_PROFILE: Date = Date::known(2022, 11, 9);

/// What `wx.getUserInfo` and `wx.getUserProfile` give (facts: eras of `wx.getUserInfo`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserInfoEra {
    /// Until 2018-04-29: the first call of the API asks the user. Source: changelog of 2017-01-04.
    Prompt,
    /// 2018-04-30 to 2021-04-28: only `<button open-type="getUserInfo">` asks; the API works if the user has allowed it before, else
    /// it fails. Source: announcement of April 2018.
    ButtonAuthorisation,
    /// 2021-04-29 to 2022-11-08: the API never asks and always gives anonymous data; `getUserProfile` gives real data.
    /// Source: notice on login and user information, 2021 (postponed to 2021-04-28 24:00).
    Anonymous2021,
    /// From 2022-11-09: as before with `is_demote`, and `getUserProfile` gives anonymous data too.
    /// Source: notice on avatar and nickname, 2022 (postponed to 2022-11-08 24:00).
    NoProfile2022,
}

/// The platform's rules of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The day.
    pub date: Date,
    /// The base library that scripts meet (`SDKVersion`).
    pub base_library: Version,
    /// What user information the platform gives.
    pub user_info: UserInfoEra,
    /// Whether a real profile still has gender, country, province and city.
    pub profile_region: bool,
    /// Whose habits are imitated where clients differ.
    pub client: Client,
}

/// Why no rules could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EpochError {
    /// The text is no day.
    #[error("`{0}` is not a day; write YYYY-MM-DD or YYYY-MM, such as 2020-10-06")]
    NotADay(String),
    /// The text is no version.
    #[error("{0}")]
    NotAVersion(String),
    /// The day is before mini-programs existed.
    #[error("there were no mini-programs on {0}; the first day is {FIRST}")]
    TooEarly(Date),
}

impl Rules {
    /// The rules of `epoch` for `client`.
    ///
    /// `epoch` is `YYYY-MM-DD`, or `YYYY-MM` for the *last* day of that month, so that an era named after a month applies to it
    /// (`2021-04` has the rules of the notice of April 2021); absent: [`NEWEST`]. `base_library` overrides the version that was
    /// current on that day; given alone, it chooses the day on which that version was current.
    ///
    /// # Errors
    /// The epoch is not a day, is before mini-programs, or the version is not one.
    pub fn resolve(epoch: Option<&str>, base_library: Option<&str>, client: Client) -> Result<Self, EpochError> {
        let version = base_library.map(str::parse::<Version>).transpose().map_err(EpochError::NotAVersion)?;
        let date = match (epoch, version) {
            (Some(text), _) => {
                text.parse().ok().or_else(|| Date::end_of_month(text)).ok_or_else(|| EpochError::NotADay(text.to_owned()))?
            }
            (None, Some(version)) => releases::day_of(version),
            (None, None) => NEWEST,
        };
        let current = releases::at(date).ok_or(EpochError::TooEarly(date))?.version;
        Ok(Self {
            date,
            base_library: version.unwrap_or(current),
            user_info: UserInfoEra::of(date),
            profile_region: date < NO_REGION,
            client,
        })
    }

    /// Whether the base library is at least `version`, written `X.Y.Z`; false for a text that is no version.
    pub fn at_least(&self, version: &str) -> bool {
        version.parse().is_ok_and(|version: Version| self.base_library >= version)
    }
}

impl UserInfoEra {
    /// The era of a day.
    pub fn of(date: Date) -> Self {
        match date {
            date if date >= NO_PROFILE => Self::NoProfile2022,
            date if date >= ANONYMOUS => Self::Anonymous2021,
            date if date >= BUTTON => Self::ButtonAuthorisation,
            _ => Self::Prompt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(epoch: Option<&str>, base_library: Option<&str>) -> Result<Rules, EpochError> {
        Rules::resolve(epoch, base_library, Client::Devtools)
    }

    #[test]
    fn the_articles_day_has_base_library_2_13_0_and_the_button() {
        let rules = rules(Some("2020-10-06"), None).unwrap();
        assert_eq!((rules.base_library, rules.user_info), (Version(2, 13, 0), UserInfoEra::ButtonAuthorisation));
        assert!(rules.at_least("2.10.2") && !rules.at_least("2.13.1") && !rules.at_least("soon"));
    }

    #[test]
    fn eras_begin_and_end_on_their_days() {
        let era = |text: &str| rules(Some(text), None).unwrap().user_info;
        assert_eq!(era("2018-04-29"), UserInfoEra::Prompt);
        assert_eq!(era("2018-04-30"), UserInfoEra::ButtonAuthorisation);
        assert_eq!(era("2021-04-28"), UserInfoEra::ButtonAuthorisation);
        assert_eq!(era("2021-04-29"), UserInfoEra::Anonymous2021);
        assert_eq!(era("2022-11-08"), UserInfoEra::Anonymous2021);
        assert_eq!(era("2022-11-09"), UserInfoEra::NoProfile2022);
    }

    #[test]
    fn a_month_means_its_last_day() {
        let rules = rules(Some("2021-04"), None).unwrap();
        assert_eq!((rules.date.to_string().as_str(), rules.user_info), ("2021-04-30", UserInfoEra::Anonymous2021));
    }

    #[test]
    fn a_version_alone_chooses_its_day_and_beside_an_epoch_only_the_version() {
        assert_eq!(rules(None, Some("2.13.0")).unwrap().date.to_string(), "2020-09-07");
        let both = rules(Some("2020-10-06"), Some("2.9.0")).unwrap();
        assert_eq!((both.date.to_string().as_str(), both.base_library), ("2020-10-06", Version(2, 9, 0)));
        assert_eq!(rules(None, None).unwrap().date, NEWEST);
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        assert_eq!(rules(Some("yesterday"), None), Err(EpochError::NotADay("yesterday".into())));
        assert!(matches!(rules(Some("2016-12-31"), None), Err(EpochError::TooEarly(_))));
        assert!(matches!(rules(None, Some("new")), Err(EpochError::NotAVersion(_))));
    }
}
