//! Which of the three ways to know a shopper is in use, and two of them: the shop's own
//! answer, and a gateway's header. The third one, a token, is in `session`.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use secrecy::SecretString;

use super::form::{Number, Text, any, optional, seconds, secret, text};
use super::given::{Given, Wrong};
use super::session::{self, Names, cookie_name};
use super::setting::section;
use crate::sessions::{ForwardAuthRules, GatewayRules, Sessions, TrustedHosts};
use crate::shared_secret::SharedSecret;

section! {
    /// In place of a token whose key stands in [session], the shop may be asked who a
    /// visitor is. It gets a GET with the visitor's cookies, and answers 200 with
    /// {"contactId": "…"}, or 401 for a visitor who is signed out.
    "forward_auth" as FORWARD_AUTH: ForwardAuth {
        /// The URL of the shop that is asked.
        address: Text<String> = optional(any),
            suggestion "http://127.0.0.1:3000/internal/whoami";
        /// The only cookie that is passed on, with nothing beside it. Answers are cached by it. Without
        /// this, all cookies and `Authorization` are, and a visitor can have the shop asked with
        /// every request.
        cookie: Text<String> = optional(cookie_name), suggestion "session";
        /// The member of the answer that holds the contact id or the customer number.
        member: Text<String> = text("contactId", any);
        /// How long an answer is cached.
        cache_seconds: Number<Duration> = seconds(10, 0..=300);
    }
}

section! {
    /// Or a gateway in front of the proxy may say who a visitor is, in a header. It has to
    /// take both headers out of what browsers send.
    "gateway" as GATEWAY: Gateway {
        /// The header that holds the contact id or the customer number.
        header: Text<HeaderName> = text("x-contact-id", header_name);
        /// The header by which the gateway proves itself.
        secret_header: Text<HeaderName> = text("x-gateway-secret", header_name);
        /// The secret in that header. It has at least 32 bytes.
        secret: Text<SecretString> = secret(None), file "/run/secrets/gateway-secret";
    }
}

/// The sessions of whichever section is there: tokens where there is no other.
pub(super) fn read(given: &mut Given) -> Result<Sessions, Wrong> {
    let names = session::names(given)?;
    let trusted = session::plain_http_hosts(given);
    let has_forward_auth = given.has_section("forward_auth");
    let has_gateway = given.has_section("gateway");
    let sessions = match (session::has_key(given), has_forward_auth, has_gateway) {
        (_, false, false) => session::read(given, trusted),
        (false, true, false) => forward_auth(given, trusted),
        (false, false, true) => gateway(given),
        _ => Err(given.fault(
            &FORWARD_AUTH.address,
            "there are several ways to know a shopper: keep one of the key in [session], \
             [forward_auth] and [gateway]",
        )),
    }?;
    Ok(match names {
        Names::ContactId => sessions,
        Names::CustomerNumber => sessions.of_customer_numbers(),
    })
}

fn forward_auth(
    given: &mut Given,
    trusted: Result<TrustedHosts, Wrong>,
) -> Result<Sessions, Wrong> {
    let cookie = given.optional(&FORWARD_AUTH.cookie);
    let member = given.read(&FORWARD_AUTH.member);
    let lasts = given.read(&FORWARD_AUTH.cache_seconds);
    let address = given.read(&FORWARD_AUTH.address)?;
    let rules = ForwardAuthRules {
        address,
        cookie: cookie?,
        member: member?,
        lasts: lasts?,
        trusted: trusted?,
    };
    given.check(&FORWARD_AUTH.address, Sessions::forward_auth(&rules))
}

fn gateway(given: &mut Given) -> Result<Sessions, Wrong> {
    let header = given.read(&GATEWAY.header);
    let secret_header = given.read(&GATEWAY.secret_header);
    let secret = given.secret(&GATEWAY.secret, SharedSecret::new)?;
    Ok(Sessions::gateway(GatewayRules {
        header: header?,
        secret_header: secret_header?,
        secret: Arc::new(secret),
    }))
}

fn header_name(name: &str) -> Result<HeaderName, &'static str> {
    name.parse()
        .map_err(|_| "is no name that a header can have")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_has_the_same_defaults_as_the_settings() {
        let mut given = Given::default();
        let rules = ForwardAuthRules::new("");
        assert_eq!(given.number(&FORWARD_AUTH.cache_seconds), rules.lasts);
        assert_eq!(given.read(&FORWARD_AUTH.member).unwrap(), rules.member);
        assert_eq!(given.optional(&FORWARD_AUTH.cookie).unwrap(), rules.cookie);
    }
}
