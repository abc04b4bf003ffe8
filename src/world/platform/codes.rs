//! The codes that the platform remembers: those that can still be spent, and those that were.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::Account;

/// Milliseconds until a login code dies (docs: five minutes).
pub const CODE_LIFETIME_MS: u64 = 300_000;

/// How many spent codes are remembered. WeChat's own number is not known; beyond it the oldest is told like one never issued.
const SPENT: usize = 100_000;

/// A code that was issued.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) account: Account,
    pub(super) issued: u64,
    pub(super) spent: bool,
    /// What a login code stands for. A spent one no longer needs it.
    pub(super) session_key: String,
}

impl Code {
    pub(super) fn for_phone(account: Account, issued: u64) -> Self {
        Self { account, issued, spent: false, session_key: String::new() }
    }

    pub(super) fn is_dead(&self, now: u64) -> bool {
        now.saturating_sub(self.issued) >= CODE_LIFETIME_MS
    }
}

/// Codes by their text. What is remembered stays bounded however many are spent: the dead are forgotten when new ones come, the
/// spent beyond a number at once.
#[derive(Debug, Default)]
pub(super) struct Codes {
    known: BTreeMap<Arc<str>, Code>,
    /// In the order of issuing; some of them may be forgotten by now.
    by_age: VecDeque<(u64, Arc<str>)>,
    /// In the order of spending; some of them may be forgotten by now.
    spent: VecDeque<Arc<str>>,
    /// How many of `known` are spent.
    spent_known: usize,
}

impl Codes {
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// How many can still be spent, or died not long ago.
    pub(super) fn waiting(&self) -> usize {
        self.known.len().saturating_sub(self.spent_known)
    }

    pub(super) fn get(&self, code: &str) -> Option<&Code> {
        self.known.get(code)
    }

    /// Remembers a code; they come in the order of issuing.
    pub(super) fn insert(&mut self, text: &str, code: Code) {
        let text: Arc<str> = text.into();
        self.by_age.push_back((code.issued, Arc::clone(&text)));
        if code.spent {
            self.spent.push_back(Arc::clone(&text));
            self.spent_known += 1;
        }
        if self.known.insert(text, code).is_some_and(|old| old.spent) {
            self.spent_known = self.spent_known.saturating_sub(1);
        }
        // Those that were forgotten by themselves must not pile up here.
        if self.by_age.len() > 2 * self.known.len() + 1024 {
            let known = &self.known;
            self.by_age.retain(|(_, text)| known.contains_key(text));
        }
    }

    /// Spends a code. Returns the code, if any, that is forgotten for it.
    pub(super) fn spend(&mut self, text: &str) -> Option<Arc<str>> {
        let (key, _) = self.known.get_key_value(text)?;
        let key = Arc::clone(key);
        let code = self.known.get_mut(text)?;
        if std::mem::replace(&mut code.spent, true) {
            return None;
        }
        code.session_key = String::new();
        self.spent.push_back(key);
        self.spent_known += 1;
        while self.spent_known > SPENT {
            let oldest = self.spent.pop_front()?;
            if self.known.remove(&oldest).is_some() {
                self.spent_known -= 1;
                return Some(oldest);
            }
        }
        None
    }

    pub(super) fn remove(&mut self, text: &str) {
        let gone = self.known.remove(text);
        self.count_gone(gone.as_ref());
    }

    /// Forgets what was issued at `issued` or before. Returns whether there was anything.
    pub(super) fn forget_until(&mut self, issued: u64) -> bool {
        let mut any = false;
        while self.by_age.front().is_some_and(|(at, _)| *at <= issued) {
            if let Some((_, text)) = self.by_age.pop_front() {
                let gone = self.known.remove(&text);
                self.count_gone(gone.as_ref());
                any |= gone.is_some();
            }
        }
        // Those that died by themselves must not pile up here.
        if self.spent.len() > 2 * self.spent_known + 1024 {
            let known = &self.known;
            self.spent.retain(|text| known.contains_key(text));
        }
        any
    }

    /// Forgets the codes of an account.
    pub(super) fn forget_account(&mut self, account: Account) {
        self.known.retain(|_, code| code.account != account);
        self.spent_known = self.known.values().filter(|code| code.spent).count();
    }

    fn count_gone(&mut self, gone: Option<&Code>) {
        if gone.is_some_and(|code| code.spent) {
            self.spent_known = self.spent_known.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(issued: u64) -> Code {
        Code { account: Account::default(), issued, spent: false, session_key: "k".to_owned() }
    }

    #[test]
    fn what_is_remembered_stays_bounded() {
        let mut codes = Codes::default();
        for n in 0..(3 * SPENT as u64) {
            let text = format!("{n:032}");
            codes.insert(&text, code(n / 1000));
            codes.spend(&text);
        }
        assert_eq!((codes.len(), codes.waiting()), (SPENT, 0));
        assert!(codes.by_age.len() <= 2 * SPENT + 1024 + 1, "{}", codes.by_age.len());
        assert!(codes.get(&format!("{:032}", 0)).is_none());
        assert!(codes.get(&format!("{:032}", 3 * SPENT - 1)).is_some_and(|code| code.spent && code.session_key.is_empty()));
        assert!(codes.forget_until(u64::MAX));
        assert_eq!((codes.len(), codes.by_age.len(), codes.waiting()), (0, 0, 0));
        assert!(codes.spent.len() <= 1024, "{}", codes.spent.len());
    }

    #[test]
    fn the_old_are_forgotten_and_the_young_stay() {
        let mut codes = Codes::default();
        codes.insert("a", code(0));
        codes.insert("b", code(10));
        codes.spend("a");
        assert!(codes.forget_until(9));
        assert!(!codes.forget_until(9));
        assert_eq!((codes.len(), codes.waiting()), (1, 1));
        codes.forget_account(Account::default());
        assert_eq!(codes.len(), 0);
    }
}
