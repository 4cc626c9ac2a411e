//! Who is asking: read from the session's cookie.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::session::{COOKIE, Session};
use crate::shop::Shop;
use crate::shopper::Shopper;

/// Somebody who looks at a page.
#[derive(Clone, Debug)]
pub(crate) enum Visitor {
    /// Not logged in, or with a session that is none.
    Guest,
    /// Logged in.
    Member(Member),
}

/// A shopper with a session.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) session: Session,
    pub(crate) shopper: Shopper,
}

impl Visitor {
    pub(crate) fn member(&self) -> Option<&Member> {
        match self {
            Self::Guest => None,
            Self::Member(member) => Some(member),
        }
    }
}

impl FromRequestParts<Shop> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shop: &Shop) -> Result<Self, Infallible> {
        let cookies = CookieJar::from_headers(&parts.headers);
        let member = cookies
            .get(COOKIE)
            .and_then(|cookie| shop.sessions().read(cookie.value()))
            .and_then(|session| {
                let shopper = shop.shoppers().by_contact(&session.contact)?.clone();
                Some(Member { session, shopper })
            });
        Ok(member.map_or(Self::Guest, Self::Member))
    }
}
