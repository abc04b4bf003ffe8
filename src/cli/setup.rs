//! `wxhost setup view`: installs WeChat's component framework, which renders WXML, with npm into wxhost's own cache.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};

use super::output::Io;
use super::{Exit, failure::Failure};
use crate::app::view::{PACKAGES, VERSION, files_in};
use crate::source::Problem;

/// Install what wxhost does not bring itself
#[derive(Debug, Args)]
pub(super) struct Setup {
    /// What: view (WeChat's component framework glass-easel from npm, which renders WXML)
    #[arg(value_enum, value_name = "WHAT", hide_possible_values = true)]
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    View,
}

/// The folder of the framework: `WXHOST_VIEW`, else in the user's cache.
#[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
pub(super) fn view_cache() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = || {
        let home = || set("HOME").map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }));
        set("XDG_CACHE_HOME").or_else(|| set("LOCALAPPDATA")).or_else(home)
    };
    set("WXHOST_VIEW").or_else(|| cache().map(|cache| cache.join("wxhost").join(format!("view-{VERSION}"))))
}

pub(super) fn run(args: &Setup, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let What::View = args.what;
    let Some(folder) = view_cache() else {
        let problem = Problem::new("找不到缓存文件夹：没有设置 HOME", "there is no folder for caches: HOME is not set");
        return Err(Failure::new(Exit::Usage, problem.help("用 WXHOST_VIEW 指定一个", "name one with WXHOST_VIEW")));
    };
    let shown = folder.display().to_string();
    if files_in(&folder.join("node_modules")).is_none() {
        install(&folder)?;
    }
    let text = io
        .lang
        .pick(
            &format!("组件框架 glass-easel {VERSION} 在 {shown}\n"),
            &format!("the component framework glass-easel {VERSION} is in {shown}\n"),
        )
        .to_owned();
    io.print(&text)?;
    Ok(Exit::Ok)
}

/// Runs npm; both packages are asked for in exactly one version.
fn install(folder: &Path) -> Result<(), Failure> {
    let failed = |reason: &str| {
        let problem = Problem::new(
            format!("npm 没有装好组件框架：{reason}"),
            format!("npm did not install the component framework: {reason}"),
        );
        let packages = PACKAGES.map(|(name, _)| format!("{name}@{VERSION}")).join(" ");
        let help = format!("npm install {packages}");
        Failure::new(
            Exit::Usage,
            problem.help(format!("也可以在项目里自己装：{help}"), format!("or install it in the project: {help}")),
        )
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(&error.to_string()))?;
    std::fs::write(folder.join("package.json"), "{ \"private\": true }\n").map_err(|error| failed(&error.to_string()))?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(npm);
    command.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]).current_dir(folder);
    command.args(PACKAGES.map(|(name, _)| format!("{name}@{VERSION}")));
    let output = command.output().map_err(|error| failed(&format!("{npm}: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(said.lines().next_back().unwrap_or("npm failed")));
    }
    files_in(&folder.join("node_modules")).map(|_| ()).ok_or_else(|| failed("its files are not there"))
}
