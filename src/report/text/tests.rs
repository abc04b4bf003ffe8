//! The drawings as a reader sees them.

use super::*;
use crate::trace::brief::columns;
use crate::trace::{findings, fixture};

#[test]
fn every_drawing_fits_its_width_in_both_languages() {
    for mut trace in fixture::all() {
        findings::append(&mut trace);
        for lang in [Lang::En, Lang::Zh] {
            for (width, all) in [(120, false), (110, false), (80, false), (60, false), (120, true), (80, true)] {
                let text = render(&trace, &Options { lang, width, all, color: false });
                for line in text.lines() {
                    assert!(columns(line) <= width, "{} of {width} columns ({lang:?}): {line}", columns(line));
                }
            }
        }
    }
}

#[test]
fn colours_change_nothing_but_the_colours() {
    for trace in fixture::all() {
        let plain = render(&trace, &Options::default());
        let colored = render(&trace, &Options { color: true, ..Options::default() });
        assert_ne!(colored, plain);
        let mut stripped = String::new();
        for (index, part) in colored.split('\u{1b}').enumerate() {
            let rest = if index == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) };
            stripped.push_str(rest);
        }
        assert_eq!(stripped, plain);
    }
}
