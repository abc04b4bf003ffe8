//! What can be wrong with a SOURCE: no such file, no js blocks, a block that does not exist, a text that is not UTF-8.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Problem;
use crate::lang::Message;

/// Why a source could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceError {
    /// There is no such file or folder.
    Missing {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The file exists and cannot be read.
    Unreadable {
        /// The path as it was given.
        path: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// The file is larger than allowed.
    TooLarge {
        /// The path as it was given.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file is not UTF-8.
    NotUtf8 {
        /// The path as it was given.
        path: PathBuf,
        /// The first byte that is not UTF-8, from 0.
        offset: usize,
        /// Its line.
        line: u32,
        /// Its column.
        column: u32,
        /// Whether the file begins as UTF-16 files do.
        utf16: bool,
    },
    /// Neither Markdown nor JavaScript.
    Unsupported {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A Markdown text without a js block.
    NoScript {
        /// The path as it was given.
        path: PathBuf,
        /// The words that its other code blocks are tagged with; `""` for blocks without one.
        others: Vec<String>,
    },
    /// A block was chosen that does not exist.
    NoSuchBlock {
        /// The path as it was given.
        path: PathBuf,
        /// The number that was asked for.
        block: usize,
        /// The lines where the js blocks begin, in order.
        lines: Vec<u32>,
    },
    /// A block was chosen twice.
    BlockTwice {
        /// The source as it was given.
        spec: String,
        /// The number.
        block: usize,
    },
    /// What follows `#` is not a list of block numbers.
    BadSelection {
        /// The source as it was given.
        spec: String,
        /// What follows `#`.
        selection: String,
    },
    /// Blocks were chosen of something that has none.
    NoBlocks {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A folder without `app.json`.
    NotAProject {
        /// The path as it was given.
        path: PathBuf,
        /// A folder inside that has one, if any.
        inner: Option<PathBuf>,
    },
    /// A project whose `app.json` or `project.config.json` cannot be parsed.
    BadJson {
        /// The path of the file.
        path: PathBuf,
        /// Line in it.
        line: u32,
        /// Column in it.
        column: u32,
        /// What is wrong.
        reason: String,
        /// The line with the place underlined.
        excerpt: String,
    },
    /// A project whose `app.json` does not fit its files.
    BadProject {
        /// The path of `app.json`.
        path: PathBuf,
        /// Line in it.
        line: u32,
        /// Column in it.
        column: u32,
        /// What is wrong.
        what: Message,
        /// The line with the place underlined.
        excerpt: String,
    },
}

impl SourceError {
    /// Whether the input exists and cannot be parsed, as opposed to a wrong path or a wrong choice.
    pub fn is_unparsable(&self) -> bool {
        matches!(self, Self::NotUtf8 { .. } | Self::NoScript { .. } | Self::BadJson { .. } | Self::BadProject { .. })
    }

    /// The error for people.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Missing { path } => {
                let path = path.display();
                Problem::new(format!("找不到文件或文件夹：{path}"), format!("no such file or folder: {path}"))
                    .help("请检查路径；相对路径从当前目录算起", "check the path; a relative one starts at the current folder")
            }
            Self::Unreadable { path, reason } => {
                let path = path.display();
                Problem::new(format!("无法读取 {path}：{reason}"), format!("could not read {path}: {reason}"))
            }
            Self::TooLarge { path, limit } => {
                let path = path.display();
                Problem::new(
                    format!("{path} 超过了 {limit} 字节的上限"),
                    format!("{path} is larger than the limit of {limit} bytes"),
                )
                .help("可以用 --set limits.source=字节数 提高上限", "raise the limit with --set limits.source=BYTES")
            }
            Self::NotUtf8 { path, offset, line, column, utf16 } => not_utf8(path, *offset, *line, *column, *utf16),
            Self::Unsupported { path } => {
                let path = path.display();
                Problem::new(
                    format!("{path} 既不是 Markdown 也不是 JavaScript"),
                    format!("{path} is neither Markdown nor JavaScript"),
                )
                .help(
                    "可以运行 .md 或 .markdown 文章、.js 文件、带有 app.json 的文件夹",
                    "what can be run: an article (.md, .markdown), a .js file, a folder with app.json",
                )
            }
            Self::NoScript { path, others } => no_script(path, others),
            Self::NoSuchBlock { path, block, lines } => no_such_block(path, *block, lines),
            Self::BlockTwice { spec, block } => {
                Problem::new(format!("{spec} 把第 {block} 块写了两次"), format!("{spec} names block {block} twice"))
                    .help("每一块写一次即可", "name each block once")
            }
            Self::BadSelection { spec, selection } => Problem::new(
                format!("{spec} 中的 #{selection} 不是代码块编号"),
                format!("#{selection} in {spec} is not a choice of blocks"),
            )
            .help(
                "写法：article.md#2 或 article.md#1,2（从 1 开始数 js 代码块）",
                "write article.md#2 or article.md#1,2; js blocks count from 1",
            ),
            Self::NoBlocks { path } => {
                let path = path.display();
                Problem::new(format!("{path} 没有代码块可选"), format!("{path} has no blocks to choose from")).help(
                    "去掉 # 和后面的部分；只有 Markdown 文章才有代码块",
                    "leave out the # and what follows; only Markdown articles have blocks",
                )
            }
            Self::NotAProject { path, inner } => not_a_project(path, inner.as_deref()),
            Self::BadJson { path, line, column, reason, excerpt } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                Problem::new(format!("{name} 不是合法的 JSON：{reason}"), format!("{name} is not valid JSON: {reason}"))
                    .at(format!("{}:{line}:{column}", path.display()))
                    .showing(excerpt.clone())
            }
            Self::BadProject { path, line, column, what, excerpt } => {
                Problem::from(what.clone()).at(format!("{}:{line}:{column}", path.display())).showing(excerpt.clone())
            }
        }
    }
}

