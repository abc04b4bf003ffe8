//! How wide words are in a fixed-width font, and how they break into lines; safe guesses, since every machine has other fonts.

use unicode_width::UnicodeWidthChar;

use crate::lang::Message;
use crate::report::text::wrap::wrap_by;
use crate::trace::brief::clip;

/// The size of words in a diagram.
pub(super) const SIZE: i32 = 13;
/// From one baseline to the next.
pub(super) const LEADING: i32 = 17;
/// The size of small words: times, places.
pub(super) const SMALL: i32 = 11;

/// Hundredths of an em: fixed-width fonts have Latin letters of 0.55 to 0.61, and take signs and Chinese from a wider font.
fn hundredths(c: char) -> usize {
    match c.width().unwrap_or(0) {
        0 => 0,
        1 if c.is_ascii() => 61,
        _ => 100,
    }
}

/// The width of a text of this size.
pub(in crate::report) fn width_of(text: &str, size: i32) -> i32 {
    let hundredths: usize = text.chars().map(hundredths).sum();
    i32::try_from(hundredths).unwrap_or(i32::MAX / 100).saturating_mul(size).saturating_add(99) / 100
}

/// The text in at most `most` lines of at most `room` pixels; what does not fit is cut with `…`.
pub(super) fn fit(text: &str, room: i32, size: i32, most: usize) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let limit = usize::try_from(room.max(SIZE * 3) * 100 / size).unwrap_or(0);
    // Long texts are cut before they are measured; twice what fits is plenty.
    let columns = limit * most / 30;
    let text = clip(text, columns.max(8));
    let mut lines = wrap_by(&text, limit, hundredths);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let width = |text: &str| text.chars().map(hundredths).sum::<usize>();
            while width(last) + 100 > limit && last.pop().is_some() {}
            let kept = last.trim_end_matches([' ', '…']).len();
            last.truncate(kept);
            last.push('…');
        }
    }
    lines
}

/// Both languages fitted; equal when the text is the program's own.
pub(super) fn fit_both(text: &Message, room: i32, size: i32, most: usize) -> (Vec<String>, Vec<String>) {
    let zh = fit(&text.zh, room, size, most);
    let en = if text.zh == text.en { zh.clone() } else { fit(&text.en, room, size, most) };
    (zh, en)
}

/// How many lines the longer of both takes.
pub(super) fn lines_of(lines: &(Vec<String>, Vec<String>)) -> i32 {
    i32::try_from(lines.0.len().max(lines.1.len())).unwrap_or(0)
}

/// How wide the wider of both is.
pub(super) fn widest(lines: &(Vec<String>, Vec<String>), size: i32) -> i32 {
    lines.0.iter().chain(&lines.1).map(|line| width_of(line, size)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_never_leave_their_room() {
        let texts = [
            "数据加载中，请稍候再试一次",
            "success {code: <code:1>, errMsg: \"login:ok\"}",
            &"x".repeat(500),
            "⟳ 数据 loading 中",
        ];
        for text in texts {
            for room in [60, 90, 180] {
                for most in 1..4 {
                    let lines = fit(text, room, SIZE, most);
                    assert!(lines.len() <= most && !lines.is_empty(), "{lines:?}");
                    assert!(lines.iter().all(|line| width_of(line, SIZE) <= room + 1), "{room} {lines:?}");
                }
            }
        }
        assert_eq!(fit("wx.login", 180, SIZE, 2), ["wx.login"]);
        assert!(fit(&"很长的标题".repeat(100), 90, SIZE, 2)[1].ends_with('…'));
    }
}
