//! Every setting checked, and everything that is wrong said at once.

use std::net::SocketAddr;

use engage_client::{ApiKey, BaseUrl, ClientOptions, Environment, UserAgent};

use super::file::{Engage, Listen, Sections, Session};
use super::findings::Findings;
use super::identity;
use super::problems::Problems;
use super::{Settings, running};
use crate::sessions::{SessionKey, SessionRules, Sessions};

const DEFAULT_ADDRESS: &str = "127.0.0.1:8082";
/// Shorter than Engage likes (T21), but a page is waiting.
const DEFAULT_TIMEOUT_SECONDS: u64 = 20;
const LONGEST_TIMEOUT_SECONDS: u64 = 100;
const LONGEST_LEEWAY_SECONDS: u64 = 300;

/// Checks everything.
pub(super) fn check(sections: Sections) -> Result<Settings, Problems> {
    let mut findings = Findings::default();
    let address = address(&sections.listen, &mut findings);
    let base_path = base_path(sections.listen, &mut findings);
    let engage = engage(sections.engage, &mut findings);
    let sessions = identity::check(
        sections.session,
        sections.forward_auth,
        sections.gateway,
        &mut findings,
    );
    let content = sections.content.check(&mut findings);
    let consents = sections.consents.check(&mut findings);
    let joining_origins = sections.joining.check(&mut findings);
    let live = sections.live.check(&mut findings);
    let running = running::Sections {
        reads: sections.reads,
        budget: sections.budget,
        limits: sections.limits,
        internal: sections.internal,
        widget: sections.widget,
        cors: sections.cors,
        log: sections.log,
    };
    let running = running::check(running, &mut findings);
    let all = || {
        Some(Settings {
            address: address?,
            base_path: base_path?,
            engage: engage?,
            sessions: sessions?,
            content: content?,
            consents: consents?,
            joining_origins: joining_origins?,
            live: live?,
            running: running?,
        })
    };
    match all() {
        Some(settings) if findings.is_empty() => Ok(settings),
        _ => Err(findings.into_problems()),
    }
}

fn address(listen: &Listen, findings: &mut Findings) -> Option<SocketAddr> {
    let text = listen.address.as_deref().unwrap_or(DEFAULT_ADDRESS);
    let parsed = text.parse();
    findings.take(
        "listen.address",
        parsed.map_err(|_| format!("must be an IP address and a port, such as {DEFAULT_ADDRESS}")),
    )
}

fn base_path(listen: Listen, findings: &mut Findings) -> Option<String> {
    let path = listen.base_path.unwrap_or_else(|| "/".to_owned());
    if is_path(&path) {
        Some(path)
    } else {
        findings.add("listen.base_path", "must be a path such as /api/loyalty")
    }
}

/// Whether a text is a path without anything in it that could mean more.
pub(super) fn is_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.starts_with('/') && path.bytes().all(plain) && !path.contains("//")
}

fn engage(engage: Engage, findings: &mut Findings) -> Option<ClientOptions> {
    let base_url = base_url(&engage, findings);
    let file = engage.api_key_file.as_deref();
    let api_key = findings
        .needed_text_or_file("engage.api_key", engage.api_key, file)
        .and_then(|key| findings.take("engage.api_key", ApiKey::new(key.trim())));
    let user_agent = match engage.user_agent {
        Some(text) => user_agent(&text, findings),
        None => Some(UserAgent::default()),
    };
    let range = (1, DEFAULT_TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS);
    let timeout = findings.seconds("engage.timeout_seconds", engage.timeout_seconds, range);
    let mut options = ClientOptions::new(base_url?, api_key?);
    options.user_agent = user_agent?;
    options.timeouts.call = timeout?;
    options.timeouts.connect = options.timeouts.connect.min(timeout?);
    Some(options)
}

fn base_url(engage: &Engage, findings: &mut Findings) -> Option<BaseUrl> {
    match (&engage.tenant, &engage.base_url) {
        (Some(tenant), None) => {
            let environment = environment(engage.environment.as_deref(), findings)?;
            findings.take("engage.tenant", BaseUrl::of_tenant(tenant, environment))
        }
        (None, Some(_)) if engage.environment.is_some() => findings.add(
            "engage.environment",
            "goes with engage.tenant, not with engage.base_url",
        ),
        (None, Some(url)) => findings.take("engage.base_url", BaseUrl::parse(url)),
        (None, None) => findings.add(
            "engage.tenant",
            "is missing (or engage.base_url, the address given whole)",
        ),
        (Some(_), Some(_)) => findings.add(
            "engage.base_url",
            "does not go with engage.tenant: one of them is enough",
        ),
    }
}

