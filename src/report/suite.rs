//! The saved results of `wxhost check` (`--report-json FILE`), from which every other report is made and which `merge` reads.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Message;

/// The schema name that every saved result carries.
pub const SCHEMA: &str = "wxhost.check/1";

/// What one `wxhost check` found out, or several shards of one together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suite {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Name and version of the tool.
    pub tool: String,
    /// Which part of the whole this is, such as `2/3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// Whether everything selected was run: not ended early by `--max-failures` or an interrupt.
    pub complete: bool,
    /// The scenarios, in order.
    pub cases: Vec<Case>,
    /// How many more passed of which nothing is kept: no report was asked for that would name them.
    #[serde(skip)]
    pub passed: usize,
    /// Approved snapshots that no scenario has.
    #[serde(default)]
    pub stale: Vec<String>,
    /// Scenario files that could not be read.
    #[serde(default)]
    pub broken: Vec<Broken>,
}

/// One scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    /// Its place in the order of all scenarios selected, over all shards.
    pub position: usize,
    /// The scenario file.
    pub file: String,
    /// Where the scenario's name stands.
    pub line: u32,
    /// Where the scenario's name stands.
    pub column: u32,
    /// The scenario's name.
    pub name: String,
    /// Where its approved trace stands.
    pub snapshot: String,
    /// What came out.
    pub status: Status,
    /// How the run ended: `clean`, `script-failed`, `unparsable`, `unknown-api`, `limit`, `interrupted`; none when it could not start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Virtual milliseconds that the run took.
    #[serde(default)]
    pub virtual_ms: u64,
    /// What the rules found.
    #[serde(default)]
    pub findings: Vec<Found>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// What differs from the approved trace; lines begin with `-`, `+`, `~` or `>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<Message>,
    /// The page that shows its trace, beside the index of the HTML report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The command that runs this scenario alone.
    pub rerun: String,
    /// The command that approves what it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<String>,
}

/// What came out of one scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its trace is the approved one.
    Passed,
    /// There was no approved trace; this one is now.
    Written,
    /// It differed, and is the approved one now.
    Updated,
    /// Its trace is not the approved one.
    Differs,
    /// There is no approved trace.
    Missing,
    /// It broke a rule of its scenario file.
    RuleBroken,
    /// Run again, it was not the same.
    Unstable,
    /// It reached a limit that the approved trace does not have.
    Limit,
    /// It could not be run or compared.
    Error,
    /// It was interrupted.
    Interrupted,
}

/// One finding of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The rule's name.
    pub rule: String,
    /// Where, such as `article.md:57:12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What it means.
    pub message: Message,
}

/// A scenario file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Broken {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub message: Message,
}

impl Status {
    /// Whether the scenario failed.
    pub fn failed(self) -> bool {
        !matches!(self, Self::Passed | Self::Written | Self::Updated)
    }

    /// Every status, in the order in which a summary counts them.
    pub const ALL: [Self; 10] = [
        Self::Passed,
        Self::Written,
        Self::Updated,
        Self::Differs,
        Self::Missing,
        Self::RuleBroken,
        Self::Unstable,
        Self::Limit,
        Self::Error,
        Self::Interrupted,
    ];

    /// In words, after a number: `3 as approved`.
    pub fn words(self) -> Message {
        let (zh, en) = match self {
            Self::Passed => ("与批准的一致", "as approved"),
            Self::Written => ("新写入", "written"),
            Self::Updated => ("已更新", "updated"),
            Self::Differs => ("不同", "differ"),
            Self::Missing => ("尚未批准", "not approved yet"),
            Self::RuleBroken => ("违反规则", "broke a rule"),
            Self::Unstable => ("不稳定", "unstable"),
            Self::Limit => ("到达上限", "reached a limit"),
            Self::Error => ("出错", "could not be checked"),
            Self::Interrupted => ("被中断", "interrupted"),
        };
        Message::new(zh, en)
    }
}

impl Suite {
    /// Results of nothing yet.
    pub fn new(shard: Option<String>) -> Self {
        let tool = concat!("wxhost ", env!("CARGO_PKG_VERSION")).to_owned();
        let (cases, stale, broken) = (Vec::new(), Vec::new(), Vec::new());
        Self { schema: SCHEMA.to_owned(), tool, shard, complete: true, cases, passed: 0, stale, broken }
    }

