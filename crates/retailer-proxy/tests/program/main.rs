//! The program: what it prints, where it listens, how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![cfg(unix)]

mod content_file;
mod examples;
mod operator;
mod preview;
mod tutorial;
mod watching;

use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use engage_sim::{DEFAULT_API_KEY, Effect, Endpoint, Fault, Seed, Settings, Simulator};
use jsonwebtoken::{EncodingKey, Header, encode};
use reqwest::RequestBuilder;
use serde_json::json;
use tokio::task::JoinHandle;

const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
const INES: &str = "5e8f7b36-91c4-4d2a-b6e0-3a7c8d4f1c03";
const DOG_FOOD: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
const SECRET: &str = "the shop and its proxy share this and nobody else";
const BACKEND: &str = "the backend and the proxy share this";
const WEBHOOK: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const VARIABLES: [(&str, &str); 6] = [
    ("RETAILER_PROXY_ENGAGE_BASE_URL", "http://127.0.0.1:1"),
    ("RETAILER_PROXY_ENGAGE_API_KEY", "key-4711"),
    ("RETAILER_PROXY_SESSION_SECRET", SECRET),
    ("RETAILER_PROXY_LISTEN_ADDRESS", "127.0.0.1:0"),
    ("RETAILER_PROXY_INTERNAL_ADDRESS", "127.0.0.1:0"),
    ("RETAILER_PROXY_CONSENTS_DATABASE", "sqlite::memory:"),
];

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"));
    command.env_clear().envs(VARIABLES);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A proxy that runs until the test is over.
