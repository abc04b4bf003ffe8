//! How the `wxhost` command is linked on Linux: short runs cost little, mostly by touching few pages.
//!
//! - At a fixed address: two fifths of a run's page faults and a tenth of its instructions were the loader's relocations of a
//!   position-independent executable.
//! - In release builds, without a read-only copy of the relocated data, which costs every start more than it protects a tool that
//!   is started by its user.
//! - In release builds by the linker that comes with rustc, with the functions beside each other that a run of the article calls:
//!   `benches/order.ld`, made by `benches/order.mjs`, which says how. Names in it that are no longer there are passed over.
//!
//! `cargo bench --bench process` shows what comes of it.

#![expect(clippy::disallowed_methods, reason = "a build script is told what to do by its environment")]

use std::path::{Path, PathBuf};
use std::process::Command;

const ORDER: &str = "benches/order.ld";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={ORDER}");
    let target = |name: &str| told(&format!("CARGO_CFG_TARGET_{name}"));
    if target("OS") != "linux" || target("ENV") != "gnu" || target("ARCH") != "x86_64" {
        return;
    }
    argument("-no-pie");
    if told("PROFILE") != "release" {
        return;
    }
    argument("-Wl,-z,norelro");
    let order = Path::new(&told("CARGO_MANIFEST_DIR")).join(ORDER);
    if order.is_file() && rustc_links_itself() {
        argument(&format!("-Wl,-T,{}", order.display()));
    }
}

/// Whether rustc uses the linker it brings, for which the order is written; another would take long over it, or refuse it.
fn rustc_links_itself() -> bool {
    let chosen = ["RUSTC_LINKER", "CARGO_ENCODED_RUSTFLAGS"].map(told).concat();
    if ["link", "ld"].iter().any(|word| chosen.contains(word)) {
        return false;
    }
    let Ok(output) = Command::new(told("RUSTC")).args(["--print", "sysroot"]).output() else { return false };
    let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    sysroot.join("lib/rustlib").join(told("TARGET")).join("bin/gcc-ld/ld.lld").is_file()
}

fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn argument(text: &str) {
    println!("cargo::rustc-link-arg-bins={text}");
}
