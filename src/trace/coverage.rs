//! Coverage: which functions, statements and callback branches of the author's code ran, and how often, over one run or many.

use serde::{Deserialize, Serialize};

/// What of the author's code ran.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// By file, in the order of their paths.
    pub files: Vec<FileCoverage>,
}

/// What of one file ran. Lines and columns are the author's, also in an article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileCoverage {
    /// Its name in positions.
    #[serde(default)]
    pub file: String,
    /// Where the file was read, for viewers that show its text.
    pub path: String,
    /// Its functions, in the order in which they stand there.
    pub functions: Vec<Counted>,
    /// Its statements.
    pub statements: Vec<Counted>,
    /// Its callback branches: what a call of `wx` or a promise can come to, as far as the code has an answer to it.
    pub branches: Vec<Counted>,
    /// Its lines with code, in order, each with how often it ran: the statements that begin there, else the functions, else the
    /// statement that goes on there.
    #[serde(default)]
    pub code: Vec<(u32, u64)>,
}

/// A function, a statement or a branch, and how often it ran.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Counted {
    /// Where it stands.
    pub line: u32,
    /// Where it stands, in UTF-16 units.
    pub column: u32,
    /// The function's name, empty for one without; the branch, such as `wx.login success`; empty for a statement.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// How often it ran.
    pub count: u64,
}

/// How many of how many ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Those that ran.
    pub ran: usize,
    /// All.
    pub all: usize,
}

impl Share {
    /// Of these, those that ran.
    pub fn of(counted: &[Counted]) -> Self {
        Self { ran: counted.iter().filter(|one| one.count > 0).count(), all: counted.len() }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { ran: self.ran + other.ran, all: self.all + other.all }
    }

    /// In whole percent, rounded down; none of nothing.
    pub fn percent(self) -> Option<usize> {
        (self.ran * 100).checked_div(self.all)
    }
}

impl Coverage {
    /// Adds what ran in another run.
    pub fn add(&mut self, other: Self) {
        for file in other.files {
            match self.files.iter_mut().find(|known| known.path == file.path) {
                Some(known) => known.add(file),
                None => {
                    let mut new = FileCoverage { file: file.file.clone(), path: file.path.clone(), ..FileCoverage::default() };
                    new.add(file);
                    self.files.push(new);
                }
            }
        }
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// The same without packages of npm, which are not the author's.
    #[must_use]
    pub fn without_packages(&self) -> Self {
        let own = |file: &&FileCoverage| !file.path.split('/').any(|part| ["miniprogram_npm", "node_modules"].contains(&part));
        Self { files: self.files.iter().filter(own).cloned().collect() }
    }

    /// Both runs together, where at least one was counted.
    pub fn sum(all: &mut Option<Self>, one: Option<Self>) {
        if let Some(one) = one {
            all.get_or_insert_default().add(one);
        }
    }
}

impl FileCoverage {
    /// Adds what another run, or another text of the same file, counted.
    pub fn add(&mut self, other: Self) {
        add(&mut self.functions, other.functions);
        add(&mut self.statements, other.statements);
        add(&mut self.branches, other.branches);
        for (line, count) in other.code {
            match self.code.binary_search_by_key(&line, |(line, _)| *line) {
                Ok(index) => self.code[index].1 = self.code[index].1.saturating_add(count),
                Err(index) => self.code.insert(index, (line, count)),
            }
        }
    }

    /// How often each line with a statement on it ran, in order: as often as the statement on it that ran most.
    pub fn lines(&self) -> Vec<(u32, u64)> {
        let mut lines: Vec<(u32, u64)> = Vec::new();
        for statement in &self.statements {
            match lines.binary_search_by_key(&statement.line, |(line, _)| *line) {
                Ok(index) => lines[index].1 = lines[index].1.max(statement.count),
                Err(index) => lines.insert(index, (statement.line, statement.count)),
            }
        }
        lines
    }
}

/// Adds counts of the same places and sorts by place; branches of one place keep the order in which they are told.
fn add(all: &mut Vec<Counted>, more: Vec<Counted>) {
    all.extend(more);
    all.sort_by_key(|one| (one.line, one.column));
    let mut kept: Vec<Counted> = Vec::with_capacity(all.len());
    for one in all.drain(..) {
        let same_place = kept.iter_mut().rev().take_while(|known| (known.line, known.column) == (one.line, one.column));
        match same_place.into_iter().find(|known| known.name == one.name) {
            Some(known) => known.count = known.count.saturating_add(one.count),
            None => kept.push(one),
        }
    }
    *all = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(line: u32, name: &str, count: u64) -> Counted {
        Counted { line, column: 1, name: name.into(), count }
    }

    #[test]
    fn runs_add_up_by_place() {
        let file = |path: &str, line, count| FileCoverage {
            path: path.into(),
            statements: vec![counted(line, "", count)],
            ..FileCoverage::default()
        };
        let mut all = Coverage { files: vec![file("b.js", 2, 1)] };
        all.add(Coverage { files: vec![file("a.js", 1, 0), file("b.js", 2, 3), file("b.js", 1, 0)] });
        let told: Vec<_> = all.files.iter().map(|file| (file.path.as_str(), file.lines())).collect();
        assert_eq!(told, [("a.js", vec![(1, 0)]), ("b.js", vec![(1, 0), (2, 4)])]);
        assert_eq!(Share::of(&all.files[1].statements).percent(), Some(50));
        assert_eq!(Share::default().percent(), None);
        let packages = Coverage { files: vec![file("a/miniprogram_npm/x/index.js", 1, 1), file("a/b.js", 1, 1)] };
        assert_eq!(packages.without_packages().files.len(), 1);
        let read: Coverage = serde_json::from_str(&serde_json::to_string(&all).expect("JSON")).expect("coverage");
        assert_eq!(read, all);
    }
}
