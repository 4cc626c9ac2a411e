//! Verifies a token: its signature, its time, and whose it is.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::identity::{Identity, SignedOut};
use super::keys::Keys;
use super::rules::{SessionKeyError, SessionRules};
use super::verified_tokens::{Accepted, TokenDigest, UnixSeconds, VerifiedTokens};

pub(super) struct Verifier {
    keys: Keys,
    algorithm: Algorithm,
    validation: Validation,
    claim: String,
    verified: VerifiedTokens,
}

impl Verifier {
    pub(super) fn new(rules: &SessionRules) -> Result<Self, SessionKeyError> {
        Ok(Self {
            keys: rules.key.keys()?,
            algorithm: rules.key.algorithm(),
            validation: validation(rules),
            claim: rules.claim.clone(),
            verified: VerifiedTokens::default(),
        })
    }

    /// Whose token this is, from memory if it was verified not long ago.
    pub(super) async fn identify(&self, token: &[u8]) -> Result<Identity, SignedOut> {
        let digest = TokenDigest::of(token);
        let keys = self.keys.version();
        let known = keys.and_then(|keys| self.verified.find(digest, keys, now()));
        if let Some(identity) = known {
            return Ok(identity);
        }
        let accepted = self.accept(token).await?;
        if let Some(keys) = keys {
            self.verified.remember(digest, keys, &accepted, now());
        }
        Ok(accepted.identity)
    }

    /// Removes from memory what no longer counts.
    pub(super) fn sweep(&self) {
        self.verified.sweep(now());
    }

    /// Verifies every token again.
    pub(super) fn forget_all(&self) {
        self.verified.forget_all();
    }

    async fn accept(&self, token: &[u8]) -> Result<Accepted, SignedOut> {
        let header = decode_header(token).map_err(|error| SignedOut::from(&error))?;
        // Nobody fetches keys for a token that no key could make valid.
        if header.alg != self.algorithm {
            return Err(SignedOut::WrongAlgorithm);
        }
        // RFC 7515, section 4.1.11: what is critical and not understood is refused, and
        // nothing of it is understood here.
        if header.crit.is_some() {
            return Err(SignedOut::UnknownDemand);
        }
        let id = header.kid.as_deref();
        let verified = self.verify(token, &self.keys.of(id).await?);
        match verified {
            Err(SignedOut::ForeignSignature) if self.keys.look_for_new(id).await => {
                self.verify(token, &self.keys.of(id).await?)
            }
            verified => verified,
        }
    }

    /// Whose token this is, if one of these keys made it.
    fn verify(&self, token: &[u8], keys: &[DecodingKey]) -> Result<Accepted, SignedOut> {
        let mut verified = Err(SignedOut::ForeignSignature);
        for key in keys {
            verified = self.verify_with(token, key);
            if !matches!(verified, Err(SignedOut::ForeignSignature)) {
                break;
            }
        }
        verified
    }

    fn verify_with(&self, token: &[u8], key: &DecodingKey) -> Result<Accepted, SignedOut> {
        let token = decode::<Map<String, Value>>(token, key, &self.validation)
            .map_err(|error| SignedOut::from(&error))?;
        let identity = match token.claims.get(&self.claim) {
            Some(Value::String(text)) => Identity::of(text)?,
            _ => return Err(SignedOut::ContactMissing),
        };
        let expires = token.claims.get("exp").and_then(Value::as_u64);
        Ok(Accepted {
            identity,
            // A time that is no whole number is checked with each request.
            expires: expires.unwrap_or_default(),
        })
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Verifier(…)")
    }
}

/// The time that the expiry of a token is compared with.
fn now() -> UnixSeconds {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    since_epoch.unwrap_or_default().as_secs()
}

fn validation(rules: &SessionRules) -> Validation {
    let mut validation = Validation::new(rules.key.algorithm());
    validation.leeway = rules.leeway.as_secs();
    validation.validate_nbf = true;
    let mut required = vec!["exp"];
    if let Some(issuer) = &rules.issuer {
        validation.set_issuer(&[issuer]);
        required.push("iss");
    }
    match &rules.audience {
        Some(audience) => {
            validation.set_audience(&[audience]);
            required.push("aud");
        }
        None => validation.validate_aud = false,
    }
    validation.set_required_spec_claims(&required);
    validation
}
