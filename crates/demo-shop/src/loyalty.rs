//! The retailer proxy within the shop: it reads the shop's own sessions.

use engage_client::Client;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::{Content, ContentSource};
use retailer_proxy::{Joining, Proxy, SessionKey, SessionKeyError, SessionRules, Sessions};

use crate::session::{CLAIM, COOKIE, SessionSecret};

/// The path that the proxy is served under, as the widget's attribute `proxy` has it.
pub(crate) const PATH: &str = "/api/loyalty";

/// A proxy for shoppers whose sessions are signed with this secret. It records their
/// consents in this ledger.
pub(crate) fn proxy(
    client: Client,
    secret: &SessionSecret,
    consents: Ledger,
) -> Result<Proxy, SessionKeyError> {
    let mut rules = SessionRules::new(SessionKey::hs256(secret.text()));
    rules.cookie = Some(COOKIE.to_owned());
    CLAIM.clone_into(&mut rules.claim);
    let proxy = Proxy::new(client, Sessions::new(&rules)?)
        .with_content(ContentSource::fixed(content()))
        .with_joining(Joining::new(consents));
    Ok(proxy)
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
