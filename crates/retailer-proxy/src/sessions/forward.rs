//! Forward auth: the shop's own server says who a visitor is.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use engage_client::lenient_json;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde_json::Value;
use tokio::time::Instant;

use super::candidates::only_one;
use super::cookies;
use super::identity::{Identity, SignedOut};
use super::identity_http::{AddressError, IdentityHttp};
use super::questions::Questions;
use super::shared_lookups::{self, SharedLookups};
use super::trusted_hosts::TrustedHosts;

/// How many answers are cached.
const MOST_SESSIONS: u64 = 20_000;

/// How the shop's own server is asked who a visitor is.
#[derive(Clone, Debug)]
pub struct ForwardAuthRules {
    /// The URL, which gets a GET with what the visitor sent. It answers 200 with JSON,
    /// or 401 or 403 for a visitor who is signed out.
    pub address: String,
    /// The only cookie that is passed on, and nothing beside it. Without it, all cookies
    /// and the header `Authorization` are, so that a visitor can have the shop asked as
    /// often as the limits allow.
    pub cookie: Option<String>,
    /// The member of the answer that holds the contact id: `contactId` by default.
    pub member: String,
    /// How long an answer is cached: 10 seconds by default. For as long, a shopper who
    /// has signed out still counts as signed in here.
    pub lasts: Duration,
    /// Hosts that may be asked without TLS: none by default.
    pub trusted: TrustedHosts,
}

impl ForwardAuthRules {
    /// Rules with this URL, and everything else by default.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            cookie: None,
            member: "contactId".to_owned(),
            lasts: Duration::from_secs(10),
            trusted: TrustedHosts::default(),
        }
    }
}

/// Whom the shop's answer names.
type Answer = Result<Identity, SignedOut>;
/// The digest of what is passed on, so that no cookie stays in memory.
type SessionDigest = [u8; 32];

pub(super) struct ForwardAuth {
    http: IdentityHttp,
    cookie: Option<String>,
    member: String,
    /// Where which question is asked. What is shared must not answer another one.
    asks: String,
    lasts: Duration,
    answers: Cache<SessionDigest, Known>,
    /// The shop is asked once per session at a time.
    asking: Questions<SessionDigest, Answer>,
    /// What all instances have asked, where there are several.
    shared: Option<Arc<SharedLookups>>,
}

/// An answer of the shop, which counts for some time.
#[derive(Clone)]
struct Known {
    answer: Answer,
    until: Instant,
}

impl ForwardAuth {
    pub(super) fn new(rules: &ForwardAuthRules) -> Result<Self, AddressError> {
        Ok(Self {
            http: IdentityHttp::new(&rules.address, &rules.trusted)?,
            cookie: rules.cookie.clone(),
            member: rules.member.clone(),
            asks: format!("{} {}", rules.address, rules.member),
            answers: Cache::builder()
                .max_capacity(MOST_SESSIONS)
                .time_to_live(rules.lasts)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            asking: Questions::new(),
            shared: None,
            lasts: rules.lasts,
        })
    }

    /// Shares with all instances what the shop says.
    pub(super) fn share(&mut self, shared: Arc<SharedLookups>) {
        self.shared = Some(shared);
    }

    /// Who the shop says this is. An answer is cached by exactly those headers that
    /// were passed on for it.
    pub(super) async fn identify(&self, headers: &HeaderMap) -> Answer {
        let mut answers = Vec::new();
        for session in self.sessions(headers)? {
            answers.push(self.answer(session).await);
        }
        only_one(answers)
    }

    /// Whether everything that a visitor can change without signing in again stays out
    /// of the question, so that repeating a request asks nobody.
    pub(super) fn has_named_cookie(&self) -> bool {
        self.cookie.is_some()
    }

    /// What is passed on: a set of headers for each session that the request carries.
    fn sessions(&self, headers: &HeaderMap) -> Result<Vec<HeaderMap>, SignedOut> {
        match &self.cookie {
            Some(name) => {
                let values = cookies::values(headers, name)?.into_iter();
                values.map(|value| one_cookie(name, value)).collect()
            }
            None => all_of(headers).map(|session| vec![session]),
        }
    }

