//! The GET routes. They change nothing, except that `/my-pages?as=…` logs a
//! shopper in, for the demo.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use tokio::time::timeout;

use crate::cards::cards_of;
use crate::gallery::{Choice, Parameters};
use crate::loyalty;
use crate::orders::OrderNumber;
use crate::pages::{self, MyOrders};
use crate::shop::Shop;
use crate::stamps;
use crate::visitor::Visitor;

/// The query of my pages.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct MyPagesQuery {
    /// The key of a shopper to log in as first. For the demo only: a link that logs
    /// somebody in has no place in a real shop.
    #[serde(rename = "as")]
    shopper: Option<String>,
    /// The number of an order to say thanks for.
    order: Option<u32>,
    /// Where the first cards come from. Shops have no such choice: it is for looking at
    /// both, and for tests.
    #[serde(default)]
    cards: CardsFrom,
}

/// Where the first cards of my pages come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum CardsFrom {
    /// The page includes them, if the retailer proxy renders them in time.
    #[default]
    Inline,
    /// The widget fetches them from the retailer proxy.
    Proxy,
}

impl CardsFrom {
    /// The address of my pages with this choice.
    fn my_pages(self) -> &'static str {
        match self {
            Self::Inline => "/my-pages",
            Self::Proxy => "/my-pages?cards=proxy",
        }
    }
}

pub(crate) async fn start(State(shop): State<Shop>, visitor: Visitor) -> Response {
    pages::start(&visitor, shop.catalogue(), shop.shoppers()).response(StatusCode::OK, &visitor)
}

pub(crate) async fn log_in(State(shop): State<Shop>, visitor: Visitor) -> Response {
    pages::log_in(shop.shoppers()).response(StatusCode::OK, &visitor)
}

/// My pages. They wait at most twice as long as [`loyalty::PAGE_LIMIT`]: for what became of
/// stamps that were on their way, and for the cards, which are to have these stamps.
pub(crate) async fn my_pages(
    State(shop): State<Shop>,
    visitor: Visitor,
    headers: HeaderMap,
    query: Result<Query<MyPagesQuery>, QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    if let Some(key) = query.shopper {
        return begin_session(&shop, &visitor, &key, query.cards.my_pages());
    }
    if let Some(member) = visitor.member() {
        // What is not known in time is shown as it was known last.
        let _ = timeout(loyalty::PAGE_LIMIT, stamps::look(&shop, &member.session.id)).await;
    }
    let orders = visitor.member().map(|member| MyOrders {
        all: shop.orders().of(&member.session.id),
        just_placed: query.order.map(OrderNumber),
    });
    let orders = orders.unwrap_or_default();
    let cards = match query.cards {
        CardsFrom::Proxy => None,
        CardsFrom::Inline => cards_of(&headers, shop.proxy_routes()).await,
    };
    pages::my_pages(&visitor, shop.catalogue(), &orders, cards.as_ref())
        .response(StatusCode::OK, &visitor)
}

pub(crate) async fn gallery(
    visitor: Visitor,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let parameters = query.map(|Query(query)| query).unwrap_or_default();
    pages::gallery(&Choice::read(&parameters)).response(StatusCode::OK, &visitor)
}

pub(crate) async fn not_found(visitor: Visitor) -> Response {
    let page = pages::problem(
        "This path leads nowhere",
        "Perhaps the dog ate the signpost. The start page knows the way.",
    );
    page.response(StatusCode::NOT_FOUND, &visitor)
}

/// Logs a shopper in and redirects to an address of my pages.
pub(crate) fn begin_session(shop: &Shop, visitor: &Visitor, key: &str, my_pages: &str) -> Response {
    let Some(shopper) = shop.shoppers().by_key(key) else {
        let page = pages::unknown_shopper(key, shop.shoppers());
        return page.response(StatusCode::NOT_FOUND, visitor);
    };
    match shop.sessions().begin(&shopper.contact) {
        Ok(cookie) => (CookieJar::new().add(cookie), Redirect::to(my_pages)).into_response(),
        Err(error) => {
            tracing::error!("{error}");
            let page = pages::problem("The door is stuck", "Please try again in a moment.");
            page.response(StatusCode::INTERNAL_SERVER_ERROR, visitor)
        }
    }
}
