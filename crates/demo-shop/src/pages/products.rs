//! Products as cards, each with the challenge it counts for and a form to buy it.

use maud::{Markup, html};

use super::amounts::kronor;
use crate::catalogue::{Catalogue, Counting, Product};
use crate::visitor::Visitor;

/// The quantities that the form of a product offers.
const PIECES: std::ops::RangeInclusive<u32> = 1..=5;

/// How wide a list of products is.
#[derive(Clone, Copy)]
pub(super) enum ShelfWidth {
    /// As wide as the page, where products are its subject.
    Page,
    /// Narrower, where products are a suggestion among other things.
    Narrow,
}

/// A list of products.
pub(super) fn shelf<'product>(
    width: ShelfWidth,
    visitor: &Visitor,
    catalogue: &Catalogue,
    products: impl Iterator<Item = &'product Product>,
) -> Markup {
    let class = match width {
        ShelfWidth::Page => "shelf",
        ShelfWidth::Narrow => "shelf narrow",
    };
    html! {
        ul class=(class) role="list" {
            @for product in products {
                li class="product" { (card(visitor, catalogue, product)) }
            }
        }
    }
}

fn card(visitor: &Visitor, catalogue: &Catalogue, product: &Product) -> Markup {
    html! {
        img src={ "/images/" (product.image) } alt="" width="400" height="400" loading="lazy";
        div class="product-text" {
            h3 { (product.name) }
            p { (product.description) }
            @if let Some(challenge) = catalogue.challenge_of(product) {
                p class="earns" { "Stamp for " b { (challenge.name) } }
            }
        }
        div class="product-foot" {
            p class="price" { (kronor(product.price)) }
            (purchase(visitor, catalogue, product))
        }
    }
}

fn purchase(visitor: &Visitor, catalogue: &Catalogue, product: &Product) -> Markup {
    let challenge = catalogue.challenge_of(product);
    let counts_pieces = challenge.is_some_and(|challenge| challenge.counts == Counting::EveryPiece);
    html! {
        @if visitor.member().is_some() {
            form class="purchase" method="post" action="/orders" {
                input type="hidden" name="product" value=(product.id.as_str());
                @if counts_pieces {
                    select name="quantity" aria-label={ "How many: " (product.name) } {
                        @for pieces in PIECES { option value=(pieces) { (pieces) } }
                    }
                }
                button class="buy" type="submit" {
                    "Buy" span class="unseen" { " " (product.name) }
                }
            }
        } @else {
            a class="button quiet" href="/log-in" {
                "Log in to buy" span class="unseen" { " " (product.name) }
            }
        }
    }
}
