//! From WXML to JavaScript: a page's template, those of its components, and everything they import, include and `require`.

use std::collections::BTreeSet;
use std::path::Path;

use glass_easel_template_compiler::TmplGroup;
use glass_easel_template_compiler::parse::ParseErrorLevel;

use super::wxs;
use crate::app::files::Files;
use crate::engine::wxs_lacks;
use crate::source::{DEFAULT_LIMIT, read_text};
use crate::trace::At;

/// The listener that the framework calls for the events of a template with WXS is a parameter of the compiled text.
const LISTEN: &str = "Q.C=__listen;";
/// The names that the compiled text gets from outside: the listener, what WXS has besides JavaScript, and the scripts, which are
/// compiled one by one as texts of the author, so that their positions are known.
const PARAMETERS: &str = "__listen,getDate,getRegExp,__wxsType,__wxs";
/// What each script gets.
pub(super) const SCRIPT_PARAMETERS: &str = "require,exports,module,getDate,getRegExp,__wxsType";

/// What stands for a script that is not there or is refused: whatever is called of it does nothing, so that nothing else is told.
const LOST: &str = "var f=function(){};f.toString=function(){return ''};module.exports=new Proxy({},{get:function(){return f}})";

/// Compiled templates.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    /// A function expression that gives the templates by path.
    pub(super) text: String,
    /// What is wrong with them.
    pub(super) mistakes: Vec<Mistake>,
    /// Pages and components that have none, by path.
    pub(super) without: Vec<String>,
    /// The scripts that the text calls as `__wxs[0]`, `__wxs[1]`, …
    pub(super) scripts: Vec<Script>,
}

/// A WXS script.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Script {
    /// The file in which it stands.
    pub(super) file: String,
    /// Its JavaScript, at the lines where it stands. (Behind what was put in for a `constructor`, columns are not the author's.)
    pub(super) text: String,
}

/// Something wrong in a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) at: At,
    pub(super) message: String,
    /// Whether the template cannot be shown as it was meant.
    pub(super) is_error: bool,
    /// Whether the text of the template is wrong.
    pub(super) is_syntax: bool,
}

/// Compiles the templates of these pages and components: paths without an extension.
pub(super) fn compile(files: &Files, paths: &[String]) -> Compiled {
    let mut work = Work {
        files,
        group: TmplGroup::new(),
        mistakes: Vec::new(),
        without: Vec::new(),
        scripts: Vec::new(),
        seen: BTreeSet::new(),
    };
    work.group.set_extra_runtime_script(LISTEN);
    for path in paths {
        work.template(path, None);
    }
    let mut mistakes = work.mistakes;
    let text = work.group.get_tmpl_gen_object_groups().unwrap_or_else(|error| {
        let at = At { file: format!("{}.wxml", paths.first().map_or("", String::as_str)), line: 1, column: 1 };
        mistakes.push(Mistake { at, message: error.message, is_error: true, is_syntax: true });
        "{}".to_owned()
    });
    let text = format!("function({PARAMETERS}){{return {text}}}");
    Compiled { text, mistakes, without: work.without, scripts: work.scripts }
}

struct Work<'a> {
    files: &'a Files,
    group: TmplGroup,
    mistakes: Vec<Mistake>,
    without: Vec<String>,
    scripts: Vec<Script>,
    seen: BTreeSet<String>,
}