struct Running {
    child: Child,
    address: String,
    internal: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let output = child.stdout.as_mut().unwrap();
        let mut lines = BufReader::new(output).lines();
        let mut address = |before: &str| {
            let line = lines.next().unwrap_or_else(|| panic!("no {before:?}"));
            let line = line.unwrap();
            let address = line.strip_prefix(before);
            address
                .unwrap_or_else(|| panic!("it printed {line:?}"))
                .to_owned()
        };
        let public = address("retailer-proxy listens on ");
        let internal = address("probes and measurements are on ");
        Self {
            child,
            address: public,
            internal,
        }
    }

    fn send(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, as it should.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An Engage for the program to ask until the test is over.
struct Engage {
    simulator: Simulator,
    address: String,
    serving: JoinHandle<()>,
}

impl Engage {
    async fn start() -> Self {
        let simulator = Simulator::new(Seed::embedded(), Settings::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = engage_sim::serve(listener, simulator.clone(), std::future::pending());
        let serving = tokio::spawn(async move { serving.await.unwrap() });
        Self {
            simulator,
            address,
            serving,
        }
    }

    fn known_to(&self, mut command: Command) -> Command {
        command.env("RETAILER_PROXY_ENGAGE_BASE_URL", &self.address);
        command.env("RETAILER_PROXY_ENGAGE_API_KEY", DEFAULT_API_KEY);
        command
    }
}

impl Drop for Engage {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A file for one test, removed when it is over.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let name = format!("retailer-proxy-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

#[tokio::test]
async fn it_says_where_it_listens_and_serves_there() {
    let mut command = program();
    command.env("RETAILER_PROXY_LISTEN_BASE_PATH", "/api/loyalty");
    let proxy = Running::start(command);
    assert!(proxy.address.ends_with("/api/loyalty"), "{}", proxy.address);
    let answer = reqwest::get(format!("{}/challenges", proxy.address))
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
    let beside = proxy.address.replace("/api/loyalty", "/elsewhere");
    let answer = reqwest::get(beside).await.unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    assert!(answer.text().await.unwrap().contains("not_found"));
}

#[test]
fn it_stops_cleanly_when_it_is_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut proxy = Running::start(program());
        proxy.send(signal);
        assert!(proxy.child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn a_port_that_is_taken_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = program()
        .env("RETAILER_PROXY_LISTEN_ADDRESS", &address)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains(&format!("cannot listen on {address}")),
        "{text}"
    );
    assert!(text.contains("RETAILER_PROXY_LISTEN_ADDRESS"), "{text}");
}

#[test]
fn a_check_says_that_all_is_well_and_starts_nothing() {
    let output = program().arg("--check").output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        "The settings are in order, the database can be used, and the ports are free. \
         Engage at http://127.0.0.1:1/api/v3 was not asked.\n"
    );
}

#[test]
fn a_check_names_every_mistake_and_fails() {
    let output = program()
        .arg("--check")
        .env("RETAILER_PROXY_ENGAGE_API_KEY", "")
        .env("RETAILER_PROXY_SESSION_SECRET", "4711")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    for key in [
        "engage.api_key: is missing",
        "session.secret: the secret is shorter",
    ] {
        assert!(text.contains(key), "{text}");
    }
    assert!(!text.contains("4711"), "{text}");
}

/// What a command that fails says.
fn complaint(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{text}");
    text
}

#[test]
fn a_check_finds_everything_that_the_start_would_fail_on() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let text = complaint(
        program()
            .args(["--check", "--ask-engage"])
            .env("RETAILER_PROXY_LISTEN_ADDRESS", &address)
            .env(
                "RETAILER_PROXY_CONSENTS_DATABASE",
                "sqlite:/no/such/folder/consents.sqlite",
            ),
    );
    for finding in [
        format!("- cannot listen on {address}"),
        "which is the file /no/such/folder/consents.sqlite: ".to_owned(),
        "- Engage at http://127.0.0.1:1/api/v3 does not answer as it should".to_owned(),
    ] {
        assert!(text.contains(&finding), "{finding} is not in\n{text}");
    }
}

#[test]
fn one_port_for_both_listeners_is_a_mistake_in_the_settings() {
    for internal in ["127.0.0.1:18082", "0.0.0.0:18082"] {
        let text = complaint(
            program()
                .arg("--check")
                .env("RETAILER_PROXY_LISTEN_ADDRESS", "127.0.0.1:18082")
                .env("RETAILER_PROXY_INTERNAL_ADDRESS", internal),
        );
        assert!(
            text.contains("internal.address: is on the port of listen.address"),
            "{text}"
        );
    }
}

#[test]
fn a_check_makes_no_database() {
    let folder = std::env::temp_dir().join(format!("retailer-proxy-{}-check", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite:{}/consents.sqlite", folder.display());
    let output = program()
        .arg("--check")
        .env("RETAILER_PROXY_CONSENTS_DATABASE", url)
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    std::fs::remove_dir(&folder).unwrap();
}

#[test]
fn a_file_that_is_no_database_is_found() {
    let file = File::new("no-database", "no database ".repeat(100));
    let url = format!("sqlite:{}", file.0.display());
    let text = complaint(
        program()
            .arg("--check")
            .env("RETAILER_PROXY_CONSENTS_DATABASE", url),
    );
    assert!(text.contains("file is not a database"), "{text}");
}

#[tokio::test]
async fn with_engage_asked_a_check_tries_the_key() {
    let engage = Engage::start().await;
    let mut command = engage.known_to(program());
    command.args(["--check", "--ask-engage"]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && text.ends_with("accepts the key.\n"),
        "{text}"
    );
    let mut command = engage.known_to(program());
    command.args(["--check", "--ask-engage"]);
    command.env("RETAILER_PROXY_ENGAGE_API_KEY", "another-key");
    let text = tokio::task::spawn_blocking(move || complaint(&mut command));
    let text = text.await.unwrap();
    assert!(
        text.contains("look at engage.base_url and engage.api_key"),
        "{text}"
    );
    assert!(!text.contains("another-key"), "{text}");
}

#[test]
fn a_token_is_checked_as_an_argument_and_from_standard_input() {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let claims = json!({ "contact_id": ALVA, "exp": 4_000_000_000_u64 });
    let token = encode(&Header::default(), &claims, &key).unwrap();
    let output = program().args(["check-token", &token]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text, format!("The token is valid and names {ALVA}.\n"));

    let mut child = program()
        .args(["check-token", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{token}").unwrap();
    drop(input);
    assert!(child.wait_with_output().unwrap().status.success());

    let without_end = encode(&Header::default(), &json!({ "contact_id": ALVA }), &key).unwrap();
    let text = complaint(program().args(["check-token", &without_end]));
    assert!(text.contains("It has no claim exp"), "{text}");
}

#[tokio::test]
async fn the_log_has_numbers_as_numbers_the_version_and_internal_requests() {
    let engage = Engage::start().await;
    let mut command = engage.known_to(program());
    command.env("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND);
    let mut proxy = Running::start(command);
    let changed = reqwest::Client::new()
        .post(format!("{}/contacts/changed", proxy.internal))
        .bearer_auth(BACKEND)
        .json(&json!({ "contactIds": [ALVA] }));
    changed.send().await.unwrap();
    let page = reqwest::get(format!("{}challenges", proxy.address)).await;
    assert_eq!(page.unwrap().status(), 401);
    proxy.send("-TERM");
    let mut log = String::new();
    let mut errors = proxy.child.stderr.take().unwrap();
    errors.read_to_string(&mut log).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let find = |message: &str| {
        let line = lines.iter().find(|line| line["message"] == message);
        line.unwrap_or_else(|| panic!("no {message:?} in\n{log}"))
    };
    assert_eq!(find("started")["version"], env!("CARGO_PKG_VERSION"));
    for message in ["answered", "answered internally"] {
        let line = find(message);
        assert!(
            line["milliseconds"].is_number() && line["status"].is_number(),
            "{line}"
        );
    }
    assert_eq!(find("answered internally")["route"], "/contacts/changed");
}

#[tokio::test]
async fn the_most_detailed_log_has_no_key_no_token_no_query_and_no_contact() {
    let engage = Engage::start().await;
    let mut command = engage.known_to(program());
    command.env("RUST_LOG", "trace");
    command.env("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND);
    command.env("RETAILER_PROXY_LIVE_WEBHOOK_SECRET", WEBHOOK);
    let mut proxy = Running::start(command);
    // A log at this level is more than a pipe holds.
    let mut errors = proxy.child.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        errors.read_to_string(&mut log).unwrap();
        log
    });

    for (request, status) in everything_with_a_secret_in_it(&proxy) {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{}", answer.url());
    }
    proxy.send("-TERM");
    proxy.child.wait().unwrap();
    let log = log.join().unwrap();
    for expected in [
        "/challenges/{id}",
        "/assign",
        "/webhooks",
        "Engage answered",
    ] {
        assert!(log.contains(expected), "{expected} is not in:\n{log}");
    }
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["timestamp"].is_string() && line["level"].is_string());
        if line["message"] == "answered" {
            assert_eq!(line["span"]["id"].as_str().unwrap().len(), 16, "{line}");
        }
    }
    let token = token(ALVA);
    let signature = token.rsplit('.').next().unwrap();
    let secrets = [
        ALVA,
        INES,
        DEFAULT_API_KEY,
        signature,
        SECRET,
        BACKEND,
        &WEBHOOK[6..],
        "definitionId",
        "in-a-query",
        "in-a-cookie",
        "in-a-header",
        "in-a-body",
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in:\n{log}");
    }
}

/// Requests that bring what must not be written down, and how they are answered.
fn everything_with_a_secret_in_it(proxy: &Running) -> Vec<(RequestBuilder, u16)> {
    let browser = reqwest::Client::new();
    let get = |path: &str| {
        let request = browser.get(format!("{}{path}", proxy.address));
        request.bearer_auth(token(ALVA))
    };
    let post = |path: &str| browser.post(format!("{}{path}", proxy.address));
    let join = |contact: &str| {
        let request = post(&format!("challenges/definitions/{DOG_FOOD}/assign"));
        let request = request.bearer_auth(token(contact));
        let request = request.header("x-challenges-widget", "1");
        request.header("sec-fetch-site", "same-origin")
    };
    let changed = browser.post(format!("{}/contacts/changed", proxy.internal));
    vec![
        (get(&format!("challenges?contactId={ALVA}")), 400),
        (get(&format!("challenges/{ALVA}")), 404),
        (get(&format!("challenges?definitionId={ALVA}")), 200),
        (get("challenges?lang=in-a-query&count=in-a-query"), 400),
        (
            get("challenges").header("cookie", "session=in-a-cookie"),
            200,
        ),
        (get("challenges").header("x-contact-id", "in-a-header"), 200),
        (join(INES).json(&json!({})), 200),
        (
            join(INES).json(&json!({ "consentVersion": "in-a-body" })),
            200,
        ),
        (join(INES).json(&json!({ "contactId": ALVA })), 400),
        (
            post("webhooks/engage").body(format!("in-a-body {ALVA}")),
            401,
        ),
        (
            changed
                .bearer_auth(BACKEND)
                .json(&json!({ "contactIds": [ALVA] })),
            204,
        ),
    ]
}

#[tokio::test]
async fn an_answer_that_is_under_way_is_finished_before_it_ends() {
    let engage = Engage::start().await;
    let late = Effect::Latency(Duration::from_secs(1));
    let late = Fault::new(late).at(Endpoint::ListDefinitions);
    engage.simulator.add_fault(late.once());
    let mut proxy = Running::start(engage.known_to(program()));
    let request = reqwest::Client::new()
        .get(format!("{}challenges/definitions", proxy.address))
        .bearer_auth(token(ALVA));
    let answer = tokio::spawn(request.send());
    while engage.simulator.log().total == 0 {
        tokio::task::yield_now().await;
    }
    proxy.send("-TERM");
    assert_eq!(answer.await.unwrap().unwrap().status(), 200);
    assert!(proxy.child.wait().unwrap().success());
}

#[tokio::test]
async fn a_stream_that_is_open_ends_when_the_program_is_told_to_stop() {
    let mut proxy = Running::start(program());
    let request = reqwest::Client::new()
        .get(format!("{}challenges/events", proxy.address))
        .bearer_auth(token(ALVA));
    let mut stream = request.send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    let begun = Instant::now();
    proxy.send("-TERM");
    while stream.chunk().await.unwrap().is_some() {}
    assert!(proxy.child.wait().unwrap().success());
    // The ten seconds that answers may take were not needed.
    assert!(begun.elapsed() < Duration::from_secs(8));
}

fn token(contact: &str) -> String {
    let claims = serde_json::json!({ "contact_id": contact, "exp": 4_000_000_000_u32 });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    encode(&Header::default(), &claims, &key).unwrap()
}

/// What a command for awards prints, and whether it succeeds.
fn awards(database: &str, arguments: &[&str]) -> (bool, String) {
    let mut command = program();
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", database);
    let output = command.arg("awards").args(arguments).output().unwrap();
    let text = if output.status.success() {
        output.stdout
    } else {
        output.stderr
    };
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[tokio::test]
async fn people_list_cancel_export_and_forget_awards_by_commands() {
    let name = format!("awards-{}.sqlite", std::process::id());
    let file = std::env::temp_dir().join(name);
    let database = format!("sqlite:{}", file.display());
    // Engage is not there, so the awards stay queued.
    let mut command = program();
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", &database);
    command.env("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND);
    let mut proxy = Running::start(command);
    let award = |id: &str, contact: &str| json!({ "id": id, "definitionId": DOG_FOOD, "contactId": contact, "checkpoints": 2 });
    let request = reqwest::Client::new()
        .post(format!("{}/awards", proxy.internal))
        .bearer_auth(BACKEND)
        .json(&json!([award("order-1", ALVA), award("order-2", INES)]));
    assert_eq!(request.send().await.unwrap().status(), 202);
    // An end in the middle of a batch would leave it in doubt.
    proxy.send("-TERM");
    assert!(proxy.child.wait().unwrap().success());

    let run = |arguments: &[&str]| awards(&database, arguments);
    let (done, lines) = run(&["list", "--state", "queued"]);
    assert!(done && lines.lines().count() == 2, "{lines}");
    assert!(lines.contains(r#""id":"order-1""#), "{lines}");
    assert_eq!(run(&["list"]), (true, String::new()));
    let (done, said) = run(&["cancel", "order-1"]);
    assert!(done && said.contains("order-1 is cancelled"), "{said}");
    for (arguments, expected) in [
        (&["cancel", "order-1"] as &[&str], "order-1 is cancelled."),
        (
            &["resolve", "order-1", "--awarded"],
            "order-1 is cancelled.",
        ),
        (
            &["resolve", "nobody", "--send-again"],
            "there is no award nobody",
        ),
        (&["resolve", "order-1"], "--awarded"),
        (&["list", "--state", "lost"], "in_doubt"),
        (&["forget", "4711"], "must be a GUID"),
    ] {
        let (done, said) = run(arguments);
        assert!(!done && said.contains(expected), "{arguments:?}: {said}");
    }
    let (_, said) = run(&["forget", ALVA]);
    assert!(said.starts_with("1 awards are removed."), "{said}");
    assert!(said.contains("does not remove checkpoints"), "{said}");
    let (_, lines) = run(&["export"]);
    assert!(
        lines.lines().count() == 1 && lines.contains(INES),
        "{lines}"
    );
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
}
