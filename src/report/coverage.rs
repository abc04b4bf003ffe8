//! `--coverage`: a table of what ran, and below it what never did, for terminals of 80 columns.

use std::fmt::Write as _;

use crate::lang::Lang;
use crate::trace::brief::{brief_text, clip, columns};
use crate::trace::coverage::{Counted, Coverage, FileCoverage, Share};

/// Columns of the whole table.
const WIDTH: usize = 80;
/// Columns of one share: `21/33  63%`.
const SHARE: usize = 14;

/// The coverage as text.
pub fn render(coverage: &Coverage, lang: Lang) -> String {
    let mut out = String::new();
    let heads = [lang.pick("函数", "functions"), lang.pick("语句", "statements"), lang.pick("回调分支", "branches")];
    row(&mut out, lang.pick("覆盖率", "Coverage"), &heads.map(str::to_owned));
    let shares = |file: &FileCoverage| [&file.functions, &file.statements, &file.branches].map(|all| Share::of(all));
    let mut total = [Share::default(); 3];
    for file in &coverage.files {
        let shares = shares(file);
        for (total, share) in total.iter_mut().zip(shares) {
            *total = total.and(share);
        }
        row(&mut out, &file.path, &shares.map(told));
    }
    if coverage.files.len() != 1 {
        row(&mut out, lang.pick("合计", "total"), &total.map(told));
    }
    for file in &coverage.files {
        missing(&mut out, file, lang);
    }
    out
}

fn told(share: Share) -> String {
    match share.percent() {
        Some(percent) => format!("{}/{} {percent:>3}%", share.ran, share.all),
        None => "—".to_owned(),
    }
}

fn row(out: &mut String, name: &str, cells: &[String; 3]) {
    let room = WIDTH - 3 * SHARE - 1;
    // The end of a path says more than its beginning.
    let mut name = brief_path(name);
    while columns(&name) > room {
        let rest: String = name.trim_start_matches('…').chars().skip(1).collect();
        name = format!("…{rest}");
    }
    let _ = write!(out, "{name}{}", " ".repeat(room - columns(&name)));
    for cell in cells {
        let _ = write!(out, " {}{cell}", " ".repeat((SHARE - 1).saturating_sub(columns(cell))));
    }
    out.push('\n');
}

fn brief_path(path: &str) -> String {
    path.replace(char::is_control, " ")
}

/// What of a file never ran.
fn missing(out: &mut String, file: &FileCoverage, lang: Lang) {
    let never = |all: &[Counted]| all.iter().filter(|one| one.count == 0).cloned().collect::<Vec<_>>();
    let (functions, branches) = (never(&file.functions), never(&file.branches));
    let lines: Vec<u32> = file.lines().into_iter().filter(|(_, count)| *count == 0).map(|(line, _)| line).collect();
    if functions.is_empty() && branches.is_empty() && lines.is_empty() {
        return;
    }
    let name = clip(&brief_path(&file.path), WIDTH - 24);
    let _ = writeln!(out, "\n{}", lang.pick(&format!("{name} 中从未运行的："), &format!("never run in {name}:")));
    let anonymous = lang.pick("（匿名）", "(anonymous)");
    let function = |one: &Counted| {
        let name = if one.name.is_empty() { anonymous.to_owned() } else { brief_text(&one.name) };
        format!("{}:{} {name}", one.line, one.column)
    };
    list(out, lang.pick("函数", "functions"), functions.iter().map(function));
    list(out, lang.pick("行", "lines"), ranges(&lines, file));
    list(out, lang.pick("分支", "branches"), together(&branches));
}

/// Branches of one call in one item: `81:8 wx.getUserInfo success, fail`.
fn together(branches: &[Counted]) -> Vec<String> {
    let mut items: Vec<(u32, u32, String)> = Vec::new();
    for branch in branches {
        let (of, name) = branch.name.rsplit_once(' ').unwrap_or(("", &branch.name));
        match items.last_mut().filter(|(line, column, _)| (*line, *column) == (branch.line, branch.column)) {
            Some((_, _, text)) => {
                let _ = write!(text, ", {name}");
            }
            None => items.push((branch.line, branch.column, format!("{of} {name}"))),
        }
    }
    items.into_iter().map(|(line, column, text)| format!("{line}:{column} {}", brief_text(&text))).collect()
}

