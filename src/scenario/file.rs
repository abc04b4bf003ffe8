//! Scenario files: reading `article.md.toml`, choosing a scenario by name, merging `[defaults]` and `--set` into it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize as _;

use super::check;
use super::error::{Mistake, ScenarioError};
use super::model::{File, Routes, Scenario};
use super::name::most_similar;
use super::node::{Document, Entry, Node, Value};
use super::node_de::entries;
use super::rules;
use super::set::Set;
use crate::source::{DEFAULT_LIMIT, line_column, read_text};
use crate::trace::rules::Rule;

/// How many scenarios are proposed for a name that fits none.
const PROPOSED: usize = 3;

/// A scenario file that was read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioFile {
    /// The file's name without folders, such as `article.md.toml`.
    pub name: String,
    /// Where it was read; scenarios' `source` is relative to its folder.
    pub path: PathBuf,
    /// What it says; `[defaults]` are already merged into the scenarios.
    pub file: File,
    defaults: Node,
    /// The scenarios as they are written, without `[defaults]`.
    scenarios: Vec<Node>,
}

/// Reads and checks the scenario file at `path`.
///
/// # Errors
///
/// When it cannot be read, is not TOML, or says something that the format does not know.
pub fn load(path: &Path) -> Result<ScenarioFile, ScenarioError> {
    let text = read_text(path, DEFAULT_LIMIT)?.text;
    ScenarioFile::parse(path, &text)
}

/// The scenario file beside a source, if there is one: `article.md.toml` for `article.md`; for a project's folder, the first
/// `*.scenario.toml` in it.
pub fn sidecar_for(source: &Path) -> Option<PathBuf> {
    if source.is_dir() {
        let entries = std::fs::read_dir(source).ok()?.flatten().map(|entry| entry.path());
        return entries.filter(|path| path.to_string_lossy().ends_with(".scenario.toml") && path.is_file()).min();
    }
    let mut name = source.file_name()?.to_owned();
    name.push(".toml");
    let path = source.with_file_name(name);
    path.is_file().then_some(path)
}

impl Default for ScenarioFile {
    /// The file that says nothing: what applies to a source without a sidecar.
    fn default() -> Self {
        let document = Arc::new(Document { name: String::new(), text: String::new(), is_option: false });
        Self {
            name: String::new(),
            path: PathBuf::new(),
            file: File::default(),
            defaults: Node::empty(&document),
            scenarios: Vec::new(),
        }
    }
}

impl ScenarioFile {
    /// Reads and checks a scenario file whose text is already known.
    ///
    /// # Errors
    ///
    /// As [`load`], except for reading.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ScenarioError> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let document = Arc::new(Document { name: name.clone(), text: text.to_owned(), is_option: false });
        let syntax = |mistakes: Vec<Mistake>| ScenarioError::Syntax(mistakes.into_iter().map(Mistake::into_problem).collect());
        let mut root = Node::document(&document).map_err(syntax)?;
        let raw = root.get("scenario").map(Node::items).unwrap_or_default();
        let defaults = root.get("defaults").cloned().unwrap_or_else(|| Node::empty(&document));
        // A table that both have is merged key by key; everything else of `[defaults]` only stands in for what is not there.
        let shared = raw.iter().any(|scenario| shares_table(&defaults, scenario));
        // Reading into the types finds the same mistakes as the careful check, only without telling where; so the check, which
        // costs more than a whole run, is made when there is something to tell.
        let whole = if shared { reads(&root) } else { reads_with(&root, &defaults, raw) };
        if whole.is_none() {
            fail_on(check::check_file(&root))?;
        }

