//! What is logged at the level `TRACE`. This test has a process of its own, because the
//! subscriber of a log is shared by all tests of a process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::io::Write;
use std::sync::{Arc, Mutex};

use challenge_model::ContactId;
use engage_client::{ApiKey, BaseUrl, ChallengesQuery, Client, ClientOptions, PageRange};
use engage_sim::{DEFAULT_API_KEY, Seed, Settings, Simulator};
use tokio::net::TcpListener;
use tracing_subscriber::fmt::MakeWriter;

const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
const NOBODY: &str = "e9f00000-0000-4000-8000-0000000000ff";

#[tokio::test]
async fn the_log_shows_that_engage_answered_but_neither_the_key_nor_a_contact() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .init();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let simulator = Simulator::new(Seed::embedded(), Settings::default());
    let serving = engage_sim::serve(listener, simulator, std::future::pending());
    let serving = tokio::spawn(async move { serving.await.unwrap() });
    let api_key = ApiKey::new(DEFAULT_API_KEY).unwrap();
    let client = Client::new(&ClientOptions::new(base_url, api_key)).unwrap();
    for (contact, is_known) in [(ALVA, true), (NOBODY, false)] {
        let query = ChallengesQuery::of(ContactId::guid(contact).unwrap());
        let page = client.challenges(&query, PageRange::default()).await;
        assert_eq!(page.is_ok(), is_known);
    }
    serving.abort();
    let text = log.text();
    assert!(text.contains("Engage answered"), "{text}");
    for secret in [ALVA, NOBODY, DEFAULT_API_KEY] {
        assert!(!text.contains(secret), "{secret} shows in:\n{text}");
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
