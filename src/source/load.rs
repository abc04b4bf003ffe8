//! Opening a SOURCE: an article's js blocks, a `.js` file or a project folder become scripts with their places.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::front_matter::{FrontMatter, front_matter};
use super::markdown::{Fence, fences};
use super::read::{DEFAULT_LIMIT, Text, read_text};
use super::{Project, Script, SourceError, Spec, excerpt};

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An article whose js blocks are run.
    Markdown,
    /// A JavaScript or TypeScript file.
    JavaScript,
    /// A mini-program project, whose files the framework loads itself.
    Project,
}

/// One source text and what of it is to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name, as positions and traces give it; never a path.
    pub name: String,
    /// Where it was read.
    pub path: PathBuf,
    /// The whole text, without a byte order mark.
    pub text: String,
    /// Lower-case hexadecimal SHA-256 of the file.
    pub sha256: String,
    /// What it is.
    pub kind: Kind,
    /// What is to be run, in order.
    pub scripts: Vec<Script>,
    /// How many js blocks the whole article has, chosen or not; 0 for a `.js` file.
    pub blocks: usize,
    /// The article's day, `YYYY-MM-DD`, from its front matter.
    pub front_matter_date: Option<String>,
    /// The article's time of day, `HH:MM`, from its front matter.
    pub front_matter_time: Option<String>,
    /// The article's title, from its front matter.
    pub title: Option<String>,
    /// The project, if it is one.
    pub project: Option<Arc<Project>>,
}

impl Source {
    /// Opens `article.md`, `article.md#1,2`, `x.js` or a project folder.
    ///
    /// # Errors
    ///
    /// Every variant of [`SourceError`].
    pub fn open(spec: &str) -> Result<Self, SourceError> {
        Self::open_spec(&Spec::parse(spec)?, DEFAULT_LIMIT)
    }

    /// Opens a source whose path and blocks are already known; `limit` is the largest size in bytes.
    ///
    /// # Errors
    ///
    /// Every variant of [`SourceError`].
    pub fn open_spec(spec: &Spec, limit: u64) -> Result<Self, SourceError> {
        let path = &spec.path;
        if path.is_dir() {
            return Project::open(path, limit).map(Self::project);
        }
        let Some(kind) = kind(path) else {
            let missing = std::fs::symlink_metadata(path).is_err();
            return Err(if missing {
                SourceError::Missing { path: path.clone() }
            } else {
                SourceError::Unsupported { path: path.clone() }
            });
        };
        if kind == Kind::JavaScript && spec.blocks.is_some() {
            return Err(SourceError::NoBlocks { path: path.clone() });
        }
        let text = read_text(path, limit)?;
        match kind {
            Kind::Markdown => Self::markdown(path, spec.blocks.as_deref(), text),
            Kind::JavaScript | Kind::Project => Ok(Self::javascript(path, text)),
        }
    }

    /// A source whose text is already known, named as if it had been read at `path`: an article whose `blocks` are chosen (none:
    /// all), or a script.
    ///
    /// # Errors
    ///
    /// It is neither an article nor a script, or has no such blocks.
    pub fn of_text(path: &Path, text: &str, blocks: Option<&[usize]>) -> Result<Self, SourceError> {
        let text = Text::of(text);
        match kind(path) {
            Some(Kind::Markdown) => Self::markdown(path, blocks, text),
            Some(Kind::JavaScript) if blocks.is_some() => Err(SourceError::NoBlocks { path: path.to_owned() }),
            Some(Kind::JavaScript) => Ok(Self::javascript(path, text)),
            Some(Kind::Project) | None => Err(SourceError::Unsupported { path: path.to_owned() }),
        }
    }

    /// The numbers of the js blocks to be run, in order; empty for a `.js` file.
    pub fn chosen_blocks(&self) -> Vec<usize> {
        self.scripts.iter().filter_map(|script| script.block).collect()
    }

    /// The line with its number and `^^^` under `len` UTF-16 units from `column`.
    pub fn excerpt(&self, line: u32, column: u32, len: u32) -> String {
        excerpt(&self.text, line, column, len)
    }