        let mut mistakes = rules::check_names(raw);
        if let Some(entry) = defaults.entry("name") {
            mistakes.push(Mistake::new(&entry.at, "[defaults] 不能有名字", "[defaults] cannot have a name"));
        }
        mistakes.extend(rules::check_scenario(&defaults));
        if let Some(routes) = root.get("routes") {
            mistakes.extend(rules::check_routes(routes));
        }
        let own_rules = root.get("rule").map(Node::items).unwrap_or_default();
        mistakes.extend(rules::check_rules(own_rules));
        let given = raw.iter().chain(std::iter::once(&defaults));
        mistakes.extend(given.flat_map(|scenario| rules::check_skips(scenario, own_rules)));
        // What the rules say, they say of one value each, so that `[defaults]` and a scenario need not be merged for them.
        mistakes.extend(raw.iter().flat_map(rules::check_scenario));
        fail_on(mistakes)?;

        let mut file = match whole.filter(|_| !shared) {
            Some(file) => file,
            None => {
                let head = root.without("scenario").without("defaults");
                let mut file = File::deserialize(&head).map_err(|error| wrong_value(&head, &error))?;
                file.defaults = root.get("defaults").map(read).transpose()?;
                file.scenarios = raw.iter().map(|scenario| read(&defaults.merged(scenario))).collect::<Result<_, _>>()?;
                file
            }
        };
        for scenario in &mut file.scenarios {
            take_rules(&file.rules, scenario);
            from_folder(path, scenario);
        }
        Ok(Self { name, path: path.to_owned(), file, defaults, scenarios: root.take_items("scenario") })
    }

    /// The names of all scenarios, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.file.scenarios.iter().map(|scenario| scenario.name.as_str())
    }

    /// What `[defaults]` says, key by key.
    pub fn defaults(&self) -> Vec<(String, serde_json::Value)> {
        let json = |node: &Node| serde_json::to_value(node.to_toml()).unwrap_or_default();
        self.defaults.entries().iter().map(|entry| (entry.key.clone(), json(&entry.node))).collect()
    }

    /// Where the scenario's name stands in the file: line and column, from 1.
    pub fn place(&self, index: usize) -> (u32, u32) {
        let Some(node) = self.scenarios.get(index) else { return (1, 1) };
        let at = node.entry("name").map_or(&node.at, |entry| &entry.at);
        line_column(&at.document.text, at.range.start)
    }

    /// Where the names of all scenarios stand, in order, as [`ScenarioFile::place`] tells of one.
    pub fn places(&self) -> Vec<(u32, u32)> {
        let mut places = Vec::with_capacity(self.scenarios.len());
        // Each is counted from the one before it: a file can hold thousands.
        let (mut line, mut from) = (1, 0);
        for node in &self.scenarios {
            let at = node.entry("name").map_or(&node.at, |entry| &entry.at);
            let text = &at.document.text;
            let begins = text.get(..at.range.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
            let Some(between) = text.get(from..begins) else { return (0..self.scenarios.len()).map(|i| self.place(i)).collect() };
            line += u32::try_from(between.matches('\n').count()).unwrap_or_default();
            from = begins;
            places.push((line, line_column(&text[begins..], at.range.start - begins).1));
        }
        places
    }

    /// The index of the scenario called `name`, or of the only one whose name contains it, whatever the case of letters.
    ///
    /// # Errors
    ///
    /// When no scenario, or more than one, fits.
    pub fn find(&self, name: &str) -> Result<usize, ScenarioError> {
        if let Some(index) = self.names().position(|known| known == name) {
            return Ok(index);
        }
        let wanted = name.to_lowercase();
        let fitting: Vec<usize> = self
            .names()
            .enumerate()
            .filter(|(_, known)| !wanted.trim().is_empty() && known.to_lowercase().contains(&wanted))
            .map(|(index, _)| index)
            .collect();
        if let [index] = fitting.as_slice() {
            return Ok(*index);
        }
        let names: Vec<String> = self.names().map(str::to_owned).collect();
        let ambiguous = !fitting.is_empty();
        let candidates = if ambiguous {
            fitting.iter().map(|index| names[*index].clone()).collect()
        } else {
            most_similar(name, &names, PROPOSED)
        };
        Err(ScenarioError::NoMatch { wanted: name.to_owned(), file: self.name.clone(), candidates, ambiguous })
    }

    /// The scenario called `name`, as [`Self::find`] finds it.
    ///
    /// # Errors
    ///
    /// When no scenario, or more than one, fits.
    pub fn select(&self, name: &str) -> Result<&Scenario, ScenarioError> {
        self.find(name).map(|index| &self.file.scenarios[index])
    }

    /// The scenario at `index` with `sets` laid on top; no such index: what [`Self::ad_hoc`] gives.
    ///
    /// # Errors
    ///
    /// When a `--set` names an unknown key or has a wrong value.
    pub fn scenario(&self, index: usize, sets: &[Set]) -> Result<Scenario, ScenarioError> {
        match (self.scenarios.get(index), self.file.scenarios.get(index)) {
            (Some(_), Some(read)) if sets.is_empty() => Ok(read.clone()),
            (Some(node), _) => self.with_sets(self.defaults.merged(node), sets),
            (None, _) => self.ad_hoc(sets),
        }
    }

    /// A scenario without a name, made of `[defaults]` and `sets`: what `--call` runs in.
    ///
    /// # Errors
    ///
    /// When a `--set` names an unknown key or has a wrong value.
    pub fn ad_hoc(&self, sets: &[Set]) -> Result<Scenario, ScenarioError> {
        self.with_sets(self.defaults.clone(), sets)
    }

    fn with_sets(&self, base: Node, sets: &[Set]) -> Result<Scenario, ScenarioError> {
        let mut scenario = with_sets(base, sets)?;
        take_rules(&self.file.rules, &mut scenario);
        from_folder(&self.path, &mut scenario);
        Ok(scenario)
    }
}

