//! The grid: one row for each API, one column for each runtime, how many facts hold.

use std::collections::BTreeMap;

use super::Fact;

/// How many facts of one API hold on one runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Facts that hold.
    pub holds: usize,
    /// Facts that were tried.
    pub of: usize,
}

/// Facts by API and runtime.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// The runtimes, in the order in which they were added.
    pub columns: Vec<String>,
    /// API → one cell for each runtime.
    pub rows: BTreeMap<String, Vec<Cell>>,
}

impl Grid {
    /// Adds a runtime: whether each fact holds there; `None` where it was not tried.
    pub fn add(&mut self, runtime: &str, results: impl IntoIterator<Item = (Fact, Option<bool>)>) {
        let index = self.columns.len();
        self.columns.push(runtime.to_owned());
        for cells in self.rows.values_mut() {
            cells.resize(index + 1, Cell::default());
        }
        for (fact, holds) in results {
            let cells = self.rows.entry(fact.api).or_default();
            cells.resize(index + 1, Cell::default());
            if let Some(holds) = holds {
                cells[index].of += 1;
                cells[index].holds += usize::from(holds);
            }
        }
    }

    /// The sums over all APIs.
    pub fn totals(&self) -> Vec<Cell> {
        let mut totals = vec![Cell::default(); self.columns.len()];
        for cells in self.rows.values() {
            for (total, cell) in totals.iter_mut().zip(cells) {
                total.holds += cell.holds;
                total.of += cell.of;
            }
        }
        totals
    }

    /// The grid as text.
    pub fn text(&self) -> String {
        use std::fmt::Write as _;
        let name = self.rows.keys().map(String::len).max().unwrap_or(0).max(5);
        let mut out = format!("{:<name$}", "");
        for column in &self.columns {
            let _ = write!(out, " {column:>12}");
        }
        out.push('\n');
        let totals = self.totals();
        for (api, cells) in self.rows.iter().map(|(api, cells)| (api.as_str(), cells)).chain(std::iter::once(("total", &totals)))
        {
            let _ = write!(out, "{api:<name$}");
            for cell in cells {
                let shown = if cell.of == 0 { "-".to_owned() } else { format!("{}/{}", cell.holds, cell.of) };
                let _ = write!(out, " {shown:>12}");
            }
            out.push('\n');
        }
        out
    }
}
