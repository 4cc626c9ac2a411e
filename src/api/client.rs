//! The proxy's paths, asked for over HTTP.

use challenge_model::wire::{FromWire, Node, Shape};
use challenge_model::{DefinitionId, DefinitionItem, Page};
use gloo_net::http::{Method, RequestBuilder};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, Response};

use super::body::{self, BodyFailure};
use super::{Failure, JoinFailure, Json, Look, UnderWay, codec};
use crate::browser;

/// The contact's own challenges.
const CHALLENGES: &str = "challenges";
/// What can be joined.
const DEFINITIONS: &str = "challenges/definitions";
/// What a page of a list holds at most; Engage documents no larger one (T9).
const PAGE_SIZE: usize = 100;
/// Where paging ends, whatever the proxy says of further pages (T8).
const MOST_PAGES: usize = 20;
/// How long an answer may take, in milliseconds.
const PATIENCE: u32 = 30_000;
/// How long cards wait for what else can be joined, in milliseconds.
const PATIENCE_FOR_DEFINITIONS: u32 = 1_500;
/// A browser does not let another site set it, so that the proxy knows a request
/// of the widget's by it.
const OWN_HEADER: &str = "X-Challenges-Widget";

/// Asks one proxy.
#[derive(Clone, Debug)]
pub struct Client {
    proxy: String,
    language: String,
    signal: Option<AbortSignal>,
}

impl Client {
    /// A client of the proxy under this address, such as `/api/loyalty`, asking
    /// for words in this language. The signal ends all requests.
    #[must_use]
    pub fn new(proxy: &str, language: &str, signal: Option<AbortSignal>) -> Self {
        Self {
            proxy: proxy.trim_end_matches('/').to_owned(),
            language: language.to_owned(),
            signal,
        }
    }

    /// All challenges of the signed-in contact, and all definitions. The requests
    /// for the first pages may be under way. Without the definitions there are
    /// still cards.
    ///
    /// # Errors
    ///
    /// When the proxy does not answer with challenges.
    pub async fn look(&self, under_way: Option<UnderWay>) -> Result<Look, Failure> {
        let UnderWay {
            challenges,
            definitions,
        } = match under_way {
            Some(requests) => requests,
            None => UnderWay {
                challenges: self.get(CHALLENGES, 0)?,
                definitions: self.get(DEFINITIONS, 0)?,
            },
        };
        // Both are under way; a failure of the second is nobody's until the first is
        // there, but somebody's for the browser.
        let (challenges, definitions) = (JsFuture::from(challenges), JsFuture::from(definitions));
        let items = self.all_pages(CHALLENGES, challenges).await?;
        let definitions = self.all_pages(DEFINITIONS, definitions);
        let definitions: Option<Result<Vec<DefinitionItem>, _>> =
            browser::within(PATIENCE_FOR_DEFINITIONS, definitions).await;
        let mut look = Look {
            items,
            definitions: definitions.and_then(Result::ok).unwrap_or_default(),
        };
        codec::join_definitions(&mut look);
        Ok(look)
    }

    /// Joins the challenge of this definition, in agreement with this version of
    /// its consent text.
    ///
    /// # Errors
    ///
    /// When the contact was not, or may not have been, joined.
    pub async fn join(
        &self,
        definition: &DefinitionId,
        consent_version: Option<&str>,
    ) -> Result<(), JoinFailure> {
        let body = js_sys::Object::new();
        if let Some(version) = consent_version {
            let _ = js_sys::Reflect::set(&body, &"consentVersion".into(), &version.into());
        }
        let id = js_sys::encode_uri_component(definition.as_str());
        let path = [DEFINITIONS, "/", &String::from(id), "/assign"].concat();
        let request = self
            .request(Method::POST, &path)
            .header("Content-Type", "application/json")
            .header(OWN_HEADER, "1")
            .body(js_sys::JSON::stringify(&body).unwrap_or_default())
            .map_err(|_| JoinFailure::Again)?;
        let response = Self::send(&request.into()).map_err(|_| JoinFailure::Again)?;
        let response = self
            .answer(response.into())
            .await
            .map_err(|_| JoinFailure::Again)?;
        let answer = body::json(&response).await.ok().map(Node::shape);
        match (response.ok(), answer) {
            (true, Some(Shape::Flag(true))) => Ok(()),
            (true, _) => Err(JoinFailure::Again),
            (false, answer) => {
                let code = answer.and_then(error_code).unwrap_or_default();
                Err(JoinFailure::of_answer(response.status(), &code))
            }
        }
    }

