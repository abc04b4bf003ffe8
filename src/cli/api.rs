//! `wxhost api [NAME]`: what of `wx` is modelled, a stub, or refused.

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::Io;
use super::table::aligned;
use super::{Exit, failure::Failure};
use crate::lang::{Lang, Message};
use crate::source::Problem;
use crate::trace::brief::api_name;
use crate::wx;

/// The columns of a list that goes to no terminal.
const WIDTH: usize = 80;
/// More names than this that are known, but not modelled, are listed without saying the same of each.
const FEW: usize = 12;
/// Where the official pages are.
const PAGES: &str = "https://developers.weixin.qq.com/miniprogram/dev/api/";

/// Show what of wx is modelled, a stub, or refused
#[derive(Debug, Args)]
pub(super) struct Api {
    /// One API, such as login, wx.login or FileSystemManager.readFile, or a part of names [default: all]
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// What to print: text (a table, for reading), json (an array of rows)
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        env = "WXHOST_API_FORMAT",
        default_value = "text",
        hide_env_values = true,
        hide_possible_values = true
    )]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// One API of `wx`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Row {
    /// The name without `wx.`; with its object for a member, such as `FileSystemManager.readFile`.
    name: String,
    /// What its `errMsg` begins with.
    err_msg: String,
    /// `modelled`, `stub` or `refused`.
    support: String,
    /// The base library version it came with.
    since: String,
    /// What it does, in English.
    summary: String,
    /// What it does, in Chinese.
    summary_zh: String,
    /// Its official page.
    page: String,
    /// What a call returns: `callback`, `task` or `sync`; null for what is refused.
    form: Option<String>,
    /// The base library since which a call without callbacks gives a promise.
    promise_since: Option<String>,
    /// What is not modelled, in English.
    missing: Option<String>,
    /// What is not modelled, in Chinese.
    missing_zh: Option<String>,
    /// The documented failures, as they follow `name:fail `.
    failures: Vec<String>,
    /// Its options.
    params: Vec<Param>,
}

/// One option of an API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Param {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    /// Its default, as JSON.
    default: serde_json::Value,
    required: bool,
    /// The base library version it came with, when that is later than the API's.
    since: Option<String>,
}

/// All rows of `wx`, or of the members of the objects that it gives, by name.
fn rows(records: &[wx::Api]) -> Vec<Row> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let row = |api: &wx::Api| Row {
        name: api.full_name(),
        err_msg: api.name.to_owned(),
        support: api.support().to_owned(),
        since: api.since.to_owned(),
        summary: api.summary.en.to_owned(),
        summary_zh: api.summary.zh.to_owned(),
        page: match api.page.strip_prefix("../") {
            Some(beside) => format!("{}{beside}", PAGES.trim_end_matches("api/")),
            None => format!("{PAGES}{}", api.page),
        },
        form: (api.support() != "refused").then(|| api.form().to_owned()),
        promise_since: api.promise.map(str::to_owned),
        missing: given(api.missing.en),
        missing_zh: given(api.missing.zh),
        failures: api.failures.iter().map(|text| (*text).to_owned()).collect(),
        params: api
            .params
            .iter()
            .map(|param| Param {
                name: param.name.to_owned(),
                kind: param.kind.name().to_lowercase(),
                default: param.default.value(),
                required: param.required,
                since: given(param.since),
            })
            .collect(),
    };
    records.iter().map(row).collect()
}

pub(super) fn run(args: &Api, io: &mut Io<'_>) -> Result<Exit, Failure> {
    show(rows(wx::records()), rows(wx::members()), args, io)
}

fn show(mut rows: Vec<Row>, members: Vec<Row>, args: &Api, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let width = io.width.unwrap_or(WIDTH);
    let text = match (args.format, args.name.as_deref()) {
        (Format::Text, None) => list(&rows, io.lang, width) + &objects(&members, io.lang, width),
        (format, name) => {
            rows.extend(members);
            rows.sort_by(|one, other| one.name.cmp(&other.name));
            let rows = name.map_or(Ok(rows.clone()), |name| named(rows, name))?;
            match (format, rows.as_slice()) {
                (Format::Json, rows) => serde_json::to_string_pretty(rows).unwrap_or_default() + "\n",
                (Format::Text, [row]) => page(row, io.lang),
                (Format::Text, rows) => list(rows, io.lang, width),
            }
        }
    };
    io.print(&text)?;
    Ok(Exit::Ok)
}

