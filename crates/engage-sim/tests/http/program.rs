//! The program itself.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

use engage_sim::ADMIN_PATHS;
use engage_sim::switches::SWITCHES;
use reqwest::header::CONTENT_TYPE;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_engage-sim"));
    command.args(arguments).env_remove("ENGAGE_SIM_API_KEY");
    command
}

fn output(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

fn error(arguments: &[&str]) -> String {
    let output = output(arguments);
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

/// A program that is stopped when this is dropped.
struct Running {
    child: Child,
    /// The lines it has printed when it was ready.
    ready: String,
    example: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || lines.next().unwrap().unwrap();
        let (ready, example) = (line(), line());
        Self {
            child,
            ready,
            example,
        }
    }

    fn challenges(&self) -> &str {
        self.ready.strip_prefix("ready ").unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn help_explains_every_switch_and_every_admin_path() {
    let help = String::from_utf8(output(&["--help"]).stdout).unwrap();
    for switch in SWITCHES {
        assert!(
            help.contains(switch.name) && help.contains(switch.meaning),
            "{}",
            switch.name
        );
    }
    for path in ADMIN_PATHS {
        assert!(
            help.contains(path.path) && help.contains(path.meaning),
            "{}",
            path.path
        );
    }
    for option in ["--port", "--seed", "--api-key", "--switch"] {
        assert!(help.contains(option), "{option}");
    }
}

#[tokio::test]
async fn it_says_where_it_listens_and_how_to_ask() {
    let mut command = program(&["--port", "0", "--switch", "enums=string"]);
    command.env("ENGAGE_SIM_API_KEY", "from-the-environment");
    let running = Running::start(command);
    assert!(running.challenges().starts_with("http://127.0.0.1:"));
    assert!(running.challenges().ends_with("/api/v3/challenges"));
    assert!(
        running
            .example
            .contains("curl -H 'apikey: from-the-environment'")
    );
    let answer = reqwest::Client::new()
        .get(format!("{}/definitions?status=Draft", running.challenges()))
        .header("apikey", "from-the-environment")
        .header(CONTENT_TYPE, "application/json")
        .send()
        .await
        .unwrap();
    let text = answer.text().await.unwrap();
    assert!(text.contains(r#""status":"Draft""#), "{text}");
}

#[test]
fn a_taken_port_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let message = error(&["--port", &port]);
    assert!(
        message.contains(&format!("port {port} is taken")),
        "{message}"
    );
    assert!(message.contains("--port"), "{message}");
}

#[test]
fn a_switch_that_does_not_exist_is_a_clear_error() {
    let message = error(&["--switch", "enum=string"]);
    assert!(message.contains("there is no switch `enum`"), "{message}");
}

#[test]
fn a_seed_that_is_not_there_is_a_clear_error() {
    let message = error(&["--seed", "/nowhere/seed.toml"]);
    assert!(
        message.contains("the seed /nowhere/seed.toml cannot be read"),
        "{message}"
    );
}

#[test]
fn a_seed_with_a_mistake_is_named_with_line_and_key() {
    let file = std::env::temp_dir().join(format!("engage-sim-{}.toml", std::process::id()));
    std::fs::write(
        &file,
        "[[contact]]\nkey = \"alva\"\nid = 4711\nname = \"Alva\"\n",
    )
    .unwrap();
    let message = error(&["--seed", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    assert!(message.contains("line 3 (`id = 4711`)"), "{message}");
}
