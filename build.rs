//! Links the `wxhost` command at a fixed address on Linux.
//!
//! Two fifths of a run's page faults and a tenth of its instructions were the loader's relocations of a position-independent
//! executable; one scenario as a whole process costs a quarter less without them (`cargo bench --bench process`).

#[expect(clippy::disallowed_methods, reason = "a build script is told what to do by its environment")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" && target("ARCH") == "x86_64" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
