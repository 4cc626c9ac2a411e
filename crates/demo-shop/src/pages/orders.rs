//! The orders of this session.

use maud::{Markup, html};

use super::amounts::{kronor, on_their_way, stamps};
use crate::catalogue::Catalogue;
use crate::orders::{Order, Stamps, StampsRefusal};

/// A list of orders; without any, a sentence with a link to products.
pub(super) fn list(orders: &[Order], catalogue: &Catalogue) -> Markup {
    html! {
        @if orders.is_empty() {
            p class="empty" {
                "Nothing on its way right now. " a href="/#trail" { "Find something for the next walk" } "."
            }
        } @else {
            ul class="orders" role="list" {
                @for order in orders { li class="order" { (row(order, catalogue)) } }
            }
        }
    }
}

fn row(order: &Order, catalogue: &Catalogue) -> Markup {
    let Some(product) = catalogue.product(order.product.as_str()) else {
        return Markup::default();
    };
    let pieces = order.quantity.get();
    html! {
        img src={ "/images/" (product.image) } alt="" width="64" height="64";
        div class="order-text" {
            p class="order-name" {
                (product.name)
                @if pieces > 1 { " × " (pieces) }
            }
            p class="order-number" { "Order " (order.number.0) " · being packed" }
        }
        p class="order-stamps" { (short_stamps(order.stamps)) }
        p class="price" { (kronor(product.price * pieces)) }
    }
}

fn short_stamps(of_order: Stamps) -> String {
    match of_order {
        Stamps::None => String::new(),
        Stamps::HadBefore => "Stamp collected before".to_owned(),
        Stamps::OnTheirWay(count) => {
            format!("{} {}", stamps(count.get()), on_their_way(count.get()))
        }
        Stamps::OnCard(count) => format!("{} on your card", stamps(count.get())),
        Stamps::BeingChecked(count) => format!("{} being checked", stamps(count.get())),
        Stamps::Refused(why) => format!("No stamp: {}", reason(why)),
    }
}

fn reason(why: StampsRefusal) -> &'static str {
    match why {
        StampsRefusal::UnknownShopper => "we could not find your membership",
        StampsRefusal::UnknownChallenge => "the challenge is no longer there",
        StampsRefusal::NotAccepted => "the challenge takes none from you at the moment",
        StampsRefusal::Withdrawn => "we have withdrawn it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::num::NonZeroU32;

    #[rstest]
    #[case::queued(Stamps::OnTheirWay(NonZeroU32::MIN), "1 stamp on its way")]
    #[case::several(
        Stamps::OnTheirWay(NonZeroU32::new(3).unwrap()),
        "3 stamps on their way"
    )]
    #[case::awarded(Stamps::OnCard(NonZeroU32::MIN), "1 stamp on your card")]
    #[case::in_doubt(Stamps::BeingChecked(NonZeroU32::MIN), "1 stamp being checked")]
    #[case::rejected(
        Stamps::Refused(StampsRefusal::NotAccepted),
        "No stamp: the challenge takes none from you at the moment"
    )]
    fn an_order_says_what_became_of_its_stamps(#[case] stamps: Stamps, #[case] expected: &str) {
        assert_eq!(short_stamps(stamps), expected);
    }

    #[test]
    fn without_orders_the_list_is_a_sentence_with_a_way_on() {
        let html = list(&[], &Catalogue::embedded()).into_string();

        assert!(html.contains("Nothing on its way"), "{html}");
        assert!(html.contains("href=\"/#trail\""), "{html}");
    }
}
