//! When the code of a project's pages and components is loaded, through the built binary.

use crate::projects::logs;

#[test]
fn pages_are_loaded_one_by_one_where_the_app_wants_it() {
    let app = r#"{"pages": ["a", "b"], "subPackages": [{"root": "pkg", "pages": ["x", "y"]}], "usingComponents": {"all": "/all"},
        "lazyCodeLoading": "requiredComponents"}"#;
    let files = [
        ("app.json", app),
        ("app.js", "console.log('app'); App({ onLaunch() { console.log('launch') } })"),
        ("a.js", "console.log('a'); Page({ onLoad() { console.log('a load') } })"),
        ("b.js", "console.log('b'); Page({ onLoad() { console.log('b load') } })"),
        ("b.json", r#"{"usingComponents": {"own": "/own"}}"#),
        ("pkg/x.js", "console.log('x'); Page({})"),
        ("pkg/y.js", "console.log('y'); Page({})"),
        ("own.js", "console.log('own'); Component({})"),
        ("all.js", "console.log('all'); Component({})"),
        ("unused.js", "console.log('unused'); Component({})"),
    ];
    let go = |url: &str| format!("wx.navigateTo({{ url: '{url}' }})");
    let (b, x) = (go("/b"), go("/pkg/x"));
    let calls = ["--call", &b, "--call", &x, "--call", &b];
    let opened = ["app", "launch", "all", "a", "a load", "own", "b", "b load", "x", "b load"];
    logs(&files, &calls, &opened);
    logs(&files, &["--page", "pkg/y"], &["app", "launch", "all", "y"]);
    logs(&files, &["--set", "base_library=2.11.0"], &["app", "launch", "all", "own", "a", "b", "a load"]);
}