/// The row with this name, else those whose name contains it.
fn named(rows: Vec<Row>, name: &str) -> Result<Vec<Row>, Failure> {
    let wanted = name.strip_prefix("wx.").unwrap_or(name).to_lowercase();
    if let Some(row) = rows.iter().find(|row| row.name.to_lowercase() == wanted) {
        return Ok(vec![row.clone()]);
    }
    let (fitting, others): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.name.to_lowercase().contains(&wanted));
    if !fitting.is_empty() {
        return Ok(fitting);
    }
    let problem = Problem::new(format!("wx 没有 {name}"), format!("wx has no {name}"));
    let nearest = others
        .iter()
        .map(|row| (strsim::damerau_levenshtein(&row.name.to_lowercase(), &wanted), &row.name))
        .filter(|(distance, _)| *distance <= 3)
        .min_by_key(|(distance, _)| *distance);
    let problem = match nearest {
        Some((_, name)) => problem.help(format!("是不是想写 {name}？"), format!("did you mean {name}?")),
        None => problem.help("wxhost api 列出全部", "wxhost api lists them all"),
    };
    Err(Failure::new(Exit::Nothing, problem))
}

/// What is modelled as a table, what is only known as names.
fn list(rows: &[Row], lang: Lang, width: usize) -> String {
    let (refused, told): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.support == "refused");
    if refused.len() <= FEW {
        return table(rows, lang);
    }
    let heading = match lang {
        Lang::Zh => format!("认识但未模拟，一经调用就会指名报告（{} 个）：", refused.len()),
        Lang::En => format!("Known by name and not modelled; a call to one is reported by name ({}):", refused.len()),
    };
    let mut out = if told.is_empty() { String::new() } else { table(told, lang) + "\n" };
    out.push_str(&heading);
    out + &wrapped(refused.iter().map(|row| row.name.as_str()), width)
}

/// Names side by side, in lines of `width` columns.
fn wrapped<'n>(names: impl Iterator<Item = &'n str>, width: usize) -> String {
    let (mut out, mut line) = (String::new(), String::new());
    for name in names {
        if !line.is_empty() && 2 + line.len() + 2 + name.len() > width {
            out.push_str(&format!("\n  {line}"));
            line.clear();
        }
        line.push_str(if line.is_empty() { "" } else { "  " });
        line.push_str(name);
    }
    out + &format!("\n  {line}\n")
}

/// The objects that have members of their own.
fn objects(members: &[Row], lang: Lang, width: usize) -> String {
    let mut names: Vec<&str> = members.iter().filter_map(|row| Some(row.name.split_once('.')?.0)).collect();
    names.dedup();
    match names.first() {
        None => String::new(),
        Some(first) => {
            let heading = match lang {
                Lang::Zh => format!("\n各对象的方法（如 wxhost api {first}）："),
                Lang::En => format!("\nObjects with methods of their own (wxhost api {first} lists them):"),
            };
            heading + &wrapped(names.into_iter(), width)
        }
    }
}

fn table<'r>(rows: impl IntoIterator<Item = &'r Row>, lang: Lang) -> String {
    let heading = match lang {
        Lang::Zh => ["接口", "支持", "起始版本", "说明"],
        Lang::En => ["API", "SUPPORT", "SINCE", "SUMMARY"],
    };
    let lines = rows.into_iter().map(|row| {
        let summary = lang.pick(&row.summary_zh, &row.summary).to_owned();
        [api_name(&row.name), support(&row.support, lang), row.since.clone(), summary]
    });
    aligned(&std::iter::once(heading.map(str::to_owned)).chain(lines).collect::<Vec<_>>())
}

fn page(row: &Row, lang: Lang) -> String {
    let mut out = format!("{}: {}\n\n", api_name(&row.name), lang.pick(&row.summary_zh, &row.summary));
    let label = |message: Message| message.in_lang(lang).to_owned();
    let mut facts = vec![
        [label(Message::new("支持", "support")), support(&row.support, lang)],
        [label(Message::new("起始版本", "since")), row.since.clone()],
        [label(Message::new("官方文档", "page")), row.page.clone()],
    ];
    if let Some(form) = form(row, lang) {
        facts.insert(2, [label(Message::new("形式", "form")), form]);
    }
    if let (Some(zh), Some(en)) = (&row.missing_zh, &row.missing) {
        facts.push([label(Message::new("未模拟", "not modelled")), lang.pick(zh, en).to_owned()]);
    }
    for (index, failure) in row.failures.iter().enumerate() {
        let label = if index == 0 { label(Message::new("失败", "failures")) } else { String::new() };
        facts.push([label, format!("{}:fail {failure}", row.err_msg)]);
    }
    out.push_str(&aligned(&facts));
    if !row.params.is_empty() {
        out.push('\n');
        let params = row.params.iter().map(|param| {
            let required = if param.required { lang.pick("必填", "required") } else { "" };
            let default = if param.default.is_null() { String::new() } else { format!("= {}", param.default) };
            let since = param.since.as_ref().map(|since| format!("{since}+")).unwrap_or_default();
            [format!("  {}", param.name), param.kind.clone(), required.to_owned(), default, since]
        });
        out.push_str(&aligned(&params.collect::<Vec<_>>()));
    }
    out
}

