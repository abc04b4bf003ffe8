//! `--help` in 中文.

use clap::Command;

use crate::report::text::wrap;
use crate::trace::brief::columns;

const HEADING: &str = "选项";
const COMMON: &str = "通用选项";

/// What each command does.
const COMMANDS: &[(&str, &str)] = &[
    ("", "不用微信，就能运行、检查、讲解微信小程序代码"),
    ("run", "运行文章或脚本的一个场景，打印发生了什么"),
    ("check", "运行找到的全部场景，与批准的轨迹比较"),
    ("review", "逐个决定等待中的轨迹"),
    ("accept", "接受等待中的轨迹，使它成为批准的"),
    ("reject", "拒绝等待中的轨迹；批准的不变"),
    ("pending", "列出等待决定的轨迹"),
    ("show", "显示一份保存的轨迹"),
    ("diff", "逐个事件比较两份保存的轨迹"),
    ("explain", "用句子讲一份轨迹里发生了什么，或两份之间变了什么"),
    ("merge", "把几份检查结果合成一份"),
    ("epochs", "按每个时期的平台规则运行同一个场景，报告结果在哪一天变了、为什么"),
    ("explore", "尝试外界对程序的每一种回应，打印会有哪些结局"),
    ("learn", "五节关于登录流程的小课，每节一个问题，答案由运行来检验"),
    ("play", "打开本机网页：改代码、改场景，立即看到时序图、手机和发现"),
    ("serve", "为你自己的后端、SDK 或客户端提供微信平台"),
    ("auto", "供 miniprogram-automator 和 minium 驱动一个项目：WebSocket 上的官方自动化协议"),
    ("render", "把整篇文章做成网页：每个代码块附上场景、时序图和发现"),
    ("import", "由其他工具的录制生成场景的开头"),
    ("config", "打印生效的设置和每个值的来源"),
    ("api", "查看 wx 的哪些接口已模拟、是桩、或被拒绝"),
    ("conform", "运行一致性测试集：把平台的事实写成小程序"),
    ("setup", "安装 wxhost 自己不带的东西"),
    ("schema", "打印轨迹或场景文件的 JSON Schema"),
];

