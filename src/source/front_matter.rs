//! Front matter: the `date:` and `title:` between the two `---` lines at the top of an article.

/// What an article says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FrontMatter {
    /// Where the Markdown text begins, in bytes.
    pub end: usize,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// `HH:MM`.
    pub time: Option<String>,
    pub title: Option<String>,
}

/// Reads the front matter of `text`; without one, everything is Markdown.
pub(super) fn front_matter(text: &str) -> FrontMatter {
    let mut lines = text.split_inclusive('\n');
    let mut found = FrontMatter::default();
    match lines.next() {
        Some(first) if first.trim_end() == "---" => found.end = first.len(),
        _ => return found,
    }
    for line in lines {
        found.end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return found;
        }
        if let Some((key, value)) = line.split_once(':') {
            match key {
                "date" => (found.date, found.time) = date(unquoted(value)),
                "title" => found.title = Some(unquoted(value).to_owned()).filter(|title| !title.is_empty()),
                _ => {}
            }
        }
    }
    // No closing line: a text that begins with a thematic break.
    FrontMatter::default()
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner.0.trim();
        }
    }
    // A YAML comment begins with ` #`.
    value.split_once(" #").map_or(value, |(before, _)| before.trim_end())
}

/// `2020-10-06`, `2020/10/6`, `2020-10-06 10:56:00`, `2020-10-06T10:56` → the day and the time, as far as they make sense.
fn date(value: &str) -> (Option<String>, Option<String>) {
    let (day, time) = value.split_once([' ', 'T', 't']).map_or((value, ""), |(day, time)| (day, time.trim()));
    let mut parts = day.split(['-', '/', '.']).map(number);
    let (Some(Some(year)), Some(Some(month)), Some(Some(day)), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return (None, None);
    };
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return (None, None);
    }
    let mut parts = time.split(':').map(|part| number(part.get(..2).unwrap_or(part)));
    let time = match (parts.next(), parts.next()) {
        (Some(Some(hour)), Some(Some(minute))) if hour < 24 && minute < 60 => Some(format!("{hour:02}:{minute:02}")),
        _ => None,
    };
    (Some(format!("{year:04}-{month:02}-{day:02}")), time)
}

fn number(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) { None } else { text.parse().ok() }
}

/// How many days a month has.
pub(crate) fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(date: &str) -> (Option<String>, Option<String>) {
        let found = front_matter(&format!("---\ntags: [x]\ndate: {date}\n---\ntext"));
        (found.date, found.time)
    }

    #[test]
    fn reads_date_and_title() {
        let text = "---\ntitle: '小程序: 登录'\ndate: 2020-10-06 10:56\ntags: ['小程序']\n---\n\n# x\n";
        let found = front_matter(text);
        assert_eq!(&text[found.end..], "\n# x\n");
        assert_eq!(found.title.as_deref(), Some("小程序: 登录"));
        assert_eq!((found.date.as_deref(), found.time.as_deref()), (Some("2020-10-06"), Some("10:56")));
    }

    #[test]
    fn reads_the_usual_spellings_of_a_date() {
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(read("2020-10-06"), (day("2020-10-06"), None));
        assert_eq!(read("'2020/1/6'"), (day("2020-01-06"), None));
        assert_eq!(read("2020-10-06T10:56:07+08:00"), (day("2020-10-06"), Some("10:56".into())));
        assert_eq!(read("2020-10-06 10:56:07 # day of writing"), (day("2020-10-06"), Some("10:56".into())));
        for no_date in ["yesterday", "2021-02-29", "2020-13-01", "20-1-1", ""] {
            assert_eq!(read(no_date), (None, None), "{no_date}");
        }
    }

    #[test]
    fn what_is_not_closed_or_not_first_is_text() {
        assert_eq!(front_matter("---\ndate: 2020-10-06\n"), FrontMatter::default());
        assert_eq!(front_matter("\n---\ndate: 2020-10-06\n---\n"), FrontMatter::default());
        assert_eq!(front_matter("---\r\ndate: 2020-10-06\r\n---\r\nx").date.as_deref(), Some("2020-10-06"));
    }
}
