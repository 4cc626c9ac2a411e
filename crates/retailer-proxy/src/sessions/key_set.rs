//! The shop's public keys at a URL of the shop (RFC 7517), for a shop that changes
//! them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engage_client::lenient_json;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use parking_lot::Mutex;
use serde_json::Value;
use tracing::Instrument as _;

use super::identity::SignedOut;
use super::identity_http::{IdentityHttp, NoAnswer};
use super::verified_tokens::KeysVersion;

/// How long keys are used before they are fetched again.
const LASTS: Duration = Duration::from_mins(10);
/// How long keys are still used after the last set that had any, while the shop does not
/// answer, or answers with sets that have none. A key that the shop has withdrawn must not
/// count for longer.
const KEPT_WITHOUT_NEW: Duration = Duration::from_hours(1);
/// How many keys of a set are used. A token that names none is tried with each.
const MOST: usize = 16;

/// The shop's keys, fetched when they are needed.
#[derive(Clone)]
pub(super) struct KeySet {
    http: IdentityHttp,
    algorithm: Algorithm,
    /// A token with an unknown key id makes the proxy fetch the keys, but no more
    /// often than this, so that forged tokens do not cause requests.
    pause: Duration,
    state: Arc<Mutex<State>>,
    fetching: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct State {
    keys: UsableKeys,
    version: KeysVersion,
    /// When a set with usable keys was fetched last.
    fetched: Option<Instant>,
    /// When it was tried last.
    tried: Option<Instant>,
}

impl KeySet {
    pub(super) fn new(http: IdentityHttp, algorithm: Algorithm, pause: Duration) -> Self {
        Self {
            http,
            algorithm,
            pause,
            state: Arc::default(),
            fetching: Arc::default(),
        }
    }

    /// The keys of which one should have signed a token that names this id.
    pub(super) async fn keys(&self, id: Option<&str>) -> Result<Vec<DecodingKey>, SignedOut> {
        let known = self.state.lock().keys_at(Instant::now()).of(id);
        if !known.is_empty() {
            self.refresh();
            return Ok(known);
        }
        self.fetch().await;
        let state = self.state.lock();
        let keys = state.keys_at(Instant::now());
        match keys.of(id) {
            known if !known.is_empty() => Ok(known),
            _ if keys.0.is_empty() => Err(SignedOut::Unknowable),
            _ => Err(SignedOut::ForeignSignature),
        }
    }

    /// Which keys count now; `None` when there are none.
    pub(super) fn version(&self) -> Option<KeysVersion> {
        let version = self.state.lock().version_at(Instant::now());
        if version.is_some() {
            self.refresh();
        }
        version
    }

    /// Fetches keys that are old again. The old ones are used until the new ones arrive.
    fn refresh(&self) {
        if self.is_old() && self.may_try() {
            let set = self.clone();
            tokio::spawn(async move { set.fetch().await }.in_current_span());
        }
    }

    /// Fetches the keys because those for this id did not fit, unless one of them has
    /// exactly this id. Whether it was fetched.
    pub(super) async fn look_for_new(&self, id: Option<&str>) -> bool {
        if self.state.lock().keys.has(id) || !self.may_try() {
            return false;
        }
        self.fetch().await;
        true
    }

    fn is_old(&self) -> bool {
        let fetched = self.state.lock().fetched;
        fetched.is_none_or(|at| at.elapsed() > LASTS)
    }

    fn may_try(&self) -> bool {
        let tried = self.state.lock().tried;
        tried.is_none_or(|at| at.elapsed() >= self.pause)
    }

    /// Fetches the keys, unless that was tried lately or another task has just done
    /// it.
    async fn fetch(&self) {
        let _only_fetch = self.fetching.lock().await;
        if !self.may_try() {
            return;
        }
        self.state.lock().tried = Some(Instant::now());
        if let Ok(keys) = self.ask().await {
            self.state.lock().take_in(keys, Instant::now());
        } else {
            tracing::warn!("the shop's keys cannot be fetched; the old ones stay for an hour");
        }
    }

    async fn ask(&self) -> Result<UsableKeys, NoAnswer> {
        let (status, body) = self.http.get(reqwest::header::HeaderMap::new()).await?;
        if status != 200 {
            return Err(NoAnswer);
        }
        UsableKeys::read(&body, self.algorithm)
    }
}

impl State {
    /// Takes these keys in place of the former ones. A set without usable keys is most
    /// likely half written, so the former ones stay for a while.
    fn take_in(&mut self, keys: UsableKeys, now: Instant) {
        if keys.0.is_empty() {
            tracing::warn!("the shop's key set has no usable key; the old ones stay for an hour");
        } else {
            self.keys = keys;
            self.version = self.version.next();
            self.fetched = Some(now);
        }
    }

    fn version_at(&self, now: Instant) -> Option<KeysVersion> {
        (!self.keys_at(now).0.is_empty()).then_some(self.version)
    }

