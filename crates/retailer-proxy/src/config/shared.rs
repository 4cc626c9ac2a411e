//! What several instances share.

use std::num::NonZeroU32;

use secrecy::SecretString;

use super::form::{Choice, Needed, Text, at_least_one, secret, text};
use super::given::{Given, Wrong};
use super::setting::section;
use crate::consents::ServerIdentity;
use crate::shared::{NotAPrefix, Prefix, SealingKey, ServerAddress, SharedOptions};
use crate::upstream::CallOptions;

section! {
    /// A Valkey (or Redis from 7 on) that several instances share. Leave the section out for one
    /// instance. What is in it may be lost at any time. It names contacts, so nobody else may read
    /// it.
    "shared" as SHARED: Shared {
        /// The URL of the server: `valkeys://USER:PASSWORD@HOST:PORT`, or `valkey://` without TLS on
        /// this machine. `rediss://` and `redis://` mean the same. A URL with a password is best kept
        /// in a file of its own.
        url: Text<SecretString> = secret(None),
            suggestion "valkey://127.0.0.1:6379",
            file "/run/secrets/shared-url";
        /// Whether a server on another machine has to prove its identity. With `password_at_risk`, it
        /// may be reached without TLS, and whoever answers in its place gets the password and the
        /// contact ids.
        server_identity: Choice<ServerIdentity> = Choice(&[
            ("verified", ServerIdentity::Verified),
            ("password_at_risk", ServerIdentity::Unverified),
        ]);
        /// What tells this environment from others at the same server. Instances with one API key
        /// have one prefix.
        prefix: Text<Prefix> = text("retailer-proxy", prefix);
        /// The most instances that there are at the same time, also while a new version takes the
        /// place of an old one. An instance that cannot reach the server makes
        /// `budget.calls_per_second` divided by this number, so it must not be larger than that.
        instances: Needed<NonZeroU32> = Needed(at_least_one(2, 1..=200)), suggestion "2";
    }
}

/// What is shared, where something is. There is no key where the API key is wrong.
pub(super) fn read(
    given: &mut Given,
    sealing: Option<SealingKey>,
) -> Result<Option<SharedOptions>, Wrong> {
    if !given.has_section("shared") {
        return Ok(None);
    }
    let identity = given.read(&SHARED.server_identity);
    // A wrong word for the identity is one fault, and must not cause another.
    let accepted = identity.unwrap_or(ServerIdentity::Unverified);
    let server = given.secret(&SHARED.url, |url| ServerAddress::parse(url, accepted));
    let prefix = given.read(&SHARED.prefix);
    let instances = given.read(&SHARED.instances);
    identity?;
    Ok(Some(SharedOptions {
        server: server?,
        prefix: prefix?,
        instances: instances?,
        sealing: sealing.ok_or(Wrong)?,
    }))
}

/// Checks that each instance has a share of the budget.
pub(super) fn check(
    shared: &SharedOptions,
    calls: &CallOptions,
    given: &mut Given,
) -> Result<(), Wrong> {
    if shared.instances > calls.per_second {
        let must = "must not be larger than budget.calls_per_second, of which each instance has \
                    a share";
        return Err(given.fault(&SHARED.instances, must));
    }
    Ok(())
}

fn prefix(text: &str) -> Result<Prefix, &'static str> {
    Prefix::new(text).map_err(
        |NotAPrefix| "must be 1 to 64 letters, digits, hyphens, underscores, dots or colons",
    )
}
