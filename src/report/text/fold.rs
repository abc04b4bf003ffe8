//! What repeats itself for long, such as a timer that is never cleared, is drawn twice, counted, and drawn as it was last.

use super::paint::Tone;
use super::row::{PAGE, Row};
use crate::lang::Lang;

/// How many rows one repetition may have.
const LONGEST: usize = 12;
/// From how many repetitions on they are folded.
const MANY: usize = 12;

/// Folds repetitions.
pub(super) fn fold(rows: Vec<Row>, lang: Lang) -> Vec<Row> {
    if rows.len() < MANY {
        return rows;
    }
    let looks: Vec<String> = rows.iter().map(looks).collect();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        match run_at(&looks, at) {
            Some((period, count)) => {
                runs.push((at, period, count));
                at += period * count;
            }
            None => at += 1,
        }
    }
    let mut runs = runs.into_iter().peekable();
    let mut folded = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        while runs.next_if(|(start, period, count)| index >= start + period * count).is_some() {}
        let Some((start, period, count)) = runs.peek() else {
            folded.push(row);
            continue;
        };
        let (shown, last) = (start + 2 * period, start + (count - 1) * period);
        if index == shown {
            folded.push(counted(&row, count - 3, lang));
        }
        if index < shown || index >= last {
            folded.push(row);
        }
    }
    folded
}

/// Everything of a row that is drawn, without its time.
fn looks(row: &Row) -> String {
    format!("{:?} {:?} {:?} {:?}", row.mark, row.cells, row.arrows, row.note)
}

/// The shortest repetition that begins here: how many rows it has and how often it comes.
fn run_at(looks: &[String], at: usize) -> Option<(usize, usize)> {
    (1..=LONGEST).find_map(|period| {
        let same = |index: &usize| looks[*index] == looks[*index - period];
        let repeated = (at + period..looks.len()).take_while(same).count();
        let count = repeated / period + 1;
        (count >= MANY).then_some((period, count))
    })
}

fn counted(row: &Row, count: usize, lang: Lang) -> Row {
    let mut counted = Row { t: row.t, mark: Some((PAGE, '⋮')), ..Row::default() };
    let text = match lang {
        Lang::Zh => format!("同样的情形又重复 {count} 次（-v 全部列出）"),
        Lang::En => format!("the same {count} more times (-v shows them)"),
    };
    counted.say(PAGE, text, Tone::Dim);
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(texts: impl IntoIterator<Item = &'static str>) -> Vec<String> {
        let rows = texts.into_iter().map(|text| {
            let mut row = Row::default();
            row.say(PAGE, text.to_owned(), Tone::Plain);
            row
        });
        fold(rows.collect(), Lang::En).into_iter().map(|row| row.cells[PAGE].text.clone()).collect()
    }

    #[test]
    fn repetitions_are_counted_and_their_ends_stay() {
        let texts = ["begin"].into_iter().chain(["a", "b"].repeat(50)).chain(["end"]);
        let expected = ["begin", "a", "b", "a", "b", "the same 47 more times (-v shows them)", "a", "b", "end"];
        assert_eq!(drawn(texts), expected);
    }

    #[test]
    fn a_few_repetitions_are_drawn() {
        assert_eq!(drawn(["a"].repeat(MANY - 1)).len(), MANY - 1);
        assert_eq!(drawn(["a"].repeat(MANY)).len(), 4);
    }
}