/// Lets a recording be found from where the command runs, not from where the scenario file at `path` stands.
fn from_folder(path: &Path, scenario: &mut Scenario) {
    if let (Some(replay), Some(folder)) = (&mut scenario.replay, path.parent()) {
        *replay = folder.join(&*replay).to_string_lossy().into_owned();
    }
}

/// Gives a scenario the rules of its file, but for those that it skips.
fn take_rules(of_file: &[Rule], scenario: &mut Scenario) {
    let own = std::mem::take(&mut scenario.rules);
    let kept = |rule: &&Rule| !scenario.skip_rules.contains(&rule.name) && !own.iter().any(|other| other.name == rule.name);
    scenario.rules = of_file.iter().filter(kept).cloned().collect();
    scenario.rules.extend(own);
}

/// Whether a scenario goes on with a table that `[defaults]` have begun.
fn shares_table(defaults: &Node, scenario: &Node) -> bool {
    let is_table = |node: &Node| matches!(node.value, Value::Table(_));
    let goes_on = |entry: &Entry| is_table(&entry.node) && scenario.get(&entry.key).is_some_and(is_table);
    defaults.entries().iter().any(goes_on)
}

/// The whole file as the types take it, if they do; `[defaults]` are not merged.
fn reads(root: &Node) -> Option<File> {
    File::deserialize(root).ok().filter(has_plain_routes)
}

/// The whole file as the types take it, if they do; every key of `[defaults]` is added to the scenarios that do not have it.
fn reads_with(root: &Node, defaults: &Node, scenarios: &[Node]) -> Option<File> {
    if defaults.entries().is_empty() || scenarios.iter().any(|scenario| !matches!(scenario.value, Value::Table(_))) {
        return reads(root);
    }
    let rest = root.entries().iter().filter(|entry| entry.key != "scenario");
    let mut file = File::deserialize(entries(rest)).ok()?;
    let complete = |scenario: &Node| {
        let missing = defaults.entries().iter().filter(|entry| scenario.entry(&entry.key).is_none());
        Scenario::deserialize(entries(scenario.entries().iter().chain(missing))).ok()
    };
    file.scenarios = scenarios.iter().map(complete).collect::<Option<_>>()?;
    Some(file).filter(has_plain_routes)
}

fn has_plain_routes(file: &File) -> bool {
    is_plain(&file.routes) && file.scenarios.iter().chain(&file.defaults).all(|scenario| is_plain(&scenario.routes))
}

