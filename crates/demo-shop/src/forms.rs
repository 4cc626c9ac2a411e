//! The POST routes: logging in and out, and ordering.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::orders::{Earning, Quantity};
use crate::pages;
use crate::session::removal_cookie;
use crate::shop::Shop;
use crate::stamps;
use crate::visitor::Visitor;
use crate::visits::begin_session;

#[derive(Debug, Deserialize)]
pub(crate) struct LogInForm {
    shopper: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct OrderForm {
    product: String,
    quantity: Option<u32>,
}

pub(crate) async fn log_in(
    State(shop): State<Shop>,
    visitor: Visitor,
    form: Result<Form<LogInForm>, FormRejection>,
) -> Response {
    match form {
        Ok(Form(LogInForm { shopper })) => begin_session(&shop, &visitor, &shopper, "/my-pages"),
        Err(rejection) => incomplete(&visitor, &rejection),
    }
}

pub(crate) async fn log_out() -> Response {
    (CookieJar::new().add(removal_cookie()), Redirect::to("/")).into_response()
}

pub(crate) async fn order(
    State(shop): State<Shop>,
    visitor: Visitor,
    form: Result<Form<OrderForm>, FormRejection>,
) -> Response {
    let Some(member) = visitor.member() else {
        return Redirect::to("/log-in").into_response();
    };
    let form = match form {
        Ok(Form(form)) => form,
        Err(rejection) => return incomplete(&visitor, &rejection),
    };
    let Some(product) = shop.catalogue().product(&form.product) else {
        let page = pages::problem(
            "That is not on our shelves",
            "It may be sold out for good. Have a look at what we do have.",
        );
        return page.response(StatusCode::NOT_FOUND, &visitor);
    };
    let quantity = form.quantity.map_or(Some(Quantity::ONE), Quantity::new);
    let Some(quantity) = quantity else {
        let page = pages::problem(
            "That does not fit into one parcel",
            &format!("One order takes 1 to {} of a kind.", Quantity::MAX),
        );
        return page.response(StatusCode::BAD_REQUEST, &visitor);
    };
    let session = &member.session.id;
    // What an order earns depends on what became of earlier ones.
    stamps::look(&shop, session).await;
    let (number, earning) = shop
        .orders()
        .place(session, shop.catalogue(), product, quantity);
    if let Earning::Checkpoints { definition, amount } = earning {
        stamps::award(&shop, member, number, &definition, amount).await;
    }
    Redirect::to(&format!("/my-pages?order={}", number.0)).into_response()
}

fn incomplete(visitor: &Visitor, rejection: &FormRejection) -> Response {
    tracing::debug!("a form was refused: {rejection}");
    let page = pages::problem(
        "That form was not complete",
        "Nothing was ordered or changed. Please try again from the page you came from.",
    );
    page.response(StatusCode::BAD_REQUEST, visitor)
}
