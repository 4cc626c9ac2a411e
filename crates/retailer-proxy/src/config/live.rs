//! How pages learn of changes, and the proxy itself.

use std::path::PathBuf;

use serde::Deserialize;

use super::findings::Findings;
use crate::live::{LiveRules, WebhookKey};
use crate::shared_secret::SharedSecret;

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

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    webhook_secret: Option<String>,
    webhook_secret_file: Option<PathBuf>,
    backend_secret: Option<String>,
    backend_secret_file: Option<PathBuf>,
    heartbeat_seconds: Option<u64>,
    retry_seconds: Option<u64>,
    streams_per_contact: Option<u8>,
}

impl Section {
    pub(super) fn check(self, findings: &mut Findings) -> Option<LiveSettings> {
        let standard = LiveRules::default();
        let heartbeat = (1, standard.heartbeat.as_secs(), 120);
        let heartbeat =
            findings.seconds("live.heartbeat_seconds", self.heartbeat_seconds, heartbeat);
        let retry = (1, standard.retry.as_secs(), 300);
        let retry = findings.seconds("live.retry_seconds", self.retry_seconds, retry);
        let per_contact = match self.streams_per_contact.map(usize::from) {
            None => Some(standard.per_contact),
            Some(0) => findings.add("live.streams_per_contact", "must be from 1 to 255"),
            Some(streams) => Some(streams),
        };
        let webhook_key = findings.optional_secret(
            "live.webhook_secret",
            self.webhook_secret,
            self.webhook_secret_file.as_deref(),
            WebhookKey::new,
        );
        let backend_secret = findings.optional_secret(
            "live.backend_secret",
            self.backend_secret,
            self.backend_secret_file.as_deref(),
            SharedSecret::new,
        );
        Some(LiveSettings {
            rules: LiveRules {
                heartbeat: heartbeat?,
                retry: retry?,
                per_contact: per_contact?,
                ..standard
            },
            webhook_key: webhook_key?,
            backend_secret: backend_secret?,
        })
    }
}
