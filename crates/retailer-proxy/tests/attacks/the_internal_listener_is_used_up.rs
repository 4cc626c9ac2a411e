//! A client that sends nothing, or too much, must not keep the connections of health checks.

use std::process::Command;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::program::{Running, program};

fn impatient() -> Command {
    let mut command = program("http://127.0.0.1:1");
    command.env("RETAILER_PROXY_LIMITS_HEADER_SECONDS", "1");
    command.env("RETAILER_PROXY_LIMITS_CONNECTIONS", "1");
    command.env("RETAILER_PROXY_LIMITS_REQUEST_SECONDS", "1");
    command.env(
        "RETAILER_PROXY_LIVE_BACKEND_SECRET",
        "the backend and the proxy share this",
    );
    command
}

/// Sends this and waits until the connection is closed.
async fn exchange(proxy: &Running, request: &str) -> String {
    let mut connection = TcpStream::connect(&proxy.internal).await.unwrap();
    // The connection may be closed before all of it is sent.
    let _ = connection.write_all(request.as_bytes()).await;
    until_closed(&mut connection).await
}

/// Everything that comes until the program closes the connection.
async fn until_closed(connection: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let closed = timeout(Duration::from_mins(1), connection.read_to_end(&mut answer)).await;
    assert!(closed.is_ok(), "the program keeps the connection");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_the_next_health_check_is_answered() {
    let proxy = Running::start(impatient());
    let mut idle = TcpStream::connect(&proxy.internal).await.unwrap();
    let check = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = exchange(&proxy, check).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("x-request-id: "), "{answer}");
    assert_eq!(until_closed(&mut idle).await, "");
}

#[tokio::test]
async fn a_head_that_does_not_end_or_is_too_long_is_refused() {
    let proxy = Running::start(impatient());
    assert_eq!(exchange(&proxy, "GET /healthz HTTP/1.1\r\n").await, "");
    let long = format!(
        "GET /healthz HTTP/1.1\r\nx: {}\r\n\r\n",
        "a".repeat(100_000)
    );
    let answer = exchange(&proxy, &long).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let proxy = Running::start(impatient());
    let head = "POST /contacts/changed HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
                authorization: Bearer the backend and the proxy share this\r\n\
                content-length: 100\r\n\r\n{";
    let answer = exchange(&proxy, head).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let head = head.replace("content-length: 100", "content-length: 5000000");
    let answer = exchange(&proxy, &head).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}
