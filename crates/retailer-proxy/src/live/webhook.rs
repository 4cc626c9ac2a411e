//! What Engage sends by webhook, through Svix: signed, or it never happened.
//!
//! <https://docs.svix.com/receiving/verifying-payloads/how-manual> and the facts
//! about Engage, section 5.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::hmac;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use challenge_model::ContactId;
use serde_json::Value;

use crate::proxy::Proxy;
use crate::refusal::Refusal;

const LONGEST_BODY: usize = 256 * 1024;
/// How far the time of sending may be from now, in milliseconds.
const TOLERANCE: i64 = 5 * 60 * 1_000;
/// Shorter keys could be guessed.
const SHORTEST_KEY: usize = 16;

/// The secret that Svix signs with, `whsec_…`, and the messages seen lately.
pub struct WebhookKey {
    key: hmac::Key,
    seen: Mutex<HashMap<String, i64>>,
}

/// A text that is no signing secret. It is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no signing secret: it is whsec_ followed by base64, as the webhook's page shows it")]
pub struct WebhookKeyError;

impl WebhookKey {
    /// The secret as the webhook's page shows it.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn new(secret: &str) -> Result<Self, WebhookKeyError> {
        let encoded = secret.trim();
        let encoded = encoded.strip_prefix("whsec_").unwrap_or(encoded);
        let bytes = STANDARD.decode(encoded).map_err(|_| WebhookKeyError)?;
        if bytes.len() < SHORTEST_KEY {
            return Err(WebhookKeyError);
        }
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            seen: Mutex::default(),
        })
    }

    /// The message in these headers and this body, if Svix has just sent it for
    /// the first time.
    fn accept(&self, headers: &HeaderMap, body: &[u8], now: i64) -> Result<(), Rejected> {
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
        if now.abs_diff(sent.saturating_mul(1_000)) > TOLERANCE.unsigned_abs() {
            return Err(Rejected::OutOfTime);
        }
        self.remember(id, now)
    }

    /// Any one of the signatures will do: while a secret is being changed, there
    /// are several.
    fn is_signed(&self, id: &str, timestamp: &str, body: &[u8], signatures: &str) -> bool {
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
        signatures
            .split(' ')
            .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
            // Compares in constant time.
            .any(|signature| hmac::verify(&self.key, &signed, &signature).is_ok())
    }

    /// Only as long as its timestamp would be accepted: twice the tolerance.
    fn remember(&self, id: &str, now: i64) -> Result<(), Rejected> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, at| now.abs_diff(*at) <= 2 * TOLERANCE.unsigned_abs());
        match seen.insert(id.to_owned(), now) {
            None => Ok(()),
            Some(_) => Err(Rejected::Replayed),
        }
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookKey(…)")
    }
}

/// Why a message does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rejected {
    Unsigned,
    ForeignSignature,
    OutOfTime,
    Replayed,
}

/// What a message says.
#[derive(Debug, PartialEq, Eq)]
enum Message {
    Changed(ContactId),
    Deleted(ContactId),
    /// Nothing of a contact's, or nothing that can be read.
    Other,
}

/// `POST /webhooks/engage`
pub(crate) async fn receive(
    State(proxy): State<Proxy>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let key = proxy.webhook_key().ok_or(Refusal::NotFound)?;
    let body = to_bytes(body, LONGEST_BODY).await;
    let body = body.map_err(|_| Refusal::TooLarge)?;
    key.accept(&headers, &body, proxy.now().0)
        .map_err(|reason| {
            tracing::warn!(?reason, "a webhook is not accepted");
            match reason {
                Rejected::Replayed => Refusal::WebhookReplayed,
                _ => Refusal::WebhookNotSigned,
            }
        })?;
    match read(&body) {
        Message::Changed(contact) => proxy.changed(&contact),
        Message::Deleted(contact) => proxy.deleted(&contact),
        Message::Other => tracing::debug!("a webhook names no contact"),
    }
    // Whatever it says: Svix would send again what is not accepted.
    Ok(StatusCode::NO_CONTENT)
}

/// Names of members come in any case, and the contact in the payload or beside
/// it (T34).
fn read(body: &[u8]) -> Message {
    let Ok(message) = serde_json::from_slice::<Value>(body) else {
        return Message::Other;
    };
    if member(&message, "isEncrypted").and_then(Value::as_bool) == Some(true) {
        tracing::warn!("a webhook is encrypted; switch encryption off for this endpoint");
        return Message::Other;
    }
    let kind = member(&message, "eventType").and_then(Value::as_str);
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let payload = member(&message, "payload").unwrap_or(&message);
    let named = member(payload, "contactId").or_else(|| member(&message, "contactId"));
    // A message about a contact may call its id just so.
    let is_of_contact = kind.starts_with("contact.");
    let named = named.or_else(|| member(payload, "id").filter(|_| is_of_contact));
    let contact = named.and_then(Value::as_str);
    match contact.and_then(|contact| ContactId::guid(contact).ok()) {
        Some(contact) if is_of_contact && kind.contains("delete") => Message::Deleted(contact),
        Some(contact) => Message::Changed(contact),
        None => Message::Other,
    }
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = value.as_object()?.iter();
    let found = members.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = b"{\"test\": 2432232314}";
    const SENT: i64 = 1_614_265_330;
    const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

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
        key.accept(headers, body, (SENT + late) * 1_000)
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
        assert_eq!(key.accept(&headers, BODY, SENT * 1_000), Ok(()));
        let again = key.accept(&headers, BODY, SENT * 1_000 + 1);
        assert_eq!(again, Err(Rejected::Replayed));
    }

    #[rstest]
    #[case::points(json!({ "eventType": "point.balance.updated", "payload": { "contactId": ALVA } }))]
    #[case::vouchers(json!({ "eventType": "reward.voucher.created", "Payload": { "ContactId": ALVA.to_uppercase() } }))]
    #[case::beside(json!({ "EVENTTYPE": "loyalty.addPoints", "contactid": ALVA }))]
    #[case::updated(json!({ "eventType": "contact.updated", "payload": { "id": ALVA } }))]
    fn a_contact_is_found_whatever_the_case(#[case] message: Value) {
        let contact = ContactId::guid(ALVA).unwrap();
        let body = message.to_string();
        assert_eq!(read(body.as_bytes()), Message::Changed(contact));
    }

    #[test]
    fn a_contact_who_is_deleted_is_told_from_one_who_changed() {
        let message = json!({ "eventType": "contact.deleted", "payload": { "ContactId": ALVA } });
        let contact = ContactId::guid(ALVA).unwrap();
        assert_eq!(
            read(message.to_string().as_bytes()),
            Message::Deleted(contact)
        );
    }

    #[rstest]
    #[case(json!({ "eventType": "ping", "id": ALVA }))]
    #[case(json!({ "eventType": "contact.updated", "isEncrypted": true, "payload": "…" }))]
    #[case(json!({ "payload": { "contactId": "4711" } }))]
    #[case(json!([]))]
    fn everything_else_names_nobody(#[case] message: Value) {
        assert_eq!(read(message.to_string().as_bytes()), Message::Other);
    }

    #[rstest]
    #[case("")]
    #[case("whsec_")]
    #[case("whsec_not base64")]
    #[case("whsec_c2hvcnQ=")]
    fn what_is_no_secret_is_refused(#[case] secret: &str) {
        assert!(WebhookKey::new(secret).is_err());
    }
}
