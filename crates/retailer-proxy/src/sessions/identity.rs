//! What a session says about its visitor, and why there may be none.

use std::fmt;

use challenge_model::ContactId;
use jsonwebtoken::errors::{Error, ErrorKind};
use prometheus_client::encoding::EncodeLabelValue;

use crate::api_error::ApiError;

/// What a session names: a contact id or a customer number, not checked yet. It is
/// personal data, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Identity(String);

impl Identity {
    /// What this text names.
    ///
    /// # Errors
    ///
    /// When it stands for nobody. A program whose visitor is not known may well write
    /// the default value of the type in place of an id, or a word for it (T5).
    pub(super) fn of(text: &str) -> Result<Self, SignedOut> {
        let text = text.trim();
        if stands_for_nobody(text) {
            return Err(SignedOut::ContactMissing);
        }
        Ok(Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text is empty, a word or a number for "none", or a GUID whose digits are
/// all 0 or all f.
fn stands_for_nobody(text: &str) -> bool {
    let words = ["null", "nil", "none", "undefined", "0", "-1"];
    let is_word = words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let guid = ContactId::guid(text);
    let is_blank_guid = guid.is_ok_and(|guid| {
        let digits = guid.as_str().replace('-', "").to_ascii_lowercase();
        ['0', 'f']
            .iter()
            .any(|digit| digits.chars().all(|found| found == *digit))
    });
    text.is_empty() || is_word || is_blank_guid
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Identity(…)")
    }
}

/// Why there is no session. The reason is logged and counted; the browser learns only that
/// there is none. The names of the variants are the values that Prometheus sees, so they never
/// change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum SignedOut {
    /// There is nothing that could be a session, as of a visitor who has not signed in.
    NoToken,
    SeveralTokens,
    Malformed,
    WrongAlgorithm,
    /// The token's header demands something that is not understood here.
    UnknownDemand,
    ForeignSignature,
    Expired,
    NotYetValid,
    ForeignIssuer,
    ForeignAudience,
    ClaimMissing,
    ContactMissing,
    /// No contact has this customer number, or several have.
    UnknownCustomer,
    /// The shop's own server says so.
    Refused,
    /// The shop's own server could not be asked, so nobody knows.
    Unknowable,
}

impl SignedOut {
    /// All reasons.
    pub(crate) const ALL: [Self; 15] = [
        Self::NoToken,
        Self::SeveralTokens,
        Self::Malformed,
        Self::WrongAlgorithm,
        Self::UnknownDemand,
        Self::ForeignSignature,
        Self::Expired,
        Self::NotYetValid,
        Self::ForeignIssuer,
        Self::ForeignAudience,
        Self::ClaimMissing,
        Self::ContactMissing,
        Self::UnknownCustomer,
        Self::Refused,
        Self::Unknowable,
    ];
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
        tracing::info!(?reason, "no valid session");
        match reason {
            SignedOut::Unknowable => Self::IdentityUnavailable,
            _ => Self::SignedOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use parking_lot::Mutex;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("")]
    #[case(" \t")]
    #[case("null")]
    #[case("NULL")]
    #[case("undefined")]
    #[case("None")]
    #[case("0")]
    #[case("-1")]
    #[case("00000000-0000-0000-0000-000000000000")]
    #[case("{00000000-0000-0000-0000-000000000000}")]
    #[case("00000000000000000000000000000000")]
    #[case("FFFFFFFF-ffff-ffff-ffff-ffffffffffff")]
    fn a_value_for_none_names_nobody(#[case] text: &str) {
        assert_eq!(Identity::of(text), Err(SignedOut::ContactMissing));
    }

    #[rstest]
    #[case("4711")]
    #[case("00000000-0000-0000-0000-000000000001")]
    #[case("nils")]
    #[case("00")]
    fn everything_else_names_somebody(#[case] text: &str) {
        assert_eq!(Identity::of(text).unwrap().as_str(), text);
    }

    /// What is logged, for a test to read.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_log_says_at_info_why_there_is_no_session() {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::INFO)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            for reason in [
                SignedOut::Expired,
                SignedOut::ForeignSignature,
                SignedOut::ContactMissing,
            ] {
                assert_eq!(ApiError::from(reason), ApiError::SignedOut);
            }
        });
        let log = String::from_utf8(written.0.lock().clone()).unwrap();
        let lines: Vec<_> = log.lines().collect();
        assert_eq!(lines.len(), 3, "{log}");
        for (line, reason) in lines
            .iter()
            .zip(["Expired", "ForeignSignature", "ContactMissing"])
        {
            assert!(line.contains("INFO") && line.contains(reason), "{line}");
        }
    }
}
