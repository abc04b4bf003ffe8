//! What differs between two drawings, row by row: told when the trace behind an approved text is not at hand, as in CI.
//!
//! A drawing tells less than a trace: values are cut short, and what led to a row is only known from its note. What is told here
//! has the same form as [`super::changes`], with the new trace's own sentences and causes where there is one.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::changes::tree;
use super::sentence::sentence;
use super::text::{Drawing, Drawn};
use crate::lang::{Lang, Message};
use crate::trace::story::Story;
use crate::trace::{Body, Trace};

/// Every change, as [`super::changes::render`] tells it; none when a text is no drawing or nothing in the rows differs.
pub fn render(approved: &str, now: &str, trace: Option<&Trace>) -> Option<Message> {
    let old = Drawing::read(approved)?;
    let read = || Some((Drawing::read(now)?, Vec::new()));
    let (new, seqs) = trace.and_then(Drawing::of).or_else(read)?;
    let trace = trace.filter(|_| !seqs.is_empty());
    let compared = Compared::of(&old, &new, &seqs, trace);
    let tell = |lang| Teller { compared: &compared, trace, lang }.tell();
    let message = Message::new(tell(Lang::Zh), tell(Lang::En));
    (!message.en.is_empty()).then_some(message)
}

/// One difference.
struct Change<'d> {
    old: Option<&'d Drawn>,
    new: Option<&'d Drawn>,
    /// The event that the new row begins with.
    seq: Option<u64>,
    moved: bool,
    /// Whether the time is told: it does not follow from another.
    late: bool,
    because: Option<usize>,
}

struct Compared<'d> {
    header: Vec<(String, String)>,
    changes: Vec<Change<'d>>,
    findings: (Vec<&'d String>, Vec<&'d String>),
}

