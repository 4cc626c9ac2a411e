//! Where Engage is: from the tenant's name, or given whole.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// The path of the version of the API that this client speaks.
const API_PATH: [&str; 2] = ["api", "v3"];

/// Which of a tenant's two systems is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// `https://{tenant}.voyado.com`
    #[default]
    Production,
    /// `https://{tenant}.staging.voyado.com`
    Staging,
}

/// Why an address or a tenant's name cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// No tenant can have this name.
    #[error(
        "`{0}` is not a tenant's name: it is the first part of https://NAME.voyado.com, \
         letters, digits and hyphens"
    )]
    Tenant(String),
    /// It is not an address at all. It is not repeated, since it may hold a password.
    #[error("it is not an address: {0}; write it like https://NAME.voyado.com")]
    NotAnAddress(String),
    /// Engage speaks HTTPS only, and the key may not travel in the clear.
    #[error(
        "it must begin with https://; plain http:// is for this machine only, such as http://127.0.0.1:8081"
    )]
    NotEncrypted,
    /// It has a user name, a query or a fragment.
    #[error("it has a user name, a `?` or a `#` in it: only a host and a path belong there")]
    Superfluous,
}

/// The root of the API: everything before `/challenges`.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// The address of a tenant's system at Voyado.
    ///
    /// # Errors
    ///
    /// When no tenant can have this name.
    pub fn of_tenant(tenant: &str, environment: Environment) -> Result<Self, BaseUrlError> {
        let refusal = || BaseUrlError::Tenant(tenant.to_owned());
        if !is_host_label(tenant) {
            return Err(refusal());
        }
        let host = match environment {
            Environment::Production => "voyado.com",
            Environment::Staging => "staging.voyado.com",
        };
        let url = Url::parse(&format!("https://{tenant}.{host}/")).map_err(|_| refusal())?;
        Ok(Self(with_api_path(url)))
    }

    /// An address given whole, with or without a path before `/api/v3`, and with
    /// or without that.
    ///
    /// # Errors
    ///
    /// When it is no address, not `https` although not on this machine, or has
    /// more in it than a host and a path.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text.trim())
            .map_err(|error| BaseUrlError::NotAnAddress(error.to_string()))?;
        let encrypted = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
        if !encrypted {
            return Err(BaseUrlError::NotEncrypted);
        }
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !bare {
            return Err(BaseUrlError::Superfluous);
        }
        Ok(Self(with_api_path(url)))
    }

    /// Whether Engage, or what plays it, runs on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The address of what lies under the root.
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
    // Only addresses without a host, such as `data:`, have no segments; none of
    // those gets past `parse`.
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
    #[case("alva/")]
    #[case("alva@evil")]
    fn what_cannot_be_a_tenants_name_is_refused(#[case] tenant: &str) {
        let refusal = BaseUrl::of_tenant(tenant, Environment::Production);
        assert_eq!(refusal, Err(BaseUrlError::Tenant(tenant.to_owned())));
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
    fn an_address_given_whole_gets_the_path_of_the_api(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(BaseUrl::parse(text).unwrap().to_string(), expected);
    }

    #[rstest]
    #[case("http://alva.voyado.com")]
    #[case("http://127.0.0.1.evil.test")]
    #[case("http://localhost.evil.test")]
    #[case("ftp://127.0.0.1")]
    #[case("data:text/plain,x")]
    fn an_address_that_would_send_the_key_in_the_clear_is_refused(#[case] text: &str) {
        assert_eq!(BaseUrl::parse(text), Err(BaseUrlError::NotEncrypted));
    }

    #[rstest]
    #[case("https://user:secret-4711@engage.example.test")]
    #[case("https://engage.example.test/?apikey=secret-4711")]
    #[case("https://engage.example.test/#secret-4711")]
    fn an_address_with_more_than_host_and_path_is_refused_without_repeating_it(#[case] text: &str) {
        let error = BaseUrl::parse(text).unwrap_err();
        assert_eq!(error, BaseUrlError::Superfluous);
        assert!(!error.to_string().contains("4711"));
    }

    #[test]
    fn a_text_that_is_no_address_is_refused() {
        let error = BaseUrl::parse("alva.voyado.com").unwrap_err();
        assert!(
            error.to_string().contains("https://NAME.voyado.com"),
            "{error}"
        );
    }
}
