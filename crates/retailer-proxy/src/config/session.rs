//! Sessions of tokens that the shop signs.

use std::time::Duration;

use secrecy::SecretString;

use super::form::{Choice, List, Number, Text, any, optional, seconds, secret, text};
use super::given::{Given, Wrong};
use super::setting::section;
use crate::sessions::{
    KeySetRules, NotAHost, PublicAlgorithm, SessionKey, SessionKeyError, SessionRules, Sessions,
    TrustedHosts,
};

section! {
    "session" as SESSION: Session {
        /// The cookie in which the shop's session token comes. `Authorization: Bearer`
        /// always counts, and before the cookie. Without this, it alone counts.
        cookie: Text<String> = optional(cookie_name), example "session";
        /// The claim of the token that holds the contact id, a GUID.
        claim: Text<String> = text("contact_id", claim_name);
        /// How the shop signs its tokens.
        algorithm: Choice<Algorithm> = Choice(&[
            ("HS256", Algorithm::Hs256),
            ("RS256", Algorithm::Public(PublicAlgorithm::Rs256)),
            ("ES256", Algorithm::Public(PublicAlgorithm::Es256)),
        ]);
        /// For HS256, the secret that the shop signs with. It has at least 32 bytes.
        secret: Text<SecretString> = secret(None), file "/run/secrets/session-secret";
        /// For RS256 and ES256, the public half of the shop's key, as PEM.
        public_key: Text<SecretString> = secret(None),
            suggestion "…",
            file "/etc/retailer-proxy/session.pem",
            replaces ["keys_url"];
        /// In place of a public key, the URL of the shop's key set (JWKS). Its keys are fetched
        /// when they are needed, and every ten minutes.
        keys_url: Text<String> = optional(any),
            suggestion "https://shop.example/.well-known/jwks.json",
            replaces ["public_key", "public_key_file"];
        /// How long the proxy waits before it fetches the key set again for a key that it does
        /// not know.
        keys_pause_seconds: Number<Duration> = seconds(30, 1..=3_600);
        /// Hosts that `session.keys_url` and `forward_auth.address` may name with plain http://, as
        /// names or IP addresses. Name only hosts to which your own network alone leads: whoever
        /// answers in place of one can sign in as anybody. For this machine, nothing is needed.
        plain_http_hosts: List<TrustedHosts> = List(trusted_hosts), suggestion "shop.internal";
        /// Who must have issued the token. It is checked where this is set.
        issuer: Text<String> = optional(any), suggestion "https://shop.example";
        /// For whom the token must be issued. It is checked where this is set.
        audience: Text<String> = optional(any), suggestion "loyalty";
        /// How far the clocks of shop and proxy may differ.
        leeway_seconds: Number<Duration> = seconds(30, 0..=300);
        /// What a session names, in any of the three ways to know a shopper. A customer number is
        /// the shop's own. It is looked up in Engage, as the custom key, and cached for an hour.
        names: Choice<Names> = Choice(&[
            ("contact_id", Names::ContactId),
            ("customer_number", Names::CustomerNumber),
        ]);
    }
}

/// How tokens are signed.
#[derive(Clone, Copy)]
enum Algorithm {
    Hs256,
    Public(PublicAlgorithm),
}

/// What sessions name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    ContactId,
    CustomerNumber,
}

/// What sessions name, of whichever kind they are.
pub(super) fn names(given: &mut Given) -> Result<Names, Wrong> {
    given.read(&SESSION.names)
}

/// The hosts that may be asked without TLS.
pub(super) fn plain_http_hosts(given: &mut Given) -> Result<TrustedHosts, Wrong> {
    given.read(&SESSION.plain_http_hosts)
}

/// Whether a key for tokens was given.
pub(super) fn has_key(given: &Given) -> bool {
    given.has(&SESSION.secret) || given.has(&SESSION.public_key) || given.has(&SESSION.keys_url)
}

