//! The retailer proxy, nested in the shop: it reads the shop's own sessions.

use engage_client::Client;
use retailer_proxy::{Proxy, SessionKey, SessionKeyError, SessionRules, Sessions};

use crate::session::{CLAIM, COOKIE, SessionSecret};

/// Where the proxy answers. The widget's attribute `proxy` names the same path.
pub(crate) const PATH: &str = "/api/loyalty";

/// A proxy for the contacts of the sessions that this secret signs.
pub(crate) fn proxy(client: Client, secret: &SessionSecret) -> Result<Proxy, SessionKeyError> {
    let mut rules = SessionRules::new(SessionKey::hs256(secret.text()));
    rules.cookie = Some(COOKIE.to_owned());
    CLAIM.clone_into(&mut rules.claim);
    Ok(Proxy::new(client, Sessions::new(&rules)?))
}