fn not_utf8(path: &std::path::Path, offset: usize, line: u32, column: u32, utf16: bool) -> Problem {
    let (zh, en) = if utf16 {
        ("它像是 UTF-16", "it looks like UTF-16")
    } else {
        ("它可能是 GBK 编码，或根本不是文本", "it may be GBK, or no text at all")
    };
    Problem::new(
        format!("文件不是 UTF-8 编码：第 {offset} 个字节（从 0 数）无法解读"),
        format!("the file is not UTF-8: byte {offset} (from 0) cannot be read"),
    )
    .at(format!("{}:{line}:{column}", path.display()))
    .help(format!("{zh}；请另存为 UTF-8"), format!("{en}; save it as UTF-8"))
}

fn no_script(path: &std::path::Path, others: &[String]) -> Problem {
    let path = path.display();
    let mut tags: Vec<&str> = others.iter().map(String::as_str).filter(|tag| !tag.is_empty()).collect();
    tags.sort_unstable();
    tags.dedup();
    let untagged = others.iter().filter(|tag| tag.is_empty()).count();
    let (mut zh, mut en) = (format!("{path} 没有可运行的 js 代码块"), format!("{path} has no js block to run"));
    match (others.len(), untagged) {
        (0, _) => {
            zh.push_str("，也没有其他代码块");
            en.push_str(", nor any other code block");
        }
        (all, 0) => {
            let _ = write!(zh, "；另有 {all} 个其他代码块（{}）", tags.join("、"));
            let _ = write!(en, "; it has {all} other code block{} ({})", plural(all), tags.join(", "));
        }
        (all, untagged) => {
            let _ = write!(zh, "；另有 {all} 个其他代码块，其中 {untagged} 个没有标注语言");
            let _ = write!(en, "; it has {all} other code block{}, {untagged} without a language", plural(all));
        }
    }
    Problem::new(zh, en).help("只运行标注为 ```js 或 ```javascript 的代码块", "only blocks tagged ```js or ```javascript are run")
}

fn no_such_block(path: &std::path::Path, block: usize, lines: &[u32]) -> Problem {
    let path = path.display();
    let list = |word: &str, join: &str| {
        lines.iter().enumerate().map(|(index, line)| format!("#{} ({word} {line})", index + 1)).collect::<Vec<_>>().join(join)
    };
    Problem::new(format!("{path} 没有第 {block} 个 js 代码块"), format!("{path} has no js block {block}"))
        .help(format!("它有：{}", list("行", "、")), format!("it has {}", list("line", ", ")))
}

fn not_a_project(path: &std::path::Path, inner: Option<&std::path::Path>) -> Problem {
    let path = path.display();
    let problem = Problem::new(format!("{path} 是文件夹，但里面没有 app.json"), format!("{path} is a folder without app.json"));
    match inner.map(std::path::Path::display) {
        Some(inner) => problem.help(format!("app.json 在 {inner} 里"), format!("there is one in {inner}")),
        None => problem.help(
            "请指定一篇文章（.md）、一个 .js 文件，或小程序项目的根目录",
            "give an article (.md), a .js file, or the root of a mini-program project",
        ),
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.problem().fmt(f)
    }
}

impl std::error::Error for SourceError {}
