//! What the formats `tree` and `wxml` tell beside what a page shows, through the built binary.

use crate::projects::project;
use crate::support::{Wxhost, view};

#[test]
fn what_is_wrong_with_a_tree_is_told_beside_it() {
    let Some(view) = view() else { return };
    let app = [("app.json", r#"{"pages": ["a"]}"#), ("app.js", "App({})")];
    let check = |files: &[(&str, &str)], code: i32, told: &str| {
        let folder = project(&[&app[..], files].concat());
        for format in ["tree", "wxml"] {
            let path = folder.path().display().to_string();
            let ran = Wxhost::new(["run", &path, "--format", format]).env("WXHOST_VIEW", view).run();
            assert_eq!((ran.code, ran.err.trim_end()), (code, told), "{format}: {}", ran.out);
        }
    };
    check(
        &[("a.js", "Page({ onReady() { null.x } })"), ("a.wxml", "<view/>")],
        4,
        "TypeError: cannot read 'x' of null or undefined at a.js:1:25",
    );
    check(
        &[("a.js", "Page({})"), ("a.wxml", "<view>\n  {{ a + }}\n</view>")],
        3,
        "Uncaught TemplateError: unexpected character inside expression at a.wxml:2:10",
    );
    check(&[("a.js", "Page({})")], 0, "a.wxml is not found: a shows nothing");
    check(&[("a.js", "Page({})"), ("a.wxml", "<view/>")], 0, "");
}
