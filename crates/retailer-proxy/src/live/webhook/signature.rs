//! Whether a webhook was signed by Svix, which sends Engage's webhooks, and is
//! received for the first time.
//!
//! Written by hand from
//! <https://docs.svix.com/receiving/verifying-payloads/how-manual> and the facts
//! about Engage, section 5: the check is one HMAC over three texts, and the memory of
//! received messages has to be ours in any case.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::{digest, hmac};
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

/// How far the time of sending may be from now.
const TOLERANCE: Duration = Duration::from_mins(5);
/// How long the id of a message is remembered: longer than its timestamp could be
/// accepted, which is twice the tolerance for a sender whose clock is ahead.
pub(super) const REMEMBERED: Duration = Duration::from_mins(11);
/// How many ids are remembered. When there are more, the oldest may count again, which
/// only makes the proxy ask Engage once more.
const MOST_REMEMBERED: u64 = 100_000;
/// In bytes. Shorter keys could be guessed.
const SHORTEST_KEY: usize = 16;

/// The secret that Svix signs with, `whsec_…`, and the messages received lately.
pub struct WebhookKey {
    key: hmac::Key,
    /// Digests of the ids of messages with a valid signature.
    received: Cache<[u8; digest::SHA256_OUTPUT_LEN], ()>,
}

/// The text is not a signing secret. The error does not repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no signing secret: it is whsec_ followed by base64, as the webhook's page shows it")]
pub struct WebhookKeyError;

/// Why a message does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    Unsigned,
    ForeignSignature,
    OutOfTime,
    Replayed,
}

impl WebhookKey {
    /// Reads the secret in the form in which the webhook's page in Engage shows it.
    ///
    /// # Errors
    ///
    /// When it is not `whsec_` followed by base64, or is shorter than 16 bytes.
    pub fn new(secret: &str) -> Result<Self, WebhookKeyError> {
        let encoded = secret.trim();
        let encoded = encoded.strip_prefix("whsec_").unwrap_or(encoded);
        let bytes = STANDARD.decode(encoded).map_err(|_| WebhookKeyError)?;
        if bytes.len() < SHORTEST_KEY {
            return Err(WebhookKeyError);
        }
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            received: Cache::builder()
                .max_capacity(MOST_REMEMBERED)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_live(REMEMBERED)
                .build(),
        })
    }

    /// Accepts a message that Svix has just sent for the first time, and says its id. `now` is
    /// in milliseconds since 1970.
    pub(super) fn accept<'headers>(
        &self,
        headers: &'headers HeaderMap,
        body: &[u8],
        now: i64,
    ) -> Result<&'headers str, Rejected> {
        let header = |name: &str| {
            let value = headers.get(format!("svix-{name}"));
            let value = value.or_else(|| headers.get(format!("webhook-{name}")));
            value.and_then(|value| value.to_str().ok())
        };
        let id = header("id").ok_or(Rejected::Unsigned)?;
        let timestamp = header("timestamp").ok_or(Rejected::Unsigned)?;
        let signatures = header("signature").ok_or(Rejected::Unsigned)?;
        if !self.is_signed(id, timestamp, body, signatures) {
            return Err(Rejected::ForeignSignature);
        }
        let sent: i64 = timestamp.parse().map_err(|_| Rejected::Unsigned)?;
        let distance = Duration::from_millis(now.abs_diff(sent.saturating_mul(1_000)));
        if distance > TOLERANCE {
            return Err(Rejected::OutOfTime);
        }
        if self.received.entry(digest_of(id)).or_insert(()).is_fresh() {
            Ok(id)
        } else {
            Err(Rejected::Replayed)
        }
    }

    /// Whether one of the signatures is valid. There are several while a secret is
    /// being changed.
    fn is_signed(&self, id: &str, timestamp: &str, body: &[u8], signatures: &str) -> bool {
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
        signatures
            .split(' ')
            .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
            // Compares in constant time.
            .any(|signature| hmac::verify(&self.key, &signed, &signature).is_ok())
    }
}

