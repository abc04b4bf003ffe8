//! Two texts line by line: what `check` and `review` show when only the approved text is at hand.

use similar::{ChangeTag, TextDiff};

/// Lines around a change that are shown with it.
const CONTEXT: usize = 1;
/// The columns in which a drawn trace has its time.
const TIME: usize = 7;

/// What differs, a line each: `- ` approved, `+ ` now, `> ` moved or at another time, two spaces: as it was.
pub fn line_diff(approved: &str, now: &str) -> String {
    let [approved, now] = [approved, now].map(|text| format!("{}\n", text.trim_end()));
    let diff = TextDiff::from_lines(&approved, &now);
    let changed = |tag: ChangeTag| -> Vec<&str> {
        diff.iter_all_changes().filter(|change| change.tag() == tag).map(|change| change.value()).map(bare).collect()
    };
    let (gone, new) = (changed(ChangeTag::Delete), changed(ChangeTag::Insert));
    let moved = |line: &str, other: &[&str]| line.trim().chars().count() > TIME && other.contains(&line);
    let mut out = String::new();
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            out.push_str("  ⋮\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = bare(change.value());
            let mark = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete if moved(line, &new) => continue,
                ChangeTag::Delete => '-',
                ChangeTag::Insert if moved(line, &gone) => '>',
                ChangeTag::Insert => '+',
            };
            let text = change.value().trim_end();
            out.push_str(format!("{mark} {text}").trim_end());
            out.push('\n');
        }
    }
    out
}

/// A line without its time.
fn bare(line: &str) -> &str {
    let line = line.trim_end();
    let time: String = line.chars().take(TIME).collect();
    let is_time = time.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '┊' | '│' | '⋮'));
    if is_time { line.get(time.len()..).unwrap_or_default() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_is_shown_once() {
        let old = "     0 ┊ wx.login ── calls\n    30 ┊ wx.showToast ── calls\n    30 ┊ wx.request ── calls\nend\n";
        let new = "     0 ┊ wx.login ── calls\n    30 ┊ wx.request ── calls\n    30 ┊ wx.showToast ── calls\nfin\n";
        let expected =
            "       0 ┊ wx.login ── calls\n>     30 ┊ wx.request ── calls\n      30 ┊ wx.showToast ── calls\n- end\n+ fin\n";
        let diff = line_diff(old, new);
        // Which of the two moved is a matter of taste; that one did is not.
        let moved = diff.lines().filter(|line| line.starts_with('>')).count();
        assert_eq!((moved, diff.lines().count()), (1, expected.lines().count()), "{diff}");
        assert!(diff.ends_with("- end\n+ fin\n"));
    }

    #[test]
    fn the_same_is_nothing() {
        assert_eq!(line_diff("a\nb\n", "a\nb\n"), "");
    }
}
