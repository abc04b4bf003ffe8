//! `wxhost run … --step`: a walk through the trace in a terminal, with the code, the lanes and the phone beside each other.

mod phone;
mod view;
mod walk;

use std::io::IsTerminal as _;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use self::walk::{Move, Walk};
use super::failure::Failure;
use super::output::Io;
use super::{Exit, interrupt};
use crate::source::{Problem, Source};
use crate::trace::Trace;

/// Whether there is a terminal to walk in: one to draw on, and one to read keys from.
pub(super) fn possible(io: &Io<'_>) -> bool {
    io.width.is_some() && std::io::stdin().is_terminal()
}

/// Walks until the user has seen enough. The terminal is given back as it was, also after a panic.
pub(super) fn walk(io: &mut Io<'_>, trace: &Trace, sources: &[Source]) -> Result<(), Failure> {
    let texts: Vec<(String, String)> = sources.iter().map(|source| (source.name.clone(), source.text.clone())).collect();
    let mut walk = Walk::new(trace, texts, io.lang);
    let failed = |error: std::io::Error| {
        let problem = Problem::new(format!("终端无法使用：{error}"), format!("the terminal cannot be used: {error}"));
        Failure::new(Exit::Internal, problem.help("去掉 --step 再试", "try again without --step"))
    };
    let mut terminal = ratatui::try_init().map_err(failed)?;
    let result = (|| {
        loop {
            terminal.draw(|frame| view::draw(frame, &walk))?;
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => match meaning(key) {
                    Some(Key::Quit) => return Ok(()),
                    Some(Key::Go(to)) => walk.go(to),
                    None => {}
                },
                _ => {}
            }
            if interrupt::flag().load(std::sync::atomic::Ordering::Relaxed) {
                return Ok(());
            }
        }
    })();
    ratatui::restore();
    result.map_err(failed)
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Go(Move),
    Quit,
}

fn meaning(key: KeyEvent) -> Option<Key> {
    let go = |to| Some(Key::Go(to));
    match (key.code, key.modifiers) {
        (KeyCode::Char('c'), KeyModifiers::CONTROL) => Some(Key::Quit),
        (KeyCode::Char('q') | KeyCode::Esc, _) => Some(Key::Quit),
        (KeyCode::Right | KeyCode::Down | KeyCode::Enter | KeyCode::Char(' ' | 'l' | 'j'), _) => go(Move::Next),
        (KeyCode::Left | KeyCode::Up | KeyCode::Backspace | KeyCode::Char('h' | 'k'), _) => go(Move::Back),
        (KeyCode::PageDown, _) => go(Move::Page),
        (KeyCode::PageUp, _) => go(Move::PageBack),
        (KeyCode::Home | KeyCode::Char('g'), _) => go(Move::First),
        (KeyCode::End | KeyCode::Char('G'), _) => go(Move::Last),
        (KeyCode::Char('f'), _) => go(Move::Finding),
        (KeyCode::Char('F'), _) => go(Move::FindingBack),
        (KeyCode::Char('c'), _) => go(Move::Cause),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_meaning() {
        let press = |code, modifiers| meaning(KeyEvent::new(code, modifiers));
        let plain = KeyModifiers::NONE;
        assert_eq!(press(KeyCode::Right, plain), Some(Key::Go(Move::Next)));
        assert_eq!(press(KeyCode::Char('f'), plain), Some(Key::Go(Move::Finding)));
        assert_eq!(press(KeyCode::Char('c'), plain), Some(Key::Go(Move::Cause)));
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Key::Quit));
        assert_eq!(press(KeyCode::Char('q'), plain), Some(Key::Quit));
        assert_eq!(press(KeyCode::Tab, plain), None);
    }
}