impl<'d> Compared<'d> {
    fn of(old: &'d Drawing, new: &'d Drawing, seqs: &[Vec<u64>], trace: Option<&Trace>) -> Self {
        let partner = partners(&old.rows, &new.rows);
        let causes = Causes { rows: &new.rows, seqs, trace };
        let delta = |index: usize| -> Option<i128> {
            let (old_index, _) = partner.get(&index)?;
            Some(i128::from(new.rows[index].t) - i128::from(old.rows[*old_index].t))
        };
        // (place, old row, new row): what was removed stands behind the row that it followed.
        let mut rows: Vec<(usize, usize, Change<'d>)> = Vec::new();
        for (index, row) in new.rows.iter().enumerate() {
            let seq = seqs.get(index).and_then(|seqs| seqs.first()).copied();
            let (was, moved) = match partner.get(&index) {
                Some((was, moved)) => (Some(&old.rows[*was]), *moved),
                None => (None, false),
            };
            let follows = causes.of(index).map_or(Some(0), delta);
            let late = was.is_some() && row.mark != Some('■') && delta(index) != follows && follows.is_some();
            let same = was.is_some_and(|was| was.mark == row.mark && was.words == row.words && place(was) == place(row));
            if !same || moved || late {
                rows.push((index, 0, Change { old: was, new: Some(row), seq, moved, late, because: None }));
            }
        }
        let home: BTreeMap<usize, usize> = partner.iter().map(|(new, (old, _))| (*old, *new)).collect();
        let mut behind = 0;
        let mut gone = BTreeMap::new();
        for (index, row) in old.rows.iter().enumerate() {
            if let Some(new_index) = home.get(&index) {
                behind = *new_index;
            } else {
                gone.insert(std::ptr::from_ref(row), index);
                rows.push((
                    behind,
                    index + 1,
                    Change { old: Some(row), new: None, seq: None, moved: false, late: false, because: None },
                ));
            }
        }
        rows.sort_by_key(|(place, order, _)| (*place, *order));
        let mut changes: Vec<Change<'d>> = rows.into_iter().map(|(_, _, change)| change).collect();
        // What led to each: the nearest change among its causes.
        let old_causes = Causes { rows: &old.rows, seqs: &[], trace: None };
        let index_of = |rows: &'d [Drawn], row: Option<&'d Drawn>| {
            row.and_then(|row| rows.iter().position(|other| std::ptr::eq(other, row)))
        };
        let by_new: BTreeMap<usize, usize> =
            changes.iter().enumerate().filter_map(|(at, change)| Some((index_of(&new.rows, change.new)?, at))).collect();
        let by_old: BTreeMap<usize, usize> =
            changes.iter().enumerate().filter_map(|(at, change)| Some((index_of(&old.rows, change.old)?, at))).collect();
        for change in &mut changes {
            let (causes, known, mut at) = match (index_of(&new.rows, change.new), index_of(&old.rows, change.old)) {
                (Some(index), _) => (&causes, &by_new, index),
                (None, Some(index)) => (&old_causes, &by_old, index),
                (None, None) => continue,
            };
            while let Some(before) = causes.of(at).filter(|before| *before < at) {
                if let Some(found) = known.get(&before) {
                    change.because = Some(*found);
                    break;
                }
                at = before;
            }
        }
        let header = old.header.iter().zip(&new.header).filter(|(a, b)| a != b).map(|(a, b)| (a.clone(), b.clone())).collect();
        let missing = |these: &'d [String], those: &[String]| these.iter().filter(|text| !those.contains(text)).collect();
        let findings = (missing(&old.findings, &new.findings), missing(&new.findings, &old.findings));
        Self { header, changes, findings }
    }
}

/// Which rows are the same row: new → old, and whether it moved.
fn partners(old: &[Drawn], new: &[Drawn]) -> BTreeMap<usize, (usize, bool)> {
    let whole = |row: &Drawn| format!("{:?} {} {}", row.mark, row.words, place(row));
    let (old_keys, new_keys): (Vec<String>, Vec<String>) = (old.iter().map(whole).collect(), new.iter().map(whole).collect());
    let mut partner = BTreeMap::new();
    let (mut old_left, mut new_left): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut gaps = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &old_keys, &new_keys) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            partner.extend((0..len).map(|step| (new_index + step, (old_index + step, false))));
        } else {
            gaps.push((op.old_range(), op.new_range()));
            old_left.extend(op.old_range());
            new_left.extend(op.new_range());
        }
    }
    // The same text elsewhere moved.
    new_left.retain(|index| {
        let found = old_left.iter().position(|old_index| old_keys[*old_index] == new_keys[*index]);
        found.map(|at| partner.insert(*index, (old_left.remove(at), true))).is_none()
    });
    // At the same place of the order, what is about the same changed.
    for about in [about as fn(&Drawn) -> String, loosely] {
        for (olds, news) in &gaps {
            new_left.retain(|index| {
                if !news.contains(index) {
                    return true;
                }
                let fits = |old_index: &usize| olds.contains(old_index) && about(&old[*old_index]) == about(&new[*index]);
                let found = old_left.iter().position(fits);
                found.map(|at| partner.insert(*index, (old_left.remove(at), false))).is_none()
            });
        }
    }
    partner
}

/// The note without how long it took.
fn place(row: &Drawn) -> &str {
    row.note.split(" · ").next().unwrap_or_default()
}

/// What a row is about, with its place in the author's text.
fn about(row: &Drawn) -> String {
    format!("{} {}", loosely(row), place(row))
}

/// What a row is about: an answer, or its sign and its first word.
fn loosely(row: &Drawn) -> String {
    match row.mark {
        None if row.note.starts_with("of ") => "answer".to_owned(),
        mark => format!("{mark:?} {}", row.words.split(' ').next().unwrap_or_default()),
    }
}

/// What led to a row: from the trace where there is one, else from what the drawing shows.
struct Causes<'c> {
    rows: &'c [Drawn],
    seqs: &'c [Vec<u64>],
    trace: Option<&'c Trace>,
}

