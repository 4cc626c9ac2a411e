//! The URL of Engage's API: made from the tenant's name, or given in full.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

/// The path of the version of the API that this client speaks.
const API_PATH: [&str; 2] = ["api", "v3"];

/// One of the two systems that a tenant has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// `https://{tenant}.voyado.com`
    #[default]
    Production,
    /// `https://{tenant}.staging.voyado.com`
    Staging,
}

/// Why a URL or a tenant's name cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// No tenant can have this name. The message does not repeat it, since it may be a
    /// secret in the wrong place.
    #[error(
        "this is not a tenant's name: the name is the first part of \
         https://NAME.voyado.com and consists of letters, digits and hyphens"
    )]
    Tenant,
    /// The text is not a URL. The message does not repeat it, since it may hold a
    /// password.
    #[error("it is not a URL: {0}; write it like https://NAME.voyado.com")]
    NotAUrl(<Url as FromStr>::Err),
    /// The URL is not `https`. Engage speaks HTTPS only, and the key must not be sent
    /// unencrypted.
    #[error(
        "it must begin with https://; plain http:// is for this machine only, such as http://127.0.0.1:8081"
    )]
    NotEncrypted,
    /// The URL has a user name, a password, a query or a fragment.
    #[error("it has a user name, a password, a `?` or a `#`: only a host and a path are allowed")]
    MoreThanHostAndPath,
}

/// The root of the API: the URL up to and including `/api/v3`.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// The URL of a tenant's system at Voyado.
    ///
    /// # Errors
    ///
    /// When no tenant can have this name.
    pub fn of_tenant(tenant: &str, environment: Environment) -> Result<Self, BaseUrlError> {
        if !is_host_label(tenant) {
            return Err(BaseUrlError::Tenant);
        }
        let host = match environment {
            Environment::Production => "voyado.com",
            Environment::Staging => "staging.voyado.com",
        };
        let url =
            Url::parse(&format!("https://{tenant}.{host}/")).map_err(|_| BaseUrlError::Tenant)?;
        Ok(Self(with_api_path(url)))
    }

    /// A URL given in full. It may have a path before `/api/v3`, and `/api/v3` itself
    /// may be left out.
    ///
    /// # Errors
    ///
    /// When the text is not a URL, when it is not `https` and not on this machine, or
    /// when it has more than a host and a path.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text.trim()).map_err(BaseUrlError::NotAUrl)?;
        let encrypted = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
        if !encrypted {
            return Err(BaseUrlError::NotEncrypted);
        }
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !bare {
            return Err(BaseUrlError::MoreThanHostAndPath);
        }
        Ok(Self(with_api_path(url)))
    }

    /// Whether the URL leads to this machine, for example to the simulator.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The URL with these segments added to its path.
    pub(crate) fn join(&self, segments: &[&str]) -> Url {
        with_segments(self.0.clone(), segments)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BaseUrl({})", self.0)
    }
}

fn with_api_path(url: Url) -> Url {
    let has_it = url.path().trim_end_matches('/').ends_with("/api/v3");
    with_segments(url, if has_it { &[] } else { &API_PATH })
}

fn with_segments(mut url: Url, segments: &[&str]) -> Url {
    // Only URLs without a host, such as `data:`, have no segments, and `parse`
    // refuses those.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

fn is_host_label(text: &str) -> bool {
    let letters = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    letters && (1..=63).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || address
                .parse()
                .is_ok_and(|address: IpAddr| address.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Environment::Production, "https://alva.voyado.com/api/v3")]
    #[case(Environment::Staging, "https://alva.staging.voyado.com/api/v3")]
    fn a_tenants_name_is_enough(#[case] environment: Environment, #[case] expected: &str) {
        let base = BaseUrl::of_tenant("alva", environment).unwrap();
        assert_eq!(base.to_string(), expected);
    }

    #[rstest]
    #[case("")]
    #[case("alva.voyado.com")]
    #[case("https://alva")]
    #[case("-alva")]
    #[case("alva-")]
    #[case("alva_outdoor")]
    #[case("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    #[case("alva/")]
    #[case("alva@evil")]
    fn a_name_that_no_tenant_can_have_is_refused(#[case] tenant: &str) {
        let refusal = BaseUrl::of_tenant(tenant, Environment::Production);
        assert_eq!(refusal, Err(BaseUrlError::Tenant));
    }

    #[rstest]
    #[case("https://engage.example.test", "https://engage.example.test/api/v3")]
    #[case("https://engage.example.test/", "https://engage.example.test/api/v3")]
    #[case(
        "https://engage.example.test/api/v3/",
        "https://engage.example.test/api/v3"
    )]
    #[case("https://gateway.test/engage/", "https://gateway.test/engage/api/v3")]
    #[case("http://127.0.0.1:8081", "http://127.0.0.1:8081/api/v3")]
    #[case("http://localhost:8081", "http://localhost:8081/api/v3")]
    #[case("http://[::1]:8081", "http://[::1]:8081/api/v3")]
    fn a_url_given_in_full_gets_the_path_of_the_api(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(BaseUrl::parse(text).unwrap().to_string(), expected);
    }

    #[rstest]
    #[case("http://alva.voyado.com")]
    #[case("http://127.0.0.1.evil.test")]
    #[case("http://localhost.evil.test")]
    #[case("ftp://127.0.0.1")]
    #[case("data:text/plain,x")]
    fn a_url_that_would_send_the_key_unencrypted_is_refused(#[case] text: &str) {
        assert_eq!(BaseUrl::parse(text), Err(BaseUrlError::NotEncrypted));
    }

    #[rstest]
    #[case("https://user:secret-4711@engage.example.test")]
    #[case("https://engage.example.test/?apikey=secret-4711")]
    #[case("https://engage.example.test/#secret-4711")]
    #[case("https://:secret-4711@engage.example.test")]
    #[case("https://secret-4711@engage.example.test")]
    fn a_url_with_more_than_host_and_path_is_refused_without_repeating_it(#[case] text: &str) {
        let error = BaseUrl::parse(text).unwrap_err();
        assert_eq!(error, BaseUrlError::MoreThanHostAndPath);
        assert!(!error.to_string().contains("4711"));
    }

    #[test]
    fn a_text_that_is_not_a_url_is_refused() {
        let error = BaseUrl::parse("alva.voyado.com").unwrap_err();
        assert!(
            error.to_string().contains("https://NAME.voyado.com"),
            "{error}"
        );
    }

    #[rstest]
    #[case("http://127.0.0.1:8081", true)]
    #[case("http://localhost:8081", true)]
    #[case("https://[::1]:8081", true)]
    #[case("https://engage.example.test", false)]
    #[case("https://192.0.2.1", false)]
    fn only_a_url_of_this_machine_is_loopback(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(BaseUrl::parse(text).unwrap().is_loopback(), expected);
    }

    #[test]
    fn debug_shows_the_url() {
        let base = BaseUrl::parse("https://engage.example.test").unwrap();
        assert_eq!(
            format!("{base:?}"),
            "BaseUrl(https://engage.example.test/api/v3)"
        );
    }
}
