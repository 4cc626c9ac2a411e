//! Says in words why a token is refused, for whoever sets up the shop's sessions. Browsers never
//! see these words: they may repeat what stands in the token. Pure, but for the verification
//! itself.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use challenge_model::{ContactId, UnixMillis};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

use super::identity::SignedOut;
use super::{SessionKey, SessionRules, Sessions, Source};
use crate::clock::Clock;

/// Times above this are milliseconds: as seconds they would be in the year 5138.
const MILLISECONDS: f64 = 1e11;

/// Whom a valid token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOwner {
    /// A contact id or, by the settings, a customer number.
    pub named: String,
    /// Its expiry lies thousands of years ahead, since it seems to be in milliseconds.
    pub never_ends: bool,
}

impl fmt::Display for TokenOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named)?;
        if self.never_ends {
            f.write_str(
                ", but it never ends: its claim exp seems to be in milliseconds and has to be in \
                 seconds",
            )?;
        }
        Ok(())
    }
}

/// Why a token is refused, in whole sentences.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RefusedToken(String);

impl Sessions {
    /// Whom this token names. About a customer number, Engage is not asked.
    ///
    /// # Errors
    ///
    /// When the token is refused, with the reason.
    pub async fn check_token(&self, token: &str) -> Result<TokenOwner, RefusedToken> {
        let refused = |reason: String| Err(RefusedToken(reason));
        let Source::Token {
            verifier, rules, ..
        } = &self.source
        else {
            return refused(
                "By the settings, sessions are not tokens: the shop's own server or a gateway says \
                 who a visitor is."
                    .to_owned(),
            );
        };
        let identity = match verifier.identify(token.as_bytes()).await {
            Ok(identity) => identity,
            Err(reason) => return refused(explanation(reason, token, rules, Clock::System.now())),
        };
        let named = identity.as_str();
        if self.customers.is_none() && ContactId::guid(named).is_err() {
            return refused(format!(
                "The claim {} is {named:?}, which is no contact id: that is a GUID. If it is the \
                 shop's own customer number, set session.names = \"customer_number\".",
                rules.claim
            ));
        }
        let claims = part(token, 1).unwrap_or_default();
        let expires = claims.get("exp").and_then(Value::as_f64);
        Ok(TokenOwner {
            named: named.to_owned(),
            never_ends: expires.is_some_and(|time| time > MILLISECONDS),
        })
    }
}

fn explanation(reason: SignedOut, token: &str, rules: &SessionRules, now: UnixMillis) -> String {
    let claims = part(token, 1).unwrap_or_default();
    match reason {
        SignedOut::Malformed | SignedOut::WrongAlgorithm if is_unsigned(token) => {
            "It is not signed: its header says \"alg\": \"none\". Anybody could have made it, so the \
             shop has to sign its tokens."
                .to_owned()
        }
        SignedOut::Malformed => malformed(token),
        SignedOut::WrongAlgorithm => wrong_algorithm(token, rules),
        SignedOut::UnknownDemand => "Its header has the member crit. Nothing that it can demand \
                                     is understood, so it is refused (RFC 7515, section 4.1.11)."
            .to_owned(),
        SignedOut::ForeignSignature => foreign_signature(token, rules),
        SignedOut::Expired => expired(&claims, now),
        SignedOut::NotYetValid => format!(
            "It is not valid before {} (claim nbf). It is {} now.",
            time(&claims, "nbf"),
            now.in_utc()
        ),
        SignedOut::ForeignIssuer => {
            other_value(&claims, "iss", "session.issuer", rules.issuer.as_deref())
        }
        SignedOut::ForeignAudience => other_value(
            &claims,
            "aud",
            "session.audience",
            rules.audience.as_deref(),
        ),
        SignedOut::ClaimMissing => claim_missing(&claims, rules),
        SignedOut::ContactMissing => contact_missing(&claims, &rules.claim),
        SignedOut::Unknowable => "The key set at session.keys_url could not be fetched, or has no \
                                  key that can be used. The log says why."
            .to_owned(),
        SignedOut::NoToken
        | SignedOut::SeveralTokens
        | SignedOut::UnknownCustomer
        | SignedOut::Refused => format!("It is refused: {reason:?}."),
    }
}