/// Sessions of tokens.
pub(super) fn read(
    given: &mut Given,
    trusted: Result<TrustedHosts, Wrong>,
) -> Result<Sessions, Wrong> {
    let leeway = given.read(&SESSION.leeway_seconds);
    let cookie = given.optional(&SESSION.cookie);
    let claim = given.read(&SESSION.claim);
    let issuer = given.optional(&SESSION.issuer);
    let audience = given.optional(&SESSION.audience);
    let key = key(given, trusted)?;
    let rules = SessionRules {
        cookie: cookie?,
        claim: claim?,
        issuer: issuer?,
        audience: audience?,
        leeway: leeway?,
        key,
    };
    // The key was checked already, and nothing else can be wrong.
    given.check(&SESSION.algorithm, Sessions::new(&rules))
}

fn key(given: &mut Given, trusted: Result<TrustedHosts, Wrong>) -> Result<SessionKey, Wrong> {
    let algorithm = given.read(&SESSION.algorithm)?;
    if given.has(&SESSION.keys_url) {
        return key_set(algorithm, trusted, given);
    }
    match algorithm {
        Algorithm::Hs256 => shared_key(given),
        Algorithm::Public(algorithm) => public_key(algorithm, given),
    }
}

fn shared_key(given: &mut Given) -> Result<SessionKey, Wrong> {
    if given.has(&SESSION.public_key) {
        let what = "does not go with HS256, which needs session.secret";
        return Err(given.fault(&SESSION.public_key, what));
    }
    given.secret(&SESSION.secret, |secret| checked(SessionKey::hs256(secret)))
}

fn public_key(algorithm: PublicAlgorithm, given: &mut Given) -> Result<SessionKey, Wrong> {
    if given.has(&SESSION.secret) {
        let what = "goes with HS256 only; this algorithm needs session.public_key";
        return Err(given.fault(&SESSION.secret, what));
    }
    let key = match algorithm {
        PublicAlgorithm::Rs256 => SessionKey::Rs256,
        PublicAlgorithm::Es256 => SessionKey::Es256,
    };
    given.secret(&SESSION.public_key, |pem| checked(key(pem.to_owned())))
}

fn key_set(
    algorithm: Algorithm,
    trusted: Result<TrustedHosts, Wrong>,
    given: &mut Given,
) -> Result<SessionKey, Wrong> {
    let url = given.read(&SESSION.keys_url)?;
    if given.has(&SESSION.secret) || given.has(&SESSION.public_key) {
        let what = "is enough: leave out session.secret and session.public_key";
        return Err(given.fault(&SESSION.keys_url, what));
    }
    let Algorithm::Public(algorithm) = algorithm else {
        let what = "goes with the algorithms RS256 and ES256: set session.algorithm to one";
        return Err(given.fault(&SESSION.keys_url, what));
    };
    let key = checked(SessionKey::KeySet(KeySetRules {
        address: url,
        algorithm,
        pause: given.read(&SESSION.keys_pause_seconds)?,
        trusted: trusted?,
    }));
    given.check(&SESSION.keys_url, key)
}

fn checked(key: SessionKey) -> Result<SessionKey, SessionKeyError> {
    key.check()?;
    Ok(key)
}

fn trusted_hosts(hosts: &[String]) -> Result<TrustedHosts, &'static str> {
    TrustedHosts::new(hosts).map_err(|NotAHost| NotAHost::MESSAGE)
}

/// A name that a cookie can have.
pub(super) fn cookie_name(name: &str) -> Result<String, &'static str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte);
    if !name.is_empty() && name.bytes().all(plain) {
        Ok(name.to_owned())
    } else {
        Err("is no name that a cookie can have")
    }
}

fn claim_name(name: &str) -> Result<String, &'static str> {
    if name.trim().is_empty() {
        Err("is empty")
    } else {
        Ok(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_has_the_same_defaults_as_the_settings() {
        let mut given = Given::default();
        let rules = SessionRules::new(SessionKey::hs256(""));
        assert_eq!(given.number(&SESSION.leeway_seconds), rules.leeway);
        assert_eq!(given.read(&SESSION.claim).unwrap(), rules.claim);
        assert_eq!(given.optional(&SESSION.cookie).unwrap(), rules.cookie);
    }
}
