//! Tapes: exchanges with real servers, recorded by `run --record` and answered again by `--replay`; HAR 1.2 in and out.
//!
//! A tape knows nothing of how a request is sent. It says which recorded exchange answers a request, or which comes nearest to
//! it and where the two differ.

mod compare;
mod har;
mod import;
mod jsonl;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::lang::Message;
use crate::source::{Problem, read_text};

pub use compare::Difference;
pub use har::{Moment, har};
pub use import::{Imported, Wanted, import};
pub use jsonl::{SCHEMA, jsonl};

/// One exchange with a real server. Generated values, such as login codes, stand there as placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Exchange {
    /// Virtual milliseconds from the start of the run to the request.
    #[serde(default)]
    pub t: u64,
    /// Virtual milliseconds until the answer.
    #[serde(default)]
    pub took: u64,
    /// The method, in capitals.
    pub method: String,
    /// The URL as the program wrote it.
    pub url: String,
    /// Where it was sent, if a route led elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The request's headers; those that hold secrets are masked.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The request's body.
    #[serde(default, skip_serializing_if = "Bytes::is_empty")]
    pub body: Bytes,
    /// What came back.
    pub answer: Answer,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A reply.
    Reply {
        /// The HTTP status.
        status: u16,
        /// The headers.
        headers: Vec<(String, String)>,
        /// The whole body; absent: whoever recorded it did not keep it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Bytes>,
        /// The address that answered after redirects, if another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    /// None: `refused`, `reset`, `timeout`, or a message.
    Failure {
        /// Which.
        error: String,
    },
}

impl Default for Answer {
    fn default() -> Self {
        Self::Failure { error: String::new() }
    }
}

/// A body: text if it is UTF-8, else base64.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Bytes(pub Vec<u8>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Base64 { base64: String },
}

impl Bytes {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes as a text, if they are one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    pub(crate) fn base64(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(&self.0)
    }

    pub(crate) fn of_base64(text: &str) -> Result<Self, String> {
        use base64::Engine as _;
        let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        base64::engine::general_purpose::STANDARD.decode(compact).map(Self).map_err(|error| error.to_string())
    }
}

impl From<Bytes> for Written {
    fn from(bytes: Bytes) -> Self {
        match bytes.text() {
            Some(text) => Self::Text(text.to_owned()),
            None => Self::Base64 { base64: bytes.base64() },
        }
    }
}

impl TryFrom<Written> for Bytes {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Text(text) => Ok(Self(text.into_bytes())),
            Written::Base64 { base64 } => Self::of_base64(&base64).map_err(|error| format!("base64: {error}")),
        }
    }
}

/// A request that is to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The method.
    pub method: &'a str,
    /// The URL as the program wrote it, generated values replaced by placeholders.
    pub url: &'a str,
    /// Where it leads.
    pub target: &'a str,
    /// The body, generated values replaced by placeholders.
    pub body: &'a [u8],
    /// Whether redirects are followed.
    pub follow: bool,
}

/// A recording that answers requests.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    exchanges: Vec<Exchange>,
    used: Vec<bool>,
}

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// Nothing was recorded at all.
    Empty,
    /// The recording has no such request; this one comes nearest.
    Nearest {
        /// Method and URL of the nearest one.
        recorded: String,
        /// Where it differs.
        difference: Difference,
    },
    /// It is there, but whoever recorded it did not keep the body of the answer.
    NoBody {
        /// Method and URL.
        recorded: String,
    },
}

/// The largest tape that is read.
const LARGEST: u64 = 256 * 1024 * 1024;
/// How many redirects in a row a tape follows.
const REDIRECTS: usize = 20;

impl Tape {
    /// A tape of these exchanges.
    pub fn new(exchanges: Vec<Exchange>) -> Self {
        Self { used: vec![false; exchanges.len()], exchanges }
    }

    /// Reads a tape: HAR if it is one, else what `--record` writes.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is neither; the problem says where.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        read(path).map(Self::new)
    }

    /// The exchanges.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// What answers a request: of several recorded answers to the same request each once, in order; the last repeats.
    ///
    /// # Errors
    ///
    /// Nothing does; says what comes nearest.
    pub fn answer(&mut self, asked: &Asked<'_>) -> Result<Answer, Unanswered> {
        let mut index = self.find(asked)?;
        for _ in 0..REDIRECTS {
            let Some((url, method)) = self.exchanges[index].redirect(asked) else { break };
            let body = if method == asked.method { asked.body } else { &[] };
            let next = Asked { method: &method, url: &url, target: &url, body, follow: true };
            match self.find(&next) {
                Ok(next) => index = next,
                // Where the redirect leads was not recorded: the redirect itself is the answer.
                Err(_) => break,
            }
        }
        let exchange = &self.exchanges[index];
        match &exchange.answer {
            Answer::Reply { body: None, .. } => Err(Unanswered::NoBody { recorded: exchange.name() }),
            answer => Ok(answer.clone()),
        }
    }

    fn find(&mut self, asked: &Asked<'_>) -> Result<usize, Unanswered> {
        let mut last = None;
        let mut nearest: Option<(usize, usize, Difference)> = None;
        for (index, exchange) in self.exchanges.iter().enumerate() {
            let (weight, difference) = compare::compare(exchange, asked);
            match difference {
                None if !self.used[index] => {
                    self.used[index] = true;
                    return Ok(index);
                }
                None => last = Some(index),
                Some(difference) if nearest.as_ref().is_none_or(|(known, _, _)| weight < *known) => {
                    nearest = Some((weight, index, difference));
                }
                Some(_) => {}
            }
        }
        match (last, nearest) {
            (Some(last), _) => Ok(last),
            (None, Some((_, index, difference))) => {
                Err(Unanswered::Nearest { recorded: self.exchanges[index].name(), difference })
            }
            (None, None) => Err(Unanswered::Empty),
        }
    }
}

impl Exchange {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.url)
    }

    /// Where it redirects to and with which method, if it does and that is wanted.
    fn redirect(&self, asked: &Asked<'_>) -> Option<(String, String)> {
        let Answer::Reply { status, headers, .. } = &self.answer else { return None };
        if !asked.follow || !matches!(status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"))?;
        let base = url::Url::parse(self.target.as_deref().unwrap_or(&self.url)).ok()?;
        let becomes_get = *status == 303 || (matches!(status, 301 | 302) && self.method == "POST");
        let method = if becomes_get { "GET".to_owned() } else { self.method.clone() };
        Some((base.join(&location.1).ok()?.to_string(), method))
    }
}

/// The exchanges of a file.
fn read(path: &Path) -> Result<Vec<Exchange>, Problem> {
    let text = read_text(path, LARGEST).map_err(|error| error.problem())?.text;
    let name = path.display().to_string();
    // A tape's first line is a whole object; a HAR is one object over all lines.
    let result = if jsonl::is_tape(&text) { jsonl::read(&text) } else { har::read(&text) };
    result.map_err(|Wrong { place, what }| {
        let at = if place.is_empty() { name } else { format!("{name}: {place}") };
        Problem::from(what).at(at)
    })
}

/// What is wrong with a tape, and where: `line 3`, `entries[2].request.url`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    place: String,
    what: Message,
}

impl Wrong {
    fn new(place: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { place: place.into(), what: Message::new(zh, en) }
    }
}

/// Headers whose values are secrets.
pub(crate) const SECRET_HEADERS: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "set-cookie"];

/// What stands for a masked value.
pub const MASKED: &str = "<masked>";

#[cfg(test)]
mod tests;
