//! The proxy's lists, asked for over HTTP.

use challenge_model::wire::FromWire;
use challenge_model::{ChallengeItem, Definition, Page};
use gloo_net::http::{Request, Response};
use js_sys::{Promise, SyntaxError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials};

use super::json::Json;
use super::{Failure, codec};
use crate::browser;

/// What a page of a list holds at most; Engage documents no larger one (T9).
const PAGE_SIZE: usize = 100;
/// Where paging ends, whatever the proxy says of further pages (T8).
const MOST_PAGES: usize = 20;

/// Asks one proxy. Dropping what it returns ends nothing: the signal does.
#[derive(Clone, Debug)]
pub struct Client {
    proxy: String,
    signal: Option<AbortSignal>,
}

impl Client {
    /// A client of the proxy under this address, such as `/api/loyalty`. The
    /// signal ends all requests.
    #[must_use]
    pub fn new(proxy: &str, signal: Option<AbortSignal>) -> Self {
        Self {
            proxy: proxy.trim_end_matches('/').to_owned(),
            signal,
        }
    }

    /// All challenges of the signed-in contact, with their definitions. The
    /// request for the first page may be under way: a promise of its `Response`.
    ///
    /// # Errors
    ///
    /// When the proxy does not answer, refuses, or sends no list.
    pub async fn challenges(
        &self,
        under_way: Option<Promise>,
    ) -> Result<Vec<ChallengeItem>, Failure> {
        let mut items = self.all_pages("challenges", under_way).await?;
        if codec::lacks_definitions(&items) {
            // Cards without titles are better than no cards (T27).
            let definitions: Vec<Definition> = self
                .all_pages("challenges/definitions", None)
                .await
                .unwrap_or_default();
            codec::join_definitions(&mut items, &definitions);
        }
        Ok(items)
    }

    /// Walks a list to its end, by the items received (T8). The first page may
    /// already be under way.
    async fn all_pages<T: FromWire>(
        &self,
        list: &str,
        mut under_way: Option<Promise>,
    ) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut offset = 0;
        for _ in 0..MOST_PAGES {
            let response = match under_way.take() {
                Some(response) => response,
                None => self.get(list, offset)?,
            };
            let page: Page<T> =
                Page::read(self.body(response).await?).map_err(|_| Failure::Unreadable)?;
            offset += page.received;
            items.extend(page.items);
            let is_last = match page.total {
                Some(total) => offset >= total,
                None => page.received < PAGE_SIZE,
            };
            if is_last || page.received == 0 {
                break;
            }
        }
        Ok(items)
    }

    fn get(&self, list: &str, offset: usize) -> Result<Promise, Failure> {
        let page = [("offset", offset), ("count", PAGE_SIZE)]
            .map(|(name, number)| (name, number.to_string()));
        // The first page is what the proxy answers when asked for nothing else.
        let page = if offset == 0 { &[][..] } else { &page[..] };
        let request: web_sys::Request = Request::get(&format!("{}/{list}", self.proxy))
            .query(page.iter().map(|(name, number)| (*name, number.as_str())))
            .header("Accept", "application/json")
            .credentials(RequestCredentials::SameOrigin)
            .abort_signal(self.signal.as_ref())
            .build()
            .map_err(|_| Failure::Unreachable)?
            .into();
        // Not gloo's own `send`: it takes every rejection for an `Error`, and a
        // page may have put a `fetch` of its own in place.
        browser::window()
            .map(|window| window.fetch_with_request(&request))
            .ok_or(Failure::Unreachable)
    }

    async fn body(&self, response: Promise) -> Result<Json, Failure> {
        let unreachable = |reason| self.unreachable(&reason);
        let response: web_sys::Response = JsFuture::from(response)
            .await
            .and_then(JsCast::dyn_into)
            .map_err(unreachable)?;
        let response = Response::from(response);
        if let Some(failure) = Failure::of_status(response.status()) {
            return Err(failure);
        }
        let body = web_sys::Response::from(response).json();
        JsFuture::from(body.map_err(unreachable)?)
            .await
            .map(Json)
            .map_err(|reason| {
                if reason.is_instance_of::<SyntaxError>() {
                    Failure::Unreadable
                } else {
                    unreachable(reason)
                }
            })
    }

    fn unreachable(&self, reason: &JsValue) -> Failure {
        let is_over = self.signal.as_ref().is_some_and(AbortSignal::aborted);
        // Nobody waits for answers that were called off.
        if !is_over {
            browser::warn(&format!("no answer from {}", self.proxy), reason);
        }
        Failure::Unreachable
    }
}
