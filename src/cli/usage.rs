//! Parsing the command line, and mistakes in it told in the user's language.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};

use super::args::Cli;
use super::table::aligned;
use super::{Exit, Surroundings, auto, zh};
use crate::lang::Lang;

/// Examples in `--help`: command, what it does in zh and en.
type Examples = &'static [(&'static str, &'static str, &'static str)];

const EXAMPLES: Examples = &[
    ("wxhost run article.md", "文章的第一个场景", "the article's first scenario"),
    ("wxhost run article.md --list", "它的全部场景", "all of its scenarios"),
    ("wxhost run article.md --scenario \"user cancels\"", "其中一个", "one of them"),
    ("wxhost run article.md#1 --call 'wxLogin()'", "一个代码块，自己调用", "one block, called by hand"),
    ("wxhost run script.js --format console", "脚本自己的日志", "what the script itself logs"),
    ("wxhost check", "全部场景，与批准的轨迹比较", "all scenarios, compared with the approved traces"),
    ("wxhost api login", "关于 wx.login 知道些什么", "what is known of wx.login"),
];

const RUN_EXAMPLES: Examples = &[
    ("wxhost run article.md --set user.modal='[\"cancel\"]'", "用户点击取消", "the user taps cancel"),
    ("wxhost run article.md --epoch 2021-04-29", "按那一天的规则", "the rules of that day"),
    ("wxhost run article.md#1,2 --call 'checksession()'", "两个代码块在同一作用域", "two blocks in one scope"),
    ("wxhost run a.js --route https://x.cn/a=http://127.0.0.1:3000/a", "用你自己的服务器", "a server of your own"),
    ("wxhost run article.md --coverage", "哪些代码运行过", "what of the code ran"),
    ("wxhost run article.md --format jsonl -o trace.jsonl", "把轨迹存成文件", "the trace as a file"),
];

const CHECK_EXAMPLES: Examples = &[
    ("wxhost check", "整个项目", "the whole project"),
    ("wxhost check article.md -g login", "一篇文章中名字含 login 的场景", "the scenarios of an article named like login"),
    ("wxhost check --update changed", "接受全部变化", "accepts every change"),
    ("wxhost check --watch", "改动后重跑受影响的场景", "runs again what an edit affects"),
    ("wxhost check --coverage --coverage-lcov all.info", "全部场景的覆盖率", "what all scenarios cover"),
    ("wxhost check --shard 1/4 --report-json part1.json", "四份中的第一份", "the first of four parts"),
];

const EXPLORE_EXAMPLES: Examples = &[
    ("wxhost explore article.md", "文章的每个函数，每种结果", "every function of the article, every outcome"),
    ("wxhost explore article.md#1 --call 'wxLogin()'", "一个流程", "one flow"),
    ("wxhost explore a.js --set platform.session=valid", "固定其中一点", "one thing pinned"),
    ("wxhost explore article.md --html outcomes.html", "树打印出来，网页存成文件", "the tree printed, and its page as a file"),
    ("wxhost explore article.md --save paths", "每条路径存成场景", "each path as a scenario"),
];

const SERVE_EXAMPLES: Examples = &[
    ("wxhost serve --platform 127.0.0.1:9000 --app wx123:secret", "一个应用", "one app"),
    ("wxhost serve --proxy 127.0.0.1:9001 --state wechat", "给 SDK", "for SDKs"),
    ("wxhost serve --clock virtual", "时间静止", "time stands still"),
    ("curl -d '{\"user\":\"u1\"}' http://127.0.0.1:9000/__wxhost/codes", "一个登录 code", "a login code"),
];

const AUTO_EXAMPLES: Examples = &[
    ("wxhost auto --project shop --auto-port 9420", "供 automator.connect 连接", "for automator.connect"),
    ("wxhost auto --project shop --min-latency 15", "给 minium 用", "for minium"),
    ("wxhost auto --project shop -o trace.jsonl --format jsonl", "结束时把轨迹存成文件", "the trace as a file at the end"),
];

const IMPORT_EXAMPLES: Examples = &[
    ("wxhost import har app.har -o app.scenario.toml", "由浏览器的录制生成场景", "a scenario from a browser's recording"),
    ("wxhost import har app.har --host api.example.com", "只取一个主机", "one host only"),
];

const API_EXAMPLES: Examples = &[
    ("wxhost api", "全部接口", "all APIs"),
    ("wxhost api login", "一个接口和它的参数", "one API with its options"),
    ("wxhost api --format json", "同样的内容，作为数据", "the same as data"),
];

const SCHEMA_EXAMPLES: Examples =
    &[("wxhost schema scenario > scenario.schema.json", "让编辑器检查场景文件", "lets an editor check scenario files")];

