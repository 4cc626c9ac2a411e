//! Asking an address of the shop: for its signing keys, or who a visitor is.

use std::time::Duration;

use reqwest::redirect;

/// A shopper is waiting.
const PATIENCE: Duration = Duration::from_millis(2_500);
const LONGEST_ANSWER: usize = 256 * 1024;

/// An address that cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is none.
    #[error("must be a whole address that begins with https:// (or http:// on this machine)")]
    NotAnAddress,
    /// The machine's TLS cannot be used.
    #[error("the machine's TLS cannot be used")]
    Tls,
}

/// An address of the shop.
#[derive(Clone, Debug)]
pub(super) struct Outside {
    url: reqwest::Url,
    http: reqwest::Client,
}

/// The address did not give an answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoAnswer;

impl Outside {
    /// An address to ask. Plain `http` is for this machine and for names without
    /// a dot, which are those of a network of the shop's own.
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
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|_| AddressError::Tls)?;
        Ok(Self { url, http })
    }

    /// A GET with these headers: its status and its body.
    pub(super) async fn get(
        &self,
        headers: reqwest::header::HeaderMap,
    ) -> Result<(u16, Vec<u8>), NoAnswer> {
        let failed = |error: reqwest::Error| {
            tracing::warn!(
                "an address of the shop gave no answer: {}",
                error.without_url()
            );
            NoAnswer
        };
        let request = self.http.get(self.url.clone()).headers(headers);
        let mut response = request.send().await.map_err(failed)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                tracing::warn!("an address of the shop answered more than can be taken in");
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
    fn an_address_is_asked_where_nobody_listens_in(#[case] address: &str, #[case] may: bool) {
        assert_eq!(Outside::new(address).is_ok(), may);
    }
}