    fn javascript(path: &Path, text: Text) -> Self {
        let (sha256, text) = (text.sha256(), text.text);
        let name = file_name(path);
        let scripts = vec![Script::new(name.clone(), None, "js".to_owned(), text.clone(), 1, &[])];
        Self {
            name,
            path: path.to_owned(),
            text,
            sha256,
            kind: Kind::JavaScript,
            scripts,
            blocks: 0,
            front_matter_date: None,
            front_matter_time: None,
            title: None,
            project: None,
        }
    }

    /// A project: its text is `app.json`, and its scripts are loaded by the framework.
    fn project(project: Project) -> Self {
        Self {
            name: "app.json".to_owned(),
            path: project.folder.clone(),
            text: project.text.clone(),
            sha256: project.sha256.clone(),
            kind: Kind::Project,
            scripts: Vec::new(),
            blocks: 0,
            front_matter_date: None,
            front_matter_time: None,
            title: None,
            project: Some(Arc::new(project)),
        }
    }

    fn markdown(path: &Path, chosen: Option<&[usize]>, text: Text) -> Result<Self, SourceError> {
        let (sha256, text) = (text.sha256(), text.text);
        let name = file_name(path);
        let FrontMatter { end, date, time, title } = front_matter(&text);
        let (blocks, others): (Vec<Fence>, Vec<Fence>) = fences(&text, end).into_iter().partition(Fence::is_script);
        if blocks.is_empty() {
            let others = others.into_iter().map(|fence| fence.language).collect();
            return Err(SourceError::NoScript { path: path.to_owned(), others });
        }
        let numbers = chosen.map_or_else(|| (1..=blocks.len()).collect(), <[usize]>::to_vec);
        let mut scripts = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Some(fence) = number.checked_sub(1).and_then(|index| blocks.get(index)) else {
                let lines = blocks.iter().map(|fence| fence.first_line).collect();
                return Err(SourceError::NoSuchBlock { path: path.to_owned(), block: number, lines });
            };
            scripts.push(Script::new(
                format!("{name}#{number}"),
                Some(number),
                fence.language.clone(),
                fence.text.clone(),
                fence.first_line,
                &fence.origins,
            ));
        }
        Ok(Self {
            name,
            path: path.to_owned(),
            sha256,
            kind: Kind::Markdown,
            scripts,
            blocks: blocks.len(),
            front_matter_date: date,
            front_matter_time: time,
            title,
            text,
            project: None,
        })
    }
}

