//! The language of messages: `--lang`, then `WXHOST_LANG`, then the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`).

use std::ffi::OsString;

use crate::lang::Lang;

/// Finds the language before the arguments are parsed, so that mistakes in them are told in it too.
pub(super) fn detect(args: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Lang {
    let option = option(args).and_then(|value| exact(&value));
    let chosen = option.or_else(|| exact(&variable("WXHOST_LANG")?));
    let locale = || {
        // The first that is set decides, as in POSIX.
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(&variable).find(|value| !value.is_empty())?;
        Some(if value.to_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En })
    };
    chosen.or_else(locale).unwrap_or_default()
}

fn option(args: &[OsString]) -> Option<String> {
    let mut args = args.iter().map(|arg| arg.to_string_lossy()).take_while(|arg| arg != "--");
    let mut found = None;
    while let Some(arg) = args.next() {
        if let Some(value) = arg.strip_prefix("--lang=") {
            found = Some(value.to_owned());
        } else if arg == "--lang" {
            found = args.next().map(std::borrow::Cow::into_owned);
        }
    }
    found
}

fn exact(value: &str) -> Option<Lang> {
    match value.to_lowercase().as_str() {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(args: &str, environment: &[(&str, &str)], expected: Lang) {
        let args: Vec<OsString> = args.split_whitespace().map(OsString::from).collect();
        let variable = |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(detect(&args, variable), expected, "{args:?} {environment:?}");
    }

    #[test]
    fn the_option_wins_over_the_environment_and_that_over_the_locale() {
        check("wxhost run", &[], Lang::En);
        check("wxhost run", &[("LANG", "zh_CN.UTF-8")], Lang::Zh);
        check("wxhost run", &[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], Lang::En);
        check("wxhost run", &[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")], Lang::Zh);
        check("wxhost run", &[("LC_ALL", "en_GB"), ("WXHOST_LANG", "zh")], Lang::Zh);
        check("wxhost run --lang en", &[("WXHOST_LANG", "zh")], Lang::En);
        check("wxhost run --lang=zh", &[], Lang::Zh);
        check("wxhost run --lang fr", &[("LANG", "zh_TW")], Lang::Zh);
        check("wxhost run -- --lang zh", &[], Lang::En);
    }
}
