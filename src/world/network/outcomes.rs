//! How an exchange can end besides the ordinary way: the choice points of the network and of the embedded backend.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use serde_json::json;

use super::{Plan, Target};
use crate::scenario::{Answer, Edit, Fault, Millis, NetworkFault};
use crate::world::choice::{Alternative, Choices, Offer, numbered, occurrence};

/// An exchange that is about to begin.
#[derive(Debug)]
pub struct Exchange<'a> {
    /// The method.
    pub method: &'a str,
    /// The URL as written.
    pub url: &'a str,
    /// What is to happen with it; absent: it is refused before it is sent.
    pub plan: Option<&'a Plan>,
    /// The backend's scripted answers.
    pub backend: &'a BTreeMap<String, Vec<Answer>>,
    /// How much longer a toast is on the screen that would disappear by itself.
    pub toast_left: Option<u64>,
}

/// A body that is no JSON.
const NOT_JSON: &str = "<html><body>502 Bad Gateway</body></html>";

impl Exchange<'_> {
    /// Notes how else this exchange can go.
    pub fn note(&self, choices: &Choices) {
        if !choices.wanted() {
            return;
        }
        let target = self.plan.map_or(self.url, |plan| plan.route.as_deref().unwrap_or(self.url));
        let target = target.split(['?', '#']).next().unwrap_or(target);
        let name = [self.method, " ", target].concat();
        let nth = choices.count(&["exchange ", &name].concat());
        let disturbance = self.plan.and_then(|plan| plan.fault.as_ref());
        let (offered, pinned) = (numbered(&name, nth), disturbance.is_some());
        let asks = choices.asks(&offered, false, pinned);
        let which = LazyCell::new(|| occurrence(nth));
        let says = |does_zh: &str, does_en: &str, edit| {
            let (zh, en) = &*which;
            Alternative::new([zh, " ", &name, " ", does_zh].concat(), ["the ", en, " ", &name, " ", does_en].concat(), edit)
        };
        let fault = |fault: Fault| Edit::Fault(Box::new(Fault { exchange: Some(name.clone()), nth: Some(nth as u64), ..fault }));
        let fails = |network| fault(Fault { network: Some(network), ..Fault::default() });
        let mut others = Vec::new();
        let ends = |fault: &Fault| fault.network.is_some() || fault.status.is_some() || fault.body.is_some();
        match self.plan.map(|plan| &plan.target) {
            None => {}
            Some(Target::Backend { path_and_query }) if !disturbance.is_some_and(ends) => {
                let (key, nth) = self.request(path_and_query, choices);
                if !asks {
                    return choices.offer(Offer { key: offered, pinned, initial: false, others });
                }
                let scripted = self.backend.get(&key).is_some_and(|answers| !answers.is_empty());
                let answer = |answer| Edit::Answer { key: key.clone(), nth, answer: Box::new(answer) };
                let body = |body: &str| Answer { body: Some(body.to_owned()), ..Answer::default() };
                let broken =
                    Answer { status: Some(500), json: Some(json!({"message": "Internal Server Error"})), ..Answer::default() };
                if !scripted {
                    let refusal = Answer { json: Some(json!({"InfoState": 1})), ..Answer::default() };
                    others.push(says("后端拒绝（InfoState 1）", "is refused by the backend (InfoState 1)", answer(refusal)));
                }
                others.push(says("回答 HTTP 500", "is answered with HTTP 500", answer(broken)));
                others.push(says("的回答不是 JSON", "is answered with a text that is not JSON", answer(body(NOT_JSON))));
                others.push(says("回答 null", "is answered with null", answer(body("null"))));
                let lost = Answer { network: Some(NetworkFault::Reset), ..Answer::default() };
                others.push(says("后端已处理，但回答丢失", "is processed by the backend, but the answer is lost", answer(lost)));
            }
            Some(_) if !asks => {}
            Some(_) => {
                let answers = |status, body: &str| fault(Fault { status, body: Some(body.to_owned()), ..Fault::default() });
                others.push(says("回答 HTTP 500", "is answered with HTTP 500", answers(Some(500), "{}")));
                others.push(says("的回答不是 JSON", "is answered with a text that is not JSON", answers(None, NOT_JSON)));
                others.push(says("回答 null", "is answered with null", answers(None, "null")));
            }
        }
        if self.plan.is_some() && asks {
            others.push(says("连接被拒", "is refused a connection", fails(NetworkFault::Refused)));
            others.push(says("没有回答，直到超时", "gets no answer until it times out", fails(NetworkFault::Timeout)));
        }
        if let Some(left) = self.toast_left.filter(|_| self.plan.is_some() && asks) {
            // The next whole second after the toast is gone.
            let late = (left / 1000 + 1) * 1000;
            let slow = fault(Fault { latency: Some(Millis(late)), ..Fault::default() });
            let (zh, en) = (format!("{late} ms 后才有回答"), format!("is answered after {late} ms only"));
            others.push(says(&zh, &en, slow));
        }
        choices.offer(Offer { key: offered, pinned, initial: false, others });
    }

    /// The key under which the scenario scripts this request, and which request of that key it is, from 1.
    fn request(&self, path_and_query: &str, choices: &Choices) -> (String, usize) {
        let path = path_and_query.split(['?', '#']).next().unwrap_or(path_and_query);
        let own = [self.method, " ", path].concat();
        let known = self.backend.keys().find(|key| key.eq_ignore_ascii_case(&own));
        let known = known.or_else(|| self.backend.keys().find(|key| key.as_str() == path));
        let key = known.cloned().unwrap_or(own);
        let nth = choices.count(&["request ", &key].concat());
        (key, nth)
    }
}
