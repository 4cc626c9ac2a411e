//! The password of the database and the shopper's session must not reach whoever answers
//! in place of the server that they are for.

use std::sync::Arc;

use futures_util::future::join;
use parking_lot::Mutex;
use retailer_proxy::consents::{DatabaseUrlError, Ledger, LedgerError, ServerIdentity};
use retailer_proxy::{AddressError, ForwardAuthRules, Sessions};
use rstest::rstest;
use temporary_postgres::TemporaryPostgres;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::program::program;

const PASSWORD: &str = "secret-4711";
/// A PostgreSQL client's question whether the server speaks TLS.
const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
/// A server's demand for the password in clear.
const PASSWORD_REQUEST: [u8; 9] = [b'R', 0, 0, 0, 8, 0, 0, 0, 3];

/// A listener that plays a PostgreSQL server: it does not speak TLS, and asks for the
/// password in clear.
struct Impostor {
    port: u16,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Impostor {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::<Mutex<Vec<u8>>>::default();
        let written = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                play(client, &written).await;
            }
        });
        Self { port, received }
    }

    /// A URL that leads to the impostor by an address that is not a loopback address.
    fn url(&self, parameters: &str) -> String {
        let port = self.port;
        format!("postgres://shop:{PASSWORD}@0.0.0.0:{port}/consents{parameters}")
    }

    fn has_password(&self) -> bool {
        let received = self.received.lock();
        let mut windows = received.windows(PASSWORD.len());
        windows.any(|window| window == PASSWORD.as_bytes())
    }
}

async fn play(mut client: TcpStream, received: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 4_096];
    let mut messages = 0;
    while let Ok(length @ 1..) = client.read(&mut buffer).await {
        received.lock().extend_from_slice(&buffer[..length]);
        let answer: &[u8] = match messages {
            _ if buffer[..length] == TLS_REQUEST => b"N",
            0 => &PASSWORD_REQUEST,
            _ => return,
        };
        messages += usize::from(answer != b"N");
        if client.write_all(answer).await.is_err() {
            return;
        }
    }
}

#[rstest]
#[case::by_default("")]
#[case::encrypted("?sslmode=require")]
#[case::known_authority("?sslmode=verify-ca")]
#[tokio::test]
async fn a_server_that_needs_no_proof_is_never_connected_to(#[case] parameters: &str) {
    let impostor = Impostor::listen().await;
    let error = Ledger::open(&impostor.url(parameters)).await.unwrap_err();
    let expected = matches!(error, LedgerError::Address(DatabaseUrlError::Unverified));
    assert!(expected, "{error}");
    assert!(impostor.received.lock().is_empty());
    assert!(!error.to_string().contains(PASSWORD));
}

#[tokio::test]
async fn a_server_without_tls_does_not_get_the_password() {
    let impostor = Impostor::listen().await;
    let url = impostor.url("?sslmode=verify-full");
    let error = Ledger::open(&url).await.unwrap_err();
    assert!(matches!(error, LedgerError::Database(_)), "{error}");
    assert_eq!(*impostor.received.lock(), TLS_REQUEST);
}

#[tokio::test]
async fn only_the_option_that_names_the_risk_gives_the_password_away() {
    let impostor = Impostor::listen().await;
    let url = impostor.url("");
    let opened = Ledger::open_with(&url, ServerIdentity::Unverified).await;
    assert!(opened.is_err());
    assert!(impostor.has_password());
}

#[tokio::test]
async fn a_real_server_elsewhere_is_used_only_when_it_proves_its_identity() {
    let Some(server) = TemporaryPostgres::for_test() else {
        return;
    };
    let elsewhere = server.url().replace("127.0.0.1", "0.0.0.0");
    let verified = format!("{elsewhere}?sslmode=verify-full");
    let (unproved, without_tls) = join(Ledger::open(&elsewhere), Ledger::open(&verified)).await;
    assert!(matches!(unproved, Err(LedgerError::Address(_))));
    assert!(matches!(without_tls, Err(LedgerError::Database(_))));
    Ledger::open(server.url()).await.unwrap();
    let at_risk = Ledger::open_with(&elsewhere, ServerIdentity::Unverified).await;
    at_risk.unwrap();
}

#[rstest]
#[case::url("postgres://shop:secret-4711@db.test/consents", "")]
#[case::parameter("postgres://shop:secret-4711@localhost/consents?host=db.test", "")]
#[case::environment("postgres:///consents", "db.test")]
fn neither_a_check_nor_a_start_accepts_such_a_server(
    #[case] database: &str,
    #[case] host: &str,
    #[values(true, false)] only_check: bool,
) {
    let mut command = program("http://127.0.0.1:1");
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", database);
    if !host.is_empty() {
        command.env("PGHOST", host).env("PGPASSWORD", PASSWORD);
    }
    if only_check {
        command.arg("--check");
    }
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        text.contains("consents.database: leads to another machine"),
        "{text}"
    );
    assert!(text.contains("sslmode=verify-full"), "{text}");
    assert!(!text.contains(PASSWORD), "{text}");
}

#[test]
fn a_check_accepts_a_server_that_the_operator_puts_at_risk() {
    let mut command = program("http://127.0.0.1:1");
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", "postgres://db.test/x");
    command.env(
        "RETAILER_PROXY_CONSENTS_SERVER_IDENTITY",
        "password_at_risk",
    );
    let output = command.arg("--check").output().unwrap();
    // It is asked, and is not there.
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("the proxy could not start"), "{text}");
    assert!(!text.contains("leads to another machine"), "{text}");
}

#[rstest]
#[case("http://[2001:db8::1]/whoami", AddressError::NotEncrypted)]
#[case("http://whoami/whoami", AddressError::NotEncrypted)]
#[case(
    "https://user:secret-4711@shop.example/whoami",
    AddressError::HasCredentials
)]
fn a_session_is_not_sent_where_others_can_read_it(
    #[case] address: &str,
    #[case] expected: AddressError,
) {
    let sessions = Sessions::forward_auth(&ForwardAuthRules::new(address));
    assert_eq!(sessions.err(), Some(expected));
}