/// Lines in ranges; lines without a statement between two that never ran do not interrupt one.
fn ranges(lines: &[u32], file: &FileCoverage) -> Vec<String> {
    let all: Vec<u32> = file.lines().into_iter().map(|(line, _)| line).collect();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        let before = all.binary_search(line).ok().and_then(|index| all.get(index.checked_sub(1)?));
        match found.last_mut() {
            Some((_, last)) if before == Some(&*last) => *last = *line,
            _ => found.push((*line, *line)),
        }
    }
    found.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") }).collect()
}

/// Items under a heading, wrapped; an item is never broken.
fn list(out: &mut String, head: &str, items: impl IntoIterator<Item = String>) {
    const INDENT: usize = 13;
    const LINES: usize = 12;
    let (mut used, mut lines) = (0, 1);
    let items: Vec<String> = items.into_iter().collect();
    for (index, item) in items.iter().enumerate() {
        if lines == LINES && used + 2 + columns(item) > WIDTH - 8 {
            let _ = write!(out, "  … +{}", items.len() - index);
            break;
        }
        if used == 0 {
            let _ = write!(out, "  {head}{}", " ".repeat((INDENT - 2).saturating_sub(columns(head))));
            used = INDENT;
        } else if used + 2 + columns(item) > WIDTH {
            lines += 1;
            let _ = write!(out, "\n{}", " ".repeat(INDENT));
            used = INDENT;
        } else {
            out.push_str("  ");
            used += 2;
        }
        used += columns(item);
        out.push_str(item);
    }
    if used > 0 {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(line: u32, name: &str, count: u64) -> Counted {
        Counted { line, column: 6, name: name.into(), count }
    }

    #[test]
    fn a_table_and_what_never_ran() {
        let file = |path: &str| FileCoverage {
            path: path.into(),
            functions: vec![counted(1, "f", 2), counted(5, "", 0)],
            statements: vec![counted(2, "", 2), counted(6, "", 0), counted(8, "", 0), counted(9, "", 1), counted(12, "", 0)],
            branches: vec![counted(2, "wx.login success", 2), counted(2, "wx.login fail", 0), counted(2, "wx.login complete", 0)],
            ..FileCoverage::default()
        };
        insta::assert_snapshot!(render(&Coverage { files: vec![file("a.md")] }, Lang::En), @r"
        Coverage                                  functions    statements      branches
        a.md                                       1/2  50%      2/5  40%      1/3  33%

        never run in a.md:
          functions  5:6 (anonymous)
          lines      6-8  12
          branches   2:6 wx.login fail, complete
        ");
        let empty = FileCoverage { path: "x/".repeat(40), ..FileCoverage::default() };
        let both = render(&Coverage { files: vec![file("文章.md"), empty] }, Lang::Zh);
        assert!(both.contains("\n合计 ") && both.contains("\n文章.md 中从未运行的：\n  函数       5:6 （匿名）\n"), "{both}");
        assert!(both.lines().nth(2).is_some_and(|line| line.starts_with('…') && line.ends_with("—")), "{both}");
        for lang in [Lang::Zh, Lang::En] {
            let wide = render(&Coverage { files: vec![file(&"目录/".repeat(30))] }, lang);
            assert!(wide.lines().all(|line| columns(line) <= WIDTH), "{wide}");
        }
        let many = FileCoverage { functions: (1..200).map(|line| counted(line, "f", 0)).collect(), ..FileCoverage::default() };
        let long = render(&Coverage { files: vec![many] }, Lang::En);
        assert!(long.lines().count() == 16 && long.trim_end().ends_with("… +103"), "{long}");
    }
}