impl Causes<'_> {
    fn of(&self, index: usize) -> Option<usize> {
        match self.trace {
            Some(trace) => {
                let event = trace.event(*self.seqs.get(index)?.first()?)?;
                let before = match &event.body {
                    Body::Settle { of, .. } | Body::Response { of, .. } => event.cause.or(Some(*of)),
                    _ => event.cause,
                }?;
                self.seqs.iter().position(|seqs| seqs.contains(&before))
            }
            None => self.shown(index),
        }
    }

    /// An answer belongs to the call at its line; what the program does belongs to the answer, or the call of the host, before it.
    fn shown(&self, index: usize) -> Option<usize> {
        let row = self.rows.get(index)?;
        let before = self.rows[..index].iter().enumerate().rev();
        if let Some(of) = place(row).strip_prefix("of ") {
            let line = of.strip_prefix("line ").unwrap_or(of).split(' ').next().unwrap_or_default();
            let end = format!(":{}", line.rsplit(':').next().unwrap_or_default());
            let mut before = before;
            return before
                .find(|(_, row)| row.note.split(' ').next().is_some_and(|at| at.ends_with(&end)))
                .map(|(index, _)| index);
        }
        let begins = |row: &Drawn| row.mark == Some('►') || row.note.starts_with("of ");
        let mut before = before;
        before.find(|(_, row)| begins(row)).map(|(index, _)| index)
    }
}

struct Teller<'a> {
    compared: &'a Compared<'a>,
    trace: Option<&'a Trace>,
    lang: Lang,
}

impl Teller<'_> {
    fn tell(&self) -> String {
        let mut out = String::new();
        for (old, new) in &self.compared.header {
            out.push_str(&format!("~ {old} → {new}\n"));
        }
        let story = self.trace.map(Story::new);
        let because: Vec<Option<usize>> = self.compared.changes.iter().map(|change| change.because).collect();
        tree(&because, |index, depth| self.change(&mut out, story.as_ref(), &self.compared.changes[index], depth));
        for (mark, findings) in [('-', &self.compared.findings.0), ('+', &self.compared.findings.1)] {
            for finding in findings {
                out.push_str(&format!("{mark} ▲ {}\n", self.finding(finding)));
            }
        }
        out
    }

    fn change(&self, out: &mut String, story: Option<&Story<'_>>, change: &Change<'_>, depth: usize) {
        let mark = match (change.old, change.new) {
            (None, _) => '+',
            (_, None) => '-',
            _ if change.moved => '>',
            _ => '~',
        };
        let Some(row) = change.new.or(change.old) else { return };
        let event = change.seq.and_then(|seq| self.trace?.event(seq));
        let told = story.zip(event).map(|(story, event)| sentence(story, event).in_lang(self.lang).to_owned());
        let told = told.unwrap_or_else(|| words(row));
        let indent = "  ".repeat(depth);
        let arrow = if depth > 0 { "└ " } else { "" };
        out.push_str(&format!("{mark} {indent}{arrow}{} {}: {told}\n", row.t, self.lang.pick("毫秒", "ms")));
        let (Some(old), Some(new)) = (change.old, change.new) else { return };
        let mut field = |name: &str, old: &str, new: &str| out.push_str(&format!("{mark} {indent}    {name}: {old} → {new}\n"));
        if old.words != new.words || old.mark != new.mark {
            let (old, new) = apart(&words_only(old), &words_only(new), self.lang);
            field(self.lang.pick("图中", "drawn"), &old, &new);
        }
        if place(old) != place(new) {
            field("at", place(old), place(new));
        }
        if change.late {
            field("t", &old.t.to_string(), &new.t.to_string());
        }
    }

    /// A finding in the language of the reader, if the new trace has it.
    fn finding(&self, text: &str) -> String {
        let found = self.trace.into_iter().flat_map(Trace::findings).find(|(_, rule, message)| {
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            text.starts_with(*rule) && squeezed(text).ends_with(&squeezed(&message.en))
        });
        match found {
            Some((event, rule, message)) => {
                let at = event.at.as_ref().map(|at| format!(" {}:{}", at.file, at.line)).unwrap_or_default();
                format!("{rule}{at}  {}", message.in_lang(self.lang))
            }
            None => text.to_owned(),
        }
    }
}

