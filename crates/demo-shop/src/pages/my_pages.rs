//! My pages: the shopper's challenges, suggestions and orders.

use maud::{Markup, html};

use super::layout::Page;
use super::products::{self, ShelfWidth};
use super::{notice, orders};
use crate::catalogue::Catalogue;
use crate::loyalty;
use crate::orders::{Order, OrderNumber, Stamps};
use crate::shopper::Shopper;
use crate::visitor::Visitor;

/// The script that loads the widget.
const LOADER: &str = "/embed/challenges-widget.js";
/// The widget's style sheet, for cards that are part of the page.
const STYLE_SHEET: &str = "/embed/challenges-widget.css";

/// The orders that my pages show.
#[derive(Default)]
pub(crate) struct MyOrders {
    /// The orders of the visitor's session, the newest first.
    pub(crate) all: Vec<Order>,
    /// The order that was just placed, which the page says thanks for.
    pub(crate) just_placed: Option<OrderNumber>,
}

impl MyOrders {
    /// Whether stamps of any order are on their way, or may be.
    fn wait_for_stamps(&self) -> bool {
        let mut stamps = self.all.iter().map(|order| order.stamps);
        stamps.any(|stamps| matches!(stamps, Stamps::OnTheirWay(_) | Stamps::BeingChecked(_)))
    }
}

/// My pages. `cards` are server-rendered cards to include in the page; without
/// them the widget fetches its own.
pub(crate) fn my_pages(
    visitor: &Visitor,
    catalogue: &Catalogue,
    orders: &MyOrders,
    cards: Option<&Markup>,
) -> Page {
    let shopper = visitor.member().map(|member| &member.shopper);
    let main = html! {
        div class="page my-pages" {
            div class="welcome" {
                header class="greeting" {
                    p class="eyebrow" { "My pages" }
                    (greeting(shopper))
                }
                (thanks(orders, catalogue))
                nav class="my-navigation" aria-label="My pages" {
                    a href="/my-pages" aria-current="page" { "Challenges" }
                    a href="#orders" { "Orders" }
                    a href="/" { "Back to the shop" }
                }
            }
            // No `section` element, because the widget is a landmark of its own.
            div class="section" id="challenges" {
                h2 { "Your challenges" }
                (widget(cards, orders.wait_for_stamps()))
            }
            @if shopper.is_some() { (suggestions(visitor, catalogue)) }
            section class="section" id="orders" aria-labelledby="orders-heading" {
                h2 id="orders-heading" { "Your orders" }
                @if shopper.is_some() {
                    (orders::list(&orders.all, catalogue))
                } @else {
                    p class="empty" { "Your orders show up here once you are logged in." }
                }
            }
        }
    };
    Page::new("My pages", main).loading(loading(cards.is_some()))
}

/// The elements of the head that load the widget. Cards that are part of the page
/// wait for their style sheet alone. Without them the script blocks rendering, so
/// that the first paint reserves as much height as the cards had last time.
fn loading(has_cards: bool) -> Markup {
    html! {
        @if has_cards {
            link rel="preload" as="style" href=(STYLE_SHEET);
            script type="module" fetchpriority="low" src=(LOADER) {}
        } @else {
            script type="module" blocking="render" src=(LOADER) {}
        }
    }
}

/// The widget. On a page that waits for stamps it is `live`, so that they arrive by
/// themselves.
fn widget(cards: Option<&Markup>, is_live: bool) -> Markup {
    html! {
        @if let Some(cards) = cards {
            challenges-widget proxy=(loyalty::PATH) live[is_live] data-inlined {
                template shadowrootmode="open" {
                    link rel="stylesheet" href=(STYLE_SHEET);
                    div class="widget" { (cards) }
                }
            }
        } @else {
            challenges-widget proxy=(loyalty::PATH) live[is_live] {}
        }
    }
}

fn greeting(shopper: Option<&Shopper>) -> Markup {
    html! {
        @if let Some(shopper) = shopper {
            h1 { "Good to see you, " (shopper.first_name()) }
            p class="lead" {
                "Here is how far you and " (shopper.dog) " have come, and what is waiting on the way."
            }
        } @else {
            h1 { "Every walk counts" }
            p class="lead" { a href="/log-in" { "Log in" } " to see your stamps and your orders." }
        }
    }
}

fn thanks(orders: &MyOrders, catalogue: &Catalogue) -> Markup {
    let just_placed = |order: &&Order| Some(order.number) == orders.just_placed;
    html! {
        @if let Some(order) = orders.all.iter().find(just_placed) {
            (notice::thanks(order, catalogue))
        }
    }
}

fn suggestions(visitor: &Visitor, catalogue: &Catalogue) -> Markup {
    let products = catalogue.first_of_each_challenge();
    html! {
        section class="section" aria-labelledby="suggestions-heading" {
            h2 id="suggestions-heading" { "Bring the next stamp home" }
            (products::shelf(ShelfWidth::Narrow, visitor, catalogue, products))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::ContactId;

    #[test]
    fn a_name_with_html_in_it_greets_as_text() {
        let shopper = Shopper {
            key: "eva".to_owned(),
            contact: ContactId::guid("11111111-1111-1111-1111-111111111111").unwrap(),
            name: "<img/src=x> Eva".to_owned(),
            dog: "\"Rex\" & co".to_owned(),
            about: String::new(),
        };

        let html = greeting(Some(&shopper)).into_string();

        assert!(html.contains("&lt;img/src=x&gt;"), "{html}");
        assert!(html.contains("&quot;Rex&quot; &amp; co"), "{html}");
    }
}
