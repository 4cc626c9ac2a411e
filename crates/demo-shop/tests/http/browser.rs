//! A minimal browser: it keeps the session's cookie and follows no redirect.

use std::time::Duration;

use demo_shop::{COOKIE, Demo, DemoSettings, SessionSecret};
use reqwest::header::{COOKIE as COOKIE_HEADER, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde_json::Value;
use tokio::time::{Instant, sleep};

/// For what comes soon unless it never comes.
const PATIENCE: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(50);

pub(crate) const SECRET: &str = "a secret that only these tests know";

/// The repository itself counts as a built site, because it has an index.html.
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The settings of a demo for a test, on free ports.
pub(crate) fn settings() -> DemoSettings {
    DemoSettings {
        port: 0,
        engage_port: 0,
        site: SITE.into(),
        secret: SessionSecret::new(SECRET).unwrap(),
    }
}

pub(crate) async fn demo() -> Demo {
    Demo::start(settings()).await.unwrap()
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

pub(crate) struct Browser {
    client: Client,
    base: String,
    cookie: Option<String>,
}

impl Browser {
    pub(crate) fn at(shop_url: &str) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .no_gzip()
            .build();
        Self {
            client: client.unwrap(),
            base: shop_url.trim_end_matches('/').to_owned(),
            cookie: None,
        }
    }

    /// A browser in which this shopper has logged in.
    pub(crate) async fn of(shopper: &str, shop_url: &str) -> Self {
        let mut browser = Self::at(shop_url);
        browser.get(&format!("/my-pages?as={shopper}")).await;
        browser
    }

    /// A browser that sends this as the session's cookie.
    pub(crate) fn with_session(shop_url: &str, token: &str) -> Self {
        Self {
            cookie: Some(format!("{COOKIE}={token}")),
            ..Self::at(shop_url)
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request).await
    }

    /// Gets a path as this media type.
    pub(crate) async fn get_as(&mut self, accept: &str, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request.header("accept", accept)).await
    }

    /// Gets a path compressed, as browsers do. The text is not decompressed.
    pub(crate) async fn get_compressed(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request.header("accept-encoding", "gzip, br"))
            .await
    }

    /// Sends a form from the shop's own page.
    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Answer {
        let origin = self.base.clone();
        self.post_from(&origin, path, form).await
    }

    /// Sends a form from a page of this origin.
    pub(crate) async fn post_from(&mut self, origin: &str, path: &str, form: &str) -> Answer {
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", origin)
            .body(form.to_owned());
        self.send(request).await
    }

    /// Buys something and follows to the page that thanks for it.
    pub(crate) async fn buy(&mut self, form: &str) -> Answer {
        let ordered = self.post("/orders", form).await;
        assert_eq!(ordered.status, StatusCode::SEE_OTHER, "{ordered:?}");
        self.get(ordered.location()).await
    }

    /// My pages, as soon as they have this text.
    pub(crate) async fn wait_for(&mut self, text: &str) -> Answer {
        let begun = Instant::now();
        loop {
            let page = self.get("/my-pages").await;
            if page.contains(text) {
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "never `{text}`: {page:?}");
            sleep(POLL).await;
        }
    }

    /// The shopper's number of checkpoints, as the widget gets it from the proxy.
    pub(crate) async fn completed_checkpoints(&mut self, challenge: &str) -> u64 {
        let answer = self.get("/api/loyalty/challenges").await;
        let list: Value = serde_json::from_str(&answer.text).unwrap();
        let items = list["items"].as_array().unwrap();
        let item = items
            .iter()
            .find(|item| item["definition"]["name"] == challenge);
        item.unwrap()["completedCheckpoints"].as_u64().unwrap()
    }

    /// Listens for changes, as an open page with the widget's attribute `live` does.
    pub(crate) async fn listen(&self) -> Response {
        let address = format!("{}/api/loyalty/challenges/events", self.base);
        let response = self.with_cookie(self.client.get(address)).send().await;
        let mut response = response.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        // The first chunk is the stream's own greeting.
        response.chunk().await.unwrap();
        response
    }

    fn with_cookie(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.cookie {
            Some(cookie) => request.header(COOKIE_HEADER, cookie),
            None => request,
        }
    }

    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let response = self.with_cookie(request).send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(cookie) = headers.get(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(cookie.to_owned());
        }
        let text = response.text().await.unwrap();
        Answer {
            status,
            headers,
            text,
        }
    }
}
