//! What the types of a `[[rule]]` cannot say: it has one relation, its patterns have keys that go together, its name is its own.

use serde::Deserialize as _;

use super::error::Mistake;
use super::name::nearest;
use super::node::Node;
use crate::trace::findings;
use crate::trace::rules::{EventKind, PATHS, Pattern, RELATIONS};

/// Checks all rules of a file or of a scenario.
pub(super) fn check_rules(rules: &[Node]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        mistakes.extend(check_name(rule, &rules[..index]));
        mistakes.extend(check_relation(rule));
        for key in ["each", "must", "must_not", "followed_by", "preceded_by", "never", "never_together"] {
            let Some(node) = rule.get(key) else { continue };
            let patterns = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
            // `must` is said of events that `each` has picked.
            let picked = if key.starts_with("must") { rule.get("each") } else { None };
            mistakes.extend(patterns.iter().filter_map(|pattern| check_pattern(pattern, picked, key)));
        }
        mistakes.extend(rule.get("per").and_then(check_path));
    }
    mistakes
}

/// The names of `skip_rules` must be those of rules of the file.
pub(super) fn check_skips(scenario: &Node, of_file: &[Node]) -> Vec<Mistake> {
    let names = || of_file.iter().filter_map(|rule| rule.get("name").and_then(Node::as_str));
    let skips = scenario.get("skip_rules").map(Node::items).unwrap_or_default();
    let unknown = skips.iter().filter_map(|skip| Some((skip, skip.as_str().filter(|name| names().all(|known| known != *name))?)));
    let told = |(skip, name): (&Node, &str)| {
        let mistake = Mistake::new(&skip.at, format!("文件里没有规则 \"{name}\""), format!("the file has no rule \"{name}\""));
        match nearest(name, names()) {
            Some(near) => mistake.help(format!("是不是想写 \"{near}\"？"), format!("did you mean \"{near}\"?")),
            None => mistake,
        }
    };
    unknown.map(told).collect()
}

fn check_name(rule: &Node, before: &[Node]) -> Option<Mistake> {
    let node = rule.get("name")?;
    let name = node.as_str()?;
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Some(Mistake::new(&node.at, "规则的名字不能为空", "a rule's name cannot be empty"));
    }
    if findings::rule(name).is_some() {
        let mistake = Mistake::new(&node.at, format!("\"{name}\" 是内置的规则"), format!("\"{name}\" is a built-in finding"));
        return Some(mistake.help("请换一个名字", "give the rule another name"));
    }
    let known = before.iter().any(|other| other.get("name").and_then(Node::as_str) == Some(name));
    known.then(|| Mistake::new(&node.at, format!("已经有一条规则叫 \"{name}\""), format!("there is another rule \"{name}\"")))
}

fn check_relation(rule: &Node) -> Option<Mistake> {
    let given: Vec<&str> = RELATIONS.into_iter().filter(|key| rule.get(key).is_some()).collect();
    let all = RELATIONS.map(|key| format!("`{key}`"));
    let wrong = |zh: String, en: String| Some(Mistake::new(&rule.at, zh, en));
    match given.as_slice() {
        [] => wrong(
            format!("规则没有说什么必须成立：要写 {} 之一", all.join("、")),
            format!("the rule does not say what must hold: it needs one of {}", all.join(", ")),
        ),
        [only] => {
            let alone = only.starts_with("never");
            let patterns = rule.get("never_together").is_some_and(|node| node.items().is_empty());
            match (alone, rule.get("each").is_some()) {
                (true, true) => wrong(format!("`{only}` 不需要 `each`"), format!("`{only}` goes without `each`")),
                (false, false) => wrong(
                    format!("`{only}` 需要 `each`：说的是哪些事件"),
                    format!("`{only}` needs `each`: the events that it is about"),
                ),
                _ if patterns => wrong("`never_together` 是空的".into(), "`never_together` is empty".into()),
                _ => check_extras(rule, only),
            }
        }
        several => wrong(
            format!("一条规则只说一件事，这里有 {}", several.join("、")),
            format!("a rule says one thing, this one has {}", several.join(", ")),
        ),
    }
}

/// `within` and `per` only go with some relations.
fn check_extras(rule: &Node, relation: &str) -> Option<Mistake> {
    let goes = |key: &str| match key {
        "within" => ["followed_by", "preceded_by", "at_most"].contains(&relation),
        _ => ["followed_by", "preceded_by", "at_most", "never_together"].contains(&relation),
    };
    let key = ["within", "per"].into_iter().find(|key| rule.get(key).is_some() && !goes(key))?;
    let at = &rule.entry(key)?.at;
    Some(Mistake::new(at, format!("`{key}` 与 `{relation}` 不能一起用"), format!("`{key}` says nothing about `{relation}`")))
}

fn check_path(per: &Node) -> Option<Mistake> {
    let path = per.as_str()?;
    let first = path.split('.').next().unwrap_or_default();
    if PATHS.contains(&first) {
        return None;
    }
    let mistake = Mistake::new(&per.at, format!("`per` 不认识 \"{first}\""), format!("`per` does not know \"{first}\""));
    Some(match nearest(first, PATHS) {
        Some(name) => mistake.help(format!("是不是想写 \"{name}\"？"), format!("did you mean \"{name}\"?")),
        None => mistake.help(format!("可以是 {}", PATHS.join("、")), format!("it begins with one of {}", PATHS.join(", "))),
    })
}