fn is_plain(routes: &Routes) -> bool {
    routes.values().all(|target| target.is_string() || *target == false)
}

fn with_sets(mut node: Node, sets: &[Set]) -> Result<Scenario, ScenarioError> {
    for set in sets {
        let apply = |value: &Node| {
            let mut changed = node.clone();
            changed.put(&set.path, value.clone()).map_err(|mistake| vec![mistake])?;
            // As above: the careful check is made when there is something to tell.
            let is_known = Scenario::deserialize(&changed).is_ok_and(|scenario| is_plain(&scenario.routes));
            let mut mistakes = if is_known { Vec::new() } else { check::check_scenario(&changed) };
            if mistakes.is_empty() {
                mistakes = rules::check_scenario(&changed);
            }
            if mistakes.is_empty() { Ok(changed) } else { Err(mistakes) }
        };
        node = match (apply(&set.value), &set.text) {
            (Ok(changed), _) => changed,
            (Err(mistakes), None) => return Err(ScenarioError::invalid(mistakes)),
            (Err(mistakes), Some(text)) => apply(text).map_err(|_| ScenarioError::invalid(mistakes))?,
        };
    }
    read(&node)
}

fn read(node: &Node) -> Result<Scenario, ScenarioError> {
    Scenario::deserialize(node).map_err(|error| wrong_value(node, &error))
}

/// What the checks above did not foresee, in the words of the parser.
fn wrong_value(node: &Node, error: &toml::de::Error) -> ScenarioError {
    ScenarioError::invalid(vec![Mistake::number(&node.at, error.message())])
}

