//! How often WeChat's server API may be called: the documented limits, counted in fixed windows of the platform's clock.

use std::collections::BTreeMap;

use super::Account;

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 86_400_000;

/// `jscode2session` of one user in a minute (facts: older docs).
const CODES_PER_MINUTE: u32 = 100;
/// `stable_token` of one app (docs).
const STABLE_PER_MINUTE: u32 = 10_000;
const STABLE_PER_DAY: u32 = 500_000;
/// Forced refreshes of one app (docs).
const FORCED_PER_DAY: u32 = 20;
const FORCED_APART_MS: u64 = 30_000;
/// `resetusersessionkey` of one app in a minute (docs).
const RESETS_PER_MINUTE: u32 = 60_000;

/// "Too often in this minute", and "too often today".
const MINUTE: i64 = 45011;
const DAY: i64 = 45009;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counted {
    /// A code of this user is exchanged.
    CodeOf(Account),
    /// `stable_token` of the app at this place.
    StableToken(usize),
    /// The same, with `force_refresh`.
    ForcedRefresh(usize),
    /// A session_key of this user's app is reset.
    ResetKey(Account),
}

/// The counts of the current minute and day. They are not saved: a server that starts anew counts anew.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    on: bool,
    minute: u64,
    codes: BTreeMap<Account, u32>,
    stable: BTreeMap<usize, u32>,
    resets: BTreeMap<usize, u32>,
    day: u64,
    stable_today: BTreeMap<usize, u32>,
    forced_today: BTreeMap<usize, u32>,
    forced_at: BTreeMap<usize, u64>,
}

impl Limits {
    /// Nothing is too often.
    pub fn off() -> Self {
        Self::default()
    }

    /// The documented limits hold.
    pub fn documented() -> Self {
        Self { on: true, ..Self::default() }
    }

    /// Counts a call at `now`; the errcode, if it is one too many. Such a call is not counted.
    pub(super) fn count(&mut self, what: Counted, now: u64) -> Option<i64> {
        if !self.on {
            return None;
        }
        if now / MINUTE_MS != self.minute {
            self.minute = now / MINUTE_MS;
            self.codes.clear();
            self.stable.clear();
            self.resets.clear();
        }
        if now / DAY_MS != self.day {
            self.day = now / DAY_MS;
            self.stable_today.clear();
            self.forced_today.clear();
        }
        match what {
            Counted::CodeOf(account) => (!one_more(&mut self.codes, account, CODES_PER_MINUTE)).then_some(MINUTE),
            Counted::StableToken(app) => {
                if !one_more(&mut self.stable, app, STABLE_PER_MINUTE) {
                    return Some(MINUTE);
                }
                (!one_more(&mut self.stable_today, app, STABLE_PER_DAY)).then_some(DAY)
            }
            Counted::ForcedRefresh(app) => {
                if self.forced_at.get(&app).is_some_and(|last| now - last < FORCED_APART_MS) {
                    return Some(MINUTE);
                }
                if !one_more(&mut self.forced_today, app, FORCED_PER_DAY) {
                    return Some(DAY);
                }
                self.forced_at.insert(app, now);
                None
            }
            Counted::ResetKey(account) => (!one_more(&mut self.resets, account.app, RESETS_PER_MINUTE)).then_some(MINUTE),
        }
    }
}

/// Counts one more, unless there were `most` already.
fn one_more<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K, most: u32) -> bool {
    let count = counts.entry(key).or_default();
    let fits = *count < most;
    *count += u32::from(fits);
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_has_so_many_codes_a_minute() {
        let mut limits = Limits::documented();
        let (one, other) = (Account { app: 0, user: 0 }, Account { app: 0, user: 1 });
        let over = |limits: &mut Limits, of, now| limits.count(Counted::CodeOf(of), now);
        assert!((0..100).all(|n| over(&mut limits, one, n).is_none()));
        assert_eq!([over(&mut limits, one, 59_999), over(&mut limits, other, 59_999)], [Some(45011), None]);
        assert_eq!(over(&mut limits, one, 60_000), None);
        assert!((0..1000).all(|_| Limits::off().count(Counted::CodeOf(one), 0).is_none()));
    }

    #[test]
    fn forced_refreshes_are_rare() {
        let mut limits = Limits::documented();
        let forced = |limits: &mut Limits, now| limits.count(Counted::ForcedRefresh(0), now);
        assert_eq!([forced(&mut limits, 0), forced(&mut limits, 29_999), forced(&mut limits, 30_000)], [None, Some(45011), None]);
        assert!((2..20).all(|n| forced(&mut limits, n * 30_000).is_none()));
        assert_eq!([forced(&mut limits, 900_000), forced(&mut limits, DAY_MS)], [Some(45009), None]);
    }
}
