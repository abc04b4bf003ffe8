//! The component framework's functions that wait until they are called: the plans are those of the files that npm gives.

use std::collections::HashSet;
use std::path::Path;

use crate::support::view;

/// Which functions a plan marks as needed at once is a choice: it is taken over from the plan that is there.
fn marked(made: &str, plan: &str) -> String {
    let marks: HashSet<&str> = plan.lines().filter_map(|line| line.strip_prefix('-')).collect();
    let mark = |line: &str| match line.strip_prefix('+').filter(|body| marks.contains(body)) {
        Some(body) => format!("-{body}\n"),
        None => format!("{line}\n"),
    };
    made.lines().map(mark).collect()
}

/// `WXHOST_APPROVE=1 cargo test --test it framework` writes the plans anew.
#[test]
fn the_plans_belong_to_the_files_of_the_framework() {
    let Some(view) = view() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/view/plans");
    let packages =
        wxhost::app::view::PACKAGES.map(|(package, file)| Path::new(view).join("node_modules").join(package).join(file));
    let files = packages.into_iter().chain([folder.with_file_name("glue.js")]);
    for (file, plan) in files.zip(["framework.txt", "adapter.txt", "glue.txt"]) {
        let text = std::fs::read_to_string(&file).expect("a file");
        let made = wxhost::engine::library_plan(&text).expect("a plan");
        let plan = folder.join(plan);
        let made = marked(&made, &std::fs::read_to_string(&plan).unwrap_or_default());
        if std::env::var_os("WXHOST_APPROVE").is_some() {
            std::fs::write(&plan, &made).expect("written");
        }
        assert_eq!(std::fs::read_to_string(&plan).expect("a plan"), made, "{}: the plan is not that of its text", file.display());
    }
}
