//! The program's command line.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![cfg(unix)]

use std::process::Command;

#[test]
fn a_run_without_the_program_to_kill_fails_and_names_it() {
    let run = Command::new(env!("CARGO_BIN_EXE_chaos"))
        .args(["--database", "sqlite", "--seed", "1"])
        .args(["--program", "/nowhere/retailer-proxy"])
        .output()
        .unwrap();

    assert!(!run.status.success());
    let error = String::from_utf8_lossy(&run.stderr);
    assert!(error.contains("seed 1"), "{error}");
    assert!(error.contains("/nowhere/retailer-proxy"), "{error}");
}
