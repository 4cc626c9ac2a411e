//! The start page: what the shop is, what it sells, and the shoppers to log in as.

use maud::{Markup, html};

use super::layout::Page;
use super::products::{self, ShelfWidth};
use super::shoppers;
use crate::catalogue::{Aisle, Catalogue};
use crate::shopper::Shoppers;
use crate::visitor::Visitor;

/// The start page.
pub(crate) fn start(visitor: &Visitor, catalogue: &Catalogue, all: &Shoppers) -> Page {
    Page::new(
        "Gear for long walks and wet noses",
        html! {
            (hero(visitor))
            div class="page" {
                @if visitor.member().is_none() {
                    section class="section" id="shoppers" aria-labelledby="shoppers-heading" {
                        h2 id="shoppers-heading" { "Step in as one of us" }
                        p class="lead" {
                            "This is a demo shop. Log in as a shopper, open " i { "my pages" }
                            ", buy something, and watch the stamps arrive."
                        }
                        (shoppers::cards(all))
                    }
                }
                @for aisle in Aisle::ALL {
                    (shelf(visitor, catalogue, aisle))
                }
            }
        },
    )
}

fn hero(visitor: &Visitor) -> Markup {
    html! {
        section class="hero" aria-labelledby="hero-heading" {
            picture {
                source srcset="/images/fells-night.svg" media="(prefers-color-scheme: dark)";
                img class="hero-picture" src="/images/fells.svg" alt="" width="1600" height="700";
            }
            div class="hero-text" {
                h1 id="hero-heading" { "For long walks and wet noses" }
                p class="lead" {
                    "Boots, bowls and everything between, tried in the fells by people who walk far \
                     and the dogs that come along."
                }
                p class="actions" {
                    a class="button" href="#dog" { "Shop the season" }
                    @if visitor.member().is_some() {
                        a class="button quiet" href="/my-pages" { "See your stamps" }
                    } @else {
                        a class="button quiet" href="/log-in" { "Log in and collect stamps" }
                    }
                }
            }
        }
    }
}

fn shelf(visitor: &Visitor, catalogue: &Catalogue, aisle: Aisle) -> Markup {
    let words = words(aisle);
    let heading = format!("{}-heading", words.id);
    html! {
        section class="section" id=(words.id) aria-labelledby=(heading) {
            h2 id=(heading) { (words.heading) }
            p class="lead" { (words.sentence) }
            (products::shelf(ShelfWidth::Page, visitor, catalogue, catalogue.aisle(aisle)))
        }
    }
}

struct AisleWords {
    /// The section's id, which the navigation in the header links to.
    id: &'static str,
    heading: &'static str,
    sentence: &'static str,
}

fn words(aisle: Aisle) -> AisleWords {
    match aisle {
        Aisle::Dog => AisleWords {
            id: "dog",
            heading: "For the dog",
            sentence: "Every bag of food is a stamp. Five bags, and the next one is on us.",
        },
        Aisle::Trail => AisleWords {
            id: "trail",
            heading: "For the trail",
            sentence: "Seven things belong in every pack. Each of them brings a stamp, once.",
        },
        Aisle::Camp => AisleWords {
            id: "camp",
            heading: "Camp and care",
            sentence: "For the break on the way, and for gear that gets old with you. Mending earns stamps too.",
        },
    }
}
