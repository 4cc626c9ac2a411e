//! Hosts in the shop's own network that may be asked without TLS.

use reqwest::Url;

/// The names or IP addresses of hosts to which plain `http` is accepted. There is none by
/// default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedHosts(Vec<String>);

/// A text is not the name or the IP address of a host. The error does not repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", Self::MESSAGE)]
pub struct NotAHost;

impl NotAHost {
    /// What the error says.
    pub(crate) const MESSAGE: &str = "must be names or IP addresses of hosts such as \
        shop.internal, 10.0.0.7 or [fd00::7], without a scheme, a port or a path";
}

impl TrustedHosts {
    /// Trusts the networks that lead to these hosts.
    ///
    /// # Errors
    ///
    /// When one of them is not a host.
    pub fn new(hosts: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, NotAHost> {
        let hosts = hosts.into_iter().map(|host| normalised(host.as_ref()));
        hosts.collect::<Result<_, _>>().map(Self)
    }

    /// Whether this host of a URL is one of them.
    pub(super) fn has(&self, host: &str) -> bool {
        self.0.iter().any(|trusted| trusted == host)
    }
}

/// The host as it is in a parsed URL.
fn normalised(host: &str) -> Result<String, NotAHost> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if !host.bytes().all(is_plain) {
        return Err(NotAHost);
    }
    let url: Url = format!("http://{host}/").parse().map_err(|_| NotAHost)?;
    // The port 80 is left out of a parsed URL, so the text is looked at as well.
    let has_port = !host.ends_with(']') && host.contains(':');
    match url.host_str() {
        Some(host) if !has_port => Ok(host.to_owned()),
        _ => Err(NotAHost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("shop")]
    #[case("Shop.Internal")]
    #[case("10.0.0.7")]
    #[case("[fd00::7]")]
    fn a_host_is_compared_as_urls_have_it(#[case] host: &str) {
        let url: Url = format!("http://{host}:3000/whoami").parse().unwrap();
        let trusted = TrustedHosts::new([host]).unwrap();
        assert!(trusted.has(url.host_str().unwrap()));
        assert!(!trusted.has("shop.example"));
    }

    #[rstest]
    #[case("")]
    #[case("*")]
    #[case("*.internal")]
    #[case("http://shop")]
    #[case("shop:80")]
    #[case("shop:3000")]
    #[case("shop/")]
    #[case("user@shop")]
    #[case("fd00::7")]
    #[case("shop?x")]
    fn a_text_that_is_no_host_is_refused(#[case] host: &str) {
        assert_eq!(TrustedHosts::new([host]), Err(NotAHost));
    }
}