/// What each argument means: command, id, text.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("", "version", "打印版本"),
    ("", "lang", "消息的语言：zh 或 en [默认：随系统]"),
    ("", "color", "何时使用颜色"),
    ("", "quiet", "只打印结果，不打印提示"),
    ("", "verbose", "逐个显示每个事件，并在 stderr 上说明找到和选择了什么"),
    ("", "help", "打印这份帮助"),
    ("run", "sources", "运行什么：article.md、article.md#1,2（选定的代码块）、script.js、项目文件夹、场景文件"),
    ("run", "page", "启动时打开的页面，如 pages/a/a 或 'pages/a/a?id=7' [默认：项目的第一个页面]"),
    ("run", "queries", "启动参数中的一个值；可重复"),
    ("run", "call", "加载后求值 EXPR，而不运行场景；可重复"),
    ("run", "tree", "显示结束时页面上的内容"),
    ("run", "scenario", "运行叫这个名字的场景，或名字里唯一含有它的场景 [默认：第一个]"),
    ("run", "sets", "改变场景中的一个值，如 user.modal='[\"cancel\"]'；可重复"),
    ("run", "epoch", "按哪一天的平台规则，YYYY-MM-DD [默认：文章自己的日期]"),
    ("run", "base_library", "模仿的基础库版本，X.Y.Z [默认：那一天的版本]"),
    ("run", "client", "各客户端不同之处模仿哪一个：devtools、android、ios [默认：devtools]"),
    ("run", "seed", "一切生成值和 Math.random 的种子"),
    (
        "run",
        "format",
        "打印什么：text（轨迹，给人看）、jsonl（轨迹，每行一个 JSON）、json（轨迹，一个文档）、console（脚本的日志）、tree 和 wxml（结束时的页面）、html（网页）、svg 和 mermaid（时序图）",
    ),
    ("run", "output", "把结果写入 FILE，而不是 stdout"),
    ("run", "step", "逐步走过轨迹：代码、各方和手机并排显示（在终端里；否则按文本打印）"),
    ("run", "list", "列出场景，不运行"),
    ("learn", "lesson", "第几课，或它的名字 [默认：列出全部]"),
    ("learn", "answer", "回答：第几个选项，不在终端里询问"),
    ("play", "source", "打开什么：article.md、article.md#1,2（选定的代码块）、script.js"),
    ("play", "scenario", "先选中叫这个名字的场景 [默认：第一个]"),
    ("play", "port", "在 127.0.0.1 的这个端口提供网页 [默认：任选一个空闲的]"),
    ("play", "open", "同时用默认浏览器打开"),
    ("run", "no_sidecar", "忽略旁边的场景文件"),
    ("run", "allow_hosts", "除本机外还允许脚本访问这个主机；可重复"),
    ("run", "routes", "把对 URL 的请求送到 TARGET：backend:/path、http://…，或 false 表示没有路由；可重复"),
    ("run", "platform", "在 ADDR 提供这次运行的微信平台 HTTP 接口，供你自己的后端使用"),
    ("run", "proxy", "在 ADDR 提供代理，代替这次运行中的 https://api.weixin.qq.com，供后端的 SDK 使用"),
    ("run", "state", "放 ca.pem 的文件夹：--proxy 的客户端信任它；没有就创建"),
    ("run", "timeout", "到这个虚拟时间就结束，如 90s [默认：1 天]"),
    ("run", "deadline", "到这个真实时间就结束，如 5s [默认：10 秒]"),
    ("run", "record", "把真实服务器的回答存入 FILE：JSON Lines，文件名以 .har 结尾时为 HAR 1.2；回答原样保存，含 cookie"),
    ("run", "replay", "用 FILE（--record 的结果或 HAR）回答发往真实服务器的请求，不使用网络"),
    ("run", "coverage", "打印脚本的哪些函数、语句和回调分支运行过"),
    ("run", "coverage_lcov", "把覆盖率写入 FILE（lcov 格式，genhtml 等工具可读）"),
    ("setup", "what", "装什么：view（微信的组件框架 glass-easel，用 npm 安装，渲染 WXML 要用）"),
    ("check", "paths", "场景文件（.toml）、旁边有场景文件的源，或文件夹 [默认：整个项目]"),
    ("check", "grep", "只要名字符合这个正则表达式的场景"),
    ("check", "grep_invert", "只要名字不符合的场景"),
    ("check", "jobs", "同时运行几个场景 [默认：每个处理器一个]"),
    ("check", "fresh", "每次都用全新的上下文和真实连接，而不重复使用已证明与之前相同的上下文"),
    ("check", "list", "列出会运行什么，不运行"),
    ("check", "last_failed", "只运行上次失败的场景"),
    ("check", "max_failures", "失败 N 个后停止"),
    ("check", "repeat_each", "每个场景运行 N 次，结果必须相同"),
    ("check", "shard", "只运行 n 份中的第 i 份 [默认：看 JOB_COMPLETION_INDEX 等变量]"),
    (
        "check",
        "update",
        "写哪些批准的轨迹：all（全部）、changed（不同的和缺的）、missing（缺的）、none [默认：missing；设置了 CI 时 none]",
    ),
    ("check", "unreferenced", "没有场景的快照怎么办：warn（提醒）、reject（算失败）、delete（删除）、ignore [默认：warn]"),
    ("check", "watch", "不退出，文件改动后只重跑受影响的场景；回车重跑全部，q 回车退出"),
    ("check", "report_junit", "写一份 JUnit XML 报告"),
    ("check", "report_json", "把结果写成 JSON，wxhost merge 能读"),
    ("check", "report_tap", "写一份 TAP 14 报告"),
    ("check", "report_html", "在文件夹 DIR 里写一份 HTML 报告"),
    ("check", "report_github", "同时打印 GitHub 注解 [默认：设置了 GITHUB_ACTIONS 时]"),
    ("check", "coverage", "打印脚本的哪些函数、语句和回调分支运行过"),
    ("check", "coverage_lcov", "把覆盖率写入 FILE（lcov 格式，genhtml 等工具可读）"),
    ("accept", "names", "场景、快照（如 article/login-succeeds）或文件"),
    ("accept", "all", "全部"),
    ("reject", "names", "场景、快照（如 article/login-succeeds）或文件"),
    ("reject", "all", "全部"),
    ("show", "trace", "一份轨迹，由 run --format jsonl 保存"),
    ("show", "format", "打印什么：text、jsonl、json、console，或 html（网页）、svg、mermaid（时序图）"),
    ("show", "sources", "显示在网页上的作者原文：必须是当时运行的那一份；可重复"),
    ("show", "output", "把结果写入 FILE，而不是 stdout"),
    ("diff", "old", "之前的轨迹"),
    ("diff", "new", "之后的轨迹"),
    ("diff", "format", "打印什么：text、json、html（并排对照的网页）"),
    ("diff", "sources", "显示在网页上的作者原文：必须是之前或之后运行的那一份；可重复"),
    ("diff", "output", "把结果写入 FILE，而不是 stdout"),
    ("explain", "old", "一份轨迹"),
    ("explain", "new", "另一份：讲变了什么"),
    ("import", "format", "哪种格式：har（HAR 1.2，由浏览器或微信开发者工具的 Network 面板导出）；机密会被遮盖"),
    ("import", "file", "录制的文件"),
    ("import", "output", "把场景写入 FILE，而不是 stdout"),
    ("import", "source", "场景运行什么，如 pages/login.js"),
    ("import", "name", "场景的名字 [默认：recorded]"),
    ("import", "hosts", "只取发往这个主机的请求，如 api.example.com 或 *.example.com；可重复"),
    ("import", "all", "页面自己加载的文件（脚本、样式、图片）也取"),
    ("config", "what", "做什么：show（打印设置）"),
    ("config", "source", "同时显示这个源的场景从何处取得共同的值"),
    ("config", "format", "打印什么：text、json"),
    ("merge", "reports", "check --report-json 写的结果"),
    ("merge", "report_json", "把合成的结果写成 JSON"),
    ("merge", "report_junit", "写一份 JUnit XML 报告"),
    ("merge", "report_tap", "写一份 TAP 14 报告"),
    ("merge", "report_html", "在文件夹 DIR 里写一份 HTML 报告"),
    ("merge", "report_github", "打印 GitHub 注解"),
    ("epochs", "sources", "运行什么：article.md、article.md#1,2（选定的代码块）、script.js"),
    ("epochs", "call", "加载后求值 EXPR，而不运行场景；可重复"),
    ("epochs", "scenario", "运行叫这个名字的场景 [默认：第一个]"),
    ("epochs", "sets", "改变场景中的一个值；可重复"),
    ("epochs", "no_sidecar", "忽略旁边的场景文件"),
    ("epochs", "format", "打印什么：text、json"),
    ("explore", "sources", "运行什么：article.md（全部代码块在同一作用域）、article.md#1,2（选定的代码块）、script.js"),
    ("explore", "call", "加载后求值 EXPR；可重复 [默认：每个不带参数的顶层函数各自运行]"),
    ("explore", "scenario", "从叫这个名字的场景出发，而不是平常的一天"),
    ("explore", "sets", "固定场景中的一个值，如 platform.session=valid；可重复"),
    ("explore", "epoch", "按哪一天的平台规则，YYYY-MM-DD [默认：文章自己的日期]"),
    ("explore", "client", "各客户端不同之处模仿哪一个：devtools、android、ios [默认：devtools]"),
    ("explore", "no_sidecar", "忽略旁边的场景文件"),
    ("explore", "routes", "把对 URL 的请求送到 TARGET：backend:/path、http://…，或 false 表示没有路由；可重复"),
    ("explore", "max_paths", "最多运行 N 条路径"),
    ("explore", "max_choices", "一条路径上最多有 N 件事与平常的一天不同"),
    ("explore", "deadline", "过了这个真实时间就不再开始新的路径，如 30s"),
    ("explore", "jobs", "同时运行 N 条路径 [默认：处理器个数]"),
    ("explore", "fresh", "每次都用全新的上下文和真实连接，而不重复使用已证明与之前相同的上下文"),
    (
        "explore",
        "format",
        "打印什么：text（树，给人看）、json（同样的内容，作为数据），或 html（网页，每个结局都能打开它的轨迹）",
    ),
    ("explore", "output", "把结果写入 FILE，而不是 stdout"),
    ("explore", "save", "把每条不同的路径存进 DIR，成为 wxhost run 能运行的场景"),
    ("serve", "platform", "微信 HTTP 接口的监听地址 [默认：127.0.0.1 上的空闲端口]"),
    ("serve", "backend", "同时在 ADDR 提供内置的开发者后端"),
    ("serve", "proxy", "同时在 ADDR 提供 HTTP 代理，代替 https://api.weixin.qq.com"),
    ("serve", "app", "一个应用，写成 APPID 或 APPID:SECRET；可重复"),
    ("serve", "apps", "一个 TOML 文件，内有 [[app]]、[[user]] 和 [backend]"),
    ("serve", "state", "把状态存进 DIR，进程结束后仍在 [默认：只在内存里]"),
    ("serve", "clock", "现在几点：real（真实时间）或 virtual（不走动，由控制接口拨动）"),
    ("serve", "epoch", "按哪一天的平台规则，YYYY-MM-DD [默认：最新的规则]"),
    ("serve", "seed", "一切生成值的种子"),
    ("serve", "no_limits", "不限制调用频率"),
    ("serve", "tls_cert", "平台和后端的证书，PEM 格式"),
    ("serve", "tls_key", "证书的私钥，PEM 格式"),
    ("auto", "project", "项目文件夹；也可以是文章或脚本"),
    ("auto", "auto_port", "监听的端口；0 表示任选一个空闲的，写在第一行输出里"),
    ("auto", "scenario", "在叫这个名字的场景里运行 [默认：不用场景，只有 [routes] 和 [defaults] 生效]"),
    ("auto", "sets", "改变场景中的一个值，如 platform.session=expired；可重复"),
    ("auto", "routes", "把对 URL 的请求送到 TARGET：backend:/path、http://…，或 false 表示没有路由；可重复"),
    ("auto", "allow_hosts", "除本机外还允许程序访问这个主机；可重复"),
    ("auto", "min_latency", "每个回答至少推迟这么多毫秒；minium 1.6 会错过立刻到达的回答，15 就够"),
    ("auto", "browser", "用来截图的浏览器 [默认：已安装的 Chromium、Chrome 或 Edge]"),
    ("auto", "format", "结束时怎样打印轨迹：text、jsonl、json"),
    ("auto", "output", "结束时把轨迹写入 FILE，而不是 stdout"),
    ("auto", "auto_account", "不使用"),
    ("auto", "ticket", "不使用"),
    ("auto", "trust_project", "不使用"),
    ("auto", "port", "不使用"),
    ("auto", "disable_gpu", "不使用"),
    ("render", "source", "文章：article.md"),
    ("render", "output", "把网页写进文件夹 DIR"),
    ("explore", "html", "另把网页写入 FILE：结果的树，每片叶子打开它的轨迹"),
    ("explore", "coverage", "打印脚本的哪些函数、语句和回调分支运行过"),
    ("explore", "coverage_lcov", "把覆盖率写入 FILE（lcov 格式，genhtml 等工具可读）"),
    ("api", "name", "一个接口，如 login 或 wx.login，或名字的一部分 [默认：全部]"),
    ("api", "format", "打印什么：text（表格，给人看）、json（数组）"),
    ("conform", "paths", "事实所在的文件或文件夹 [默认：tests/wx]"),
    ("conform", "client", "模仿哪个客户端：devtools、android、ios"),
    ("conform", "others", "把另一个运行环境的结果作为一列：NAME=FILE；可重复"),
    ("conform", "format", "打印什么：text（表格和不符之处）、json"),
    ("schema", "format", "哪种格式：trace（轨迹的一行）、scenario（场景文件）"),
];

