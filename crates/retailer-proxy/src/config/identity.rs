//! Which of the three ways to know a shopper is in use.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::HeaderName;
use serde::Deserialize;

use super::check::{checked_cookie, token_sessions};
use super::file::Session;
use super::findings::Findings;
use crate::sessions::{ForwardAuthRules, GatewayRules, KeySetRules, PublicAlgorithm, Sessions};
use crate::shared_secret::SharedSecret;

#[derive(Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ForwardAuth {
    address: Option<String>,
    cookie: Option<String>,
    member: Option<String>,
    cache_seconds: Option<u64>,
}

#[derive(Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Gateway {
    header: Option<String>,
    secret_header: Option<String>,
    secret: Option<String>,
    secret_file: Option<PathBuf>,
}

/// The sessions of whichever section is there: tokens where there is no other.
pub(super) fn check(
    session: Session,
    forward_auth: ForwardAuth,
    gateway: Gateway,
    findings: &mut Findings,
) -> Option<Sessions> {
    let names_customers = match session.names.as_deref() {
        None | Some("contact_id") => false,
        Some("customer_number") => true,
        Some(_) => {
            return findings.add("session.names", "must be contact_id or customer_number");
        }
    };
    let has_forward_auth = forward_auth != ForwardAuth::default();
    let has_gateway = gateway != Gateway::default();
    let has_token = session.secret.is_some()
        || session.secret_file.is_some()
        || session.public_key.is_some()
        || session.public_key_file.is_some()
        || session.keys_url.is_some();
    let sessions = match (has_token, has_forward_auth, has_gateway) {
        (_, false, false) => token_sessions(session, findings),
        (false, true, false) => forward_auth.check(findings),
        (false, false, true) => gateway.check(findings),
        _ => findings.add(
            "forward_auth.address",
            "there are several ways to know a shopper: keep one of the key in [session], \
             [forward_auth] and [gateway]",
        ),
    }?;
    Some(if names_customers {
        sessions.of_customer_numbers()
    } else {
        sessions
    })
}

impl ForwardAuth {
    fn check(self, findings: &mut Findings) -> Option<Sessions> {
        let standard = ForwardAuthRules::new("");
        let range = (0, standard.lasts.as_secs(), 300);
        let lasts = findings.seconds("forward_auth.cache_seconds", self.cache_seconds, range);
        let cookie = checked_cookie("forward_auth.cookie", self.cookie, findings);
        let Some(address) = self.address else {
            return findings.add("forward_auth.address", "is missing");
        };
        let rules = ForwardAuthRules {
            address,
            cookie: cookie?,
            member: self.member.unwrap_or(standard.member),
            lasts: lasts?,
        };
        findings.take("forward_auth.address", Sessions::forward_auth(&rules))
    }
}

impl Gateway {
    fn check(self, findings: &mut Findings) -> Option<Sessions> {
        let contact_header = header("gateway.header", self.header, "x-contact-id", findings);
        let secret_header = self.secret_header;
        let secret_header = header(
            "gateway.secret_header",
            secret_header,
            "x-gateway-secret",
            findings,
        );
        let file = self.secret_file.as_deref();
        let secret = findings.needed_text_or_file("gateway.secret", self.secret, file)?;
        let secret = findings.take("gateway.secret", SharedSecret::new(&secret))?;
        Some(Sessions::gateway(GatewayRules {
            header: contact_header?,
            secret_header: secret_header?,
            secret: Arc::new(secret),
        }))
    }
}

fn header(
    key: &str,
    name: Option<String>,
    standard: &str,
    findings: &mut Findings,
) -> Option<HeaderName> {
    let name = name.unwrap_or_else(|| standard.to_owned());
    let parsed = name.parse::<HeaderName>();
    findings.take(key, parsed.map_err(|_| "is no name that a header can have"))
}

/// Where the shop's public keys are.
pub(super) fn key_set(
    address: String,
    algorithm: Option<&str>,
    pause: Option<u64>,
    findings: &mut Findings,
) -> Option<KeySetRules> {
    let algorithm = match algorithm {
        Some("RS256") => PublicAlgorithm::Rs256,
        Some("ES256") => PublicAlgorithm::Es256,
        _ => {
            let what = "goes with the algorithms RS256 and ES256: set session.algorithm to one";
            return findings.add("session.keys_url", what);
        }
    };
    Some(KeySetRules {
        address,
        algorithm,
        pause: findings.seconds("session.keys_pause_seconds", pause, (1, 30, 3_600))?,
    })
}
