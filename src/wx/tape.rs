//! Where requests to real servers meet a tape: they are kept for `--record`, or answered from one without a network.

use std::cell::RefCell;
use std::rc::Rc;

use url::Url;

use super::exchange::Outgoing;
use crate::engine::Host;
use crate::tape::{Answer, Asked, Bytes, Exchange, MASKED, SECRET_HEADERS, Tape, Unanswered};
use crate::trace::brief::brief_message;
use crate::world::network::{NetFailure, Reply};

/// Kept beside the engine: the exchanges of this run.
#[derive(Debug, Default)]
pub struct Recording(RefCell<Vec<Exchange>>);

impl Recording {
    /// Everything recorded so far, by the time of the request.
    pub fn take(&self) -> Vec<Exchange> {
        let mut all = self.0.take();
        all.sort_by_key(|exchange| exchange.t);
        all
    }

    /// Keeps an exchange.
    pub(super) fn keep(&self, exchange: Exchange, result: &Result<Reply, NetFailure>) {
        self.0.borrow_mut().push(Exchange { answer: answer_of(&exchange, result), ..exchange });
    }
}

/// Kept beside the engine: the recording that stands for all real servers.
#[derive(Debug)]
pub struct Replaying(RefCell<Tape>);

impl Replaying {
    /// Answers from this tape.
    pub fn of(tape: Tape) -> Self {
        Self(RefCell::new(tape))
    }

    /// What was recorded for a request, or a message about the nearest that was.
    pub(super) fn answer(
        &self,
        host: &Rc<Host>,
        out: &Outgoing,
        target: &Url,
        limit: u64,
    ) -> Result<Result<Reply, NetFailure>, String> {
        let (url, body) = (host.recorder.redact(&out.url), redacted(host, &out.body));
        let shown = host.recorder.redact(target.as_str());
        let asked = Asked { method: &out.method, url: &url, target: &shown, body: &body, follow: !out.manual_redirect };
        let answer = self.0.borrow_mut().answer(&asked).map_err(|unanswered| told(&asked, &unanswered))?;
        Ok(match answer {
            Answer::Failure { error } => Err(failure_of(&error)),
            Answer::Reply { body: Some(body), .. } if body.0.len() as u64 > limit => Err(NetFailure::TooLarge),
            Answer::Reply { status, headers, body, from } => Ok(Reply {
                status,
                headers: headers.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect(),
                body: body.unwrap_or_default().0.into(),
                url: from.and_then(|from| Url::parse(&from).ok()).unwrap_or_else(|| target.clone()),
                pieces: Vec::new(),
            }),
        })
    }
}

/// An exchange that begins; its answer comes later.
pub(super) fn begun(host: &Rc<Host>, out: &Outgoing, target: &Url, after: u64) -> Exchange {
    let secret = |name: &str| SECRET_HEADERS.iter().any(|secret| secret.eq_ignore_ascii_case(name));
    let header = |(name, value): &(String, String)| {
        let value = if secret(name) { MASKED.to_owned() } else { host.recorder.redact(value) };
        (name.clone(), value)
    };
    let (url, shown) = (host.recorder.redact(&out.url), host.recorder.redact(target.as_str()));
    Exchange {
        t: host.clock.now(),
        took: after,
        method: out.method.to_uppercase(),
        target: (shown != url).then_some(shown),
        url,
        headers: out.headers.iter().map(header).collect(),
        body: Bytes(redacted(host, &out.body)),
        answer: Answer::default(),
    }
}

/// A body without generated values.
fn redacted(host: &Rc<Host>, body: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) => host.recorder.redact(text).into_bytes(),
        Err(_) => body.to_vec(),
    }
}

fn answer_of(exchange: &Exchange, result: &Result<Reply, NetFailure>) -> Answer {
    match result {
        Err(failure) => Answer::Failure { error: failure.to_string() },
        Ok(reply) => {
            let asked = exchange.target.as_deref().unwrap_or(&exchange.url);
            let from = (Url::parse(asked).ok().as_ref() != Some(&reply.url)).then(|| reply.url.to_string());
            Answer::Reply { status: reply.status, headers: reply.headers.clone(), body: Some(Bytes(reply.body.to_vec())), from }
        }
    }
}

fn failure_of(error: &str) -> NetFailure {
    let known = [
        NetFailure::Offline,
        NetFailure::Refused,
        NetFailure::Reset,
        NetFailure::Timeout,
        NetFailure::TooLarge,
        NetFailure::TooManyRedirects,
    ];
    let known = known.into_iter().find(|failure| failure.to_string() == error);
    known.unwrap_or_else(|| match error.strip_prefix("tls: ") {
        Some(why) => NetFailure::Tls(why.to_owned()),
        None => NetFailure::Other(error.to_owned()),
    })
}

/// Why there is no answer; the finding `unmatched-request` reads this text again.
fn told(asked: &Asked<'_>, unanswered: &Unanswered) -> String {
    let request = brief_message(&format!("{} {}", asked.method.to_uppercase(), asked.url));
    match unanswered {
        Unanswered::Empty => format!("not in the recording: {request}; nothing is"),
        Unanswered::NoBody { recorded } => {
            let recorded = brief_message(recorded);
            format!("not in the recording: the body of the answer to {recorded}; export it with its contents")
        }
        Unanswered::Nearest { recorded, difference } => {
            let value = |value: &Option<String>| value.as_deref().map_or_else(|| "nothing".to_owned(), brief_message);
            let recorded = if *recorded == request { "the same".to_owned() } else { brief_message(recorded) };
            format!(
                "not in the recording: {request}; the nearest is {recorded}; it differs in {}: recorded {}, now {}",
                difference.field,
                value(&difference.recorded),
                value(&difference.asked)
            )
        }
    }
}
