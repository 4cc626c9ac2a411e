//! A client of the proxy, over HTTP.

use challenge_cards::state::{Failure, JoinFailure, PAGE_SIZE, Snapshot, is_last_page};
use challenge_model::wire::{FromWire, Json};
use challenge_model::{DefinitionId, DefinitionItem, Page};
use gloo_net::http::{Method, RequestBuilder};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, Response};

use super::PendingRequests;
use super::body::{self, BodyFailure};
use crate::browser;

/// The path of the shopper's challenges.
const CHALLENGES: &str = "challenges";
/// The path of the definitions, which can be joined.
const DEFINITIONS: &str = "challenges/definitions";
/// The most pages of a list that are requested, whatever the proxy says about further
/// ones (T8).
const MAX_PAGES: usize = 20;
/// How long an answer may take, in milliseconds.
const TIMEOUT: u32 = 30_000;
/// How long the challenges, where there are any, wait for the definitions, in
/// milliseconds.
const DEFINITIONS_TIMEOUT: u32 = 1_500;
/// The header by which the proxy recognises the widget: a browser does not let
/// another site set it.
const WIDGET_HEADER: &str = "X-Challenges-Widget";

/// A client of one proxy.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    proxy: String,
    language: String,
    signal: Option<AbortSignal>,
}

impl Client {
    /// A client of the proxy at this URL, such as `/api/loyalty`, which requests
    /// texts in this language. The signal aborts all requests.
    pub(crate) fn new(proxy: &str, language: &str, signal: Option<AbortSignal>) -> Self {
        Self {
            proxy: proxy.trim_end_matches('/').to_owned(),
            language: language.to_owned(),
            signal,
        }
    }

    /// Whether [`Client::new`] makes the same client of these.
    pub(crate) fn is_for(&self, proxy: &str, language: &str) -> bool {
        self.proxy == proxy.trim_end_matches('/') && self.language == language
    }

    /// The URL of the proxy, without a slash at its end.
    pub(crate) fn proxy(&self) -> &str {
        &self.proxy
    }

    /// Requests all challenges of the shopper, and all definitions. The requests for
    /// the first pages may be pending already. Where the definitions cannot be had soon,
    /// the challenges come without them. Where there are no challenges, the definitions
    /// are awaited as long as any answer.
    ///
    /// # Errors
    ///
    /// When the proxy does not answer with challenges, or when there are none and it is too
    /// slow or too busy to answer with definitions.
    pub(crate) async fn fetch(
        &self,
        pending: Option<PendingRequests>,
    ) -> Result<Snapshot, Failure> {
        let PendingRequests {
            challenges,
            definitions,
        } = match pending {
            Some(requests) => requests,
            None => PendingRequests {
                challenges: self.get(CHALLENGES, 0)?,
                definitions: self.get(DEFINITIONS, 0)?,
            },
        };
        // Both become futures at once. Otherwise the browser would report a rejection of
        // the second as unhandled while the first is awaited.
        let (challenges, definitions) = (JsFuture::from(challenges), JsFuture::from(definitions));
        let challenges = self.all_pages(CHALLENGES, challenges).await?;
        // Without a challenge, the definitions alone say whether the shopper has anything.
        let limit = if challenges.is_empty() {
            TIMEOUT
        } else {
            DEFINITIONS_TIMEOUT
        };
        let definitions = browser::with_timeout(limit, self.all_definitions(definitions)).await;
        match definitions.unwrap_or(Err(Failure::TimedOut)) {
            Ok(definitions) => Ok(Snapshot::new(challenges, definitions)),
            Err(failure @ (Failure::TimedOut | Failure::Busy { .. })) if challenges.is_empty() => {
                Err(failure)
            }
            Err(_) => Ok(Snapshot::new(challenges, Vec::new())),
        }
    }

    /// Requests all definitions. A first request without an answer, which the browser may
    /// have cancelled, is made again.
    async fn all_definitions(&self, pending: JsFuture) -> Result<Vec<DefinitionItem>, Failure> {
        let mut definitions = self.all_pages(DEFINITIONS, pending).await;
        if let Err(Failure::Unreachable) = definitions {
            let again = self.get(DEFINITIONS, 0)?;
            definitions = self.all_pages(DEFINITIONS, again.into()).await;
        }
        definitions
    }

