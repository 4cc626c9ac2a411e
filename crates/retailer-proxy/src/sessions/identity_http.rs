//! Requests to the shop's own server: for its signing keys, or who a visitor is.

use std::time::Duration;

use reqwest::redirect;

/// A shopper waits for the answer.
const TIMEOUT: Duration = Duration::from_millis(2_500);
/// In bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// A URL that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not a URL, or it is not encrypted.
    #[error("must be a whole address that begins with https:// (or http:// on this machine)")]
    NotAnAddress,
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
    /// A URL to request. Plain `http` is accepted for this machine and for names
    /// without a dot, which belong to the shop's own network.
    pub(super) fn new(address: &str) -> Result<Self, AddressError> {
        let url: reqwest::Url = address.parse().map_err(|_| AddressError::NotAnAddress)?;
        let host = url.host_str().unwrap_or_default();
        let is_near = host == "127.0.0.1" || host == "[::1]" || !host.contains('.');
        let may_be_asked = match url.scheme() {
            "https" => !host.is_empty(),
            "http" => !host.is_empty() && is_near,
            _ => false,
        };
        if !may_be_asked {
            return Err(AddressError::NotAnAddress);
        }
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|_| AddressError::Tls)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://shop.example/jwks.json", true)]
    #[case("http://127.0.0.1:3000/whoami", true)]
    #[case("http://shop:3000/whoami", true)]
    #[case("http://shop.example/whoami", false)]
    #[case("ftp://shop.example/", false)]
    #[case("/whoami", false)]
    #[case("", false)]
    fn a_url_is_used_only_where_nobody_can_listen_in(#[case] address: &str, #[case] may: bool) {
        assert_eq!(IdentityHttp::new(address).is_ok(), may);
    }
}
