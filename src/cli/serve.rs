//! `wxhost serve`: WeChat's platform for a backend, SDK or client of your own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::interrupt::{self, Signal};
use super::output::Io;
use super::run::address;
use super::{Exit, failure::Failure};
use crate::scenario::{Answer, Client, Profile};
use crate::server::StartError;
use crate::server::serve::{Announcement, ClockKind, ServeError, ServedApp, Service, Setting, StateError};
use crate::source::{DEFAULT_LIMIT, Problem, excerpt, line_column, read_text};
use crate::world::epoch::Rules;

/// Serve WeChat's platform for a backend, SDK or client of your own
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where WeChat's HTTP API listens [default: 127.0.0.1 and a free port]
    #[arg(long, value_name = "ADDR", env = "WXHOST_PLATFORM", hide_env_values = true, value_parser = address)]
    platform: Option<SocketAddr>,
    /// Also serve the embedded developer's backend at ADDR
    #[arg(long, value_name = "ADDR", env = "WXHOST_BACKEND", hide_env_values = true, value_parser = address)]
    backend: Option<SocketAddr>,
    /// Also serve an HTTP proxy at ADDR that stands for https://api.weixin.qq.com
    #[arg(long, value_name = "ADDR", env = "WXHOST_PROXY", hide_env_values = true, value_parser = address)]
    proxy: Option<SocketAddr>,
    /// An app, as APPID or APPID:SECRET; may be repeated
    #[arg(long = "app", value_name = "ID:SECRET", env = "WXHOST_APP", hide_env_values = true, value_delimiter = ',', value_parser = app)]
    app: Vec<ServedApp>,
    /// A TOML file with [[app]], [[user]] and [backend]
    #[arg(long, value_name = "FILE", env = "WXHOST_APPS", hide_env_values = true)]
    apps: Option<PathBuf>,
    /// Keep the state in the folder DIR, so that it outlives the process [default: in memory]
    #[arg(long, value_name = "DIR", env = "WXHOST_STATE", hide_env_values = true)]
    state: Option<PathBuf>,
    /// Which time it is: real, or virtual (it stands still until the control plane moves it)
    #[arg(
        long,
        value_enum,
        value_name = "CLOCK",
        env = "WXHOST_CLOCK",
        default_value = "real",
        hide_env_values = true,
        hide_possible_values = true
    )]
    clock: ClockName,
    /// The day whose platform rules apply, YYYY-MM-DD [default: the newest rules]
    #[arg(long, value_name = "DATE", env = "WXHOST_EPOCH", hide_env_values = true)]
    epoch: Option<String>,
    /// Seed of every generated value
    #[arg(long, value_name = "N", env = "WXHOST_SEED", default_value_t = 1, hide_env_values = true)]
    seed: u64,
    /// Let everybody call as often as they like
    #[arg(long, env = "WXHOST_NO_LIMITS", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    no_limits: bool,
    /// The certificate for platform and backend, in PEM form
    #[arg(long, value_name = "FILE", env = "WXHOST_TLS_CERT", hide_env_values = true, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of the certificate, in PEM form
    #[arg(long, value_name = "FILE", env = "WXHOST_TLS_KEY", hide_env_values = true, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

/// `--clock`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ClockName {
    Real,
    Virtual,
}

/// What the file of `--apps` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "app")]
    apps: Vec<AppTable>,
    #[serde(default, rename = "user")]
    users: Vec<UserTable>,
    #[serde(default)]
    backend: BTreeMap<String, Vec<Answer>>,
}

/// `[[app]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AppTable {
    appid: String,
    secret: Option<String>,
    unionid: Option<bool>,
}

/// `[[user]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UserTable {
    id: String,
    #[serde(default)]
    profile: Profile,
}

pub(super) fn run(args: &Serve, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let setting = args.setting()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| internal(&error))?;
    runtime.block_on(async {
        // Whoever reads the first line may send a signal at once.
        let mut signals = interrupt::Signals::new().map_err(|error| internal(&error))?;
        let service = Service::start(setting).map_err(failure)?;
        announce(io, service.announcement())?;
        let signal = signals.next().await;
        service.close().await;
        Ok(match signal {
            Signal::Interrupt => Exit::Interrupted,
            Signal::Terminate => Exit::Ok,
        })
    })
}

impl Serve {
    fn setting(&self) -> Result<Setting, Failure> {
        let epoch = self.epoch.as_deref().filter(|epoch| !epoch.is_empty());
        let rules = Rules::resolve(epoch, None, Client::Devtools).map_err(|error| {
            let place = format!("--epoch {}", epoch.unwrap_or_default());
            Failure::new(Exit::Usage, Problem::new(format!("无效的日期：{error}"), error.to_string()).at(place))
        })?;
        let file = match self.apps.as_deref().filter(|path| !path.as_os_str().is_empty()) {
            Some(path) => read(path)?,
            None => File::default(),
        };
        let in_file = file.apps.into_iter().map(|AppTable { appid, secret, unionid }| ServedApp { appid, secret, unionid });
        let apps: Vec<ServedApp> = self.app.iter().cloned().chain(in_file).collect();
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        Ok(Setting {
            apps,
            users: file.users.into_iter().map(|user| (user.id, user.profile)).collect(),
            answers: file.backend,
            state: self.state.clone().filter(|path| !path.as_os_str().is_empty()),
            temporary: std::env::temp_dir().join(format!("wxhost-{}", std::process::id())),
            clock: match self.clock {
                ClockName::Real => ClockKind::Real,
                ClockName::Virtual => ClockKind::Virtual,
            },
            rules,
            seed: self.seed,
            limits: !self.no_limits,
            platform: self.platform.unwrap_or(loopback),
            backend: self.backend,
            proxy: self.proxy,
            tls: self.tls_cert.clone().zip(self.tls_key.clone()),
        })
    }
}

