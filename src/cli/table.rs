//! Aligned columns for terminals, in which 中文 takes two places.

use unicode_width::UnicodeWidthStr as _;

/// Draws rows with aligned columns, two spaces apart, each row on its line; the last column is not padded.
pub(super) fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(widths).enumerate() {
            line.push_str(cell);
            if index + 1 < N && width > 0 {
                line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::aligned;

    #[test]
    fn wide_characters_are_counted_as_they_are_drawn() {
        let rows = [["登录".to_owned(), String::new(), "a".to_owned()], ["x".to_owned(), String::new(), "b".to_owned()]];
        assert_eq!(aligned(&rows), "登录  a\nx     b\n");
    }
}