    /// Joins the challenge of this definition, with consent to this version of its
    /// consent text.
    ///
    /// # Errors
    ///
    /// When the shopper has not joined, or it is not known whether they have.
    pub(crate) async fn join(
        &self,
        definition: &DefinitionId,
        consent_version: Option<&str>,
    ) -> Result<(), JoinError> {
        let body = js_sys::Object::new();
        if let Some(version) = consent_version {
            let _ = js_sys::Reflect::set(&body, &"consentVersion".into(), &version.into());
        }
        let id = js_sys::encode_uri_component(definition.as_str());
        let path = [DEFINITIONS, "/", &String::from(id), "/assign"].concat();
        let request = self
            .request(Method::POST, &path)
            .header("Content-Type", "application/json")
            .header(WIDGET_HEADER, "1")
            .body(js_sys::JSON::stringify(&body).unwrap_or_default())
            .map_err(|_| JoinFailure::Again)?;
        let response = Self::send(&request.into()).map_err(|_| JoinFailure::Again)?;
        let response = self.answer(response.into()).await?;
        let text = body::text(&response).await.unwrap_or_default();
        match (response.ok(), Json::parse(&text)) {
            (true, Some(Json::Flag(true))) => Ok(()),
            (true, _) => Err(JoinFailure::Again.into()),
            (false, answer) => {
                let code = answer.as_ref().and_then(error_code).unwrap_or_default();
                Err(JoinFailure::of_answer(response.status(), code).into())
            }
        }
    }

    /// The URL of the proxy's events.
    pub(crate) fn events_url(&self) -> String {
        [&self.proxy, "/challenges/events"].concat()
    }

    /// Requests a list page by page, by the number of items received (T8). The first
    /// page is pending already.
    async fn all_pages<T: FromWire>(
        &self,
        list: &str,
        mut pending: JsFuture,
    ) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut offset = 0;
        for _ in 0..MAX_PAGES {
            let text = self.text(pending).await?;
            let json = Json::parse(&text).ok_or(Failure::Unreadable)?;
            let page: Page<T> = Page::read(json).map_err(|_| Failure::Unreadable)?;
            offset += page.received;
            items.extend(page.items);
            if is_last_page(page.total, page.received, offset) || page.received == 0 {
                break;
            }
            pending = self.get(list, offset)?.into();
        }
        Ok(items)
    }

    fn get(&self, list: &str, offset: usize) -> Result<Promise, Failure> {
        let page = [("offset", offset), ("count", PAGE_SIZE)]
            .map(|(name, number)| (name, number.to_string()));
        // The first page is what the proxy answers to a request without a query.
        let page = if offset == 0 { &[][..] } else { &page[..] };
        let request = self
            .request(Method::GET, list)
            .query(page.iter().map(|(name, number)| (*name, number.as_str())))
            .build()
            .map_err(|_| Failure::Unreachable)?;
        Self::send(&request.into())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        RequestBuilder::new(&[&self.proxy, "/", path].concat())
            .method(method)
            .header("Accept", "application/json")
            .header("Accept-Language", &self.language)
            .credentials(RequestCredentials::Include)
            .abort_signal(self.signal.as_ref())
    }

    /// Not gloo's `send`, which expects every rejection to be an `Error`: a page may
    /// have replaced `fetch` by a function that rejects with something else.
    fn send(request: &web_sys::Request) -> Result<Promise, Failure> {
        browser::window()
            .map(|window| window.fetch_with_request(request))
            .ok_or(Failure::Unreachable)
    }

    async fn text(&self, response: JsFuture) -> Result<String, Failure> {
        let response = self.answer(response).await?;
        let retry_after = response.headers().get("Retry-After").ok().flatten();
        let retry_after = retry_after.and_then(|seconds| seconds.trim().parse().ok());
        if let Some(failure) = Failure::of_answer(response.status(), retry_after) {
            return Err(failure);
        }
        match browser::with_timeout(TIMEOUT, body::text(&response)).await {
            Some(Ok(text)) => Ok(text),
            Some(Err(BodyFailure::Answer(failure))) => Err(failure),
            Some(Err(BodyFailure::Broken(reason))) => Err(self.unreachable(&reason)),
            None => Err(Failure::TimedOut),
        }
    }

    async fn answer(&self, response: JsFuture) -> Result<Response, Failure> {
        let answer = browser::with_timeout(TIMEOUT, response).await;
        answer
            .ok_or(Failure::TimedOut)?
            .and_then(JsCast::dyn_into)
            .map_err(|reason| self.unreachable(&reason))
    }

    fn unreachable(&self, reason: &JsValue) -> Failure {
        let is_aborted = self.signal.as_ref().is_some_and(AbortSignal::aborted);
        // An aborted request is no problem to report.
        if !is_aborted {
            browser::warn(&["no answer from ", &self.proxy].concat(), Some(reason));
        }
        Failure::Unreachable
    }
}

/// Why joining did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JoinError {
    /// It has failed.
    Failed(JoinFailure),
    /// The request ended without an answer. The proxy may have joined all the same.
    NoAnswer,
}

impl From<JoinFailure> for JoinError {
    fn from(failure: JoinFailure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Failure> for JoinError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::NoAnswer,
            _ => Self::Failed(JoinFailure::Again),
        }
    }
}

/// The stable code in an error of the proxy's: `{"error":{"code":"…"}}`.
fn error_code<'answer>(answer: &'answer Json<'_>) -> Option<&'answer str> {
    match answer.member("error")?.member("code")? {
        Json::Text(code) => Some(code),
        _ => None,
    }
}
