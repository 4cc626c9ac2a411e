//! An error in the log must lead to its request, however little is logged.

use std::future::pending;

use engage_sim::{Seed, Settings, Simulator, serve};
use serde_json::{Value, json};
use sqlx::{AnyPool, Executor as _};
use tokio::net::TcpListener;

use crate::program::{Running, program};
use crate::shop::{DOG_FOOD, INES, session, token};

/// A definition that needs consent. No content file has a text for it.
const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

async fn engage() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let simulator = Simulator::new(Seed::embedded(), Settings::default());
    tokio::spawn(serve(listener, simulator, pending()));
    address
}

/// Lets a shopper join, and returns the answer's status and the errors in the log.
async fn errors_of_joining(proxy: Running, definition: &str) -> (u16, Vec<Value>) {
    let path = format!("challenges/definitions/{definition}/assign");
    let answer = reqwest::Client::new()
        .post(format!("{}{path}", proxy.address))
        .bearer_auth(token(&session(INES)))
        .header("x-challenges-widget", "1")
        .header("sec-fetch-site", "same-origin")
        .header("x-request-id", "to-be-found")
        .json(&json!({ "consentVersion": "1" }))
        .send();
    let status = answer.await.unwrap().status().as_u16();
    let log = proxy.stop();
    let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
    let errors = lines.filter(|line: &Value| line["level"] == "ERROR");
    (status, errors.collect())
}

#[tokio::test]
async fn an_error_in_a_join_has_the_id_of_its_request() {
    let mut command = program(&engage().await);
    command.env("RUST_LOG", "error");
    let (status, errors) = errors_of_joining(Running::start(command), HELLO).await;
    assert_eq!(status, 409);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["span"]["id"], "to-be-found", "{errors:?}");
}

/// How the errors of tasks begin, which belong to no request.
const OF_TASKS: [&str; 5] = [
    "consents are not settled",
    "awards are not sent",
    "awards are not settled",
    "old awards are not removed",
    "customers of awards are not looked up",
];

#[tokio::test]
async fn an_error_of_the_database_has_the_id_of_its_request() {
    let name = format!("locked-{}.sqlite", std::process::id());
    let file = std::env::temp_dir().join(name);
    let url = format!("sqlite:{}", file.display());
    let mut command = program(&engage().await);
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", &url);
    command.env("RUST_LOG", "error");
    let proxy = Running::start(command);
    sqlx::any::install_default_drivers();
    let other = AnyPool::connect(&url).await.unwrap();
    let mut holder = other.acquire().await.unwrap();
    holder
        .execute("PRAGMA busy_timeout = 60000; BEGIN IMMEDIATE")
        .await
        .unwrap();
    let (status, errors) = errors_of_joining(proxy, DOG_FOOD).await;
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
    assert_eq!(status, 503);
    let of_request = errors
        .iter()
        .filter(|line| line["span"]["id"] == "to-be-found");
    assert!(of_request.count() > 0, "{errors:?}");
    let others = errors.iter().filter(|line| line["span"]["id"].is_null());
    for other in others {
        let message = other["message"].as_str().unwrap();
        let of_task = OF_TASKS.iter().any(|start| message.starts_with(start));
        assert!(of_task, "{other}");
    }
}
