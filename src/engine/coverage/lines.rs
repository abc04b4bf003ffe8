//! Which counters say whether a line of a text ran: every line that holds code has one, also where a statement only goes on.

use crate::engine::syntax::{Probes, SpanProbe};

/// A line that holds code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineOfCode {
    /// Its number, from 1.
    pub(super) number: u32,
    /// The counters that stand for it; it ran as often as the one that ran most.
    pub(super) counters: Vec<usize>,
}

/// The lines that hold code, in order. Nothing but comments, brackets and separators is no code; nor is what is no part of a
/// statement, such as a type.
pub(super) fn lines_of_code(text: &str, probes: &Probes) -> Vec<LineOfCode> {
    let mut spans: Vec<&SpanProbe> = probes.spans.iter().collect();
    // What encloses another comes before it.
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end), span.is_function));
    let mut comments = probes.comments.clone();
    comments.sort_unstable();
    let mut found = Vec::new();
    let (mut at, mut next) = (0, 0);
    let mut around: Vec<&SpanProbe> = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let (from, to) = (at, at + line.len());
        at = to + 1;
        let begins = next;
        while spans.get(next).is_some_and(|span| span.start <= to) {
            next += 1;
        }
        let begin = &spans[begins..next];
        let code = first_code(text, from, to, &comments);
        let counters = code.map(|code| {
            let of = |wanted: bool| begin.iter().filter(move |it| it.is_function == wanted).map(|it| it.counter).collect();
            let (statements, functions): (Vec<usize>, Vec<usize>) = (of(false), of(true));
            match (statements.is_empty(), functions.is_empty()) {
                (false, _) => statements,
                (true, false) => functions,
                (true, true) => around.iter().rev().find(|it| it.end > code).map(|it| vec![it.counter]).unwrap_or_default(),
            }
        });
        around.retain(|it| it.end > to);
        around.extend(begin.iter().filter(|it| it.end > to));
        if let Some(counters) = counters.filter(|counters| !counters.is_empty()) {
            found.push(LineOfCode { number: u32::try_from(index + 1).unwrap_or(u32::MAX), counters });
        }
    }
    found
}

/// Where the first letter of code stands between two places.
fn first_code(text: &str, from: usize, to: usize, comments: &[(usize, usize)]) -> Option<usize> {
    let mut at = from;
    while at < to {
        let comment = comments.partition_point(|(start, _)| *start <= at);
        if let Some((_, end)) = comment.checked_sub(1).and_then(|index| comments.get(index)).filter(|(_, end)| *end > at) {
            at = *end;
            continue;
        }
        let letter = text[at..to].chars().next()?;
        if !letter.is_whitespace() && !"{}()[];,".contains(letter) {
            return Some(at);
        }
        at += letter.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::states;

    #[test]
    fn every_line_of_code_ran_or_did_not() {
        // What stands before each line: + it ran, - it never did, nothing: no code.
        let marked = "  // a comment
+function used(a) {
+  if (a) {
+    wxcall({
+      url: 'x',
+      ok() {
+        return 1
       },
-      never() {
-        return 2
       },
+      after: `
+  // no comment`
+    }).ok()
+  } else {
-    a++ /* b */
     /* c
        d */
   }
 }

-const unused = () => {
-  return [
-    1,
   ]
 }
-function other() {}
+used(1); if (0) used(0)
+switch (3) {
-  case 1: used()
 }";
        let marked = marked.replace("\n-const unused = () => {", "\n+const unused = () => {");
        let text: String = marked.lines().map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect();
        let text = format!("{text}function wxcall(o) {{ return o }}");
        let wanted: Vec<String> = marked.lines().map(|line| line.chars().take(1).collect()).collect();
        let found = states(&text);
        let told: Vec<String> = wanted
            .iter()
            .enumerate()
            .map(|(index, _)| match found.iter().find(|(line, _)| usize::try_from(*line).ok() == Some(index + 1)) {
                None => " ".to_owned(),
                Some((_, 0)) => "-".to_owned(),
                Some(_) => "+".to_owned(),
            })
            .collect();
        let show =
            |marks: &[String]| marks.iter().zip(text.lines()).map(|(mark, line)| format!("{mark}{line}\n")).collect::<String>();
        let wanted: Vec<String> = wanted.into_iter().map(|mark| if mark.is_empty() { " ".to_owned() } else { mark }).collect();
        assert_eq!(show(&told), show(&wanted));
    }
}
