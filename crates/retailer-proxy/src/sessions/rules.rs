//! How the shop signs its sessions.

use std::fmt;
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey};
use secrecy::{ExposeSecret, SecretString};

use super::identity_http::{AddressError, IdentityHttp};
use super::key_set::KeySet;
use super::keys::Keys;
use super::trusted_hosts::TrustedHosts;

/// RFC 7518, section 3.2: a key must be as long as what it makes.
const SHORTEST_SECRET: usize = 32;

/// How the shop's session tokens are read.
#[derive(Clone, Debug)]
pub struct SessionRules {
    /// What they are signed with. The key decides the algorithm; the one that a token
    /// names is only compared with it.
    pub key: SessionKey,
    /// The name of the cookie that holds the token. Without it, only
    /// `Authorization: Bearer` counts.
    pub cookie: Option<String>,
    /// The claim that carries the contact id: `contact_id` by default.
    pub claim: String,
    /// The required issuer, where it is checked.
    pub issuer: Option<String>,
    /// The required audience, where it is checked.
    pub audience: Option<String>,
    /// How far the clocks of shop and proxy may differ: 30 seconds by default.
    pub leeway: Duration,
}

impl SessionRules {
    /// Rules with this key, and everything else by default.
    #[must_use]
    pub fn new(key: SessionKey) -> Self {
        Self {
            key,
            cookie: None,
            claim: "contact_id".to_owned(),
            issuer: None,
            audience: None,
            leeway: Duration::from_secs(30),
        }
    }
}

/// What sessions are signed with.
#[derive(Clone)]
pub enum SessionKey {
    /// A secret that shop and proxy share, at least 32 bytes long (HMAC with SHA-256).
    Hs256(SecretString),
    /// The public half of the shop's RSA key, as PEM.
    Rs256(String),
    /// The public half of the shop's P-256 key, as PEM.
    Es256(String),
    /// Public keys at a URL of the shop, which may change.
    KeySet(KeySetRules),
}

/// Where the shop's public keys are.
#[derive(Clone, Debug)]
pub struct KeySetRules {
    /// The URL of the key set (RFC 7517).
    pub address: String,
    /// Which of the two algorithms the shop signs with.
    pub algorithm: PublicAlgorithm,
    /// The shortest time between two fetches that are caused by an unknown key.
    pub pause: Duration,
    /// Hosts that may be asked without TLS.
    pub trusted: TrustedHosts,
}

/// How tokens are signed whose key is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicAlgorithm {
    /// RSA with SHA-256.
    Rs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
}

impl PublicAlgorithm {
    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::Rs256 => Algorithm::RS256,
            Self::Es256 => Algorithm::ES256,
        }
    }
}

/// Why a key cannot be used. The key itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionKeyError {
    /// It is short enough to be guessed.
    #[error("the secret is shorter than 32 bytes, which HS256 needs to be safe")]
    ShortSecret,
    /// A public key is no secret: anyone could sign with it.
    #[error(
        "this is a key in PEM form; HS256 needs a secret (or set the algorithm to RS256 or ES256)"
    )]
    PemAsSecret,
    /// It is a private key, which must not be on this machine, or not a key at all.
    #[error(
        "this is not a public key in PEM form: it has to begin with -----BEGIN PUBLIC KEY-----"
    )]
    NotAPublicKey,
    /// It is a public key of another algorithm.
    #[error("this public key does not fit the algorithm")]
    OtherKind,
    /// The URL of the key set cannot be used.
    #[error("the address of the key set {0}")]
    Address(#[from] AddressError),
}

impl SessionKey {
    /// A secret that shop and proxy share.
    #[must_use]
    pub fn hs256(secret: impl Into<String>) -> Self {
        Self::Hs256(SecretString::from(secret.into()))
    }

    /// Checks that the key can be used.
    ///
    /// # Errors
    ///
    /// When it is too short, or not of the kind that it is said to be.
    pub fn check(&self) -> Result<(), SessionKeyError> {
        self.keys().map(drop)
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Hs256(_) => Algorithm::HS256,
            Self::Rs256(_) => Algorithm::RS256,
            Self::Es256(_) => Algorithm::ES256,
            Self::KeySet(rules) => rules.algorithm.algorithm(),
        }
    }

    pub(super) fn keys(&self) -> Result<Keys, SessionKeyError> {
        Ok(Keys::One(match self {
            Self::Hs256(secret) => shared(secret.expose_secret())?,
            Self::Rs256(pem) => public(pem, DecodingKey::from_rsa_pem)?,
            Self::Es256(pem) => public(pem, DecodingKey::from_ec_pem)?,
            Self::KeySet(rules) => {
                let http = IdentityHttp::new(&rules.address, &rules.trusted)?;
                let set = KeySet::new(http, self.algorithm(), rules.pause);
                return Ok(Keys::Set(set));
            }
        }))
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SessionKey({:?}, …)", self.algorithm())
    }
}

fn shared(secret: &str) -> Result<DecodingKey, SessionKeyError> {
    if secret.trim_start().starts_with("-----BEGIN") {
        Err(SessionKeyError::PemAsSecret)
    } else if secret.len() < SHORTEST_SECRET {
        Err(SessionKeyError::ShortSecret)
    } else {
        Ok(DecodingKey::from_secret(secret.as_bytes()))
    }
}

fn public(
    pem: &str,
    read: fn(&[u8]) -> jsonwebtoken::errors::Result<DecodingKey>,
) -> Result<DecodingKey, SessionKeyError> {
    let label = pem.trim_start().lines().next().unwrap_or_default();
    if label.contains("PRIVATE") || !label.contains("PUBLIC KEY") {
        return Err(SessionKeyError::NotAPublicKey);
    }
    read(pem.trim().as_bytes()).map_err(|_| SessionKeyError::OtherKind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nbm9uZQ==\n-----END PUBLIC KEY-----";
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----";

    #[rstest]
    #[case::short(SessionKey::hs256("hunter2"), SessionKeyError::ShortSecret)]
    #[case::empty(SessionKey::hs256(""), SessionKeyError::ShortSecret)]
    #[case::public_key_as_secret(SessionKey::hs256(PUBLIC), SessionKeyError::PemAsSecret)]
    #[case::private_key(SessionKey::Rs256(PRIVATE.to_owned()), SessionKeyError::NotAPublicKey)]
    #[case::secret_as_key(SessionKey::Es256("hunter2".to_owned()), SessionKeyError::NotAPublicKey)]
    #[case::no_key_inside(SessionKey::Rs256(PUBLIC.to_owned()), SessionKeyError::OtherKind)]
    fn a_key_that_protects_nothing_is_refused(
        #[case] key: SessionKey,
        #[case] expected: SessionKeyError,
    ) {
        assert_eq!(key.check().err(), Some(expected));
    }

    #[test]
    fn a_secret_does_not_show_in_debug() {
        let rules = SessionRules::new(SessionKey::hs256("hunter2"));
        assert!(!format!("{rules:?}").contains("hunter2"));
    }
}
