//! The walk drawn: above, the author's code and the phone; below, the lanes; at the end, the findings of this step and the keys.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Paragraph, Wrap};

use super::phone::Screen;
use super::walk::Walk;
use crate::lang::Lang;
use crate::report::text::{Pieces, Tone};
use crate::trace::brief::{brief_text, clip};
use crate::trace::escape::visible;

/// From this width on, the lanes stand beside the code.
const WIDE: u16 = 150;
/// How wide the phone is.
const PHONE: u16 = 30;

pub(super) fn draw(frame: &mut Frame<'_>, walk: &Walk<'_>) {
    let area = frame.area();
    let found = findings(walk);
    let rows = found.iter().map(|line| line.width().div_ceil(usize::from(area.width.max(2) - 1)).max(1)).sum::<usize>();
    let below = u16::try_from(rows).unwrap_or(u16::MAX).clamp(1, 6);
    let [top, middle, bottom, keys] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(below), Constraint::Length(1)])
            .areas(area);
    frame.render_widget(Paragraph::new(headline(walk)), top);
    let (code_area, phone_area, lanes_area) = if area.width >= WIDE {
        let [lanes, code, phone] =
            Layout::horizontal([Constraint::Percentage(48), Constraint::Fill(1), Constraint::Length(PHONE)]).areas(middle);
        (code, phone, lanes)
    } else {
        let [above, lanes] = Layout::vertical([Constraint::Percentage(52), Constraint::Fill(1)]).areas(middle);
        let [code, phone] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(PHONE.min(area.width / 3))]).areas(above);
        (code, phone, lanes)
    };
    code(frame, code_area, walk);
    frame.render_widget(Screen { phone: &walk.phone(), lang: walk.lang, t: walk.t() }, phone_area);
    lanes(frame, lanes_area, walk);
    frame.render_widget(Paragraph::new(found).wrap(Wrap { trim: false }), bottom);
    frame.render_widget(Paragraph::new(help(walk.lang)).style(Style::new().add_modifier(Modifier::DIM)), keys);
}

fn headline(walk: &Walk<'_>) -> Line<'static> {
    let header = &walk.trace.header;
    let name = header.scenario.clone().unwrap_or_else(|| header.call.join("; "));
    let (here, all, t) = (walk.here + 1, walk.len(), walk.t());
    let because = walk.cause().map(|cause| cause + 1);
    let because = match (walk.lang, because) {
        (_, None) => String::new(),
        (Lang::Zh, Some(step)) => format!(" · 由第 {step} 步引起"),
        (Lang::En, Some(step)) => format!(" · because of step {step}"),
    };
    let place = match walk.lang {
        Lang::Zh => format!(" · 第 {here}/{all} 步 · {t} ms{because}"),
        Lang::En => format!(" · step {here} of {all} · {t} ms{because}"),
    };
    Line::from(vec![Span::styled(format!(" {}", brief_text(&name)), Modifier::BOLD), Span::raw(place)])
}

/// The author's lines around the current one.
fn code(frame: &mut Frame<'_>, area: Rect, walk: &Walk<'_>) {
    let Some((at, own)) = walk.place() else {
        let block = Block::bordered().border_type(BorderType::Rounded);
        return frame.render_widget(block, area);
    };
    let block = Block::bordered().border_type(BorderType::Rounded).title_top(format!(" {} ", visible(&at.to_string())));
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let Some(text) = walk.text(&at.file) else { return };
    let lines: Vec<&str> = text.lines().collect();
    let current = (at.line as usize).saturating_sub(1);
    let height = usize::from(inside.height);
    let first = current.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
    let digits = lines.len().to_string().len();
    let shown = lines.iter().enumerate().skip(first).take(height).map(|(index, line)| {
        let here = index == current;
        let sign = match (here, own) {
            (true, true) => "►",
            (true, false) => "▷",
            _ => " ",
        };
        let number = format!("{sign}{:>digits$} ", index + 1);
        let line = clip(&visible(&line.replace('\t', "    ")), usize::from(inside.width).saturating_sub(digits + 2));
        let style = if here { Style::new().add_modifier(Modifier::BOLD).fg(Color::Yellow) } else { Style::new() };
        Line::from(vec![Span::styled(number, Modifier::DIM), Span::styled(line, style)])
    });
    frame.render_widget(Paragraph::new(shown.collect::<Vec<_>>()), inside);
}

/// The lanes, the current step marked and in the middle.
fn lanes(frame: &mut Frame<'_>, area: Rect, walk: &Walk<'_>) {
    let (head, steps) = walk.lanes(usize::from(area.width));
    let mut lines = Vec::new();
    let mut here = 0..0;
    for (index, step) in steps.iter().enumerate() {
        let start = lines.len();
        let current = index == walk.here;
        lines.extend(step.lines.iter().map(|pieces| line(pieces, current)));
        if current {
            here = start..lines.len();
        }
    }
    let [names, rest] =
        Layout::vertical([Constraint::Length(u16::try_from(head.len()).unwrap_or(1)), Constraint::Fill(1)]).areas(area);
    frame.render_widget(Paragraph::new(head.iter().map(|pieces| line(pieces, false)).collect::<Vec<_>>()), names);
    let height = usize::from(rest.height);
    let first = here.start.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
    let shown: Vec<Line<'_>> = lines.into_iter().skip(first).take(height).collect();
    frame.render_widget(Paragraph::new(shown), rest);
}

fn line(pieces: &Pieces, current: bool) -> Line<'static> {
    let spans = pieces.iter().map(|(text, tone)| Span::styled(text.clone(), style(*tone)));
    let line = Line::from(spans.collect::<Vec<_>>());
    if current { line.patch_style(Style::new().add_modifier(Modifier::REVERSED)) } else { line }
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Strong => Style::new().add_modifier(Modifier::BOLD),
        Tone::Dim => Style::new().add_modifier(Modifier::DIM),
        Tone::Screen => Style::new().fg(Color::Cyan),
        Tone::Good => Style::new().fg(Color::Green),
        Tone::Bad => Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
        Tone::Warn => Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD),
    }
}

