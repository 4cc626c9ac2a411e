//! Pages that say what is wrong, each with a way to go on.

use maud::html;

use super::layout::Page;
use super::shoppers;
use crate::shopper::Shoppers;

/// A page with a heading, a sentence, and a way to the start page.
pub(crate) fn problem(heading: &str, text: &str) -> Page {
    Page::new(
        heading,
        html! {
            div class="page" {
                header class="greeting" {
                    h1 { (heading) }
                    p class="lead" { (text) }
                    p class="actions" { a class="button" href="/" { "To the start page" } }
                }
            }
        },
    )
}

/// The page for a key that no shopper has. It lists the shoppers who exist.
pub(crate) fn unknown_shopper(key: &str, all: &Shoppers) -> Page {
    Page::new(
        "Nobody by that name",
        html! {
            div class="page" {
                header class="greeting" {
                    h1 { "Nobody by that name" }
                    p class="lead" { "We know no shopper called “" (key) "”. These we know:" }
                }
                section aria-labelledby="shoppers-heading" {
                    h2 class="unseen" id="shoppers-heading" { "Shoppers" }
                    (shoppers::cards(all))
                }
            }
        },
    )
}