    /// The keys that count at this time: none when the last set with any is too old.
    fn keys_at(&self, now: Instant) -> &UsableKeys {
        let is_over = |at: Instant| now.duration_since(at) > KEPT_WITHOUT_NEW;
        if self.fetched.is_none_or(is_over) {
            &NO_KEYS
        } else {
            &self.keys
        }
    }
}

/// The keys of a set that tokens can be verified with, each with its id if it has one.
#[derive(Default)]
struct UsableKeys(Vec<(Option<String>, DecodingKey)>);

static NO_KEYS: UsableKeys = UsableKeys(Vec::new());

impl UsableKeys {
    /// Reads the keys one by one, so that one that cannot be read spoils no other.
    fn read(body: &[u8], algorithm: Algorithm) -> Result<Self, NoAnswer> {
        let mut set = lenient_json::read(body).ok_or(NoAnswer)?;
        let keys = set.get_mut("keys").and_then(Value::as_array_mut);
        let keys = std::mem::take(keys.ok_or(NoAnswer)?);
        let read = keys.into_iter().map(|key| usable(key, algorithm));
        let (usable, skipped): (Vec<_>, Vec<_>) = read.partition(Option::is_some);
        if !skipped.is_empty() || usable.len() > MOST {
            tracing::warn!(
                skipped = skipped.len() + usable.len().saturating_sub(MOST),
                "skipped keys in the shop's key set that cannot be used"
            );
        }
        Ok(Self(usable.into_iter().flatten().take(MOST).collect()))
    }

    /// The keys of this id. Where no key has it, and for a token without one, the keys
    /// that may have made the token.
    fn of(&self, id: Option<&str>) -> Vec<DecodingKey> {
        let has = |wanted: Option<&str>| {
            let keys = self.0.iter();
            let keys = keys.filter(|(known, _)| known.as_deref() == wanted);
            keys.map(|(_, key)| key.clone()).collect::<Vec<_>>()
        };
        match id {
            None => self.0.iter().map(|(_, key)| key.clone()).collect(),
            Some(_) if self.has(id) => has(id),
            Some(_) => has(None),
        }
    }

    fn has(&self, id: Option<&str>) -> bool {
        id.is_some() && self.0.iter().any(|(known, _)| known.as_deref() == id)
    }
}

/// The key in an entry of a set, if tokens can be verified with it.
fn usable(entry: Value, algorithm: Algorithm) -> Option<(Option<String>, DecodingKey)> {
    let key: Jwk = serde_json::from_value(entry).ok()?;
    if !fits(&key, algorithm) {
        return None;
    }
    let decoding = DecodingKey::from_jwk(&key).ok()?;
    Some((key.common.key_id, decoding))
}

/// Whether a key is public, of the kind that the algorithm needs, and not meant for
/// anything else. A shared secret does not count: everyone can read the key set.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let is_of_kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => algorithm == Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(_) => algorithm == Algorithm::ES256,
        _ => false,
    };
    let named = key.common.key_algorithm.map(|named| named.to_string());
    let is_for_signing = !matches!(
        key.common.public_key_use,
        Some(PublicKeyUse::Encryption | PublicKeyUse::Other(_))
    );
    is_of_kind && is_for_signing && named.is_none_or(|named| named == format!("{algorithm:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(number: usize) -> UsableKeys {
        let key = || (None, DecodingKey::from_secret(b"a"));
        UsableKeys((0..number).map(|_| key()).collect())
    }

    #[test]
    fn a_set_without_keys_keeps_the_former_ones_for_an_hour() {
        let mut state = State::default();
        let start = Instant::now();
        state.take_in(keys(2), start);
        state.take_in(keys(0), start + KEPT_WITHOUT_NEW);
        assert_eq!(state.keys_at(start + KEPT_WITHOUT_NEW).0.len(), 2);
        let later = start + KEPT_WITHOUT_NEW + Duration::from_secs(1);
        assert_eq!(state.keys_at(later).0.len(), 0);
        state.take_in(keys(1), later);
        assert_eq!(state.keys_at(later).0.len(), 1);
    }

    #[test]
    fn keys_that_cannot_be_fetched_again_count_for_an_hour() {
        let mut state = State::default();
        let start = Instant::now();
        assert_eq!(state.keys_at(start).0.len(), 0);
        state.take_in(keys(2), start);
        state.tried = Some(start + KEPT_WITHOUT_NEW);
        assert_eq!(state.keys_at(start + KEPT_WITHOUT_NEW).0.len(), 2);
        let later = start + KEPT_WITHOUT_NEW + Duration::from_secs(1);
        assert_eq!(state.keys_at(later).0.len(), 0);
    }

    #[test]
    fn only_so_many_keys_are_used() {
        let entry = r#"{"kty":"EC","crv":"P-256","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY","y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}"#;
        let set = format!("{{\"keys\":[{}]}}", [entry; 40].join(","));
        let keys = UsableKeys::read(set.as_bytes(), Algorithm::ES256);
        assert_eq!(keys.ok().map(|keys| keys.0.len()), Some(MOST));
    }
}
