//! A running simulator, and a client that keeps Engage's conventions.

use engage_sim::{Seed, Settings, Simulator, serve};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub(crate) const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
pub(crate) const NILS: &str = "c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02";
pub(crate) const INES: &str = "5e8f7b36-91c4-4d2a-b6e0-3a7c8d4f1c03";
pub(crate) const OTTO: &str = "2285d25b-622c-45ce-bc13-fccdd1147d4d";

pub(crate) const REVIEWS: &str = "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11";
pub(crate) const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
pub(crate) const REPAIR: &str = "4d9eaf23-9c3f-4f88-8041-be3c7c5f4a44";
pub(crate) const DOG_FOOD: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
pub(crate) const UPCOMING: &str = "70c1d256-cf62-42bb-9374-e16faf827d77";
pub(crate) const DRAFT: &str = "81d2e367-d073-43cc-a485-f270b0938e88";
pub(crate) const ENDED: &str = "92e3f478-e184-44dd-b596-0381c1a49f99";
pub(crate) const UNKNOWN: &str = "ffffffff-0000-4000-8000-ffffffffffff";

/// Alva's dog food, 3 of 5.
pub(crate) const ALVAS_DOG_FOOD: &str = "a1000000-1111-4aaa-8bbb-000000000003";

/// A simulator that listens until this is dropped.
pub(crate) struct Engage {
    pub(crate) simulator: Simulator,
    pub(crate) address: String,
    pub(crate) client: Client,
    _stop: oneshot::Sender<()>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

impl Engage {
    /// The embedded seed, everything at its default.
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let simulator = Simulator::new(Seed::embedded(), settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let until_dropped = async { drop(stopped.await) };
        tokio::spawn(serve(listener, simulator.clone(), until_dropped));
        Self {
            simulator,
            address,
            client: Client::new(),
            _stop: stop,
        }
    }

    /// The default settings with one switch set.
    pub(crate) async fn switched(assignment: &str) -> Self {
        let engage = Self::start().await;
        engage.switch(assignment);
        engage
    }

    pub(crate) fn switch(&self, assignment: &str) {
        let switches = self.simulator.switches();
        let changed = switches.with_assignment(assignment).unwrap();
        assert_ne!(switches, changed, "{assignment} is set already");
        self.simulator.set_switches(changed);
    }

    /// A request without any header of Engage's conventions.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.address))
    }

    /// A request to the API, version 3, with the headers it asks for.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let headers = [
            (
                "apikey".parse().unwrap(),
                HeaderValue::from_static("demo-key"),
            ),
            (USER_AGENT, HeaderValue::from_static("EngageSimTests/1.0")),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ];
        self.bare(method, &format!("/api/v3{path}"))
            .headers(headers.into_iter().collect())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).body(body.to_string());
        Answer::of(request.send().await.unwrap()).await
    }

    /// A request to an admin path, with a body unless that is null.
    pub(crate) async fn admin(&self, method: Method, path: &str, body: Value) -> Answer {
        let mut request = self.bare(method, &format!("/simulator{path}"));
        if !body.is_null() {
            request = request.body(body.to_string());
        }
        Answer::of(request.send().await.unwrap()).await
    }

    /// How many checkpoints a challenge has by now.
    pub(crate) fn completed(&self, challenge: &str) -> u64 {
        let state = self.simulator.state();
        let challenge = state.challenge(challenge.parse().unwrap()).unwrap();
        challenge.completed_checkpoints
    }
}