fn environment(name: Option<&str>, findings: &mut Findings) -> Option<Environment> {
    match name {
        None | Some("production") => Some(Environment::Production),
        Some("staging") => Some(Environment::Staging),
        Some(_) => findings.add("engage.environment", "must be production or staging"),
    }
}

fn user_agent(text: &str, findings: &mut Findings) -> Option<UserAgent> {
    let (product, version) = text.split_once('/').unwrap_or((text, ""));
    let agent = UserAgent::new(product, version);
    findings.take(
        "engage.user_agent",
        agent.map_err(|_| "must be of the form Product/version, such as fell-and-paw/1.0"),
    )
}

/// Sessions of tokens.
pub(super) fn token_sessions(session: Session, findings: &mut Findings) -> Option<Sessions> {
    let range = (0, 30, LONGEST_LEEWAY_SECONDS);
    let leeway = findings.seconds("session.leeway_seconds", session.leeway_seconds, range);
    let cookie = cookie(session.cookie.clone(), findings);
    let claim = claim(session.claim.clone(), findings);
    let (issuer, audience) = (session.issuer.clone(), session.audience.clone());
    let (key_setting, key) = key(session, findings)?;
    let rules = SessionRules {
        cookie: cookie?,
        claim: claim?,
        issuer,
        audience,
        leeway: leeway?,
        key,
    };
    findings.take(key_setting, Sessions::new(&rules))
}

#[expect(
    clippy::option_option,
    reason = "a wrong name and no name are different answers"
)]
fn cookie(name: Option<String>, findings: &mut Findings) -> Option<Option<String>> {
    checked_cookie("session.cookie", name, findings)
}

#[expect(
    clippy::option_option,
    reason = "a wrong name and no name are different answers"
)]
pub(super) fn checked_cookie(
    key: &str,
    name: Option<String>,
    findings: &mut Findings,
) -> Option<Option<String>> {
    let is_token = |name: &String| {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte);
        !name.is_empty() && name.bytes().all(plain)
    };
    if name.as_ref().is_none_or(is_token) {
        Some(name)
    } else {
        findings.add(key, "is no name that a cookie can have")
    }
}

fn claim(name: Option<String>, findings: &mut Findings) -> Option<String> {
    match name {
        None => Some("contact_id".to_owned()),
        Some(name) if name.trim().is_empty() => findings.add("session.claim", "is empty"),
        Some(name) => Some(name),
    }
}

/// The key, and the setting it comes from.
fn key(session: Session, findings: &mut Findings) -> Option<(&'static str, SessionKey)> {
    const SECRET: &str = "session.secret";
    const PUBLIC_KEY: &str = "session.public_key";
    const KEYS_URL: &str = "session.keys_url";
    let has_secret = session.secret.is_some() || session.secret_file.is_some();
    if let Some(address) = session.keys_url {
        let algorithm = session.algorithm.as_deref();
        let is_alone = !has_secret && session.public_key.is_none();
        if !is_alone || session.public_key_file.is_some() {
            return findings.add(
                KEYS_URL,
                "is enough: leave out session.secret and session.public_key",
            );
        }
        let rules = identity::key_set(address, algorithm, session.keys_pause_seconds, findings)?;
        return checked(KEYS_URL, SessionKey::KeySet(rules), findings);
    }
    let has_public_key = session.public_key.is_some() || session.public_key_file.is_some();
    let public: fn(String) -> SessionKey = match session.algorithm.as_deref() {
        None | Some("HS256") if has_public_key => {
            return findings.add(
                PUBLIC_KEY,
                "does not go with HS256, which needs session.secret",
            );
        }
        None | Some("HS256") => {
            let file = session.secret_file.as_deref();
            let secret = findings.needed_text_or_file(SECRET, session.secret, file)?;
            return checked(SECRET, SessionKey::hs256(secret), findings);
        }
        Some("RS256") => SessionKey::Rs256,
        Some("ES256") => SessionKey::Es256,
        Some(_) => {
            return findings.add("session.algorithm", "must be HS256, RS256 or ES256");
        }
    };
    if has_secret {
        return findings.add(
            SECRET,
            "goes with HS256 only; this algorithm needs session.public_key",
        );
    }
    let file = session.public_key_file.as_deref();
    let pem = findings.needed_text_or_file(PUBLIC_KEY, session.public_key, file)?;
    checked(PUBLIC_KEY, public(pem), findings)
}

fn checked(
    setting: &'static str,
    key: SessionKey,
    findings: &mut Findings,
) -> Option<(&'static str, SessionKey)> {
    findings.take(setting, key.check())?;
    Some((setting, key))
}