impl Work<'_> {
    fn read(&self, name: &str) -> Option<String> {
        let file = self.files.find(Path::new(name))?;
        read_text(&file, DEFAULT_LIMIT).ok().map(|text| text.text)
    }

    /// Adds a template with what it needs; `by` is the file that imports or includes it.
    fn template(&mut self, path: &str, by: Option<&str>) {
        let path = path.strip_suffix(".wxml").unwrap_or(path).to_owned();
        let name = format!("{path}.wxml");
        if !self.seen.insert(name.clone()) {
            return;
        }
        let Some(text) = self.read(&name) else {
            match by {
                Some(by) => self.missing(&name, by),
                None => self.without.push(path),
            }
            return;
        };
        for error in self.group.add_tmpl(&path, &text) {
            let start = error.location.start;
            let at = At { file: name.clone(), line: start.line + 1, column: start.utf16_col + 1 };
            if error.level() > ParseErrorLevel::Note {
                let is_error = error.level() >= ParseErrorLevel::Error;
                self.mistakes.push(Mistake { at, message: error.kind.to_string(), is_error, is_syntax: is_error });
            }
        }
        let inline: Vec<String> =
            self.group.inline_script_module_names(&path).map(|names| names.map(str::to_owned).collect()).unwrap_or_default();
        for module in inline {
            let content = self.group.inline_script_content(&path, &module).map(str::to_owned);
            if let (Ok(content), Ok(line)) = (content, self.group.inline_script_start_line(&path, &module)) {
                for wanted in required(&content) {
                    self.required_by(&name, &wanted);
                }
                let script = self.script_of(&name, &wxs::in_place(&text, &content, line));
                let _ = self.group.set_inline_script_content(&path, &module, &script);
            }
        }
        let needed: Vec<String> = self.group.direct_dependencies(&path).map(Iterator::collect).unwrap_or_default();
        for other in needed {
            self.template(&other, Some(&name));
        }
        let scripts: Vec<String> = self.group.script_dependencies(&path).map(Iterator::collect).unwrap_or_default();
        for script in scripts {
            self.script(&script, &name);
        }
    }

    /// Adds a `.wxs` file with what it requires.
    fn script(&mut self, path: &str, by: &str) {
        let bare = path.strip_suffix(".wxs").unwrap_or(path).trim_start_matches('/').to_owned();
        let name = format!("{bare}.wxs");
        if !self.seen.insert(name.clone()) {
            return;
        }
        // `require` keeps the extension.
        self.group.add_script(&name, &format!("module.exports=require('/{bare}')"));
        let Some(text) = self.read(&name) else {
            self.missing(&name, by);
            self.group.add_script(&bare, LOST);
            return;
        };
        let script = self.script_of(&name, &text);
        self.group.add_script(&bare, &script);
        for wanted in required(&text) {
            self.required_by(&name, &wanted);
        }
    }

    /// Keeps a script that stands in the file `name`, and gives what runs it. One that has what WXS has not is told.
    fn script_of(&mut self, name: &str, placed: &str) -> String {
        let lacks = wxs_lacks(placed);
        if lacks.is_empty() {
            let number = self.scripts.len();
            self.scripts.push(Script { file: name.to_owned(), text: wxs::to_javascript(placed) });
            return format!("__wxs[{number}]({SCRIPT_PARAMETERS})");
        }
        for ((line, column), lack) in lacks {
            let at = At { file: name.to_owned(), line, column };
            self.mistakes.push(Mistake { at, message: lack.message().en, is_error: true, is_syntax: true });
        }
        LOST.to_owned()
    }

    /// Adds a script that the file `name` requires.
    fn required_by(&mut self, name: &str, wanted: &str) {
        let folder = Path::new(name).parent().unwrap_or(Path::new(""));
        let joined = match wanted.strip_prefix('/') {
            Some(absolute) => Path::new(absolute).to_owned(),
            None => folder.join(wanted),
        };
        let path = crate::app::resolve::name(&crate::app::resolve::normal(&joined));
        self.script(&path, name);
    }

    /// A file that another one names must be there.
    fn missing(&mut self, name: &str, by: &str) {
        let wanted = name.rsplit('/').next().unwrap_or(name);
        let place = self.read(by).and_then(|text| {
            let stem = wanted.split('.').next().unwrap_or(wanted);
            text.find(stem).map(|at| crate::source::line_column(&text, at))
        });
        let (line, column) = place.unwrap_or((1, 1));
        let at = At { file: by.to_owned(), line, column };
        self.mistakes.push(Mistake { at, message: format!("{name} is not found"), is_error: true, is_syntax: false });
    }
}

/// The texts in `require("…")` of a script.
fn required(text: &str) -> Vec<String> {
    let calls = text.match_indices("require(").filter_map(|(at, call)| {
        let rest = text[at + call.len()..].trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let inner = &rest[1..];
        inner.find(quote).map(|end| inner[..end].to_owned())
    });
    calls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let compiled = compile(&Files::new(folder.path(), None), &["pages/a/a".to_owned()]);
        assert!(compiled.text.starts_with("function(__listen,"), "{}", compiled.text);
        compiled.mistakes.iter().map(|one| format!("{} {}", one.at, one.message)).collect()
    }

    #[test]
    fn mistakes_stand_at_their_line_and_column() {
        assert_eq!(mistakes(&[("pages/a/a.wxml", "<view>{{ a }}</view>")]), Vec::<String>::new());
        assert_eq!(mistakes(&[("pages/a/a.wxml", "<view>\n  <text></view>")]), ["pages/a/a.wxml:2:4 missing end tag"]);
        assert_eq!(mistakes(&[("pages/a/a.wxml", "<view>\n {{ a + }}</view>")]).len(), 1);
    }

    #[test]
    fn what_a_template_needs_is_found_or_told() {
        let page = "<import src=\"../../t/t.wxml\"/>\n<include src=\"gone.wxml\"/>\n<wxs module=\"m\" src=\"./m.wxs\"/>";
        let es6 =
            "<view>甲</view><wxs module=\"m\">var a = 1;\n  module.exports = (b) => a + b</wxs><wxs module=\"n\" src=\"n.wxs\"/>";
        let files = [("pages/a/a.wxml", es6), ("pages/a/n.wxs", "var a = 1\nlet b = 2")];
        let told = [
            "pages/a/a.wxml:2:20 WXS has no arrow functions: write function (x) { return x }",
            "pages/a/n.wxs:2:1 WXS has no let and const: write var",
        ];
        assert_eq!(mistakes(&files), told);
        let files = [
            ("pages/a/a.wxml", page),
            ("t/t.wxml", "<template name=\"t\"><wxs module=\"x\" src=\"/lost.wxs\"/></template>"),
            ("pages/a/m.wxs", "var n = require('./n.wxs'); module.exports = n"),
            ("pages/a/n.wxs", "module.exports = {}"),
        ];
        let told = mistakes(&files);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|one| one == "pages/a/a.wxml:2:15 pages/a/gone.wxml is not found"), "{told:?}");
    }
}
