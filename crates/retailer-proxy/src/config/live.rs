//! How pages learn of changes, and the proxy itself.

use std::time::Duration;

use secrecy::SecretString;

use super::form::{Number, Text, count, seconds, secret};
use super::given::{Given, Wrong};
use super::setting::section;
use crate::live::{LiveRules, WebhookKey};
use crate::shared_secret::SharedSecret;

section! {
    "live" as LIVE: Live {
        /// The signing secret of the webhook that Engage sends to `…/webhooks/engage`, as its page
        /// shows it. Without one, the path does not exist.
        webhook_secret: Text<SecretString> = secret(None),
            suggestion "whsec_…",
            file "/run/secrets/engage-webhook-secret";
        /// The secret with which the shop's own backend may say that a contact's challenges
        /// changed (`POST /contacts/changed` on the internal listener), and hand awards over (`POST
        /// /awards`). It has at least 32 bytes. Without one, the paths do not exist.
        backend_secret: Text<SecretString> = secret(None),
            suggestion "…",
            file "/run/secrets/backend-secret";
        /// How often an event stream on which nothing happens shows that it is alive.
        heartbeat_seconds: Number<Duration> = seconds(15, 1..=120);
        /// How long a page waits before it connects again.
        retry_seconds: Number<Duration> = seconds(5, 1..=300);
        /// How many event streams a contact may have open.
        streams_per_contact: Number<usize> = count(8, 1..=255);
        /// How many event streams may come from one IP address. With IPv6, a /64 network counts as
        /// one address.
        streams_per_address: Number<usize> = count(256, 1..=1_000_000);
        /// How many event streams may be open. They never take more than half of
        /// `limits.connections`, so that other requests find a connection.
        streams: Number<usize> = count(2_048, 1..=1_000_000);
    }
}

/// How pages learn of changes, and the proxy itself.
#[derive(Debug)]
pub struct LiveSettings {
    /// How event streams are kept.
    pub rules: LiveRules,
    /// What Engage's webhooks are signed with, where there are any.
    pub webhook_key: Option<WebhookKey>,
    /// What the shop's own backend proves itself with, where it says what changed.
    pub backend_secret: Option<SharedSecret>,
}

pub(super) fn read(given: &mut Given) -> Result<LiveSettings, Wrong> {
    let rules = rules(given);
    let webhook_key = given.optional_secret(&LIVE.webhook_secret, WebhookKey::new);
    let backend_secret = given.optional_secret(&LIVE.backend_secret, SharedSecret::new);
    Ok(LiveSettings {
        rules,
        webhook_key: webhook_key?,
        backend_secret: backend_secret?,
    })
}

fn rules(given: &mut Given) -> LiveRules {
    LiveRules {
        heartbeat: given.number(&LIVE.heartbeat_seconds),
        retry: given.number(&LIVE.retry_seconds),
        per_contact: given.number(&LIVE.streams_per_contact),
        per_address: given.number(&LIVE.streams_per_address),
        most: given.number(&LIVE.streams),
        longest: LiveRules::LONGEST,
    }
}

impl Default for LiveRules {
    /// As the settings are by default.
    fn default() -> Self {
        rules(&mut Given::default())
    }
}
