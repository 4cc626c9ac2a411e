//! A brief run of the whole program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::process::Command;

#[test]
fn nothing_is_wrong_with_what_the_proxy_makes_of_two_thousand_mutated_documents() {
    let run = Command::new(env!("CARGO_BIN_EXE_fuzz"))
        .args(["--documents", "2000", "--seed", "1"])
        .args(["--folder", env!("CARGO_TARGET_TMPDIR")])
        .output()
        .unwrap();

    let output = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{output}\n{run:?}");
    assert!(output.starts_with("2000 documents with seed 1"), "{output}");
    // All three outcomes occur, so that the mutations neither spoil everything nor nothing.
    for none in ["whole: 0,", "in part: 0,", "refused: 0;", "HTML: 0\n"] {
        assert!(!output.contains(none), "{output}");
    }
}