/// What rests on this step; on the others, how many findings there are.
fn findings(walk: &Walk<'_>) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for found in walk.found_here() {
        let message = visible(found.message.in_lang(walk.lang));
        lines.push(Line::from(vec![
            Span::styled(format!(" ▲ {} ", brief_text(&found.rule)), style(Tone::Warn)),
            Span::raw(message),
        ]));
    }
    if lines.is_empty() {
        let count = walk.findings.len();
        let text = match (walk.lang, count) {
            (Lang::Zh, 0) => " 没有发现问题".to_owned(),
            (Lang::Zh, _) => format!(" 共有 {count} 个发现，按 f 跳到下一个"),
            (Lang::En, 0) => " no findings".to_owned(),
            (Lang::En, 1) => " 1 finding: f goes there".to_owned(),
            (Lang::En, _) => format!(" {count} findings: f goes to the next"),
        };
        lines.push(Line::styled(text, style(Tone::Dim)));
    }
    lines
}

fn help(lang: Lang) -> &'static str {
    lang.pick(
        " →/↓ 下一步  ←/↑ 上一步  f 下一个发现  c 起因  Home/End 首尾  q 退出",
        " →/↓ next  ←/↑ back  f next finding  c cause  Home/End first/last  q quit",
    )
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::super::walk::Move;
    use super::*;
    use crate::host::Host;
    use crate::trace::Trace;

    fn trace(scenario: &str) -> (Trace, Vec<(String, String)>) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/js/seed/article.md");
        let finished = Host::open(path).and_then(|host| host.scenario(scenario)?.run()).expect("a run");
        let text = std::fs::read_to_string(path).expect("the article");
        let texts = vec![("article.md".to_owned(), text)];
        (finished.trace, texts)
    }

    fn drawn(walk: &Walk<'_>, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        terminal.draw(|frame| draw(frame, walk)).expect("a drawing");
        let buffer = terminal.backend().buffer();
        let mut text = String::new();
        for y in 0..height {
            let mut x = 0;
            let mut line = String::new();
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(crate::trace::brief::columns(symbol).max(1)).unwrap_or(1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    #[test]
    fn a_step_shows_code_lanes_and_phone_at_80_columns() {
        let (trace, texts) = trace("login succeeds");
        let mut walk = Walk::new(&trace, texts, Lang::Zh);
        let toast = |walk: &Walk<'_>| walk.phone().toast.is_some();
        while !toast(&walk) {
            walk.go(Move::Next);
        }
        let screen = drawn(&walk, 80, 24);
        for part in ["article.md:22:10", "► 22", "wx.showToast({", "数据加载中", "还有 1500 ms", "人 程 机 服 微", "q 退出"]
        {
            assert!(screen.contains(part), "{part}\n{screen}");
        }
        assert!(screen.lines().all(|line| crate::trace::brief::columns(line) <= 80), "{screen}");
    }

    #[test]
    fn f_goes_from_finding_to_finding_and_c_to_the_cause() {
        let (trace, texts) = trace("both blocks in one scope");
        let mut walk = Walk::new(&trace, texts, Lang::En);
        assert!(walk.findings.len() >= 3, "{:?}", walk.findings);
        let mut seen = Vec::new();
        for _ in &walk.findings.iter().map(|found| found.step).collect::<std::collections::BTreeSet<_>>() {
            walk.go(Move::Finding);
            seen.extend(walk.found_here().map(|found| found.rule.clone()));
        }
        assert_eq!(seen.len(), walk.findings.len());
        let screen = drawn(&walk, 80, 24);
        assert!(walk.found_here().all(|found| screen.contains(&format!("▲ {}", found.rule))), "{screen}");
        let before = walk.here;
        walk.go(Move::Cause);
        assert!(walk.here < before);
        walk.go(Move::Last);
        assert_eq!(walk.here, walk.len() - 1);
        walk.go(Move::Next);
        assert_eq!(walk.here, walk.len() - 1);
        walk.go(Move::First);
        walk.go(Move::Back);
        assert_eq!(walk.here, 0);
    }

    #[test]
    fn small_and_wide_windows_are_no_trouble() {
        let (trace, texts) = trace("user cancels");
        let mut walk = Walk::new(&trace, texts, Lang::Zh);
        for (width, height) in [(1, 1), (5, 3), (20, 5), (40, 10), (80, 24), (200, 60)] {
            for _ in 0..walk.len() {
                drawn(&walk, width, height);
                walk.go(Move::Next);
            }
            walk.go(Move::First);
        }
        while walk.phone().dialogs.is_empty() {
            walk.go(Move::Next);
        }
        let wide = drawn(&walk, 200, 40);
        assert!(wide.contains("[取消]  [重新请求]"), "{wide}");
    }
}
