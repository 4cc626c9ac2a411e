//! A gateway in front of the proxy names the visitor in a header, and proves with a
//! secret that it is the gateway.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};

use super::identity::{Identity, SignedOut};
use crate::shared_secret::SharedSecret;

/// What the gateway sends.
#[derive(Clone, Debug)]
pub struct GatewayRules {
    /// The header with the contact id.
    pub header: HeaderName,
    /// The header with the secret.
    pub secret_header: HeaderName,
    /// The secret.
    pub secret: Arc<SharedSecret>,
}

impl GatewayRules {
    /// Who the gateway says the visitor is. The gateway has to remove both headers from
    /// what browsers send; a request with one of them twice is refused here.
    pub(super) fn identify(&self, headers: &HeaderMap) -> Result<Identity, SignedOut> {
        let secret = only(headers, &self.secret_header)?;
        if !self.secret.is(secret) {
            return Err(SignedOut::ForeignSignature);
        }
        let contact = std::str::from_utf8(only(headers, &self.header)?);
        Identity::of(contact.map_err(|_| SignedOut::Malformed)?)
    }
}

fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<&'h [u8], SignedOut> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        (None, _) => Err(SignedOut::NoToken),
        (Some(_), Some(_)) => Err(SignedOut::SeveralTokens),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SECRET: &str = "what only the gateway and the proxy know";

    #[rstest]
    #[case::proved(&[("x-contact", "4711"), ("x-secret", SECRET)], Identity::of("4711"))]
    #[case::unproved(&[("x-contact", "4711")], Err(SignedOut::NoToken))]
    #[case::wrong(&[("x-contact", "4711"), ("x-secret", "guess")], Err(SignedOut::ForeignSignature))]
    #[case::twice(&[("x-contact", "4711"), ("x-contact", "4712"), ("x-secret", SECRET)], Err(SignedOut::SeveralTokens))]
    #[case::secret_twice(&[("x-contact", "4711"), ("x-secret", "guess"), ("x-secret", SECRET)], Err(SignedOut::SeveralTokens))]
    #[case::nobody(&[("x-contact", " "), ("x-secret", SECRET)], Err(SignedOut::ContactMissing))]
    #[case::visitor(&[("x-secret", SECRET)], Err(SignedOut::NoToken))]
    fn only_what_the_gateway_proves_counts(
        #[case] sent: &[(&'static str, &'static str)],
        #[case] expected: Result<Identity, SignedOut>,
    ) {
        let rules = GatewayRules {
            header: HeaderName::from_static("x-contact"),
            secret_header: HeaderName::from_static("x-secret"),
            secret: Arc::new(SharedSecret::new(SECRET).unwrap()),
        };
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, value.parse().unwrap());
        }
        assert_eq!(rules.identify(&headers), expected);
    }
}