    /// The saved form: JSON, one document.
    pub fn to_json(&self) -> String {
        // Every key is a text, so this cannot fail.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads what [`Suite::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// The text is no saved result of this schema.
    pub fn from_json(text: &str) -> Result<Self, Message> {
        let suite: Self = serde_json::from_str(text).map_err(|error| {
            Message::new(format!("不是 wxhost check 保存的结果：{error}"), format!("not a saved result of wxhost check: {error}"))
        })?;
        if suite.schema != SCHEMA {
            let found = &suite.schema;
            return Err(Message::new(
                format!("格式是 {found}，当前版本只认识 {SCHEMA}"),
                format!("its schema is {found}; this version reads {SCHEMA}"),
            ));
        }
        Ok(suite)
    }

    /// Several shards as one; the same scenario in two of them counts once, the failed one before the other.
    #[must_use]
    pub fn merged(parts: Vec<Self>) -> Self {
        let mut whole = Self::new(None);
        for part in parts {
            whole.complete &= part.complete;
            whole.stale.extend(part.stale);
            whole.broken.extend(part.broken);
            for case in part.cases {
                let same = |known: &&mut Case| known.file == case.file && known.name == case.name;
                match whole.cases.iter_mut().find(same) {
                    Some(known) if case.status.failed() => *known = case,
                    Some(_) => {}
                    None => whole.cases.push(case),
                }
            }
        }
        whole.cases.sort_by(|a, b| (a.position, &a.file, &a.name).cmp(&(b.position, &b.file, &b.name)));
        whole.stale.sort();
        whole.stale.dedup();
        whole.broken.sort_by(|a, b| a.file.cmp(&b.file));
        whole.broken.dedup();
        whole
    }

    /// How many scenarios ended so.
    pub fn count(&self, status: Status) -> usize {
        let unnamed = if status == Status::Passed { self.passed } else { 0 };
        self.cases.iter().filter(|case| case.status == status).count() + unnamed
    }

    /// How many scenarios there are.
    pub fn len(&self) -> usize {
        self.cases.len() + self.passed
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everything in one line: `24 scenarios: 23 as approved, 1 differ`.
    pub fn summary(&self) -> Message {
        let parts: Vec<Message> = Status::ALL
            .into_iter()
            .filter_map(|status| Some((self.count(status), status)).filter(|(count, _)| *count > 0))
            .map(|(count, status)| {
                let words = status.words();
                let en = if count == 1 && status == Status::Differs { "differs" } else { &words.en };
                Message::new(format!("{count} 个{}", words.zh), format!("{count} {en}"))
            })
            .collect();
        let zh: Vec<&str> = parts.iter().map(|part| part.zh.as_str()).collect();
        let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
        let count = self.len();
        let plural = if count == 1 { "" } else { "s" };
        let mut summary = Message::new(
            format!("{count} 个场景：{}", if zh.is_empty() { "没有运行".to_owned() } else { zh.join("，") }),
            format!("{count} scenario{plural}: {}", if en.is_empty() { "none was run".to_owned() } else { en.join(", ") }),
        );
        let mut add = |count: usize, zh: &str, en: &str| {
            if count > 0 {
                summary.zh.push_str(&format!("；{count} 个{zh}"));
                summary.en.push_str(&format!("; {count} {en}"));
            }
        };
        add(self.stale.len(), "多余的快照", if self.stale.len() == 1 { "stale snapshot" } else { "stale snapshots" });
        add(self.broken.len(), "读不了的场景文件", if self.broken.len() == 1 { "unreadable file" } else { "unreadable files" });
        if !self.complete {
            summary.zh.push_str("；提前结束");
            summary.en.push_str("; ended early");
        }
        summary
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn case(position: usize, name: &str, status: Status) -> Case {
        Case {
            position,
            file: "js/a.md.toml".into(),
            line: 3,
            column: 8,
            name: name.into(),
            snapshot: format!("snapshots/a/{name}.snap"),
            status,
            ended: Some("clean".into()),
            virtual_ms: 60,
            findings: vec![],
            message: status.failed().then(|| Message::new("轨迹与批准的不同", "the trace is not as approved")),
            diff: status.failed().then(|| Message::new("- <a> & \u{1b}[1m\"b\"\n+ c", "- <a> & \u{1b}[1m\"b\"\n+ c")),
            page: None,
            rerun: format!("wxhost check js/a.md.toml -g '^{name}$'"),
            accept: None,
        }
    }

    #[test]
    fn shards_together_are_the_whole() {
        let cases = [("a", Status::Passed), ("b", Status::Differs), ("c", Status::Passed), ("d", Status::Missing)];
        let mut whole = Suite::new(None);
        whole.cases = cases.iter().enumerate().map(|(index, (name, status))| case(index, name, *status)).collect();
        let shard = |wanted: usize| {
            let mut part = Suite::new(Some(format!("{}/2", wanted + 1)));
            part.cases = whole.cases.iter().filter(|case| case.position % 2 == wanted).cloned().collect();
            Suite::from_json(&part.to_json()).expect("a saved result")
        };
        assert_eq!(Suite::merged(vec![shard(1), shard(0), shard(1)]), whole);
        assert_eq!(whole.summary().en, "4 scenarios: 2 as approved, 1 differs, 1 not approved yet");
    }

    #[test]
    fn what_is_no_saved_result_is_told() {
        assert!(Suite::from_json("{}").expect_err("no result").en.starts_with("not a saved result of wxhost check: "));
        let later = Suite::new(None).to_json().replace("check/1", "check/2");
        assert_eq!(
            Suite::from_json(&later).expect_err("later").en,
            "its schema is wxhost.check/2; this version reads wxhost.check/1"
        );
    }
}
