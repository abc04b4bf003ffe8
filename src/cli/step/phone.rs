//! The phone in a terminal: a frame with a title, the toast or loading, and the dialog on top.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::{Block, BorderType, Widget};

use crate::lang::Lang;
use crate::trace::brief::{clip, columns};
use crate::trace::escape::visible;
use crate::trace::phone::{Dialog, Phone, Toast};

/// A phone to be drawn at a moment.
pub(super) struct Screen<'a> {
    pub phone: &'a Phone,
    pub lang: Lang,
    pub t: u64,
}

const DIM: Style = Style::new().add_modifier(Modifier::DIM);
const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);

impl Widget for Screen<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let title = self.phone.title.clone().unwrap_or_else(|| self.lang.pick("小程序", "mini-program").to_owned());
        let busy = if self.phone.busy { "⟳ " } else { "" };
        let block = Block::bordered().border_type(BorderType::Rounded).title_top(format!(" {busy}{} ", visible(&title)));
        let inside = block.inner(area);
        block.render(area, buffer);
        if inside.width < 8 || inside.height < 3 {
            return;
        }
        if let Some(page) = &self.phone.page {
            centred(buffer, inside, 0, &visible(page), DIM);
        }
        if self.phone.refreshing {
            centred(buffer, inside, 1, "· · ·", DIM);
        }
        let dialog = self.phone.dialogs.last();
        if let Some(toast) = &self.phone.toast {
            self.toast(toast, inside, dialog.is_some(), buffer);
        }
        if let Some(dialog) = dialog {
            self.dialog(dialog, inside, buffer);
        }
        if self.phone.toast.is_none() && dialog.is_none() {
            centred(buffer, inside, inside.height / 2, self.lang.pick("（什么也没有）", "(nothing)"), DIM);
        }
    }
}

impl Screen<'_> {
    /// A toast in the middle; above, when a dialog takes the middle.
    fn toast(&self, toast: &Toast, inside: Rect, above: bool, buffer: &mut Buffer) {
        let sign = match toast.icon.as_str() {
            "loading" => "⟳",
            "success" => "✓",
            "error" => "✗",
            "image" => "▣",
            _ => "",
        };
        let left = toast.duration.map(|duration| duration.saturating_sub(self.t.saturating_sub(toast.since)));
        let rest = left.map(|left| self.lang.pick(&format!("还有 {left} ms"), &format!("{left} ms left")).to_owned());
        let title = visible(&toast.title);
        let lines = [(sign, STRONG), (title.as_str(), Style::new()), (rest.as_deref().unwrap_or_default(), DIM)];
        let lines: Vec<_> = lines.into_iter().filter(|(text, _)| !text.is_empty()).collect();
        let at = if above { inside.y + 1 } else { inside.y + (inside.height / 2).saturating_sub(2) };
        frame(buffer, inside, at, &lines, Color::Cyan);
    }

    /// A dialog with its buttons; the one that was tapped is marked.
    fn dialog(&self, dialog: &Dialog, inside: Rect, buffer: &mut Buffer) {
        let name = match dialog.widget.as_str() {
            "modal" | "action-sheet" => String::new(),
            "consent" => self.lang.pick("申请授权", "asks for consent").to_owned(),
            other => format!("wx.{}", visible(other)),
        };
        let button = |text: &String| {
            let text = visible(text);
            if dialog.tapped.as_deref() == Some(text.as_str()) { format!("▶[{text}]") } else { format!("[{text}]") }
        };
        let buttons: Vec<String> = dialog.buttons.iter().map(button).collect();
        let mut lines = vec![(name, DIM), (visible(&dialog.title), STRONG), (visible(&dialog.content), Style::new())];
        let row = buttons.join("  ");
        if dialog.widget != "action-sheet" && columns(&row) + 4 <= usize::from(inside.width) {
            lines.push((row, STRONG));
        } else {
            lines.extend(buttons.into_iter().map(|button| (button, STRONG)));
        }
        if let Some(tapped) = dialog.tapped.as_deref().filter(|tapped| !dialog.buttons.iter().any(|button| button == tapped)) {
            lines.push((format!("▶ {}", visible(tapped)), STRONG));
        }
        lines.retain(|(text, _)| !text.is_empty());
        let lines: Vec<(&str, Style)> = lines.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        frame(buffer, inside, inside.y + inside.height.saturating_sub(height) / 2, &lines, Color::Yellow);
    }
}

/// A box with lines, as wide as they need, in the middle of `inside`.
fn frame(buffer: &mut Buffer, inside: Rect, at: u16, lines: &[(&str, Style)], color: Color) {
    let widest = lines.iter().map(|(text, _)| columns(text)).max().unwrap_or_default();
    let width = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(inside.width);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let area = Rect { x: inside.x + (inside.width - width) / 2, y: at, width, height }.intersection(inside);
    if area.height < 3 {
        return;
    }
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(Style::new().fg(color));
    let within = block.inner(area);
    ratatui::widgets::Clear.render(area, buffer);
    block.render(area, buffer);
    for (row, (text, style)) in (0..within.height).zip(lines) {
        centred(buffer, within, row, text, *style);
    }
}

fn centred(buffer: &mut Buffer, area: Rect, row: u16, text: &str, style: Style) {
    let text = clip(text, usize::from(area.width));
    let indent = (usize::from(area.width) - columns(&text)) / 2;
    if row < area.height {
        buffer.set_string(area.x + u16::try_from(indent).unwrap_or_default(), area.y + row, text, style);
    }
}
