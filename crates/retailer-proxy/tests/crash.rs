//! The program is killed while two hundred shoppers join: no consent is lost and
//! none is invented.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![cfg(unix)]

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use engage_sim::{DEFAULT_API_KEY, Effect, Endpoint, Fault, Seed, Settings, Simulator, Switches};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const SECRET: &str = "the shop and its proxy share this and nobody else";
const DOG_FOOD: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
const SHOPPERS: usize = 200;
/// How many have been answered when the program is killed.
const ANSWERED: usize = 70;

/// A folder of its own, removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("retailer-proxy-crash-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn program(engage: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"));
    command
        .env_clear()
        .env("RETAILER_PROXY_ENGAGE_BASE_URL", engage)
        .env("RETAILER_PROXY_ENGAGE_API_KEY", DEFAULT_API_KEY)
        .env("RETAILER_PROXY_SESSION_SECRET", SECRET)
        .env("RETAILER_PROXY_LISTEN_ADDRESS", "127.0.0.1:0")
        .env("RETAILER_PROXY_INTERNAL_ADDRESS", "127.0.0.1:0")
        .env("RETAILER_PROXY_BUDGET_CALLS_PER_SECOND", "200")
        .env("RUST_LOG", "error")
        .current_dir(folder)
        .stdout(Stdio::piped());
    command
}

/// A proxy that is killed when the test is over, at the latest.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(engage: &str, folder: &Path) -> Self {
        let mut child = program(engage, folder).spawn().unwrap();
        let mut line = String::new();
        let output = child.stdout.as_mut().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("retailer-proxy listens on ");
        let address = address.unwrap().trim_end_matches('/').to_owned();
        Self { child, address }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // SIGKILL: no chance to tidy up.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What became of every contact's consent, as the export says.
fn ledger(engage: &str, folder: &Path) -> HashMap<String, String> {
    let output = program(engage, folder)
        .args(["consents", "export"])
        .output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    let records = text.lines().map(|line| {
        let record: Value = serde_json::from_str(line).unwrap();
        let member = |name: &str| record[name].as_str().unwrap().to_owned();
        assert_eq!(member("definitionId"), DOG_FOOD);
        (member("contactId"), member("outcome"))
    });
    records.collect()
}

/// Who has the challenge in Engage.
fn assigned(simulator: &Simulator, contacts: &[String]) -> HashSet<String> {
    let state = simulator.state();
    let with = contacts.iter().filter(|contact| {
        let id = contact.parse().unwrap();
        state.challenges_of(id).next().is_some()
    });
    with.cloned().collect()
}

async fn join(browser: reqwest::Client, address: String, contact: String) -> Option<String> {
    let claims = json!({ "contact_id": contact, "exp": 4_000_000_000_u32 });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let token = encode(&Header::default(), &claims, &key).unwrap();
    let request = browser
        .post(format!(
            "{address}/challenges/definitions/{DOG_FOOD}/assign"
        ))
        .bearer_auth(token)
        .header("x-challenges-widget", "1")
        .header("sec-fetch-site", "same-origin")
        .json(&json!({}));
    let answer = request.send().await.ok()?;
    let is_joined = answer.status().is_success() && answer.text().await.ok()? == "true";
    is_joined.then_some(contact)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_two_hundred_join_no_consent_is_lost_and_none_invented() {
    let switches = Switches {
        requests_per_second: 100_000,
        ..Switches::default()
    };
    let settings = Settings {
        switches,
        ..Settings::default()
    };
    let simulator = Simulator::new(Seed::embedded(), settings);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let engage = format!("http://{}", listener.local_addr().unwrap());
    let serving = engage_sim::serve(listener, simulator.clone(), std::future::pending());
    let serving = tokio::spawn(async move { serving.await.unwrap() });
    let contacts: Vec<String> = (1..=SHOPPERS)
        .map(|number| format!("aaaaaaaa-0000-4000-8000-{number:012}"))
        .collect();
    for contact in &contacts {
        let id = Some(contact.parse().unwrap());
        simulator
            .change_state(|state, _| state.add_contact(id, "Somebody".to_owned()).map(drop))
            .unwrap();
    }
    // Engage has done its work a while before it says so: when the program is
    // killed, many calls are in that state.
    let slow = Effect::Latency(Duration::from_millis(20));
    simulator.add_fault(Fault::new(slow).after().at(Endpoint::Assign));

    let folder = Folder::new();
    let proxy = Running::start(&engage, &folder.0);
    let browser = reqwest::Client::new();
    let mut joins = JoinSet::new();
    for contact in &contacts {
        joins.spawn(join(
            browser.clone(),
            proxy.address.clone(),
            contact.clone(),
        ));
    }
    let mut successes = HashSet::new();
    while successes.len() < ANSWERED {
        successes.extend(joins.join_next().await.unwrap().unwrap());
    }
    drop(proxy);
    while let Some(answer) = joins.join_next().await {
        successes.extend(answer.unwrap());
    }
    assert!(successes.len() < SHOPPERS, "the kill came too late");

    let after_crash = ledger(&engage, &folder.0);
    let in_engage = assigned(&simulator, &contacts);
    for contact in &successes {
        assert!(after_crash.contains_key(contact), "a consent is lost");
        assert!(in_engage.contains(contact), "success without a challenge");
    }
    for contact in &in_engage {
        assert!(
            after_crash.contains_key(contact),
            "a challenge without consent"
        );
    }

    // The next start settles the rest.
    let _again = Running::start(&engage, &folder.0);
    let begin = Instant::now();
    let settled = loop {
        let now = ledger(&engage, &folder.0);
        let is_settled = in_engage.iter().all(|contact| now[contact] == "assigned");
        if is_settled || begin.elapsed() > Duration::from_mins(1) {
            break now;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(settled.len(), after_crash.len(), "a record came or went");
    for (contact, outcome) in &settled {
        let is_assigned = in_engage.contains(contact);
        assert_eq!(outcome == "assigned", is_assigned, "{outcome}");
    }
    let unfinished = after_crash
        .values()
        .filter(|outcome| *outcome == "unfinished");
    eprintln!(
        "{} answered with success; in the ledger {}, of which unfinished {}; in Engage {}",
        successes.len(),
        after_crash.len(),
        unfinished.count(),
        in_engage.len()
    );
    serving.abort();
}
