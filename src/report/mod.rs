//! Stand-in for the reports until their room is merged.

/// The text report.
pub mod text {
    use crate::lang::Lang;
    use crate::trace::Trace;

    /// How the text is drawn.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Options {
        /// The language of what is not data.
        pub lang: Lang,
        /// Whether colours may be used.
        pub color: bool,
    }

    /// Draws a trace.
    pub fn render(trace: &Trace, _options: &Options) -> String {
        let header = &trace.header;
        format!("{} · {} · seed {}\n", header.scenario.as_deref().unwrap_or("ad hoc"), header.call.join("; "), header.seed)
    }
}

/// JSON Lines.
pub mod jsonl {
    use crate::trace::Trace;

    /// Writes a trace.
    pub fn write(trace: &Trace) -> String {
        serde_json::to_string(&trace.header).unwrap_or_default() + "\n"
    }
}

/// What the script itself printed.
pub mod console {
    use crate::trace::Trace;

    /// Both streams.
    #[derive(Debug, Clone, Default)]
    pub struct Console {
        /// What the script logged.
        pub stdout: String,
        /// Errors.
        pub stderr: String,
    }

    /// Draws a trace.
    pub fn render(_trace: &Trace) -> Console {
        Console::default()
    }
}
