//! Pages that say what is wrong, and lead on.

use maud::html;

use super::{own_page, shoppers};
use crate::layout::Content;
use crate::shopper::Shoppers;

/// A page with a heading, a sentence, and a way to the start page.
pub(crate) fn problem(heading: &str, text: &str) -> Content {
    own_page(
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

/// Nobody is called so; these are the shoppers there are.
pub(crate) fn unknown_shopper(key: &str, all: &Shoppers) -> Content {
    own_page(
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
