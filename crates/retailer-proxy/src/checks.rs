//! `--check`: what a start would fail on, found without one.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use retailer_proxy::config::Settings;
use retailer_proxy::consents;
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;

use crate::commands;

/// Whether Engage is asked too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AskEngage {
    No,
    Yes,
}

/// Looks for everything that a start needs. Nothing is changed, and no port is kept.
///
/// # Errors
///
/// With all that was found.
pub(crate) async fn start(settings: &Settings, ask_engage: AskEngage) -> anyhow::Result<()> {
    let mut findings = Vec::new();
    for (address, key) in [
        (settings.address, "listen.address"),
        (settings.running.internal, "internal.address"),
    ] {
        findings.extend(listen(address, key).await.err());
    }
    findings.extend(database(settings).await.err());
    if ask_engage == AskEngage::Yes {
        findings.extend(engage(settings).await.err());
    }
    if findings.is_empty() {
        return Ok(());
    }
    let lines = findings.iter().map(|finding| format!("- {finding:#}"));
    bail!(
        "the proxy could not start\n{}",
        lines.collect::<Vec<_>>().join("\n")
    );
}

/// Listens on an address.
pub(crate) async fn listen(address: SocketAddr, key: &str) -> anyhow::Result<TcpListener> {
    let variable = key.replace('.', "_").to_ascii_uppercase();
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}; is another program, or this one, there already? \
             Choose another with {key} or RETAILER_PROXY_{variable}"
        )
    })
}

async fn database(settings: &Settings) -> anyhow::Result<()> {
    let consents = &settings.consents;
    let url = consents.database.expose_secret();
    let checked = consents::check(url, consents.server_identity).await;
    checked.with_context(|| no_database(url))
}

/// That the database cannot be used, with its file. The URL of a server may hold a password, so
/// it is not repeated.
pub(crate) fn no_database(url: &str) -> String {
    let place = match consents::file_of(url) {
        Some(file) => format!(", which is the file {}", file.display()),
        None => String::new(),
    };
    format!("the consents cannot be kept at consents.database{place}")
}

/// Asks for the definitions, which needs a key that Engage accepts.
async fn engage(settings: &Settings) -> anyhow::Result<()> {
    let asked = commands::definitions(&settings.engage).await;
    asked.map(drop).with_context(|| {
        format!(
            "Engage at {} does not answer as it should; look at engage.base_url and engage.api_key",
            settings.engage.base_url
        )
    })
}
