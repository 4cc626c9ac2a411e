//! What a session says about its visitor, and why there may be none.

use std::fmt;

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

impl From<SignedOut> for ApiError {
    fn from(reason: SignedOut) -> Self {
        tracing::debug!(?reason, "no session");
        match reason {
            SignedOut::Unknowable => Self::IdentityUnavailable,
            _ => Self::SignedOut,
        }
    }
}
