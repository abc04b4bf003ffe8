//! `wxhost learn`: the lessons as a learner meets them.

use crate::support::Wxhost;

#[test]
fn every_lesson_is_listed_told_and_answered_in_both_languages() {
    for (lang, asks) in [("zh", "回答：wxhost learn"), ("en", "To answer: wxhost learn")] {
        let learn = |args: &[&str]| Wxhost::new(["learn", "--lang", lang].iter().chain(args)).run();
        let list = learn(&[]);
        assert_eq!((list.code, list.out.lines().take_while(|line| !line.is_empty()).count()), (0, 5), "{}", list.out);
        for lesson in ["1", "2", "3", "4", "5"] {
            let told = learn(&[lesson]);
            assert_eq!(told.code, 0, "{}", told.err);
            assert!(told.out.contains(asks) && told.out.contains("3) ") && !told.out.contains('▲'), "{}", told.out);
            let codes: Vec<i32> = ["1", "2", "3"].iter().map(|answer| learn(&[lesson, "--answer", answer]).code).collect();
            let mut sorted = codes.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 1], "lesson {lesson}: {codes:?}");
        }
    }
}

#[test]
fn what_is_not_there_is_said() {
    for (args, code) in [(vec!["learn", "9"], 7), (vec!["learn", "none"], 7), (vec!["learn", "1", "--answer", "4"], 2)] {
        let ran = Wxhost::new(&args).run();
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}