    async fn answer(&self, session: HeaderMap) -> Answer {
        let digest = digest_of(&self.asks, &session);
        if let Some(answer) = self.known(&digest) {
            return answer;
        }
        let ask = async || {
            if let Some(known) = self.known_to_others(&digest).await {
                self.note(digest, known.value.clone(), known.left);
                return known.value;
            }
            let answer = self.ask(session).await;
            if answer != Err(SignedOut::Unknowable) {
                self.note(digest, answer.clone(), self.lasts);
            }
            if let (Some(shared), Ok(identity)) = (&self.shared, &answer) {
                let names = identity.as_str();
                shared.keep_session(&digest, names, self.lasts).await;
            }
            answer
        };
        self.asking.answer(digest, ask).await
    }

    fn known(&self, digest: &SessionDigest) -> Option<Answer> {
        let known = self.answers.get(digest)?;
        (Instant::now() < known.until).then_some(known.answer)
    }

    fn note(&self, digest: SessionDigest, answer: Answer, lasts: Duration) {
        let until = Instant::now() + lasts;
        self.answers.insert(digest, Known { answer, until });
    }

    /// What the shop has told another instance of this session.
    async fn known_to_others(
        &self,
        digest: &SessionDigest,
    ) -> Option<shared_lookups::Known<Answer>> {
        let known = self.shared.as_ref()?.session(digest).await?;
        Some(shared_lookups::Known {
            value: Identity::of(&known.value),
            left: known.left.min(self.lasts),
        })
    }

    async fn ask(&self, headers: HeaderMap) -> Answer {
        let answer = self.http.get(headers).await;
        match answer.map_err(|_| SignedOut::Unknowable)? {
            (200, body) => self.read(&body),
            (401 | 403, _) => Err(SignedOut::Refused),
            (status, _) => {
                tracing::warn!(
                    status,
                    "the shop's own server does not say who a visitor is"
                );
                Err(SignedOut::Unknowable)
            }
        }
    }

    fn read(&self, body: &[u8]) -> Answer {
        let value = lenient_json::read(body).ok_or(SignedOut::Unknowable)?;
        match value.get(&self.member) {
            Some(Value::String(text)) => Identity::of(text),
            Some(Value::Number(number)) => Identity::of(&number.to_string()),
            _ => Err(SignedOut::ContactMissing),
        }
    }
}

/// A session of one cookie.
fn one_cookie(name: &str, value: &[u8]) -> Result<HeaderMap, SignedOut> {
    let pair = [name.as_bytes(), b"=", value].concat();
    let pair = HeaderValue::from_bytes(&pair).map_err(|_| SignedOut::Malformed)?;
    Ok(HeaderMap::from_iter([(COOKIE, pair)]))
}

/// A session of all headers that may hold one.
fn all_of(headers: &HeaderMap) -> Result<HeaderMap, SignedOut> {
    let mut session = HeaderMap::new();
    for name in [AUTHORIZATION, COOKIE] {
        for value in headers.get_all(&name) {
            session.append(&name, value.clone());
        }
    }
    if session.is_empty() {
        return Err(SignedOut::NoToken);
    }
    Ok(session)
}

fn digest_of(asks: &str, headers: &HeaderMap) -> SessionDigest {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(&asks.len().to_le_bytes());
    context.update(asks.as_bytes());
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), value.as_bytes()] {
            context.update(&part.len().to_le_bytes());
            context.update(part);
        }
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_may_not_be_cached_is_not_found_again() {
        let rules = ForwardAuthRules {
            lasts: Duration::ZERO,
            ..ForwardAuthRules::new("https://shop.example/whoami")
        };
        let forward = ForwardAuth::new(&rules).unwrap();
        forward.note([0; 32], Identity::of("contact"), forward.lasts);
        assert_eq!(forward.known(&[0; 32]), None);
    }

    #[test]
    fn one_cookie_is_another_session_where_something_else_is_asked() {
        let session = one_cookie("session", b"4711").unwrap();
        let digest = |asks| digest_of(asks, &session);
        assert_eq!(
            digest("https://shop.test id"),
            digest("https://shop.test id")
        );
        assert_ne!(
            digest("https://shop.test id"),
            digest("https://shop.test no")
        );
    }
}