/// The arguments could not be used, or asked for help or the version.
pub(super) struct Usage(clap::Error, Lang);

/// Parses the arguments, the program's name first.
pub(super) fn parse(args: &[OsString], lang: Lang) -> Result<Cli, Usage> {
    if let Some(cli) = Cli::of_run(args) {
        return Ok(cli);
    }
    let matches = command(lang).try_get_matches_from(args);
    let matches = match (matches, auto::as_devtools(args)) {
        // Started in the place of DevTools.
        (Err(_), Some(args)) => command(lang).try_get_matches_from(args),
        (matches, _) => matches,
    };
    let mut matches = matches.map_err(|error| Usage(error, lang))?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| Usage(error, lang))
}

fn command(lang: Lang) -> clap::Command {
    let exits = format!("{}\n{}", lang.pick("退出码：", "Exit codes:"), Exit::table(lang));
    let examples = |rows: Examples| {
        let rows: Vec<_> = rows.iter().map(|(command, zh, en)| [format!("  {command}"), lang.pick(zh, en).to_owned()]).collect();
        format!("{}\n{}", lang.pick("示例：", "Examples:"), aligned(&rows))
    };
    let command = Cli::command()
        .after_help(format!("{}\n{exits}", examples(EXAMPLES)))
        .mut_subcommand("run", |run| run.after_help(format!("{}\n{exits}", examples(RUN_EXAMPLES))))
        .mut_subcommand("check", |check| check.after_help(format!("{}\n{exits}", examples(CHECK_EXAMPLES))))
        .mut_subcommand("explore", |explore| explore.after_help(examples(EXPLORE_EXAMPLES)))
        .mut_subcommand("serve", |serve| serve.after_help(format!("{}\n{exits}", examples(SERVE_EXAMPLES))))
        .mut_subcommand("auto", |auto| auto.after_help(format!("{}\n{exits}", examples(AUTO_EXAMPLES))))
        .mut_subcommand("import", |import| import.after_help(examples(IMPORT_EXAMPLES)))
        .mut_subcommand("api", |api| api.after_help(examples(API_EXAMPLES)))
        .mut_subcommand("schema", |schema| schema.after_help(examples(SCHEMA_EXAMPLES)));
    match lang {
        Lang::Zh => zh::localise(command),
        Lang::En => command,
    }
}

/// Columns of a help text that goes to no terminal, as clap has it.
const WIDTH: usize = 100;
/// Columns of a help text on the widest terminal.
pub(super) const WIDEST: usize = 120;

impl Usage {
    /// Prints the help to stdout or the mistake to stderr.
    pub fn print(self, surroundings: Surroundings, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
        let Self(error, lang) = self;
        let to_stderr = error.use_stderr();
        let color = if to_stderr { surroundings.color_err } else { surroundings.color_out };
        let chinese = if lang == Lang::Zh { in_chinese(&error) } else { None };
        let rendered = error.render();
        let text = match chinese {
            Some(text) => text,
            None if lang == Lang::Zh && !to_stderr => {
                let plain = rendered.to_string();
                let shown = if color { rendered.ansi().to_string() } else { plain.clone() };
                zh::folded(&plain, &shown, surroundings.width.map_or(WIDTH, |width| width.min(WIDEST)))
            }
            None if color => rendered.ansi().to_string(),
            None => rendered.to_string(),
        };
        let write = |stream: &mut dyn Write| {
            let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        };
        if to_stderr {
            write(err);
        } else {
            write(out);
        }
        if to_stderr { Exit::Usage } else { Exit::Ok }
    }
}

/// The usual mistakes in 中文; the rest as clap says it.
fn in_chinese(error: &clap::Error) -> Option<String> {
    let text = |kind: ContextKind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的参数 {argument}"),
        ErrorKind::InvalidSubcommand => format!("不认识的命令 {}", text(ContextKind::InvalidSubcommand).unwrap_or_default()),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            Some(prior) => format!("{argument} 不能和 {prior} 同时使用"),
            None => format!("{argument} 不能这样使用"),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            match text(ContextKind::InvalidValue).filter(|value| !value.is_empty()) {
                Some(value) => format!("{argument} 的值 \"{value}\" 无效"),
                None => format!("{argument} 需要一个值"),
            }
        }
        _ => return None,
    };
    let mut out = format!("错误：{what}\n");
    if let Some(valid) = text(ContextKind::ValidValue) {
        let _ = writeln!(out, "  可用的值：{valid}");
    }
    let suggestion = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(suggestion) = suggestion.into_iter().find_map(text) {
        let _ = writeln!(out, "  提示：是不是想写 {suggestion}？");
    }
    out.push_str("  用 --help 查看用法\n");
    Some(out)
}
