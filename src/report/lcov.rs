//! `--coverage-lcov`: coverage as a tracefile of `lcov`, which `genhtml`, editors and coverage services read.
//!
//! Functions are `FN` and `FNDA`, callback branches `BRDA`, statements `DA` by line. Names tell equal ones apart by their line,
//! because a tracefile knows functions by name only.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::trace::coverage::{Counted, Coverage, FileCoverage, Share};

/// The coverage as a tracefile.
pub fn render(coverage: &Coverage) -> String {
    let mut out = String::new();
    for file in &coverage.files {
        record(&mut out, file);
    }
    out
}

fn record(out: &mut String, file: &FileCoverage) {
    let _ = writeln!(out, "TN:\nSF:{}", file.path.replace(['\n', '\r'], " "));
    let names = names(&file.functions);
    for (function, name) in file.functions.iter().zip(&names) {
        let _ = writeln!(out, "FN:{},{name}", function.line);
    }
    for (function, name) in file.functions.iter().zip(&names) {
        let _ = writeln!(out, "FNDA:{},{name}", function.count);
    }
    let share = Share::of(&file.functions);
    let _ = writeln!(out, "FNF:{}\nFNH:{}", share.all, share.ran);
    let lines = lines(file);
    // Branches of one call are one block; a block whose call never ran was not even reached.
    let mut blocks: BTreeMap<u32, Vec<Vec<&Counted>>> = BTreeMap::new();
    for branch in &file.branches {
        let of_line = blocks.entry(branch.line).or_default();
        match of_line.last_mut().filter(|block| block.first().is_some_and(|first| first.column == branch.column)) {
            Some(block) => block.push(branch),
            None => of_line.push(vec![branch]),
        }
    }
    for (line, of_line) in &blocks {
        for (number, block) in of_line.iter().enumerate() {
            let reached = lines.get(line).is_some_and(|count| *count > 0);
            for (index, branch) in block.iter().enumerate() {
                let taken = if reached { branch.count.to_string() } else { "-".to_owned() };
                let _ = writeln!(out, "BRDA:{line},{number},{index},{taken}");
            }
        }
    }
    let share = Share::of(&file.branches);
    let _ = writeln!(out, "BRF:{}\nBRH:{}", share.all, share.ran);
    for (line, count) in &lines {
        let _ = writeln!(out, "DA:{line},{count}");
    }
    let hit = lines.values().filter(|count| **count > 0).count();
    let _ = writeln!(out, "LF:{}\nLH:{hit}\nend_of_record", lines.len());
}

/// Lines with their counts: those of statements, and those on which only a function or a branch begins.
fn lines(file: &FileCoverage) -> BTreeMap<u32, u64> {
    let mut lines: BTreeMap<u32, u64> = file.lines().into_iter().collect();
    let mut begins: BTreeMap<u32, u64> = BTreeMap::new();
    for one in file.functions.iter().chain(&file.branches).filter(|one| !lines.contains_key(&one.line)) {
        let count = begins.entry(one.line).or_default();
        *count = (*count).max(one.count);
    }
    lines.append(&mut begins);
    lines
}

/// The functions' names, each once.
fn names(functions: &[Counted]) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for function in functions {
        *seen.entry(function.name.as_str()).or_default() += 1;
    }
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let name = |function: &Counted| {
        let word = match function.name.as_str() {
            "" => "(anonymous)".to_owned(),
            name => name.replace(',', " ").replace(char::is_control, " "),
        };
        let twice = function.name.is_empty() || seen.get(function.name.as_str()).is_some_and(|count| *count > 1);
        let name = if twice { format!("{word} {}:{}", function.line, function.column) } else { word };
        let count = given.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{name} {count}") } else { name }
    };
    functions.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(line: u32, column: u32, name: &str, count: u64) -> Counted {
        Counted { line, column, name: name.into(), count }
    }

    #[test]
    fn a_tracefile_has_functions_branches_and_lines() {
        let file = FileCoverage {
            path: "a.md".into(),
            functions: vec![counted(1, 10, "f", 2), counted(5, 1, "f", 0), counted(6, 1, "", 1)],
            statements: vec![counted(2, 3, "", 2), counted(3, 3, "", 0), counted(3, 9, "", 1)],
            branches: vec![
                counted(2, 6, "wx.login success", 2),
                counted(2, 6, "wx.login fail", 0),
                counted(7, 6, "Promise reject", 0),
            ],
            ..FileCoverage::default()
        };
        let expected = "TN:\nSF:a.md\nFN:1,f 1:10\nFN:5,f 5:1\nFN:6,(anonymous) 6:1\nFNDA:2,f 1:10\nFNDA:0,f 5:1\nFNDA:1,(anonymous) 6:1\n\
            FNF:3\nFNH:2\nBRDA:2,0,0,2\nBRDA:2,0,1,0\nBRDA:7,0,0,-\nBRF:3\nBRH:1\nDA:1,2\nDA:2,2\nDA:3,1\nDA:5,0\nDA:6,1\nDA:7,0\n\
            LF:6\nLH:4\nend_of_record\n";
        assert_eq!(render(&Coverage { files: vec![file] }), expected);
    }
}
