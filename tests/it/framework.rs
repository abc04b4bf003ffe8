//! The component framework's functions that wait until they are called: the plans are those of the files that npm gives.

use std::path::Path;

use crate::support::view;

/// `WXHOST_APPROVE=1 cargo test --test it framework` writes the plans anew.
#[test]
fn the_plans_belong_to_the_files_of_the_framework() {
    let Some(view) = view() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/view/plans");
    let packages = wxhost::app::view::PACKAGES.map(|(package, file)| Path::new(view).join("node_modules").join(package).join(file));
    let files = packages.into_iter().chain([folder.with_file_name("glue.js")]);
    for (file, plan) in files.zip(["glass-easel.txt", "adapter.txt", "glue.txt"]) {
        let text = std::fs::read_to_string(&file).expect("a file");
        let made = wxhost::engine::library_plan(&text).expect("a plan");
        let plan = folder.join(plan);
        if std::env::var_os("WXHOST_APPROVE").is_some() {
            std::fs::write(&plan, &made).expect("written");
        }
        assert_eq!(std::fs::read_to_string(&plan).expect("a plan"), made, "{}: the plan is not that of its text", file.display());
    }
}