/// `APPID` or `APPID:SECRET`.
fn app(text: &str) -> Result<ServedApp, String> {
    let (appid, secret) = text.split_once(':').map_or((text, None), |(appid, secret)| (appid, Some(secret)));
    if appid.is_empty() || secret.is_some_and(str::is_empty) {
        return Err("give APPID or APPID:SECRET".to_owned());
    }
    Ok(ServedApp { appid: appid.to_owned(), secret: secret.map(str::to_owned), unionid: None })
}

fn read(path: &Path) -> Result<File, Failure> {
    let text = read_text(path, DEFAULT_LIMIT)?.text;
    toml::from_str(&text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default();
        let (line, column) = error.span().map_or((1, 1), |span| line_column(&text, span.start));
        let problem = Problem::new(format!("应用文件：{message}"), format!("the file of --apps: {message}"))
            .at(format!("{}:{line}:{column}", path.display()))
            .showing(excerpt(&text, line, column, 1));
        Failure::new(Exit::Unparsable, problem)
    })
}

/// The first line for programs, on stdout; the rest for people.
fn announce(io: &mut Io<'_>, announcement: &Announcement) -> Result<(), Failure> {
    let line = serde_json::to_string(announcement).map_err(|error| internal(&error))?;
    io.print(&format!("{line}\n"))?;
    if io.quiet {
        return Ok(());
    }
    let Announcement { proxy, ca, .. } = announcement;
    if let (Some(proxy), Some(ca)) = (proxy, ca) {
        let ca = super::quote::quoted(&ca.display().to_string());
        let zh = format!("让后端经过代理：export HTTPS_PROXY={proxy} NO_PROXY=127.0.0.1,localhost SSL_CERT_FILE={ca}\n");
        let en = format!(
            "to send a backend through the proxy: export HTTPS_PROXY={proxy} NO_PROXY=127.0.0.1,localhost SSL_CERT_FILE={ca}\n"
        );
        io.note(io.lang.pick(&zh, &en));
    }
    io.note(io.lang.pick("已就绪；按 Ctrl-C 结束\n", "ready; Ctrl-C ends\n"));
    Ok(())
}

fn internal(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Internal, Problem::new(format!("wxhost 内部错误：{error}"), format!("internal error: {error}")))
}

fn failure(error: ServeError) -> Failure {
    let usage = |zh: String, en: String| Problem::new(zh, en);
    match error {
        ServeError::State { folder, error } => of_state(&folder, error),
        ServeError::Listen(StartError::Taken { address }) => {
            let problem = usage(format!("地址 {address} 已被占用"), format!("the address {address} is already in use"));
            Failure::new(
                Exit::Usage,
                problem.help(
                    "换一个端口，或写 127.0.0.1:0 由系统选择",
                    "choose another port, or 127.0.0.1:0 to let the system choose",
                ),
            )
        }
        ServeError::Listen(error) => {
            let reason = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
            Failure::new(Exit::Usage, usage(format!("无法监听：{error}{reason}"), format!("{error}{reason}")))
        }
        ServeError::Certificate(error) => {
            Failure::new(Exit::Usage, usage(format!("证书无法使用：{error}"), format!("the certificate cannot be used: {error}")))
        }
        ServeError::Thread(error) => internal(&error),
    }
}

fn of_state(folder: &Path, error: StateError) -> Failure {
    let (exit, zh, help) = match &error {
        StateError::Folder { .. } => (Exit::Usage, "无法创建或打开状态文件夹", None),
        StateError::InUse => (
            Exit::Usage,
            "另一个 wxhost serve 正在使用这个状态文件夹",
            Some(("先结束它，或换一个 --state", "end it first, or choose another --state")),
        ),
        StateError::ReadOnly => (
            Exit::Usage,
            "状态文件夹不可写",
            Some((
                "让它可写，或去掉 --state 让状态只留在内存里",
                "make it writable, or leave out --state to keep the state in memory",
            )),
        ),
        StateError::Full => {
            (Exit::Usage, "磁盘已满", Some(("腾出空间，或换一个 --state", "make room, or choose another --state")))
        }
        StateError::Newer { .. } => (
            Exit::Usage,
            "状态由更新版本的 wxhost 创建",
            Some(("升级 wxhost，或换一个 --state", "update wxhost, or choose another --state")),
        ),
        StateError::OtherClock(_) => (
            Exit::Usage,
            "状态是用另一种 --clock 创建的",
            Some(("用同样的 --clock，或换一个 --state", "give the same --clock, or choose another --state")),
        ),
        StateError::NotOurs(_) => (
            Exit::Unparsable,
            "这个文件不是 wxhost 的状态",
            Some(("移走它，或换一个 --state", "move it away, or choose another --state")),
        ),
        StateError::Sqlite(_) => (Exit::Usage, "状态无法使用", None),
    };
    let zh = match &error {
        StateError::Folder { source, .. } => format!("{zh}：{source}"),
        StateError::Newer { .. } | StateError::NotOurs(_) | StateError::Sqlite(_) | StateError::OtherClock(_) => {
            format!("{zh}：{error}")
        }
        _ => zh.to_owned(),
    };
    let en = match &error {
        StateError::Folder { source, .. } => format!("the state's folder cannot be made or opened: {source}"),
        error => format!("the state cannot be used: {error}"),
    };
    let problem = Problem::new(zh, en).at(format!("--state {}", folder.display()));
    Failure::new(
        exit,
        match help {
            Some((zh, en)) => problem.help(zh, en),
            None => problem,
        },
    )
}
