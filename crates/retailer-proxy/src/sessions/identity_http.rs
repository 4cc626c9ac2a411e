//! Requests to the shop's own server: for its signing keys, or who a visitor is.
//! Whoever answers in place of this server can sign in as anybody, so the answer has to
//! come over TLS, from this machine, or from a host that the operator trusts.

use std::net::IpAddr;
use std::time::Duration;

use engage_client::client_with_certificates;
use reqwest::redirect;

use super::trusted_hosts::TrustedHosts;

/// A shopper waits for the answer.
const TIMEOUT: Duration = Duration::from_millis(2_500);
/// In bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// A URL that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not a URL, or of another scheme.
    #[error("must be a whole address that begins with https:// (or http:// on this machine)")]
    NotAnAddress,
    /// It is plain `http` to a host that the operator does not name.
    #[error(
        "must be a whole address that begins with https://: plain http:// is for this machine, \
         and for the hosts that session.plain_http_hosts names"
    )]
    NotEncrypted,
    /// It has a user name or a password, which would stand in logs and error messages.
    #[error("must have no user name and no password")]
    HasCredentials,
    /// The machine's TLS cannot be used.
    #[error("the machine's TLS cannot be used")]
    Tls,
}

/// One URL of the shop's own server.
#[derive(Clone, Debug)]
pub(super) struct IdentityHttp {
    url: reqwest::Url,
    http: reqwest::Client,
}

/// The server gave no answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoAnswer;

impl IdentityHttp {
    /// A URL to request. Plain `http` is accepted for this machine and for the hosts
    /// that the operator trusts.
    pub(super) fn new(address: &str, trusted: &TrustedHosts) -> Result<Self, AddressError> {
        let url: reqwest::Url = address.parse().map_err(|_| AddressError::NotAnAddress)?;
        let host = url.host_str().unwrap_or_default();
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(host) || trusted.has(host) => {}
            "http" => return Err(AddressError::NotEncrypted),
            _ => return Err(AddressError::NotAnAddress),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::HasCredentials);
        }
        let http = client_with_certificates(|| {
            reqwest::Client::builder()
                .timeout(TIMEOUT)
                .redirect(redirect::Policy::none())
                .no_proxy()
        });
        let http = http.map_err(|_| AddressError::Tls)?;
        Ok(Self { url, http })
    }

    /// Sends a GET with these headers, and returns status and body.
    pub(super) async fn get(
        &self,
        headers: reqwest::header::HeaderMap,
    ) -> Result<(u16, Vec<u8>), NoAnswer> {
        let failed = |error: reqwest::Error| {
            tracing::warn!(
                "the shop's own server gave no answer: {}",
                error.without_url()
            );
            NoAnswer
        };
        let request = self.http.get(self.url.clone()).headers(headers);
        let mut response = request.send().await.map_err(failed)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                tracing::warn!("the shop's own server sent more than {LONGEST_ANSWER} bytes");
                return Err(NoAnswer);
            }
            body.extend_from_slice(&chunk);
        }
        Ok((response.status().as_u16(), body))
    }
}

/// Whether a URL with this host, which the URL's parser has normalised, leads to this
/// machine.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let address = address.parse();
    host == "localhost" || address.is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn refusal(address: &str) -> Option<AddressError> {
        let trusted = TrustedHosts::new(["shop", "10.0.0.7"]).unwrap();
        IdentityHttp::new(address, &trusted).err()
    }

    #[rstest]
    #[case("https://shop.example/jwks.json")]
    #[case("https://192.0.2.1/jwks.json?shop=1")]
    #[case("http://127.0.0.1:3000/whoami")]
    #[case("http://127.8.9.1/whoami")]
    #[case("http://[::1]:3000/whoami")]
    #[case("http://localhost:3000/whoami")]
    #[case("http://shop:3000/whoami")]
    #[case("http://SHOP/whoami")]
    #[case("http://10.0.0.7/whoami")]
    fn a_url_where_nobody_can_listen_in_is_used(#[case] address: &str) {
        assert_eq!(refusal(address), None);
    }

    #[rstest]
    #[case("http://shop.example/whoami")]
    #[case("http://shops/whoami")]
    #[case("http://[2001:db8::1]/whoami")]
    #[case("http://[::ffff:127.0.0.1]/whoami")]
    #[case("http://[::]/whoami")]
    #[case("http://0.0.0.0/whoami")]
    #[case("http://10.0.0.70/whoami")]
    #[case("http://127.0.0.1.shop.example/whoami")]
    #[case("http://localhost.shop.example/whoami")]
    fn a_url_that_is_not_encrypted_is_refused(#[case] address: &str) {
        assert_eq!(refusal(address), Some(AddressError::NotEncrypted));
    }

    #[rstest]
    #[case("https://user:4711@shop.example/whoami")]
    #[case("https://user@shop.example/whoami")]
    #[case("https://:4711@shop.example/whoami")]
    #[case("http://user:4711@127.0.0.1/whoami")]
    fn a_url_with_a_user_or_a_password_is_refused(#[case] address: &str) {
        assert_eq!(refusal(address), Some(AddressError::HasCredentials));
    }

    #[rstest]
    #[case("ftp://shop.example/")]
    #[case("data:text/plain,x")]
    #[case("/whoami")]
    #[case("http://")]
    #[case("")]
    fn a_text_that_is_no_url_is_refused(#[case] address: &str) {
        assert_eq!(refusal(address), Some(AddressError::NotAnAddress));
    }
}