/// The keys that say something of each kind of event, besides `kind` and `lane`.
fn keys_of(kind: EventKind) -> &'static [&'static str] {
    match kind {
        EventKind::Call => &["api", "args", "url", "method", "header"],
        EventKind::Settle => &["api", "outcome", "handled", "result", "args", "url", "method"],
        EventKind::Request => &["url", "method", "header", "body"],
        EventKind::Response => &["url", "method", "header", "body", "status", "text"],
        EventKind::Ui => &["widget", "action", "detail"],
        EventKind::Platform | EventKind::State => &["what", "detail"],
        EventKind::Log => &["level", "text"],
        EventKind::Error => &["what", "text"],
        EventKind::Invoke => &["what"],
    }
}

fn check_pattern(node: &Node, picked: Option<&Node>, key: &str) -> Option<Mistake> {
    let kind = |node: &Node| Pattern::deserialize(node).ok().and_then(|pattern| pattern.means());
    if node.entries().is_empty() {
        return Some(Mistake::new(&node.at, format!("`{key}` 是空的"), format!("`{key}` says nothing")));
    }
    let means = match picked {
        Some(picked) => kind(picked),
        None => kind(node),
    };
    let Some(kind) = means else {
        let valid = node.get("kind").is_some() || node.get("lane").is_some() || picked.is_some();
        return (!valid).then(|| {
            Mistake::new(&node.at, format!("`{key}` 没有说是哪种事件"), format!("`{key}` does not say which kind of event"))
                .help("例如 kind = \"request\"", "add such as kind = \"request\"")
        });
    };
    let keys = keys_of(kind);
    let entry = node
        .entries()
        .iter()
        .find(|entry| !["kind", "lane"].contains(&entry.key.as_str()) && !keys.contains(&entry.key.as_str()))?;
    let name = format!("{kind:?}").to_lowercase();
    let mistake = Mistake::new(
        &entry.at,
        format!("{name} 事件没有 `{}`", entry.key),
        format!("an event of kind `{name}` has no `{}`", entry.key),
    );
    Some(mistake.help(format!("可用的键：{}", keys.join("、")), format!("it has {}", keys.join(", "))))
}

#[cfg(test)]
mod tests {
    use crate::scenario::ScenarioFile;

    fn said(rule: &str) -> String {
        let text = format!("[[rule]]\nname = 'own'\n{rule}\n");
        match ScenarioFile::parse(std::path::Path::new("x.scenario.toml"), &text) {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn rules_say_one_thing() {
        assert_eq!(said("never = { api = 'login' }"), "ok");
        assert_eq!(said("each = { url = '*' }\nmust = { header.token = '*' }"), "ok");
        assert!(said("").contains("it needs one of `must`"), "{}", said(""));
        assert_eq!(said("must = { url = '*' }"), "x.scenario.toml:1:1: `must` needs `each`: the events that it is about");
        assert!(said("never = { api = 'a' }\nat_most = 1").contains("this one has at_most, never"));
        assert!(said("never = { api = 'a' }\nper = 'url'").contains("`per` says nothing about `never`"));
        assert!(said("each = { api = 'a' }\nat_most = 1\nper = 'bdy.code'").contains("did you mean \"body\"?"));
    }

    #[test]
    fn patterns_have_keys_that_go_together() {
        assert!(said("never = { apii = 'login' }").contains("did you mean `api`?"), "{}", said("never = { apii = 'login' }"));
        assert!(said("never = { kind = 'cal' }").contains("did you mean \"call\"?"), "{}", said("never = { kind = 'cal' }"));
        assert!(said("never = { kind = 'log', url = '*' }").contains("kind `log` has no `url` (it has level, text)"));
        assert!(said("never = { detail = {} }").contains("does not say which kind"));
        assert!(said("never = {}").contains("`never` says nothing"));
        assert!(said("each = { api = 'a' }\nmust = { status = 200 }").contains("kind `call` has no `status`"));
    }

    #[test]
    fn names_are_their_own() {
        let text = "[[rule]]\nname = 'code-reused'\nnever = { api = 'a' }\n[[rule]]\nname = 'b'\nnever = { api = 'a' }\n[[rule]]\nname = 'b'\nnever = { api = 'a' }";
        let error = ScenarioFile::parse(std::path::Path::new("x.toml"), text).err().map(|error| error.to_string());
        let error = error.unwrap_or_default();
        let skip = "[[rule]]\nname = 'token'\nnever = { api = 'a' }\n[[scenario]]\nname = 's'\nskip_rules = ['tokn']";
        let skipped = ScenarioFile::parse(std::path::Path::new("x.toml"), skip).err().map(|error| error.to_string());
        assert_eq!(skipped.as_deref(), Some("x.toml:6:15: the file has no rule \"tokn\" (did you mean \"token\"?)"));
        assert!(
            error.contains("x.toml:2:8: \"code-reused\" is a built-in finding") && error.contains("another rule \"b\""),
            "{error}"
        );
    }

    #[test]
    fn the_files_rules_are_every_scenarios() {
        let text = "[[rule]]\nname = 'a'\nnever = { api = 'x' }\n[[rule]]\nname = 'b'\nnever = { api = 'x' }\n\
            [[scenario]]\nname = 's'\n[[scenario.rule]]\nname = 'c'\nnever = { api = 'x' }\n\
            [[scenario]]\nname = 't'\nskip_rules = ['a']";
        for defaults in ["", "\n[defaults]\nseed = 1\n"] {
            let file = ScenarioFile::parse(std::path::Path::new("x.toml"), &format!("{text}{defaults}")).expect("a file");
            let names = |index| -> Vec<String> {
                let scenario = file.scenario(index, &[]).expect("a scenario");
                assert_eq!(scenario.rules, file.file.scenarios[index].rules);
                scenario.rules.into_iter().map(|rule| rule.name).collect()
            };
            assert_eq!((names(0), names(1)), (vec!["a".into(), "b".into(), "c".into()], vec!["b".into()]));
            assert_eq!(file.ad_hoc(&[]).expect("defaults").rules.len(), 2);
        }
    }
}
