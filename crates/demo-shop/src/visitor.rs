//! Who sends a request, as the session's cookie tells.

use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::session::{COOKIE, Session, Sessions};
use crate::shopper::{Shopper, Shoppers};

/// Somebody who sends a request to the shop.
#[derive(Clone, Debug)]
pub(crate) enum Visitor {
    /// Not logged in, or with a session that is not valid.
    Guest,
    /// Logged in.
    Member(Member),
}

/// A shopper with a valid session.
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

impl<S: Sync> FromRequestParts<S> for Visitor
where
    Sessions: FromRef<S>,
    Shoppers: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let cookies = CookieJar::from_headers(&parts.headers);
        let member = cookies
            .get(COOKIE)
            .and_then(|cookie| Sessions::from_ref(state).read(cookie.value()))
            .and_then(|session| {
                let shoppers = Shoppers::from_ref(state);
                let shopper = shoppers.by_contact(&session.contact)?.clone();
                Some(Member { session, shopper })
            });
        Ok(member.map_or(Self::Guest, Self::Member))
    }
}
