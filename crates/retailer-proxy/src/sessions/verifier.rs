//! Verifies a token: its signature, its time, and whose it is.

use std::fmt;

use jsonwebtoken::{Validation, decode};
use serde_json::{Map, Value};

use super::identity::{Identity, SignedOut};
use super::keys::Keys;
use super::rules::{SessionKeyError, SessionRules};

pub(super) struct Verifier {
    keys: Keys,
    validation: Validation,
    claim: String,
}

impl Verifier {
    pub(super) fn new(rules: &SessionRules) -> Result<Self, SessionKeyError> {
        Ok(Self {
            keys: rules.key.keys()?,
            validation: validation(rules),
            claim: rules.claim.clone(),
        })
    }

    /// Whose token this is.
    pub(super) async fn identify(&self, token: String) -> Result<Identity, SignedOut> {
        let key = self.keys.of(token.as_bytes()).await?;
        let token = decode::<Map<String, Value>>(token, &key, &self.validation)
            .map_err(|error| SignedOut::from(&error))?;
        match token.claims.get(&self.claim) {
            Some(Value::String(text)) => Ok(Identity(text.clone())),
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
