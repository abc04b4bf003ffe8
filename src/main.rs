//! The `wxhost` command.

use std::process::ExitCode;

/// Counts what the script's thread allocates, for `limits.memory`.
#[global_allocator]
static ALLOCATOR: wxhost::host::Guarded = wxhost::host::Guarded;

fn main() -> ExitCode {
    wxhost::cli::main()
}