/// Whether the token itself says that nobody signed it.
fn is_unsigned(token: &str) -> bool {
    let header = part(token, 0).unwrap_or_default();
    let algorithm = header.get("alg").and_then(Value::as_str);
    algorithm.is_some_and(|algorithm| algorithm.eq_ignore_ascii_case("none"))
}

/// Whether a token stands behind a name, as in a cookie. Every token begins with `{"` in base64.
fn has_name(token: &str) -> bool {
    token
        .split_once('=')
        .is_some_and(|(_, value)| value.starts_with("eyJ"))
}

fn malformed(token: &str) -> String {
    let what = if token.is_empty() {
        "It is empty."
    } else if token.to_ascii_lowercase().starts_with("bearer ") {
        "It begins with the word Bearer. Leave that out here; in a request it belongs into the \
         header Authorization."
    } else if has_name(token) {
        "It begins with the name of a cookie. Leave out the cookie's name and the =."
    } else if token.contains(char::is_whitespace) {
        "There is a blank or a line break in it."
    } else if token.contains(['"', '\'', '%', '=']) {
        "There is a character in it that no token has: a quotation mark, % or =. It may have been \
         encoded once more, as for a URL or a cookie."
    } else {
        return match token.split('.').count() {
            3 if part(token, 0).is_none() => {
                "Its first part is no header of a token: JSON in base64url."
            }
            3 if part(token, 1).is_none() => "Its second part is no claims: JSON in base64url.",
            3 => "Its header or its claims are not as RFC 7519 has them.",
            5 => "It is encrypted (JWE). The proxy reads tokens that are signed (JWS).",
            _ => {
                "It is no signed token: that has three parts, with dots between them. An id of a \
                 session in the shop is none; for such sessions use [forward_auth]."
            }
        }
        .to_owned();
    };
    what.to_owned()
}

fn wrong_algorithm(token: &str, rules: &SessionRules) -> String {
    let header = part(token, 0).unwrap_or_default();
    let algorithm = header.get("alg").unwrap_or(&Value::Null);
    format!(
        "Its header says that it is signed with {algorithm}. By session.algorithm, the shop signs \
         with {:?}.",
        rules.key.algorithm()
    )
}

fn foreign_signature(token: &str, rules: &SessionRules) -> String {
    match &rules.key {
        SessionKey::Hs256(secret) => match similar_secret(token, secret) {
            Some(how) => format!(
                "It was not signed with session.secret, but with {how}. Give both sides the same."
            ),
            None => {
                "It was not signed with session.secret. Somebody else may have made it, or the \
                     shop has another secret: compare their lengths, and look for blanks and line \
                     breaks at the ends."
                    .to_owned()
            }
        },
        SessionKey::Rs256(_) | SessionKey::Es256(_) => "It was not signed with the private half \
                                                         of session.public_key."
            .to_owned(),
        SessionKey::KeySet(_) => {
            let header = part(token, 0).unwrap_or_default();
            let id = header.get("kid").unwrap_or(&Value::Null);
            format!("No key of session.keys_url has signed it. The id of its key (kid) is {id}.")
        }
    }
}