fn words_only(row: &Drawn) -> String {
    let mark = row.mark.map(|mark| format!("{mark} ")).unwrap_or_default();
    format!("{mark}{}", row.words)
}

/// A row in one line.
fn words(row: &Drawn) -> String {
    let note = if row.note.is_empty() { String::new() } else { format!("  ({})", row.note) };
    format!("{}{note}", words_only(row))
}

/// The parts in which two texts differ: without the words that both begin and end with.
fn apart(old: &str, new: &str, lang: Lang) -> (String, String) {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    let begin = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - begin;
    let end = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let part = |words: &[&str]| {
        let text = words[begin..words.len() - end].join(" ");
        if text.is_empty() { lang.pick("（无）", "(nothing)").to_owned() } else { text }
    };
    (part(&a), part(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text;
    use crate::trace::fixture;
    use serde_json::json;

    fn drawing(trace: &Trace) -> String {
        text::render(trace, &text::Options::default())
    }

    fn without(trace: &Trace, api: &str) -> Trace {
        let mut new = trace.clone();
        let call = new.events.iter().find(|event| event.calls(api)).expect("a call").seq;
        new.events.truncate(usize::try_from(call).expect("small") - 1);
        new
    }

    #[test]
    fn the_same_is_nothing() {
        for trace in fixture::all() {
            assert_eq!(render(&drawing(&trace), &drawing(&trace), Some(&trace)), None);
            assert_eq!(render(&drawing(&trace), &drawing(&trace), None), None);
        }
    }

    #[test]
    fn another_value_is_told_with_the_sentence_of_the_new_trace() {
        let old = fixture::login_succeeds();
        let mut new = old.clone();
        for event in &mut new.events {
            if let Body::Response { body, .. } = &mut event.body
                && body.get("InfoState").is_some()
            {
                *body = json!({"InfoState": 7});
            }
        }
        let told = render(&drawing(&old), &drawing(&new), Some(&new)).expect("a difference");
        assert!(told.en.starts_with("~ ") && told.en.contains("0") && told.en.contains("7"), "{}", told.en);
        assert!(told.en.contains("answers after") && told.zh.contains("毫秒"), "{told:?}");
        let bare = render(&drawing(&old), &drawing(&new), None).expect("a difference");
        assert!(bare.en.contains("drawn: "), "{}", bare.en);
    }

    #[test]
    fn what_is_gone_takes_its_consequences_along() {
        let old = fixture::login_succeeds();
        let told = render(&drawing(&old), &drawing(&without(&old, "login")), None).expect("a difference");
        let lines: Vec<&str> = told.en.lines().collect();
        assert!(lines[0].starts_with("- ") && lines[0].contains("wx.login"), "{}", told.en);
        assert!(lines.iter().any(|line| line.contains("└ ")), "{}", told.en);
        assert!(lines.iter().all(|line| line.starts_with("- ")), "{}", told.en);
    }

    #[test]
    fn a_later_answer_is_told_once() {
        let old = fixture::login_succeeds();
        let mut new = old.clone();
        let first = new.events.iter().position(|event| matches!(event.body, Body::Settle { .. })).expect("an answer");
        for event in &mut new.events[first..] {
            event.t += 500;
        }
        let told = render(&drawing(&old), &drawing(&new), Some(&new)).expect("a difference");
        assert_eq!(told.en.matches(" t: ").count(), 1, "{}", told.en);
    }
}
