//! A shop that nests the proxy under `/api/loyalty`, with an Engage behind it.

use std::future::pending;
use std::num::NonZeroU32;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use engage_client::{ApiKey, BaseUrl, Client, ClientOptions};
use engage_sim::{DEFAULT_API_KEY, Seed, Settings, Simulator, Switches};
use jsonwebtoken::{EncodingKey, Header, encode};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use retailer_proxy::{
    Ages, CallOptions, Clock, EdgeOptions, Proxy, ProxyOptions, ReadsOptions, Server,
    ServerOptions, SessionKey, SessionRules, Sessions, SharedOptions, WidgetFiles, internal_router,
    router, serve_internal,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

pub(crate) const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
pub(crate) const NILS: &str = "c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02";
pub(crate) const INES: &str = "5e8f7b36-91c4-4d2a-b6e0-3a7c8d4f1c03";
pub(crate) const OTTO: &str = "2285d25b-622c-45ce-bc13-fccdd1147d4d";
pub(crate) const NOBODY: &str = "e9f00000-0000-4000-8000-0000000000ff";

pub(crate) const DOG_FOOD: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
pub(crate) const DRAFT: &str = "81d2e367-d073-43cc-a485-f270b0938e88";
pub(crate) const ALVAS_DOG_FOOD: &str = "a1000000-1111-4aaa-8bbb-000000000003";

pub(crate) const SECRET: &str = "the shop and its proxy share this and nobody else";

/// More than a busy machine needs.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a proxy treats Engage, and those who wait for it.
#[derive(Clone)]
pub(crate) struct Behaviour {
    pub(crate) reads: ReadsOptions,
    pub(crate) calls: CallOptions,
    /// How long a call may take.
    pub(crate) timeout: Duration,
    pub(crate) edge: EdgeOptions,
    pub(crate) server: ServerOptions,
    pub(crate) widget: Option<WidgetFiles>,
    /// What it shares with other instances.
    pub(crate) shared: Option<SharedOptions>,
}

/// As by default, but with all the time that a busy machine may need, with as many
/// calls as there are, with reads repeated at once, and with a breaker that only opens when nothing goes well.
impl Default for Behaviour {
    fn default() -> Self {
        Self {
            reads: ReadsOptions {
                patience: PATIENCE,
                ..ReadsOptions::default()
            },
            calls: CallOptions {
                per_second: NonZeroU32::new(100_000).unwrap(),
                repeat_after: Duration::ZERO,
                failures_to_rest: NonZeroU32::new(20).unwrap(),
                ..CallOptions::default()
            },
            timeout: PATIENCE,
            edge: EdgeOptions {
                per_session: NonZeroU32::MAX,
                per_address: NonZeroU32::MAX,
                ..EdgeOptions::default()
            },
            server: ServerOptions::default(),
            widget: None,
            shared: None,
        }
    }
}

/// Answers that are never given out without asking Engage, but are still there
/// when it does not answer.
const ONLY_IN_NEED: Ages = Ages {
    fresh: Duration::ZERO,
    stale: Duration::ZERO,
    kept: Duration::from_mins(5),
};

/// Answers that are given out once.
const NEVER: Ages = Ages {
    fresh: Duration::ZERO,
    stale: Duration::ZERO,
    kept: Duration::ZERO,
};

impl Behaviour {
    /// Every answer is given out once.
    pub(crate) fn without_memory() -> Self {
        Self::default().with_ages(NEVER)
    }

    /// Every answer is asked for anew, and what was answered before is for bad days.
    pub(crate) fn with_memory_for_bad_days() -> Self {
        Self::default().with_ages(ONLY_IN_NEED)
    }

    fn with_ages(mut self, ages: Ages) -> Self {
        self.reads.challenges = ages;
        self.reads.definitions = ages;
        self
    }
}

/// The most calls that Engage had within this time, whenever it began.
pub(crate) fn most_calls_within(engage: &Simulator, time: Duration) -> usize {
    let log = engage.log();
    let times = log.recent.iter().map(|request| request.at.as_millisecond());
    let times: Vec<i64> = times.collect();
    let span = i64::try_from(time.as_millis()).unwrap();
    let within = |(index, from): (usize, &i64)| {
        let later = times[index..].iter();
        later.take_while(|at| **at < from + span).count()
    };
    times.iter().enumerate().map(within).max().unwrap_or(0)
}

/// What a shop's page can reach.
pub(crate) struct Shop {
    engage: String,
    address: String,
    internal_address: String,
    browser: reqwest::Client,
    servers: Vec<JoinHandle<()>>,
}

impl Shop {
    /// A shop with the simulator behind it, and the simulator.
    pub(crate) async fn open() -> (Self, Simulator) {
        Self::open_with(Behaviour::default()).await
    }

    /// The same with a proxy that waits for Engage no longer than this.
    pub(crate) async fn open_with_timeout(timeout: Duration) -> (Self, Simulator) {
        Self::open_with(Behaviour {
            timeout,
            ..Behaviour::default()
        })
        .await
    }

    /// The same with a proxy that behaves in this way.
    pub(crate) async fn open_with(behaviour: Behaviour) -> (Self, Simulator) {
        Self::open_with_all(behaviour, |proxy| proxy).await
    }

    /// The same with a proxy that has more to it.
    pub(crate) async fn open_equipped(equip: impl FnOnce(Proxy) -> Proxy) -> (Self, Simulator) {
        Self::open_with_all(Behaviour::default(), equip).await
    }

    /// The same with a proxy that behaves in this way and has more to it.
    pub(crate) async fn open_with_all(
        behaviour: Behaviour,
        equip: impl FnOnce(Proxy) -> Proxy,
    ) -> (Self, Simulator) {
        let switches = Switches {
            requests_per_second: 100_000,
            ..Switches::default()
        };
        let settings = Settings {
            switches,
            ..Settings::default()
        };
        let simulator = Simulator::new(Seed::embedded(), settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let engage = format!("http://{}", listener.local_addr().unwrap());
        let serving = engage_sim::serve(listener, simulator.clone(), pending());
        let mut shop = Self::start(&engage, sessions(&rules()), behaviour, equip).await;
        shop.servers
            .push(tokio::spawn(async move { serving.await.unwrap() }));
        (shop, simulator)
    }

    /// A shop with a simulator behind it that can be killed, connections and all.
    pub(crate) async fn open_with_mortal_engage(behaviour: Behaviour) -> (Self, Runtime) {
        let engage = Runtime::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let listener = listener.into_std().unwrap();
        engage.spawn(async move {
            let simulator = Simulator::new(Seed::embedded(), Settings::default());
            let listener = TcpListener::from_std(listener).unwrap();
            engage_sim::serve(listener, simulator, pending())
                .await
                .unwrap();
        });
        let shop = Self::start(&address, sessions(&rules()), behaviour, |proxy| proxy);
        (shop.await, engage)
    }

    /// A shop with another Engage, or other rules for its sessions.
    pub(crate) async fn open_before(engage: &str, rules: SessionRules) -> Self {
        Self::open_with_sessions(engage, sessions(&rules)).await
    }

    /// The same with a proxy that goes by another clock.
    pub(crate) async fn open_before_at(engage: &str, clock: Clock) -> Self {
        let sessions = sessions(&rules());
        let behaviour = Behaviour::default();
        Self::start(engage, sessions, behaviour, |proxy| proxy.with_clock(clock)).await
    }

    /// A shop with another Engage that knows its shoppers in another way.
    pub(crate) async fn open_with_sessions(engage: &str, sessions: Sessions) -> Self {
        Self::open_knowing(engage, sessions, Behaviour::default()).await
    }

    /// The same with a proxy that behaves in this way.
    pub(crate) async fn open_knowing(
        engage: &str,
        sessions: Sessions,
        behaviour: Behaviour,
    ) -> Self {
        Self::open_knowing_with(engage, sessions, behaviour, |proxy| proxy).await
    }

    /// The same with a proxy that has more to it.
    pub(crate) async fn open_knowing_with(
        engage: &str,
        sessions: Sessions,
        behaviour: Behaviour,
        equip: impl FnOnce(Proxy) -> Proxy,
    ) -> Self {
        Self::start(engage, sessions, behaviour, equip).await
    }

    /// Another instance before the same Engage, whose proxy has more to it.
    pub(crate) async fn open_beside(&self, equip: impl FnOnce(Proxy) -> Proxy) -> Self {
        self.open_beside_with(Behaviour::default(), equip).await
    }

    /// The same with a proxy that behaves in this way.
    pub(crate) async fn open_beside_with(
        &self,
        behaviour: Behaviour,
        equip: impl FnOnce(Proxy) -> Proxy,
    ) -> Self {
        Self::start(&self.engage, sessions(&rules()), behaviour, equip).await
    }

    async fn start(
        engage: &str,
        sessions: Sessions,
        behaviour: Behaviour,
        equip: impl FnOnce(Proxy) -> Proxy,
    ) -> Self {
        let base_url = BaseUrl::parse(engage).unwrap();
        let mut options = ClientOptions::new(base_url, ApiKey::new(DEFAULT_API_KEY).unwrap());
        options.timeouts.call = behaviour.timeout;
        let client = Client::new(&options).unwrap();
        let options = ProxyOptions {
            reads: behaviour.reads,
            calls: behaviour.calls,
            edge: behaviour.edge.clone(),
        };
        let proxy = match &behaviour.shared {
            Some(shared) => Proxy::sharing(client, sessions, options, shared).unwrap(),
            None => Proxy::with_options(client, sessions, options),
        };
        let proxy = equip(proxy);
        let shares = proxy.clone();
        let internal = internal_router(proxy.clone());
        let server = |listener| Server::new(listener, &proxy, behaviour.server);
        let mut pages = axum::Router::new().nest("/api/loyalty", router(proxy.clone()));
        if let Some(widget) = &behaviour.widget {
            pages = pages.merge(widget.router(&behaviour.edge.origins));
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let pages = server(listener).serve(pages, pending());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let internal_address = format!("http://{}", listener.local_addr().unwrap());
        let internal = serve_internal(listener, internal, behaviour.server);
        let servers = vec![
            tokio::spawn(pages),
            tokio::spawn(internal),
            tokio::spawn(async move { shares.keep_sharing().await }),
        ];
        Self {
            engage: engage.to_owned(),
            address,
            internal_address,
            browser: reqwest::Client::builder().no_gzip().build().unwrap(),
            servers,
        }
    }

    /// Where the shop's own machines ask.
    pub(crate) fn internal(&self, path: &str) -> RequestBuilder {
        self.browser.get(format!("{}{path}", self.internal_address))
    }

    /// The same for what they say.
    pub(crate) fn internal_post(&self, path: &str) -> RequestBuilder {
        let address = format!("{}{path}", self.internal_address);
        self.browser.post(address)
    }

    /// A GET of a path that is not below the proxy's base.
    pub(crate) fn get_beside(&self, path: &str) -> RequestBuilder {
        self.browser.get(format!("{}{path}", self.address))
    }

    /// A connection for what no browser would send.
    pub(crate) async fn connect(&self) -> TcpStream {
        let address = self.address.strip_prefix("http://").unwrap();
        TcpStream::connect(address).await.unwrap()
    }

    /// Sends this, and returns what comes back until the connection is closed.
    pub(crate) async fn raw(&self, request: &str) -> String {
        let mut connection = self.connect().await;
        // It may be refused, and the connection closed, before all of it is sent.
        let _ = connection.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A request of a path below the proxy's base.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}/api/loyalty{path}", self.address);
        self.browser.request(method, address)
    }

    /// A GET of a path below the proxy's base.
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.browser
            .get(format!("{}/api/loyalty{path}", self.address))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.browser
            .post(format!("{}/api/loyalty{path}", self.address))
    }

    /// A request to join as the widget makes it for a signed-in contact, without a body.
    pub(crate) fn request_to_join(&self, contact: &str, definition: &str) -> RequestBuilder {
        self.post(&format!("/challenges/definitions/{definition}/assign"))
            .bearer_auth(token(&session(contact)))
            .header("x-challenges-widget", "1")
            .header("sec-fetch-site", "same-origin")
    }

    /// What a signed-in contact is answered.
    pub(crate) async fn answer(&self, contact: &str, path: &str) -> Answer {
        let token = token(&session(contact));
        Answer::of(self.get(path).bearer_auth(token)).await
    }

    /// What a signed-in contact is answered when all goes well.
    pub(crate) async fn json(&self, contact: &str, path: &str) -> Value {
        let answer = self.answer(contact, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

/// An answer, with its headers as the browser sees them.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response: Response = request.send().await.unwrap();
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    /// The code of a refusal, after looking that the body has nothing else in it
    /// than a code and a sentence of this project's own.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let body: Value = serde_json::from_str(&self.text).unwrap();
        let error = body["error"].as_object().unwrap();
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
        assert_eq!(error.len(), 2, "{body}");
        assert!(error["message"].as_str().unwrap().ends_with('.'), "{body}");
        (
            self.status.as_u16(),
            error["code"].as_str().unwrap().to_owned(),
        )
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub(crate) fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Sessions signed with the secret, in a cookie or as bearer.
pub(crate) fn rules() -> SessionRules {
    let mut rules = SessionRules::new(SessionKey::hs256(SECRET));
    rules.cookie = Some("session".to_owned());
    rules
}

fn sessions(rules: &SessionRules) -> Sessions {
    Sessions::new(rules).unwrap()
}

pub(crate) fn session(contact: &str) -> Value {
    json!({ "contact_id": contact, "exp": in_seconds(3_600) })
}

/// So many seconds from now, as tokens count them.
pub(crate) fn in_seconds(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() + seconds
}

pub(crate) fn token(claims: &Value) -> String {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    encode(&Header::default(), claims, &key).unwrap()
}
