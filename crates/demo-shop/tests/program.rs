//! The demo as a program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_demo-shop"));
    program
        .args(arguments)
        .env_remove("DEMO_SHOP_SESSION_SECRET");
    program
}

fn failure(arguments: &[&str]) -> String {
    message(program(arguments).output().unwrap())
}

fn message(output: Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// A running program, killed at the end of a test that did not stop it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn the_program_says_when_it_is_ready_and_ends_well_when_terminated() {
    let mut child = program(&["--port", "0", "--engage-port", "0", "--site", SITE])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut running = Running(child);

    let mut lines = output.lines().map(Result::unwrap);
    let ready = lines.next().unwrap();
    let simulator = lines.next().unwrap();
    let pid = running.0.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    let status = running.0.wait().unwrap();

    assert!(ready.starts_with("ready http://127.0.0.1:"), "{ready}");
    assert!(ready.ends_with('/'), "{ready}");
    assert!(simulator.contains("http://127.0.0.1:"), "{simulator}");
    assert!(status.success(), "{status}");
}

#[test]
fn a_taken_port_ends_the_program_with_the_argument_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let message = failure(&["--port", &port, "--engage-port", "0", "--site", SITE]);

    assert!(message.starts_with("error: port "), "{message}");
    assert!(message.contains("--port"), "{message}");
}

#[test]
fn without_a_built_site_the_program_says_how_to_build_one() {
    let message = failure(&["--site", "no-such-folder"]);

    assert!(message.contains("cargo xtask demo"), "{message}");
}

#[test]
fn a_session_secret_that_can_be_guessed_is_refused_by_name() {
    let output = program(&["--site", SITE])
        .env("DEMO_SHOP_SESSION_SECRET", "fido")
        .output()
        .unwrap();

    let message = message(output);
    assert!(message.contains("DEMO_SHOP_SESSION_SECRET"), "{message}");
    assert!(!message.contains("fido"), "{message}");
}