/// Puts the help of `command` and its subcommands into 中文.
pub(super) fn localise(command: Command) -> Command {
    let template = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
    // Lines are folded by `folded`: clap counts characters, of which Chinese ones take two columns.
    translate(command, "").term_width(0).help_template(template).subcommand_help_heading("命令").mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        translate(sub, &name).help_template(template)
    })
}

fn translate(command: Command, name: &str) -> Command {
    let about = COMMANDS.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
    command.about(about).mut_args(|arg| {
        let heading = match (name, arg.get_id().as_str()) {
            ("import", "source" | "name") => HEADING,
            (_, "sources" | "name" | "paths" | "names" | "trace" | "old" | "new" | "reports" | "what" | "source")
            | ("schema" | "import", "format")
            | ("import", "file") => "参数",
            ("", id) if id != "version" => COMMON,
            _ => HEADING,
        };
        match text(name, arg.get_id().as_str()) {
            Some(text) => arg.help(text).help_heading(heading),
            None => arg,
        }
    })
}

/// The least room at the right of an option in which its text is folded.
const LEAST: usize = 20;

/// A help text whose lines have at most `width` columns as far as possible; what is folded goes on below where it began. `shown` is
/// the same text, perhaps with colours.
pub(super) fn folded(plain: &str, shown: &str, width: usize) -> String {
    let mut text = String::with_capacity(shown.len() + 256);
    for (plain, shown) in plain.lines().zip(shown.lines()) {
        let tail = &plain[tail_of(plain)..];
        let column = columns(plain) - columns(tail);
        match shown.strip_suffix(tail) {
            Some(head) if columns(plain) > width && column + LEAST <= width => {
                text.push_str(head);
                text.push_str(&wrap(tail, width - column).join(&format!("\n{}", " ".repeat(column))));
            }
            _ => text.push_str(shown),
        }
        text.push('\n');
    }
    text
}

