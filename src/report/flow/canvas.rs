//! What a diagram is drawn with: rows that hold paths, boxes and words, each belonging to an event and in one of a few styles.

use crate::lang::{Lang, Message};

/// The head of a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Head {
    /// Where its line runs.
    pub x: i32,
    /// The party's name.
    pub name: Message,
    /// One letter for it, for rails.
    pub short: Message,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Row {
    /// Where its gap begins, from the top of the diagram.
    pub y: i32,
    /// How much of its height at the top stands for time that passed.
    pub gap: i32,
    /// Its height, the gap included.
    pub height: i32,
    /// Virtual time.
    pub t: u64,
    /// Whether it is the first row of its moment.
    pub moment: bool,
    /// The events it tells, in order.
    pub seqs: Vec<u64>,
    /// What is drawn, relative to the row's top.
    pub parts: Vec<Part>,
}

/// One thing drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Part {
    /// The event it belongs to; 0 for what belongs to none.
    pub seq: u64,
    /// How it looks.
    pub style: Style,
    /// What it is.
    pub shape: Shape,
}

/// A shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) enum Shape {
    /// A path, in SVG's own words.
    Path(String),
    /// A box with rounded corners: x, y, width, height, radius.
    Box([i32; 5]),
    /// Words: where their first baseline begins (or ends), and the lines in both languages.
    Words { x: i32, y: i32, anchor: Anchor, zh: Vec<String>, en: Vec<String> },
}

/// Which end of words `x` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Anchor {
    Start,
    End,
}

/// How something looks; the page's style sheet and the SVG's have a rule for each name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Style {
    /// An arrow of a call or a request.
    Ask,
    /// An arrow of an answer: dashed.
    Reply,
    /// An arrow of an answer that is a failure: dashed, in the colour of failures.
    Refusal,
    /// What the user does.
    Touch,
    /// Filled signs: arrow heads, begin, end.
    Sign,
    /// A filled sign of an answer of failure, or of an error.
    BadSign,
    /// The filled head of what the user does.
    TouchSign,
    /// A line being busy.
    Busy,
    /// A program running.
    Running,
    /// Something being on the screen.
    OnScreen,
    /// Time that passes.
    Wait,
    /// The box behind what the user sees.
    ScreenBox,
    /// The box behind an error.
    BadBox,
    /// Words as they are.
    Plain,
    /// Names of calls.
    Strong,
    /// What guides the eye.
    Dim,
    /// What the user sees or does.
    Screen,
    /// Success.
    Good,
    /// Failure.
    Bad,
    /// A finding.
    Finding,
    /// A time on the axis.
    Time,
    /// A tick of the axis.
    Tick,
}

impl Style {
    /// The name that the style sheets know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Reply => "reply",
            Self::Refusal => "refusal",
            Self::Touch => "touch",
            Self::Sign => "sign",
            Self::BadSign => "bad-sign",
            Self::TouchSign => "touch-sign",
            Self::Busy => "busy",
            Self::Running => "running",
            Self::OnScreen => "on-screen",
            Self::Wait => "wait",
            Self::ScreenBox => "screen-box",
            Self::BadBox => "bad-box",
            Self::Plain => "plain",
            Self::Strong => "strong",
            Self::Dim => "dim",
            Self::Screen => "screen",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Finding => "finding",
            Self::Time => "time",
            Self::Tick => "tick",
        }
    }
}

impl Shape {
    /// The lines of words in a language; none for other shapes.
    pub fn lines(&self, lang: Lang) -> &[String] {
        match (self, lang) {
            (Self::Words { zh, .. }, Lang::Zh) => zh,
            (Self::Words { en, .. }, Lang::En) => en,
            _ => &[],
        }
    }
}

impl Row {
    pub(super) fn draw(&mut self, seq: u64, style: Style, shape: Shape) {
        self.parts.push(Part { seq, style, shape });
    }

    /// An arrow from one place to another on one height: a line, and a head at its end.
    pub(super) fn arrow(&mut self, seq: u64, (from, to): (i32, i32), y: i32, line: Style) {
        let head = match line {
            Style::Refusal => Style::BadSign,
            Style::Touch => Style::TouchSign,
            _ => Style::Sign,
        };
        let back = if from < to { -7 } else { 7 };
        self.draw(seq, line, Shape::Path(format!("M{from} {y}H{}", to + back)));
        self.draw(seq, head, Shape::Path(format!("M{to} {y}l{back} -4v8z")));
    }

    /// Words with their first baseline at `y`.
    pub(super) fn words(
        &mut self,
        seq: u64,
        style: Style,
        (x, y): (i32, i32),
        anchor: Anchor,
        (zh, en): (Vec<String>, Vec<String>),
    ) {
        self.draw(seq, style, Shape::Words { x, y, anchor, zh, en });
    }
}
