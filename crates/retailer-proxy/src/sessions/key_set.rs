//! The shop's public keys at a URL of the shop (RFC 7517), for a shop that changes
//! them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use parking_lot::Mutex;

use super::identity::SignedOut;
use super::identity_http::{IdentityHttp, NoAnswer};

/// How long keys are used before they are fetched again.
const LASTS: Duration = Duration::from_mins(10);

/// Keys by their id, fetched when they are needed.
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
    keys: HashMap<Option<String>, DecodingKey>,
    /// When they were fetched last.
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

    /// The key of this id; a token without one is signed with the only key.
    pub(super) async fn key(&self, id: Option<&str>) -> Result<DecodingKey, SignedOut> {
        if let Some(key) = self.known(id) {
            if self.is_old() && self.may_try() {
                // The old keys are used until the new ones arrive.
                let set = self.clone();
                tokio::spawn(async move { set.fetch().await });
            }
            return Ok(key);
        }
        self.fetch().await;
        self.known(id).ok_or_else(|| {
            if self.state.lock().fetched.is_none() {
                SignedOut::Unknowable
            } else {
                SignedOut::ForeignSignature
            }
        })
    }

    fn known(&self, id: Option<&str>) -> Option<DecodingKey> {
        let state = self.state.lock();
        if let Some(id) = id {
            state.keys.get(&Some(id.to_owned())).cloned()
        } else {
            let mut keys = state.keys.values();
            keys.next().filter(|_| state.keys.len() == 1).cloned()
        }
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
            let mut state = self.state.lock();
            state.keys = keys;
            state.fetched = Some(Instant::now());
        } else {
            tracing::warn!("the shop's keys cannot be fetched; the old ones stay");
        }
    }

    async fn ask(&self) -> Result<HashMap<Option<String>, DecodingKey>, NoAnswer> {
        let (status, body) = self.http.get(reqwest::header::HeaderMap::new()).await?;
        let set: JwkSet = match status {
            200 => serde_json::from_slice(&body).map_err(|_| NoAnswer)?,
            _ => return Err(NoAnswer),
        };
        let fitting = set.keys.iter().filter(|key| fits(key, self.algorithm));
        let keys = fitting.filter_map(|key| {
            let decoding = DecodingKey::from_jwk(key).ok()?;
            Some((key.common.key_id.clone(), decoding))
        });
        Ok(keys.collect())
    }
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
