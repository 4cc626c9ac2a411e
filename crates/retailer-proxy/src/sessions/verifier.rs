//! Whether a token is the shop's, still good, and whose.

use std::fmt;

use challenge_model::ContactId;
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{DecodingKey, Validation, decode};
use serde_json::{Map, Value};

use super::SignedOut;
use super::rules::{SessionKeyError, SessionRules};

pub(super) struct Verifier {
    key: DecodingKey,
    validation: Validation,
    claim: String,
}

impl Verifier {
    pub(super) fn new(rules: &SessionRules) -> Result<Self, SessionKeyError> {
        Ok(Self {
            key: rules.key.decoding_key()?,
            validation: validation(rules),
            claim: rules.claim.clone(),
        })
    }

    /// The contact of this token.
    pub(super) fn contact(&self, token: impl AsRef<[u8]>) -> Result<ContactId, SignedOut> {
        let token = decode::<Map<String, Value>>(token, &self.key, &self.validation)
            .map_err(|error| reason(&error))?;
        let contact = token.claims.get(&self.claim).and_then(Value::as_str);
        contact
            .and_then(|contact| ContactId::guid(contact).ok())
            .ok_or(SignedOut::ContactMissing)
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

/// The kind of an error, without any of its text: that may hold part of the token.
fn reason(error: &Error) -> SignedOut {
    match error.kind() {
        ErrorKind::InvalidSignature => SignedOut::ForeignSignature,
        ErrorKind::InvalidAlgorithm
        | ErrorKind::InvalidAlgorithmName
        | ErrorKind::UnsupportedAlgorithm => SignedOut::WrongAlgorithm,
        ErrorKind::ExpiredSignature => SignedOut::Expired,
        ErrorKind::ImmatureSignature => SignedOut::NotYetValid,
        ErrorKind::InvalidIssuer => SignedOut::ForeignIssuer,
        ErrorKind::InvalidAudience => SignedOut::ForeignAudience,
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) => {
            SignedOut::ClaimMissing
        }
        _ => SignedOut::Malformed,
    }
}
