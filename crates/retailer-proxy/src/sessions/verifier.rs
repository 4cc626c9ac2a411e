//! Verifies a token: its signature, its time, and whose it is.

use std::fmt;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::identity::{Identity, SignedOut};
use super::keys::Keys;
use super::rules::{SessionKeyError, SessionRules};

pub(super) struct Verifier {
    keys: Keys,
    algorithm: Algorithm,
    validation: Validation,
    claim: String,
}

impl Verifier {
    pub(super) fn new(rules: &SessionRules) -> Result<Self, SessionKeyError> {
        Ok(Self {
            keys: rules.key.keys()?,
            algorithm: rules.key.algorithm(),
            validation: validation(rules),
            claim: rules.claim.clone(),
        })
    }

    /// Whose token this is.
    pub(super) async fn identify(&self, token: &[u8]) -> Result<Identity, SignedOut> {
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
    fn verify(&self, token: &[u8], keys: &[DecodingKey]) -> Result<Identity, SignedOut> {
        let mut verified = Err(SignedOut::ForeignSignature);
        for key in keys {
            verified = self.verify_with(token, key);
            if verified != Err(SignedOut::ForeignSignature) {
                break;
            }
        }
        verified
    }

    fn verify_with(&self, token: &[u8], key: &DecodingKey) -> Result<Identity, SignedOut> {
        let token = decode::<Map<String, Value>>(token, key, &self.validation)
            .map_err(|error| SignedOut::from(&error))?;
        match token.claims.get(&self.claim) {
            Some(Value::String(text)) => Identity::of(text),
            _ => Err(SignedOut::ContactMissing),
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Verifier(…)")
    }
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