/// An id may be long, so only its digest is kept.
fn digest_of(id: &str) -> [u8; digest::SHA256_OUTPUT_LEN] {
    let mut bytes = [0; digest::SHA256_OUTPUT_LEN];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, id.as_bytes()).as_ref());
    bytes
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = b"{\"test\": 2432232314}";
    const SENT: i64 = 1_614_265_330;

    fn signature(id: &str, timestamp: i64, body: &[u8]) -> String {
        let key = STANDARD.decode(&SECRET[6..]).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let signed = [format!("{id}.{timestamp}.").as_bytes(), body].concat();
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, &signed)))
    }

    fn headers(prefix: &str, id: &str, timestamp: i64, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("id", id.to_owned()),
            ("timestamp", timestamp.to_string()),
            ("signature", signature.to_owned()),
        ] {
            let name: axum::http::HeaderName = format!("{prefix}-{name}").parse().unwrap();
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    /// What becomes of a message that arrives so many seconds after it was sent.
    fn accepted(headers: &HeaderMap, body: &[u8], late: i64) -> Result<(), Rejected> {
        let key = WebhookKey::new(SECRET).unwrap();
        let accepted = key.accept(headers, body, (SENT + late) * 1_000);
        accepted.map(drop)
    }

    #[test]
    fn the_message_of_the_documentation_is_accepted() {
        let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let headers = headers("svix", "msg_p5jXN8AQM9LWM0D4loKWxJek", SENT, signature);
        assert_eq!(accepted(&headers, BODY, 0), Ok(()));
    }

    #[rstest]
    #[case::other_prefix("webhook", 0)]
    #[case::just_in_time("svix", 300)]
    #[case::clock_ahead("svix", -300)]
    fn a_signed_message_is_accepted(#[case] prefix: &str, #[case] late: i64) {
        let signature = format!("v1,AAAA v2,x {}", signature("a", SENT, BODY));
        let headers = headers(prefix, "a", SENT, &signature);
        assert_eq!(accepted(&headers, BODY, late), Ok(()));
    }

    #[rstest]
    #[case::other_body("a", SENT, b"{}", 0, Rejected::ForeignSignature)]
    #[case::other_id("b", SENT, BODY, 0, Rejected::ForeignSignature)]
    #[case::other_time("a", SENT + 1, BODY, 0, Rejected::ForeignSignature)]
    #[case::late("a", SENT, BODY, 301, Rejected::OutOfTime)]
    #[case::early("a", SENT, BODY, -301, Rejected::OutOfTime)]
    fn a_message_that_was_tampered_with_or_kept_is_rejected(
        #[case] id: &str,
        #[case] timestamp: i64,
        #[case] body: &[u8],
        #[case] late: i64,
        #[case] expected: Rejected,
    ) {
        let headers = headers("svix", id, timestamp, &signature("a", SENT, BODY));
        assert_eq!(accepted(&headers, body, late), Err(expected));
    }

    #[test]
    fn a_message_without_its_headers_is_rejected() {
        assert_eq!(
            accepted(&HeaderMap::new(), BODY, 0),
            Err(Rejected::Unsigned)
        );
    }

    #[test]
    fn a_message_counts_once() {
        let key = WebhookKey::new(SECRET).unwrap();
        let headers = headers("svix", "a", SENT, &signature("a", SENT, BODY));
        assert_eq!(key.accept(&headers, BODY, SENT * 1_000), Ok("a"));
        let again = key.accept(&headers, BODY, SENT * 1_000 + 1);
        assert_eq!(again, Err(Rejected::Replayed));
    }

    #[test]
    fn the_memory_of_messages_is_bounded() {
        let key = WebhookKey::new(SECRET).unwrap();
        for number in 0..MOST_REMEMBERED + 20_000 {
            key.received.insert(digest_of(&number.to_string()), ());
        }
        key.received.run_pending_tasks();
        assert!(key.received.entry_count() <= MOST_REMEMBERED);
        let newest = digest_of(&(MOST_REMEMBERED + 19_999).to_string());
        assert!(key.received.contains_key(&newest));
    }

    #[rstest]
    #[case("")]
    #[case("whsec_")]
    #[case("whsec_not base64")]
    #[case("whsec_c2hvcnQ=")]
    fn text_that_is_not_a_secret_is_refused(#[case] secret: &str) {
        assert!(WebhookKey::new(secret).is_err());
    }
}