fn kind(path: &Path) -> Option<Kind> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Some(Kind::Markdown),
        "js" | "ts" => Some(Kind::JavaScript),
        _ => None,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/js/seed");

    fn open(name: &str, text: &str, selection: &str) -> Result<Source, SourceError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        Source::open(&format!("{}{selection}", path.display()))
    }

    #[test]
    fn the_seed_is_the_article_byte_for_byte() {
        let open = |name: &str| Source::open(&format!("{SEED}/{name}")).expect("the seed");
        let (article, login, check) = (open("article.md"), open("wx_login.js"), open("check_session.js"));
        assert_eq!(article.sha256, "12fc320198c82ab91799a39be6dbc709f976c3376bbf30af81f49eb82c012b56");
        assert_eq!(login.sha256, "72371fb1b54fdeddf8a640b68b63b0a9a60b71589ebb7445d6f00ec1411acca1");
        assert_eq!(check.sha256, "36081cfb743a9010ef4d8249ab7987c21fa49bda79cc6961c1e61066afa5949f");
        assert_eq!(article.scripts[0].text, login.text);
        assert_eq!(article.scripts[1].text, check.text);
        let texts: Vec<_> = article.scripts.iter().map(|script| (script.label.as_str(), script.first_line)).collect();
        assert_eq!(texts, [("article.md#1", 16), ("article.md#2", 116)]);
        for script in &article.scripts {
            let lines = script.padded().lines().map(str::to_owned).collect::<Vec<_>>();
            assert!(article.text.lines().zip(&lines).skip(script.first_line as usize - 1).all(|(theirs, ours)| theirs == ours));
        }
        assert_eq!(article.front_matter_date.as_deref(), Some("2020-10-06"));
        assert_eq!(article.front_matter_time.as_deref(), Some("10:56"));
        assert_eq!(article.title.as_deref(), Some("小程序登录流程与判断登录信息失效"));
    }

    #[test]
    fn blocks_are_chosen_in_the_order_given() {
        let text = "```js\na\n```\n```\nno\n```\n```js\nb\n```\n";
        let chosen = |selection: &str| open("a.md", text, selection).map(|source| source.chosen_blocks());
        assert_eq!(chosen(""), Ok(vec![1, 2]));
        assert_eq!(chosen("#2,1"), Ok(vec![2, 1]));
        assert!(matches!(chosen("#3"), Err(SourceError::NoSuchBlock { block: 3, lines, .. }) if lines == [2, 8]));
        assert!(matches!(chosen("#0"), Err(SourceError::NoSuchBlock { block: 0, .. })));
    }

    #[test]
    fn says_what_cannot_be_run() {
        assert!(
            matches!(open("a.md", "```\nx\n```\n```ts\ny\n```", ""), Err(SourceError::NoScript { others, .. }) if others == ["", "ts"])
        );
        assert!(matches!(open("a.tsx", "", ""), Err(SourceError::Unsupported { .. })));
        assert!(matches!(open("a", "", ""), Err(SourceError::Unsupported { .. })));
        assert!(matches!(open("a.js", "", "#1"), Err(SourceError::NoBlocks { .. })));
        assert!(matches!(Source::open("no such/a.md"), Err(SourceError::Missing { .. })));
        assert!(matches!(Source::open("no such"), Err(SourceError::Missing { .. })));
        assert!(matches!(Source::open(SEED), Err(SourceError::NotAProject { .. })));
    }

    #[test]
    fn every_error_is_told_in_both_languages() {
        for error in [
            open("a.md", "", "").expect_err("no blocks"),
            open("a.md", "```js\n```", "#2").expect_err("no block 2"),
            open("a.md", "", "#x").expect_err("no selection"),
            open("a.txt", "", "").expect_err("no source"),
        ] {
            let problem = error.problem();
            assert!(!problem.what.zh.is_ascii() && problem.what.en.is_ascii(), "{problem}");
            assert!(problem.help.is_some(), "{problem}");
        }
    }

    #[test]
    fn a_mark_at_the_start_of_a_script_does_not_move_columns() {
        let source = open("a.js", "\u{feff}wx.login()", "").expect("a script");
        assert_eq!(source.scripts[0].padded(), "wx.login()");
        assert_eq!((source.name.as_str(), source.blocks), ("a.js", 0));
    }

    /// Any mixture of Markdown's ingredients: nothing panics, and every line of every script is found where it says it is.
    #[test]
    fn lines_are_right_in_any_article() {
        let pieces = [
            "```js",
            "\n```js\n",
            "\n> ```js\n> ",
            "\n- x\n\n  ```js\n  ",
            "```",
            "~~~js",
            "~~~",
            "````javascript",
            "\n",
            "\n",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "  ",
            " ",
            "> ",
            ">",
            "- ",
            "1. ",
            "    ",
            "---",
            "x",
            "let a = '登录😀'",
            "// b",
            "<!--",
            "-->",
            "<div>",
            "\u{2028}",
            "\u{feff}",
            "\0",
            "|a|",
            "date: 2020-10-06",
            "`",
            "\\",
        ];
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % below
        };
        let mut lines_seen = 0;
        for _ in 0..10_000 {
            let article: String = (0..random(40)).map(|_| pieces[random(pieces.len())]).collect();
            let text = Text { text: article.clone(), marked: false };
            let Ok(source) = Source::markdown(Path::new("a.md"), None, text) else { continue };
            let theirs: Vec<&str> = article.split('\n').collect();
            for script in &source.scripts {
                let ours: Vec<&str> = script.text.split_terminator('\n').collect();
                for (index, line) in ours.iter().enumerate() {
                    let number = script.first_line as usize + index;
                    let there = theirs.get(number - 1).copied().unwrap_or_default();
                    let (bare, there) = (line.trim_start_matches(' ').trim_end_matches('\r'), there.trim_end_matches('\r'));
                    assert!(there.ends_with(bare), "line {number} of {article:?}: {line:?}");
                    lines_seen += 1;
                }
                for line in 0..script.last_line() + 3 {
                    let (line, column) = script.place(line, 3);
                    source.excerpt(line, column, 2);
                }
            }
        }
        assert!(lines_seen > 1_000, "{lines_seen}");
    }
}