fn fail_on(mistakes: Vec<Mistake>) -> Result<(), ScenarioError> {
    if mistakes.is_empty() { Ok(()) } else { Err(ScenarioError::invalid(mistakes)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ScenarioFile, ScenarioError> {
        ScenarioFile::parse(Path::new("a/x.md.toml"), text)
    }

    /// The English text of everything wrong with a file, with places.
    fn problems(text: &str) -> String {
        match parse(text) {
            Ok(_) => "none".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    /// The English text of everything wrong with a `--set`.
    fn set(text: &str) -> String {
        let result = Set::parse(text).and_then(|set| ScenarioFile::default().ad_hoc(&[set]));
        result.map_or_else(|error| error.to_string(), |_| "none".to_owned())
    }

    #[test]
    fn the_seed_scenarios_can_be_read() {
        let seed = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/js/seed/article.md"));
        let file = load(&sidecar_for(seed).expect("a sidecar")).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(file.names().next(), Some("login succeeds"));
        assert!(file.file.scenarios.iter().all(|scenario| scenario.about.is_some() && scenario.seed == Some(1)));
    }

    #[test]
    fn defaults_are_merged_into_scenarios() {
        let text = "[defaults]\nseed = 7\n[defaults.user]\nthink = 5\nmodal = ['cancel']\n\
                    [[scenario]]\nname = 'a'\n[scenario.user]\nmodal = ['confirm']\n[[scenario]]\nname = 'b'\nseed = 8";
        let file = parse(text).expect("a file").file;
        let [a, b] = file.scenarios.as_slice() else { panic!("two scenarios") };
        assert_eq!((a.seed, a.user.think, a.user.modal.len(), b.seed, b.user.think), (Some(7), Some(5), 1, Some(8), Some(5)));
        assert_ne!(a.user.modal, b.user.modal);
    }

    #[test]
    fn unknown_keys_are_told_with_the_nearest_valid_one() {
        let name = "[[scenario]]\nname = 'a'\n";
        let check = |text: &str, expected: &str| assert_eq!(problems(&format!("{name}{text}")), expected);
        check("[scenario.user]\nmodl = []", "x.md.toml:4:1: unknown key `modl` in `scenario.user` (did you mean `modal`?)");
        check("modal = []", "x.md.toml:3:1: unknown key `modal` in `scenario` (`modal` belongs in `user`: write `user.modal`)");
        check(
            "[scenario.user]\nseed = 1",
            "x.md.toml:4:1: unknown key `seed` in `scenario.user` (`seed` belongs to the scenario itself: write it before the first [scenario.…])",
        );
        check(
            "[[scenario.fault]]\napi='x'\nerrmsg = ''",
            "x.md.toml:5:1: unknown key `errmsg` in `scenario.fault` (did you mean `errMsg`?)",
        );
        assert_eq!(
            problems("epoch = 1"),
            "x.md.toml:1:1: unknown key `epoch` (`epoch` belongs in [defaults] or in a [[scenario]])"
        );
        assert_eq!(problems("[[scenarios]]"), "x.md.toml:1:3: unknown key `scenarios` (did you mean `scenario`?)");
        assert_eq!(problems(&format!("{name}[[scenario.fault]]\napi = 'x'\nerr_msg = 'y'\nerrcode = 1")), "none");
    }

    #[test]
    fn wrong_values_are_told_with_what_is_allowed() {
        let check = |text: &str, expected: &str| assert_eq!(problems(&format!("[defaults]\n{text}")), expected);
        check("seed = 'x'", "x.md.toml:2:8: `defaults.seed` must be a whole number of at least 0, not the text \"x\"");
        check("seed = -1", "x.md.toml:2:8: `defaults.seed` must be a whole number of at least 0, not -1");
        check(
            "call = 'f()'",
            "x.md.toml:2:8: `defaults.call` must be a list […] of text in quotes, not the text \"f()\" (write a list: [\"f()\"])",
        );
        check("call = 1", "x.md.toml:2:8: `defaults.call` must be a list […] of text in quotes, not 1 (write a list: [\"1\"])");
        check(
            "client = 'Android'",
            "x.md.toml:2:10: `defaults.client` must be `devtools`, `android` or `ios`, not the text \"Android\" (did you mean \"android\"?)",
        );
        check(
            "user.modal = ['yes']",
            "x.md.toml:2:15: `defaults.user.modal` must be `confirm`, `cancel`, `ignore` or a table {…} with `confirm`, not the text \"yes\"",
        );
        check("user.modal = [{ confirm = 1 }]", "x.md.toml:2:27: `defaults.user.modal.confirm` must be a text in quotes, not 1");
        check(
            "user.consent = { scope.userInfo = 'granted' }",
            "x.md.toml:2:18: `defaults.user.consent.scope` must be `granted` or `denied`, not a table (a key that itself contains a dot needs quotes: \"scope.userInfo\")",
        );
        check(
            "latency.network = 'fast'",
            "x.md.toml:2:19: `defaults.latency.network` must be a duration (such as 300, 300ms, 1.5s, 5m), not the text \"fast\"",
        );
        check("answer = [{ fail = 'x' }]", "x.md.toml:2:11: `api` is missing in `defaults.answer`");
        check("routes.x = true", "x.md.toml:2:12: `defaults.routes.x` must be `false` or a text in quotes, not true");
    }

    #[test]
    fn what_types_cannot_say_is_checked_too() {
        let check = |text: &str, expected: &str| {
            let found = problems(text);
            assert!(found.starts_with(expected), "{found}");
        };
        check("[[scenario]]\nseed = 1", "x.md.toml:1:1: a scenario without a name");
        check("[[scenario]]\nname = ' '", "x.md.toml:2:8: a scenario's name cannot be empty");
        check("[[scenario]]\nname = 'a'\n[[scenario]]\nname = 'a'", "x.md.toml:4:8: there is another scenario \"a\"");
        check("[defaults]\nname = 'a'", "x.md.toml:2:1: [defaults] cannot have a name");
        check("[defaults]\nepoch = 2021-02-28\n[[scenario]]\nname='a'", "none");
        check(
            "[defaults]\nepoch = '2021-02-29'\n[[scenario]]\nname='a'",
            "x.md.toml:2:9: `epoch` is not valid: give a day that exists, such as 2020-10-06",
        );
        check("[defaults]\nbase_library = '2.13'", "x.md.toml:2:16: `base_library` is not valid");
        check("[defaults]\nsource = '#0'", "x.md.toml:2:10: `source` is not valid");
        check("[[defaults.fault]]\nnth = 1", "x.md.toml:1:1: a `fault` names an `api` or an `exchange`: it has neither");
        check("[[defaults.fault]]\nexchange = 'POST backend:/login'", "x.md.toml:1:1: this `fault` does not say what happens");
        check("[[defaults.fault]]\nexchange = '/login'\nbody = ''", "x.md.toml:2:12: an `exchange` is a method and a target");
        check("[defaults.backend]\n'/login' = []", "x.md.toml:2:1: `/login` is not a method and a path");
        check("[defaults.backend]\n'GET /' = [{ json = 1, body = '' }]", "x.md.toml:2:12: an answer has one body");
        check("[routes]\nx = 'login'", "x.md.toml:2:5: this is no target for a route");
        check("a = [", "x.md.toml:1:6: TOML syntax error");
        check("a = 99999999999999999999", "x.md.toml:1:5: this value cannot be used");
    }

    #[test]
    fn every_problem_shows_the_line() {
        let error = parse("[[scenario]]\nname = 'a'\n\n[scenario.user]\nmodl = ['确定']\n").expect_err("a mistake");
        let excerpt = error.problems().remove(0).excerpt;
        assert_eq!(excerpt.as_deref(), Some("    5 | modl = ['确定']\n      | ^^^^"));
    }

    #[test]
    fn sets_change_one_value_and_are_checked_alike() {
        let file = parse("[[scenario]]\nname = 'a'\n[scenario.backend]\n'POST /login' = [{ status = 200 }]").expect("a file");
        let sets = ["seed=9", "base_library=2.13.0", "about=2", "backend.\"POST /login\".0.status=500", "user.modal=['cancel']"];
        let sets: Vec<Set> = sets.iter().map(|text| Set::parse(text).expect("a set")).collect();
        let scenario = file.scenario(0, &sets).expect("a scenario");
        assert_eq!(
            (
                scenario.seed,
                scenario.base_library.as_deref(),
                scenario.about.as_ref().map(|about| about.in_lang(crate::lang::Lang::Zh))
            ),
            (Some(9), Some("2.13.0"), Some("2"))
        );
        assert_eq!(scenario.backend["POST /login"][0].status, Some(500));
        assert_eq!(set("user.modl=[]"), "--set user.modl=[]: unknown key `modl` in `user` (did you mean `modal`?)");
        assert_eq!(set("seed=x"), "--set seed=x: `seed` must be a whole number of at least 0, not the text \"x\"");
        assert_eq!(set("seed.x=1"), "--set seed.x=1: `seed` must be a whole number of at least 0, not a table");
        assert!(set("epoch=2021-02-29").starts_with("--set epoch=2021-02-29: `epoch` is not valid"));
        assert!(set("fault.0.nth=1").starts_with("--set fault.0.nth=1: `fault` must be a list"));
    }

    #[test]
    fn names_are_found_whole_or_by_a_part() {
        let file = parse("[[scenario]]\nname = 'User cancels'\n[[scenario]]\nname = 'user retries'\n[[scenario]]\nname = 'user'")
            .expect("a file");
        let find = |name: &str| file.find(name).map_err(|error| error.to_string());
        assert_eq!((find("user"), find("CANCEL"), find("User cancels")), (Ok(2), Ok(0), Ok(0)));
        assert_eq!(
            find("use"),
            Err(
                "several scenarios of x.md.toml fit \"use\" (say more of the name: \"User cancels\", \"user retries\", \"user\")"
                    .into()
            )
        );
        assert_eq!(
            find("user retrys"),
            Err("x.md.toml has no scenario \"user retrys\" (the nearest: \"user retries\", \"User cancels\", \"user\"; --list shows all)".into())
        );
    }
}
