//! The scenario's own rules before a run: the APIs that they name must be there, or a slip of the pen would keep a rule forever.

use super::HostError;
use crate::lang::Message;
use crate::trace::rules::{Pattern, Rule};
use crate::wx;

/// Refuses rules about APIs that WeChat does not have.
pub(super) fn check(rules: &[Rule]) -> Result<(), HostError> {
    for rule in rules {
        let Rule { each, must, must_not, followed_by, preceded_by, never, never_together, .. } = rule;
        let alone = [each, must, must_not, followed_by, preceded_by, never].into_iter().flatten();
        for pattern in alone.chain(never_together.iter().flatten()) {
            if let Some(name) = unknown(pattern) {
                return Err(refusal(rule, name));
            }
        }
    }
    Ok(())
}

/// The API of a pattern, if WeChat has none of that name. Patterns with `*`, members of tasks and the framework's own functions
/// are not in the list.
fn unknown(pattern: &Pattern) -> Option<&str> {
    let name = pattern.api.as_deref()?;
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.contains(['*', '.']);
    let framework = ["getApp", "getCurrentPages", "require"].contains(&name);
    (!framework && (!plain && name.starts_with("wx.") || plain && wx::record(name).is_none())).then_some(name)
}

fn refusal(rule: &Rule, name: &str) -> HostError {
    let bare = name.strip_prefix("wx.").unwrap_or(name);
    let near = wx::records().iter().map(|api| (strsim::damerau_levenshtein(bare, api.name), api.name));
    let near = near.filter(|(distance, name)| *distance <= 3.min(name.len() / 3)).min_by_key(|(distance, _)| *distance);
    let (zh, en) = near
        .map_or_else(Default::default, |(_, near)| (format!("；是不是想写 \"{near}\"？"), format!("; did you mean \"{near}\"?")));
    let rule = &rule.name;
    HostError::Config(Message::new(
        format!("规则 \"{rule}\" 里的 api = \"{name}\"：wx 没有这个接口{zh}"),
        format!("api = \"{name}\" in the rule \"{rule}\": wx has no such API{en}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_apis_are_known_names() {
        let told = |name: &str| {
            let never = Some(Pattern { api: Some(name.to_owned()), ..Pattern::default() });
            check(&[Rule { name: "r".into(), never, ..Rule::default() }]).err().map(|error| error.to_string())
        };
        for name in ["login", "show*", "RequestTask.abort", "App", "getApp", "addPhoneCalendar"] {
            assert_eq!(told(name), None);
        }
        let expected = "api = \"reqest\" in the rule \"r\": wx has no such API; did you mean \"request\"?";
        assert_eq!(told("reqest").as_deref(), Some(expected));
        assert!(told("wx.login").unwrap_or_default().ends_with("did you mean \"login\"?"));
    }
}
