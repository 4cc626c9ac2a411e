//! The retailer proxy, nested in the shop: it reads the shop's own sessions.

use engage_client::Client;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::{Content, ContentSource};
use retailer_proxy::{Joining, Proxy, SessionKey, SessionKeyError, SessionRules, Sessions};

use crate::session::{CLAIM, COOKIE, SessionSecret};

/// Where the proxy answers. The widget's attribute `proxy` names the same path.
pub(crate) const PATH: &str = "/api/loyalty";

/// A proxy for the contacts of the sessions that this secret signs, which keeps
/// their consents in this ledger.
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

/// What the shop's marketer wrote.
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
    fn the_marketers_words_can_be_read() {
        assert!(!content().is_empty());
    }
}
