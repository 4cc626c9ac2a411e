//! The orders of this session.

use maud::{Markup, html};

use super::amounts::{kronor, stamps};
use crate::catalogue::Catalogue;
use crate::orders::{Order, Stamps};

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
        Stamps::Awaited(count) => format!("{} to come", stamps(count.get())),
        Stamps::Awarded(count) => format!("+{}", stamps(count.get())),
        Stamps::NotAccepted => "No stamp this time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_orders_the_list_is_a_sentence_with_a_way_on() {
        let html = list(&[], &Catalogue::embedded()).into_string();

        assert!(html.contains("Nothing on its way"), "{html}");
        assert!(html.contains("href=\"/#trail\""), "{html}");
    }
}
