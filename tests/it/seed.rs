//! The seed: the article is what its author wrote, and the scripts beside it are its js blocks, byte for byte.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use sha2::{Digest, Sha256};

use crate::support::root;

/// The SHA-256 of each file that must never change.
const CHECKSUMS: [(&str, &str); 3] = [
    ("article.md", "12fc320198c82ab91799a39be6dbc709f976c3376bbf30af81f49eb82c012b56"),
    ("wx_login.js", "72371fb1b54fdeddf8a640b68b63b0a9a60b71589ebb7445d6f00ec1411acca1"),
    ("check_session.js", "36081cfb743a9010ef4d8249ab7987c21fa49bda79cc6961c1e61066afa5949f"),
];

fn seed(name: &str) -> Vec<u8> {
    std::fs::read(root().join("js/seed").join(name)).expect("a file of the seed")
}

#[test]
fn the_seed_is_untouched() {
    for (name, expected) in CHECKSUMS {
        let sum: String = Sha256::digest(seed(name)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sum, expected, "js/seed/{name} was changed");
    }
}

#[test]
fn the_scripts_are_the_js_blocks_of_the_article() {
    let article = String::from_utf8(seed("article.md")).expect("UTF-8");
    let mut blocks: Vec<String> = Vec::new();
    let mut inside = false;
    for event in Parser::new(&article) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(tag))) if &*tag == "js" => {
                inside = true;
                blocks.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => blocks.last_mut().expect("a block").push_str(&text),
            _ => {}
        }
    }
    let scripts: Vec<String> =
        ["wx_login.js", "check_session.js"].map(|name| String::from_utf8(seed(name)).expect("UTF-8")).into();
    assert_eq!(blocks, scripts);
}

#[test]
fn the_tool_runs_exactly_these_blocks() {
    let source = wxhost::source::Source::open(&crate::support::article().display().to_string()).expect("the article");
    let article = String::from_utf8(seed("article.md")).expect("UTF-8");
    for (script, name) in source.scripts.iter().zip(["wx_login.js", "check_session.js"]) {
        let text = String::from_utf8(seed(name)).expect("UTF-8");
        let padded = script.padded();
        assert_eq!(padded.trim_start_matches('\n').trim_end_matches('\n'), text.trim_end_matches('\n'), "{name}");
        // Line n of what runs is line n of the article.
        for (line, (ours, theirs)) in padded.lines().zip(article.lines()).enumerate() {
            assert!(ours.is_empty() || ours == theirs, "{name}, line {}: {ours:?} is not {theirs:?}", line + 1);
        }
    }
}
