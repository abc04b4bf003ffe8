//! The documentation: every command in it that shows its output is run, every table in it is complete, in both languages.

use crate::support::{root, scenario_names, shell};

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

fn text(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The commands of the `console` blocks, each with the output it shows.
fn commands(document: &str) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in document.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push((command.to_owned(), Vec::new())),
                (None, Some((_, output))) => output.push(line.to_owned()),
                (None, None) => panic!("a console block must begin with a command: {line}"),
            },
        }
    }
    all
}

/// Whether the output is the one shown, in which a line `…` stands for any lines.
fn matches(output: &[&str], shown: &[String]) -> bool {
    match shown.split_first() {
        None => output.is_empty(),
        Some((first, rest)) if first == "…" => (0..=output.len()).any(|skipped| matches(&output[skipped..], rest)),
        Some((first, rest)) => output.first() == Some(&first.as_str()) && matches(&output[1..], rest),
    }
}

#[test]
fn commands_print_what_the_documents_show() {
    let mut count = 0;
    for name in READMES {
        for (command, shown) in commands(&text(name)) {
            // As on a terminal, both streams in one.
            let lang = if name.contains("zh") { "export WXHOST_LANG=zh" } else { "export WXHOST_LANG=en" };
            let folder = tempfile::tempdir().expect("a folder");
            copy_seed(folder.path());
            let ran = shell(&format!("{lang}; {{ {command}; }} 2>&1"), folder.path());
            let output: Vec<&str> = ran.out.lines().collect();
            assert!(!shown.is_empty(), "{name}: {command} shows nothing");
            assert!(matches(&output, &shown), "{name}: $ {command}\n{}\nbut shown is\n{}", ran.out, shown.join("\n"));
            count += 1;
        }
    }
    assert!(count >= 14, "only {count} commands were found");
}

fn copy_seed(folder: &std::path::Path) {
    let seed = folder.join("js/seed");
    std::fs::create_dir_all(&seed).expect("a folder");
    for (name, text) in crate::support::files_below("js") {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

#[test]
fn tables_of_the_readmes_are_complete() {
    for name in READMES {
        let text = text(name);
        for scenario in scenario_names() {
            assert!(text.contains(&format!("| `{scenario}` |")), "{name} does not name the scenario {scenario}");
        }
        for rule in wxhost::trace::findings::RULES {
            let title = if name.contains("zh") { rule.title.zh } else { rule.title.en };
            let row = format!("| `{}` | {title} |", rule.name);
            assert!(text.contains(&row), "{name} lacks the row {row}");
        }
        for exit in wxhost::cli::Exit::ALL {
            let lang = if name.contains("zh") { wxhost::lang::Lang::Zh } else { wxhost::lang::Lang::En };
            let row = format!("| {} | {} |", exit.code(), exit.meaning().in_lang(lang));
            assert!(text.contains(&row), "{name} lacks the row {row}");
        }
    }
}

#[test]
fn both_readmes_have_the_same_sections_and_blocks() {
    let shape = |name: &str| {
        let text = text(name);
        let fences: Vec<String> =
            text.lines().filter(|line| line.starts_with("```") && line.len() > 3).map(str::to_owned).collect();
        (
            text.lines()
                .filter(|line| line.starts_with('#') && line.contains("# "))
                .filter(|line| line.starts_with("##"))
                .count(),
            fences,
        )
    };
    assert_eq!(shape(READMES[0]), shape(READMES[1]));
}

#[test]
fn links_lead_somewhere() {
    for name in ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let text = text(name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.starts_with("http") {
                continue;
            }
            assert!(root().join(path).exists(), "{name}: {link} leads nowhere");
        }
    }
}

#[test]
fn every_invariant_names_a_test_that_exists() {
    let text = text("ARCHITECTURE.md");
    let section = text.split("\n## Invariants\n").nth(1).expect("the section").split("\n## ").next().unwrap_or_default();
    let mut count = 0;
    for row in section.lines().filter(|line| line.starts_with("- ")) {
        let (module, test) =
            row.rsplit('`').nth(1).and_then(|name| name.split_once("::")).unwrap_or_else(|| panic!("no test: {row}"));
        let file = text_of_test(module);
        assert!(file.contains(&format!("fn {test}(")), "{module}::{test} does not exist: {row}");
        count += 1;
    }
    assert!(count >= 10, "only {count} invariants were found");
}

fn text_of_test(module: &str) -> String {
    text(&format!("tests/it/{module}.rs"))
}

#[test]
fn the_ci_runs_the_command_of_the_readmes() {
    let ci = text(".ci/run");
    for name in READMES {
        let readme = text(name);
        let line = readme.lines().find(|line| line.starts_with("cargo test")).expect("the test command");
        let command = line.split("  ").next().unwrap_or_default().trim();
        assert!(ci.lines().any(|line| line.trim_start_matches("step ").trim() == command), "{name}: {command} is not in .ci/run");
    }
}

#[test]
fn the_map_and_the_readmes_name_everything_there_is() {
    let map = text("ARCHITECTURE.md");
    for entry in std::fs::read_dir(root().join("src")).expect("src").flatten().filter(|entry| entry.path().is_dir()) {
        let room = format!("`src/{}/`", entry.file_name().to_string_lossy());
        assert!(map.contains(&room), "ARCHITECTURE.md does not name {room}");
    }
    let help = crate::support::Wxhost::new(["--help"]).run().out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.contains(&"run") && commands.len() >= 3, "{commands:?}");
    for name in READMES {
        for command in &commands {
            assert!(text(name).contains(&format!("wxhost {command}")), "{name} does not name wxhost {command}");
        }
    }
}
