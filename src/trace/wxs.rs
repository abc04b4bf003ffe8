//! What WXS, the small language of templates, has not: in both languages, with what to write instead.
//!
//! Official WXS reference: it is ES5-like and lists its reserved words; DevTools refuses the syntax of ES2015 and later when it
//! compiles. Only that stands here. (What else WXS may lack, such as `new`, `try` and `for … in`, is let through.)

use crate::lang::{Message, Text};

/// Something of JavaScript that WXS has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    name: Text,
    instead: Text,
}

const fn lack(zh: &'static str, en: &'static str, zh_instead: &'static str, en_instead: &'static str) -> Lack {
    Lack { name: Text { zh, en }, instead: Text { zh: zh_instead, en: en_instead } }
}

impl Lack {
    /// `x => x`.
    pub const ARROW: Self = lack("箭头函数", "arrow functions", "function (x) { return x }", "function (x) { return x }");
    /// `let`, `const`, `using`.
    pub const LET: Self = lack("let 和 const", "let and const", "var", "var");
    /// Texts in backquotes.
    pub const TEMPLATE: Self = lack("模板字符串", "template strings", "'a' + b", "'a' + b");
    /// `class`.
    pub const CLASS: Self = lack("class", "classes", "函数", "functions");
    /// `...`.
    pub const SPREAD: Self = lack(
        "展开和剩余（...）",
        "spread and rest (...)",
        "逐个写出成员和参数，或用 arguments",
        "members and arguments one by one, or arguments",
    );
    /// `var { a } = o`.
    pub const PATTERN: Self = lack("解构", "destructuring", "var a = o.a", "var a = o.a");
    /// `function (a = 1)`.
    pub const DEFAULT: Self =
        lack("参数默认值", "default values of parameters", "if (a === undefined) a = 1", "if (a === undefined) a = 1");
    /// `{ a, f() {}, [k]: 1 }`.
    pub const SHORTHAND: Self = lack(
        "对象的简写和计算属性名",
        "shorthand and computed names in objects",
        "{ a: a, f: function () {} }，或 o[k] = 1",
        "{ a: a, f: function () {} }, or o[k] = 1",
    );
    /// `for … of`.
    pub const FOR_OF: Self =
        lack("for … of", "for … of", "for (var i = 0; i < list.length; i++)", "for (var i = 0; i < list.length; i++)");
    /// `function*`, `async`.
    pub const SUSPENDED: Self = lack("生成器和 async 函数", "generators and async functions", "普通函数", "plain functions");
    /// `?.`, `??`, `??=` and its siblings.
    pub const OPTIONAL: Self = lack("?.、??、??=、||=、&&=", "?., ??, ??=, ||= and &&=", "a && a.b", "a && a.b");
    /// `**`.
    pub const POWER: Self = lack("**", "**", "Math.pow(a, b)", "Math.pow(a, b)");
    /// `import`, `export`.
    pub const MODULES: Self =
        lack("import 和 export", "import and export", "require() 和 module.exports", "require() and module.exports");

    const ALL: [Self; 13] = [
        Self::ARROW,
        Self::LET,
        Self::TEMPLATE,
        Self::CLASS,
        Self::SPREAD,
        Self::PATTERN,
        Self::DEFAULT,
        Self::SHORTHAND,
        Self::FOR_OF,
        Self::SUSPENDED,
        Self::OPTIONAL,
        Self::POWER,
        Self::MODULES,
    ];

    /// What is said of a script that has it.
    pub fn message(&self) -> Message {
        let gap = if self.name.zh.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
        Message::new(
            format!("WXS 没有{gap}{}：请写 {}", self.name.zh, self.instead.zh),
            format!("WXS has no {}: write {}", self.name.en, self.instead.en),
        )
    }

    /// The one whose English message stands in an error.
    pub(super) fn told_by(error: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lack| lack.message().en == error)
    }
}

#[cfg(test)]
mod tests {
    use super::Lack;

    #[test]
    fn each_is_known_by_its_message() {
        for lack in Lack::ALL {
            assert_eq!(Lack::told_by(&lack.message().en), Some(lack));
        }
        assert_eq!(Lack::told_by("missing end tag"), None);
    }
}