fn form(row: &Row, lang: Lang) -> Option<String> {
    let form = row.form.clone()?;
    Some(match (&row.promise_since, lang) {
        (None, _) => form,
        (Some(since), Lang::Zh) => format!("{form}；不给回调则返回 promise（{since} 起）"),
        (Some(since), Lang::En) => format!("{form}; without callbacks a promise (since {since})"),
    })
}

fn support(support: &str, lang: Lang) -> String {
    match (support, lang) {
        ("modelled", Lang::Zh) => "已模拟",
        ("stub", Lang::Zh) => "桩",
        ("refused", Lang::Zh) => "拒绝",
        (other, _) => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> Row {
        let text = |text: &str| text.to_owned();
        let param = Param { name: text("timeout"), kind: text("number"), default: 60_000.into(), required: false, since: None };
        Row {
            name: text(name),
            err_msg: text(name),
            support: text("modelled"),
            since: text("1.0.0"),
            summary: text("gets a code"),
            summary_zh: text("获取登录凭证"),
            page: text("https://example.org"),
            form: Some(text("callback")),
            promise_since: Some(text("2.10.2")),
            missing: None,
            missing_zh: None,
            failures: vec![text("timeout")],
            params: vec![param],
        }
    }

    fn show(name: Option<&str>, format: Format, lang: Lang) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut io = Io {
            out: &mut out,
            err: &mut err,
            lang,
            width: None,
            color_out: false,
            color_err: false,
            quiet: false,
            verbose: false,
        };
        let args = Api { name: name.map(str::to_owned), format };
        match super::show(vec![row("login"), row("checkSession")], vec![row("Task.abort")], &args, &mut io) {
            Ok(_) => String::from_utf8_lossy(&out).into_owned(),
            Err(failure) => format!("{} {}", failure.exit.code(), failure.problems[0]),
        }
    }

    #[test]
    fn lists_and_pages_are_aligned() {
        assert_eq!(
            show(None, Format::Text, Lang::Zh),
            "接口             支持    起始版本  说明\nwx.login         已模拟  1.0.0     获取登录凭证\nwx.checkSession  已模拟  1.0.0     获取登录凭证\n\n各对象的方法（如 wxhost api Task）：\n  Task\n"
        );
        assert!(show(Some("task.ABORT"), Format::Text, Lang::En).starts_with("Task.abort: gets a code\n"));
        assert_eq!(
            show(Some("wx.LOGIN"), Format::Text, Lang::En),
            "wx.login: gets a code\n\nsupport   modelled\nsince     1.0.0\nform      callback; without callbacks a promise (since 2.10.2)\npage      https://example.org\nfailures  login:fail timeout\n\n  timeout  number  = 60000\n"
        );
    }

    #[test]
    fn what_is_only_known_is_listed_as_names() {
        let mut rows: Vec<Row> =
            (0..40).map(|index| Row { support: "refused".to_owned(), ..row(&format!("api{index}")) }).collect();
        rows.push(row("login"));
        let text = list(&rows, Lang::En, 40);
        assert!(
            text.starts_with("API ") && text.contains("\nwx.login  modelled") && text.contains("(40):\n  api0  api1"),
            "{text}"
        );
        assert!(text.lines().skip(4).all(|line| line.len() <= 40), "{text}");
    }

    #[test]
    fn json_is_an_array_of_rows() {
        let rows: serde_json::Value = serde_json::from_str(&show(Some("session"), Format::Json, Lang::En)).expect("JSON");
        assert_eq!((rows[0]["name"].as_str(), rows[0]["params"][0]["type"].as_str()), (Some("checkSession"), Some("number")));
    }

    #[test]
    fn unknown_names_are_told_with_the_nearest() {
        assert_eq!(show(Some("logn"), Format::Text, Lang::En), "7 wx has no logn (did you mean login?)");
        assert_eq!(show(Some("quantum"), Format::Text, Lang::En), "7 wx has no quantum (wxhost api lists them all)");
    }
}
