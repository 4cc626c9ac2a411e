//! What visitors look at: the GET routes. Nothing here changes anything, but for
//! the demo's short way to log in.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::cards::cards_of;
use crate::gallery::{Choice, Parameters};
use crate::layout::Content;
use crate::orders::OrderNumber;
use crate::pages;
use crate::shop::Shop;
use crate::visitor::Visitor;

/// What an address of my pages can ask for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct MyPagesQuery {
    /// Log in as this shopper first: for the demo only, since a link that logs
    /// somebody in has no place in a real shop.
    #[serde(rename = "as")]
    shopper: Option<String>,
    /// Thank for this order.
    order: Option<u32>,
    /// Where the cards come from at first.
    #[serde(default)]
    cards: CardsFrom,
}

/// Where the cards of my pages come from at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum CardsFrom {
    /// The widget asks the retailer proxy for them.
    #[default]
    Proxy,
    /// The page has them in it.
    Inline,
}

pub(crate) async fn start(State(shop): State<Shop>, visitor: Visitor) -> Response {
    let content = pages::start(&visitor, shop.catalogue(), shop.shoppers());
    page(&shop, StatusCode::OK, &visitor, content)
}

pub(crate) async fn log_in(State(shop): State<Shop>, visitor: Visitor) -> Response {
    let content = pages::log_in(shop.shoppers());
    page(&shop, StatusCode::OK, &visitor, content)
}

pub(crate) async fn my_pages(
    State(shop): State<Shop>,
    visitor: Visitor,
    headers: HeaderMap,
    query: Result<Query<MyPagesQuery>, QueryRejection>,
) -> Response {
    let MyPagesQuery {
        shopper,
        order,
        cards,
    } = query.map(|Query(query)| query).unwrap_or_default();
    if let Some(key) = shopper {
        return begin_session(&shop, &visitor, &key);
    }
    let content = match visitor.member() {
        None => pages::my_pages_of_a_guest(),
        Some(member) => {
            let orders = shop.orders().of(&member.session.id);
            let thanks_for = order.map(OrderNumber);
            pages::my_pages(member, shop.catalogue(), &orders, thanks_for)
        }
    };
    let inlined = match cards {
        CardsFrom::Proxy => None,
        CardsFrom::Inline => cards_of(&headers, &shop).await,
    };
    let content = match inlined {
        Some(cards) => pages::with_cards(&cards, content),
        None => content,
    };
    page(&shop, StatusCode::OK, &visitor, content)
}

pub(crate) async fn gallery(
    State(shop): State<Shop>,
    visitor: Visitor,
    query: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let parameters = query.map(|Query(query)| query).unwrap_or_default();
    let content = pages::gallery(&Choice::read(&parameters));
    page(&shop, StatusCode::OK, &visitor, content)
}

pub(crate) async fn nothing_here(State(shop): State<Shop>, visitor: Visitor) -> Response {
    let content = pages::problem(
        "This path leads nowhere",
        "Perhaps the dog ate the signpost. The start page knows the way.",
    );
    page(&shop, StatusCode::NOT_FOUND, &visitor, content)
}

/// Logs a shopper in and leads to my pages.
pub(crate) fn begin_session(shop: &Shop, visitor: &Visitor, key: &str) -> Response {
    let Some(shopper) = shop.shoppers().by_key(key) else {
        let content = pages::unknown_shopper(key, shop.shoppers());
        return page(shop, StatusCode::NOT_FOUND, visitor, content);
    };
    match shop.sessions().begin(&shopper.contact) {
        Ok(cookie) => (CookieJar::new().add(cookie), Redirect::to("/my-pages")).into_response(),
        Err(error) => {
            tracing::error!("{error}");
            let content = pages::problem("The door is stuck", "Please try again in a moment.");
            page(shop, StatusCode::INTERNAL_SERVER_ERROR, visitor, content)
        }
    }
}

/// A whole page. It is about one visitor, so nothing on the way may keep it.
pub(crate) fn page(
    shop: &Shop,
    status: StatusCode,
    visitor: &Visitor,
    content: Content,
) -> Response {
    let html = shop.layout().page(&pages::with_account(visitor, content));
    let own = [(header::CACHE_CONTROL, "private, no-cache")];
    (status, own, Html(html)).into_response()
}