    /// The address of the proxy's own events.
    #[must_use]
    pub fn events_address(&self) -> String {
        [&self.proxy, "/challenges/events"].concat()
    }

    /// Walks a list to its end, by the items received (T8), from its first page,
    /// which is under way.
    async fn all_pages<T: FromWire>(
        &self,
        list: &str,
        mut under_way: JsFuture,
    ) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut offset = 0;
        for _ in 0..MOST_PAGES {
            let page: Page<T> =
                Page::read(self.json(under_way).await?).map_err(|_| Failure::Unreadable)?;
            offset += page.received;
            items.extend(page.items);
            if is_last(page.total, page.received, offset) || page.received == 0 {
                break;
            }
            under_way = self.get(list, offset)?.into();
        }
        Ok(items)
    }

    fn get(&self, list: &str, offset: usize) -> Result<Promise, Failure> {
        let page = [("offset", offset), ("count", PAGE_SIZE)]
            .map(|(name, number)| (name, number.to_string()));
        // The first page is what the proxy answers when asked for nothing else.
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

    /// Not gloo's own `send`: it takes every rejection for an `Error`, and a page
    /// may have put a `fetch` of its own in place.
    fn send(request: &web_sys::Request) -> Result<Promise, Failure> {
        browser::window()
            .map(|window| window.fetch_with_request(request))
            .ok_or(Failure::Unreachable)
    }

    async fn json(&self, response: JsFuture) -> Result<Json, Failure> {
        let response = self.answer(response).await?;
        if let Some(failure) = Failure::of_status(response.status()) {
            return Err(failure);
        }
        match browser::within(PATIENCE, body::json(&response)).await {
            Some(Ok(json)) => Ok(json),
            Some(Err(BodyFailure::Answer(failure))) => Err(failure),
            Some(Err(BodyFailure::Broken(reason))) => Err(self.unreachable(&reason)),
            None => Err(Failure::TimedOut),
        }
    }

    async fn answer(&self, response: JsFuture) -> Result<Response, Failure> {
        let answer = browser::within(PATIENCE, response).await;
        answer
            .ok_or(Failure::TimedOut)?
            .and_then(JsCast::dyn_into)
            .map_err(|reason| self.unreachable(&reason))
    }

    fn unreachable(&self, reason: &JsValue) -> Failure {
        let is_over = self.signal.as_ref().is_some_and(AbortSignal::aborted);
        // Nobody waits for answers that were called off.
        if !is_over {
            browser::warn(&["no answer from ", &self.proxy].concat(), reason);
        }
        Failure::Unreachable
    }
}

/// Whether a list ends with a page of so many items, which brings them to so many
/// after it: where nobody says how many there are, the last page is a short one.
pub(super) fn is_last(total: Option<usize>, received: usize, after: usize) -> bool {
    match total {
        Some(total) => after >= total,
        None => received < PAGE_SIZE,
    }
}

/// The stable code in the proxy's small JSON errors: `{"error":{"code":"…"}}`.
fn error_code(answer: Shape<'static, Json>) -> Option<String> {
    let member = |shape, wanted: &str| match shape {
        Shape::Object(members) => members
            .into_iter()
            .find(|(name, _): &(std::borrow::Cow<'_, str>, Json)| name == wanted)
            .map(|(_, value)| value.shape()),
        _ => None,
    };
    match member(member(answer, "error")?, "code")? {
        Shape::Text(code) => Some(code.into_owned()),
        _ => None,
    }
}
