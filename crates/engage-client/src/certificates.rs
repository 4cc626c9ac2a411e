//! Which certificates a connection by TLS trusts.

use std::env;
use std::ffi::OsString;

use reqwest::{Certificate, Client, ClientBuilder, Error};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// By these, an operator says which certificates are trusted.
const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Builds an HTTP client with these settings that trusts what the system trusts.
///
/// Where the system has no certificates at all, as in a container with a single program, it
/// trusts Mozilla's list, which is part of this program. Where an operator has named others,
/// nothing takes their place.
///
/// # Errors
///
/// When there are no certificates that can be used, or the settings are wrong.
pub fn client_with_certificates(settings: impl Fn() -> ClientBuilder) -> Result<Client, Error> {
    let client = settings().build();
    if client.is_ok() || are_chosen(|name| env::var_os(name)) {
        return client;
    }
    tracing::info!("the system has no certificates: those of Mozilla's list are trusted");
    settings().tls_certs_only(of_mozilla()).build()
}

fn are_chosen(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    VARIABLES.into_iter().any(|name| variable(name).is_some())
}

fn of_mozilla() -> impl Iterator<Item = Certificate> {
    let certificates = TLS_SERVER_ROOT_CERTS.iter();
    certificates.filter_map(|certificate| Certificate::from_der(certificate).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_that_an_operator_has_named_are_not_replaced() {
        assert!(!are_chosen(|_| None));
        for chosen in VARIABLES {
            assert!(are_chosen(|name| (name == chosen).then(OsString::new)));
        }
    }

    #[test]
    fn a_client_can_trust_the_list_of_mozilla_alone() {
        assert_eq!(of_mozilla().count(), TLS_SERVER_ROOT_CERTS.len());

        let client = Client::builder().tls_certs_only(of_mozilla()).build();
        assert!(client.is_ok(), "{client:?}");
    }
}