/// How the secret that the token was signed with differs from ours, if it is nearly the same.
fn similar_secret(token: &str, secret: &SecretString) -> Option<&'static str> {
    let secret = secret.expose_secret();
    let text = |text: String| Some(text.into_bytes());
    let similar = [
        (
            "it without the blanks at its ends",
            text(secret.trim().to_owned()),
        ),
        (
            "it with a line break at its end",
            text(format!("{secret}\n")),
        ),
        (
            "it with a line break at its end",
            text(format!("{secret}\r\n")),
        ),
        (
            "the bytes for which it stands in base64",
            STANDARD.decode(secret).ok(),
        ),
        (
            "the bytes for which it stands in base64url",
            URL_SAFE_NO_PAD.decode(secret).ok(),
        ),
        ("it in base64", text(STANDARD.encode(secret))),
        ("it in base64url", text(URL_SAFE.encode(secret))),
    ];
    let fits = |bytes: &[u8]| {
        let mut signature_alone = Validation::new(Algorithm::HS256);
        signature_alone.validate_exp = false;
        signature_alone.validate_aud = false;
        signature_alone.required_spec_claims.clear();
        let key = DecodingKey::from_secret(bytes);
        decode::<Map<String, Value>>(token, &key, &signature_alone).is_ok()
    };
    let mut similar = similar.into_iter();
    let (how, _) = similar.find(|(_, bytes)| bytes.as_deref().is_some_and(fits))?;
    Some(how)
}

fn expired(claims: &Map<String, Value>, now: UnixMillis) -> String {
    format!(
        "It was valid until {} (claim exp). It is {} now.",
        time(claims, "exp"),
        now.in_utc()
    )
}

fn other_value(
    claims: &Map<String, Value>,
    claim: &str,
    setting: &str,
    expected: Option<&str>,
) -> String {
    let found = claims.get(claim).unwrap_or(&Value::Null);
    let expected = expected.unwrap_or_default();
    format!("Its claim {claim} is {found}. By {setting}, it has to be {expected:?}.")
}

fn claim_missing(claims: &Map<String, Value>, rules: &SessionRules) -> String {
    let required = [
        (
            "exp",
            "the seconds since 1970 until which it is valid",
            true,
        ),
        ("iss", "session.issuer", rules.issuer.is_some()),
        ("aud", "session.audience", rules.audience.is_some()),
    ];
    let missing = required
        .into_iter()
        .find(|(claim, _, is_required)| *is_required && !claims.contains_key(*claim));
    if let Some((claim, what, _)) = missing {
        return format!("It has no claim {claim}, which has to be {what}.");
    }
    let is_no_number = |claim: &&str| claims.get(*claim).is_some_and(|value| !value.is_number());
    match ["exp", "nbf"].into_iter().find(is_no_number) {
        Some(claim) => format!(
            "Its claim {claim} is {}. It has to be a number: the seconds since 1970.",
            claims[claim]
        ),
        None => "A claim that is required has another form.".to_owned(),
    }
}

fn contact_missing(claims: &Map<String, Value>, claim: &str) -> String {
    match claims.get(claim) {
        Some(Value::String(text)) => {
            format!("Its claim {claim} is {text:?}, which names nobody.")
        }
        Some(other) => {
            format!("Its claim {claim} is {other}. It has to be a text: write it in quotes.")
        }
        None => {
            let names: Vec<_> = claims.keys().map(String::as_str).collect();
            format!(
                "It has no claim {claim}, which session.claim names. It has: {}.",
                names.join(", ")
            )
        }
    }
}

/// A part of a token as the JSON object that it should be.
fn part(token: &str, index: usize) -> Option<Map<String, Value>> {
    let json = URL_SAFE_NO_PAD.decode(token.split('.').nth(index)?).ok()?;
    serde_json::from_slice(&json).ok()
}

/// The time in a claim, and what may be wrong with it.
fn time(claims: &Map<String, Value>, claim: &str) -> String {
    match claims.get(claim).and_then(Value::as_f64) {
        Some(time) if time > MILLISECONDS => {
            format!("{time}, which seems to be in milliseconds and has to be in seconds")
        }
        Some(time) => time_of(time).in_utc().to_string(),
        None => "an unknown time".to_owned(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "times that are no times are shown as the first or the last"
)]
fn time_of(seconds: f64) -> UnixMillis {
    UnixMillis((seconds.clamp(0.0, MILLISECONDS) * 1_000.0) as i64)
}

#[cfg(test)]
mod tests;
