//! Failures on demand: which call or exchange a scenario's `[[scenario.fault]]` makes fail, and at which occurrence.

use crate::scenario::Fault;

/// The faults of a scenario, with how often each has been met.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    faults: Vec<Counted>,
}

#[derive(Debug, Clone)]
struct Counted {
    fault: Fault,
    met: u64,
}

impl Faults {
    /// The faults of a scenario, none met yet.
    pub fn new(faults: &[Fault]) -> Self {
        Self { faults: faults.iter().map(|fault| Counted { fault: fault.clone(), met: 0 }).collect() }
    }

    /// Whether one is of an exchange.
    pub fn has_exchanges(&self) -> bool {
        self.faults.iter().any(|counted| counted.fault.exchange.is_some())
    }

    /// A call of `api` happens: the fault that applies to it, if any. Counts the occurrence.
    pub fn on_call(&mut self, api: &str) -> Option<Fault> {
        self.meet(|fault| fault.api.as_deref() == Some(api))
    }

    /// An exchange happens: the fault that applies to it, if any. Counts the occurrence.
    ///
    /// An exchange has several names: where it goes (`backend:/login`) and the URL as written. A query in a name is optional: a
    /// fault for `backend:/list` also applies to `backend:/list?page=2`.
    pub fn on_exchange(&mut self, method: &str, names: &[&str]) -> Option<Fault> {
        self.meet(|fault| fault.exchange.as_deref().is_some_and(|wanted| is_exchange(wanted, method, names)))
    }

    /// Every matching fault counts the occurrence; the first whose turn it is applies.
    fn meet(&mut self, matches: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut hit = None;
        for counted in self.faults.iter_mut().filter(|counted| matches(&counted.fault)) {
            counted.met += 1;
            if hit.is_none() && counted.fault.nth.is_none_or(|nth| nth == counted.met) {
                hit = Some(counted.fault.clone());
            }
        }
        hit
    }
}

/// `POST backend:/login`, or without a method for every method.
fn is_exchange(wanted: &str, method: &str, names: &[&str]) -> bool {
    let wanted = wanted.trim();
    let target = match wanted.split_once(char::is_whitespace) {
        Some((wanted_method, target)) if wanted_method.bytes().all(|b| b.is_ascii_alphabetic()) => {
            if !wanted_method.eq_ignore_ascii_case(method) {
                return false;
            }
            target.trim()
        }
        _ => wanted,
    };
    names.iter().any(|name| *name == target || name.split(['?', '#']).next() == Some(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(text: &str, nth: Option<u64>) -> Fault {
        Fault { exchange: Some(text.into()), nth, ..Fault::default() }
    }

    #[test]
    fn a_fault_hits_its_occurrence_only() {
        let mut faults = Faults::new(&[Fault { api: Some("login".into()), nth: Some(2), ..Fault::default() }]);
        assert!(faults.on_call("login").is_none());
        assert!(faults.on_call("getUserInfo").is_none());
        assert!(faults.on_call("login").is_some());
        assert!(faults.on_call("login").is_none());
    }

    #[test]
    fn the_first_fault_whose_turn_it_is_applies_and_all_count() {
        let first = Fault { errno: Some(5), ..exchange("POST backend:/login", Some(2)) };
        let always = Fault { errno: Some(9), ..exchange("backend:/login", None) };
        let mut faults = Faults::new(&[first, always]);
        let mut hit = || faults.on_exchange("POST", &["backend:/login", "后端提供的接口"]).and_then(|fault| fault.errno);
        assert_eq!([hit(), hit(), hit()], [Some(9), Some(5), Some(9)]);
    }

    #[test]
    fn an_exchange_is_named_by_route_or_url_with_or_without_its_query() {
        let hits = |wanted: &str, method: &str, name: &str| {
            Faults::new(&[exchange(wanted, None)]).on_exchange(method, &[name]).is_some()
        };
        assert!(hits("get backend:/list", "GET", "backend:/list?page=2"));
        assert!(hits("GET backend:/list?page=2", "GET", "backend:/list?page=2"));
        assert!(!hits("GET backend:/list", "POST", "backend:/list"));
        assert!(!hits("GET backend:/list", "GET", "backend:/listing"));
        assert!(hits("后端提供的接口", "POST", "后端提供的接口"));
        assert!(hits("GET 后端 提供", "GET", "后端 提供"));
    }
}
