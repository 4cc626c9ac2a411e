//! What a session says about its visitor, and why there may be none.

use std::fmt;

use jsonwebtoken::errors::{Error, ErrorKind};

use crate::api_error::ApiError;

/// What a session names: a contact id or a customer number, not checked yet. It is
/// personal data, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Identity(pub(super) String);

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Identity(…)")
    }
}

/// Why there is no session. The reason is logged; the browser learns only that there
/// is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedOut {
    NoToken,
    SeveralTokens,
    Malformed,
    WrongAlgorithm,
    ForeignSignature,
    Expired,
    NotYetValid,
    ForeignIssuer,
    ForeignAudience,
    ClaimMissing,
    ContactMissing,
    /// The shop's own server says so.
    Refused,
    /// The shop's own server could not be asked, so nobody knows.
    Unknowable,
}

/// Takes only the kind of an error. Its text is dropped, because it may hold part of
/// the token.
impl From<&Error> for SignedOut {
    fn from(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::InvalidSignature => Self::ForeignSignature,
            ErrorKind::InvalidAlgorithm
            | ErrorKind::InvalidAlgorithmName
            | ErrorKind::UnsupportedAlgorithm => Self::WrongAlgorithm,
            ErrorKind::ExpiredSignature => Self::Expired,
            ErrorKind::ImmatureSignature => Self::NotYetValid,
            ErrorKind::InvalidIssuer => Self::ForeignIssuer,
            ErrorKind::InvalidAudience => Self::ForeignAudience,
            ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) => {
                Self::ClaimMissing
            }
            _ => Self::Malformed,
        }
    }
}

impl From<SignedOut> for ApiError {
    fn from(reason: SignedOut) -> Self {
        tracing::debug!(?reason, "no session");
        match reason {
            SignedOut::Unknowable => Self::IdentityUnavailable,
            _ => Self::SignedOut,
        }
    }
}
