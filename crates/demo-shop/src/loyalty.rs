//! The retailer proxy within the shop: it reads the shop's own sessions.

use std::time::Duration;

use engage_client::Client;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::{Content, ContentSource};
use retailer_proxy::{
    AwardRules, Awards, Joining, Proxy, SessionKey, SessionRules, Sessions, SharedSecret,
};

use crate::award_desk::BackendSecret;
use crate::session::{CLAIM, COOKIE, SessionSecret};
use crate::shop::ShopError;

/// The path that the proxy is served under, as the widget's attribute `proxy` has it.
pub(crate) const PATH: &str = "/api/loyalty";

/// How long a page of the shop waits for one answer of the proxy. After that it is sent
/// without what the answer would have brought.
pub(crate) const PAGE_LIMIT: Duration = Duration::from_millis(500);

/// How long the proxy waits for Engage to answer awards.
pub(crate) const AWARDS_TIMEOUT: Duration = Duration::from_secs(5);

/// A proxy for shoppers whose sessions are signed with this secret. It records their
/// consents in this ledger, and keeps the awards of the shop beside them.
pub(crate) fn proxy(
    client: Client,
    secret: &SessionSecret,
    consents: Ledger,
    backend: &BackendSecret,
) -> Result<Proxy, ShopError> {
    let mut rules = SessionRules::new(SessionKey::hs256(secret.text()));
    rules.cookie = Some(COOKIE.to_owned());
    CLAIM.clone_into(&mut rules.claim);
    let proxy = Proxy::new(client, Sessions::new(&rules)?)
        .with_content(ContentSource::fixed(content()))
        .with_joining(Joining::new(consents.clone()))
        .with_awards(Awards::new(consents, award_rules()))
        .with_backend(SharedSecret::new(backend.text())?);
    Ok(proxy)
}

/// For a demo on one machine, where nobody waits for minutes. The shop alone awards.
fn award_rules() -> AwardRules {
    AwardRules {
        only_source: true,
        settle_after: AWARDS_TIMEOUT + Duration::from_secs(10),
        clock_margin: Duration::from_secs(1),
        ..AwardRules::default()
    }
}

/// The texts of the shop's marketer, from `assets/content.toml`.
#[expect(
    clippy::expect_used,
    reason = "the file is built in, and a test reads it"
)]
fn content() -> Content {
    Content::parse(include_str!("../assets/content.toml")).expect("content.toml can be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marketers_texts_can_be_read() {
        assert!(!content().is_empty());
    }
}
