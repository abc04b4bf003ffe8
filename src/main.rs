//! The `wxhost` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    wxhost::cli::main()
}