/// Where the text of an option or an example begins: after the blanks that follow it. Elsewhere, where the line does.
fn tail_of(line: &str) -> usize {
    let begins = line.len() - line.trim_start().len();
    let Some(gap) = line[begins..].find("  ") else { return begins };
    let gap = begins + gap;
    gap + line[gap..].len() - line[gap..].trim_start().len()
}

fn text(command: &str, id: &str) -> Option<&'static str> {
    ARGUMENTS.iter().find(|(known, argument, _)| *known == command && *argument == id).map(|(_, _, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn help_is_folded_by_columns() {
        let plain =
            "用法：x\n\n选项：\n      --html <FILE>  另把网页写入 FILE，每片叶子打开它的轨迹 [env: X]\n  -q, --quiet        短";
        let shown = plain.replace("--html", "\u{1b}[1m--html\u{1b}[0m");
        let folded = folded(plain, &shown, 52);
        assert_eq!(
            folded,
            "用法：x\n\n选项：\n      \u{1b}[1m--html\u{1b}[0m <FILE>  另把网页写入 FILE，每片叶子打开\n                     \
             它的轨迹 [env: X]\n  -q, --quiet        短\n"
        );
        assert_eq!(super::folded(plain, plain, 30), format!("{plain}\n"), "no room");
    }

    #[test]
    fn every_command_and_argument_has_its_text() {
        let root = Cli::command();
        let mut known = 0;
        for (name, command) in std::iter::once(("", &root)).chain(root.get_subcommands().map(|sub| (sub.get_name(), sub))) {
            assert!(COMMANDS.iter().any(|(known, _)| *known == name), "{name}");
            for argument in command.get_arguments() {
                assert!(text(name, argument.get_id().as_str()).is_some(), "{name} {}", argument.get_id());
                known += 1;
            }
        }
        assert_eq!(known, ARGUMENTS.len(), "texts of arguments that are gone");
    }
}
