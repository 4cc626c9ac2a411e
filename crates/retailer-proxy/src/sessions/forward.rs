//! Forward auth: the shop's own server says who a visitor is.

use std::time::Duration;

use aws_lc_rs::digest;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::Cookie;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde_json::Value;

use super::identity::{Identity, SignedOut};
use super::identity_http::{AddressError, IdentityHttp};

/// How many answers are cached.
const MOST_SESSIONS: u64 = 20_000;

/// How the shop's own server is asked who a visitor is.
#[derive(Clone, Debug)]
pub struct ForwardAuthRules {
    /// The URL, which gets a GET with the visitor's cookies. It answers 200 with JSON,
    /// or 401 or 403 for a visitor who is signed out.
    pub address: String,
    /// The only cookie that is passed on. Without it, all of them are.
    pub cookie: Option<String>,
    /// The member of the answer that holds the contact id: `contactId` by default.
    pub member: String,
    /// How long an answer is cached: 10 seconds by default. For as long, a shopper who
    /// has signed out still counts as signed in here.
    pub lasts: Duration,
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
        }
    }
}

pub(super) struct ForwardAuth {
    http: IdentityHttp,
    cookie: Option<String>,
    member: String,
    /// Answers by the digest of what was passed on for them.
    answers: Cache<[u8; 32], Result<String, SignedOut>>,
}

impl ForwardAuth {
    pub(super) fn new(rules: &ForwardAuthRules) -> Result<Self, AddressError> {
        Ok(Self {
            http: IdentityHttp::new(&rules.address)?,
            cookie: rules.cookie.clone(),
            member: rules.member.clone(),
            answers: Cache::builder()
                .max_capacity(MOST_SESSIONS)
                .time_to_live(rules.lasts)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
        })
    }

    /// Who the shop says this is. An answer is cached by exactly those headers that
    /// were passed on for it.
    pub(super) async fn identify(&self, headers: &HeaderMap) -> Result<Identity, SignedOut> {
        let passed_on = self.passed_on(headers)?;
        let session = session(&passed_on);
        let answer = if let Some(answer) = self.answers.get(&session) {
            answer
        } else {
            let answer = self.ask(passed_on).await;
            if answer != Err(SignedOut::Unknowable) {
                self.answers.insert(session, answer.clone());
            }
            answer
        };
        answer.map(Identity)
    }

    /// What distinguishes one session from another: a digest of what is passed on.
    pub(super) fn credential(&self, headers: &HeaderMap) -> Option<Vec<u8>> {
        let passed_on = self.passed_on(headers).ok()?;
        Some(session(&passed_on).to_vec())
    }

    fn passed_on(&self, headers: &HeaderMap) -> Result<HeaderMap, SignedOut> {
        let mut passed_on = HeaderMap::new();
        let authorization = headers.get_all(AUTHORIZATION).iter().cloned();
        passed_on.extend(authorization.map(|value| (AUTHORIZATION, value)));
        if let Some(name) = &self.cookie {
            if let Some(cookie) = only_cookie(headers, name)? {
                passed_on.insert(COOKIE, cookie);
            }
        } else {
            let cookies = headers.get_all(COOKIE).iter().cloned();
            for value in cookies {
                passed_on.append(COOKIE, value);
            }
        }
        if passed_on.is_empty() {
            return Err(SignedOut::NoToken);
        }
        Ok(passed_on)
    }

    async fn ask(&self, headers: HeaderMap) -> Result<String, SignedOut> {
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

    fn read(&self, body: &[u8]) -> Result<String, SignedOut> {
        let value: Value = serde_json::from_slice(body).map_err(|_| SignedOut::Unknowable)?;
        let member = match value.get(&self.member) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => return Err(SignedOut::ContactMissing),
        };
        Some(member)
            .filter(|text| !text.is_empty())
            .ok_or(SignedOut::ContactMissing)
    }
}

/// The one cookie of this name. Several that differ are refused, because it is not
/// certain which of them is the visitor's.
fn only_cookie(headers: &HeaderMap, name: &str) -> Result<Option<HeaderValue>, SignedOut> {
    let values = headers.get_all(COOKIE).iter();
    let mut found: Vec<String> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .filter(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
        .collect();
    found.dedup();
    match found.as_slice() {
        [] => Ok(None),
        [value] => {
            let header = HeaderValue::from_str(&format!("{name}={value}"));
            header.map(Some).map_err(|_| SignedOut::Malformed)
        }
        _ => Err(SignedOut::SeveralTokens),
    }
}

/// The digest of a session, so that no cookie stays in memory.
fn session(headers: &HeaderMap) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), value.as_bytes()] {
            context.update(&part.len().to_le_bytes());
            context.update(part);
        }
    }
    let mut session = [0; 32];
    session.copy_from_slice(context.finish().as_ref());
    session
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
        forward.answers.insert([0; 32], Ok("contact".to_owned()));
        assert_eq!(forward.answers.get(&[0; 32]), None);
    }
}
