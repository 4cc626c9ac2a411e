//! What visitors do: the POST routes.

use std::num::NonZeroU32;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use challenge_model::DefinitionId;
use engage_client::CheckpointRow;
use serde::Deserialize;

use crate::orders::{Earning, OrderNumber, Quantity};
use crate::pages;
use crate::session::farewell;
use crate::shop::Shop;
use crate::stamps;
use crate::visitor::{Member, Visitor};
use crate::visits::{begin_session, page};

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
        Ok(Form(LogInForm { shopper })) => begin_session(&shop, &visitor, &shopper),
        Err(rejection) => incomplete(&shop, &visitor, &rejection),
    }
}

pub(crate) async fn log_out() -> Response {
    (CookieJar::new().add(farewell()), Redirect::to("/")).into_response()
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
        Err(rejection) => return incomplete(&shop, &visitor, &rejection),
    };
    let Some(product) = shop.catalogue().product(&form.product) else {
        let content = pages::problem(
            "That is not on our shelves",
            "It may be sold out for good. Have a look at what we do have.",
        );
        return page(&shop, StatusCode::NOT_FOUND, &visitor, content);
    };
    let quantity = form.quantity.map_or(Some(Quantity::ONE), Quantity::new);
    let Some(quantity) = quantity else {
        let content = pages::problem(
            "That does not fit into one parcel",
            &format!("One order takes 1 to {} of a kind.", Quantity::MAX),
        );
        return page(&shop, StatusCode::BAD_REQUEST, &visitor, content);
    };
    let session = &member.session.id;
    let (number, earning) = shop
        .orders()
        .place(session, shop.catalogue(), product, quantity);
    if let Earning::Checkpoints { definition, amount } = earning {
        award(&shop, member, number, definition, amount).await;
    }
    Redirect::to(&format!("/my-pages?order={}", number.0)).into_response()
}

/// Awards what an order earned. The order stands, whatever comes of it.
async fn award(
    shop: &Shop,
    member: &Member,
    number: OrderNumber,
    definition: DefinitionId,
    amount: NonZeroU32,
) {
    let contact = member.shopper.contact.clone();
    match CheckpointRow::new(definition, contact.clone(), amount) {
        Ok(row) => {
            let orders = shop.orders().clone();
            let session = member.session.id.clone();
            let proxy = shop.proxy().clone();
            let settle = move |stamps| {
                orders.settle(&session, number, stamps);
                // My pages show it at once, and those that are open hear of it.
                proxy.changed(&contact);
            };
            stamps::award(shop.engage().clone(), row, settle).await;
        }
        // Both ids were read as GUIDs.
        Err(error) => tracing::error!("checkpoints of an order cannot be sent: {error}"),
    }
}

fn incomplete(shop: &Shop, visitor: &Visitor, rejection: &FormRejection) -> Response {
    tracing::debug!("a form was refused: {rejection}");
    let content = pages::problem(
        "That form was not complete",
        "Nothing was ordered or changed. Please try again from the page you came from.",
    );
    page(shop, StatusCode::BAD_REQUEST, visitor, content)
}
