//! My pages: the layout's own content, with what is known about the shopper.

use maud::{Markup, html};

use super::products::{self, Room};
use super::{notice, orders};
use crate::catalogue::Catalogue;
use crate::layout::{Content, Slot};
use crate::loyalty;
use crate::orders::{Order, OrderNumber};
use crate::visitor::{Member, Visitor};

/// What loads the widget.
const LOADER: &str = "/embed/challenges-widget.js";
/// The widget's styles, as the build makes a file of them.
const STYLES: &str = "/embed/challenges-widget.css";

/// My pages of somebody who has not logged in: the layout as it is.
pub(crate) fn my_pages_of_a_guest() -> Content {
    Content::default()
}

/// My pages of a shopper with these orders, the newest first.
pub(crate) fn my_pages(
    member: &Member,
    catalogue: &Catalogue,
    own: &[Order],
    thanks_for: Option<OrderNumber>,
) -> Content {
    let thanked = own.iter().find(|order| Some(order.number) == thanks_for);
    let content = Content::default()
        .with(Slot::Greeting, greeting(member))
        .with(Slot::Suggestions, suggestions(member, catalogue))
        .with(Slot::Orders, orders::list(own, catalogue));
    match thanked {
        Some(order) => content.with(Slot::Notice, notice::thanks(order, catalogue)),
        None => content,
    }
}

/// The same content, with cards that are drawn already: they are seen before there
/// is any script, and without.
pub(crate) fn with_cards(cards: &Markup, content: Content) -> Content {
    // The cards are there: their styles are what they wait for, and not the script.
    let loading = html! {
        link rel="preload" as="style" href=(STYLES);
        script type="module" src=(LOADER) {}
    };
    content.with(Slot::Widget, loading).with(
        Slot::Cards,
        html! {
            challenges-widget proxy=(loyalty::PATH) data-inlined {
                template shadowrootmode="open" {
                    link rel="stylesheet" href=(STYLES);
                    div class="widget" { (cards) }
                }
            }
        },
    )
}

fn greeting(member: &Member) -> Markup {
    let shopper = &member.shopper;
    html! {
        p class="eyebrow" { "My pages" }
        h1 { "Good to see you, " (shopper.first_name()) }
        p class="lead" {
            "Here is how far you and " (shopper.dog) " have come, and what is waiting on the way."
        }
    }
}

fn suggestions(member: &Member, catalogue: &Catalogue) -> Markup {
    let visitor = Visitor::Member(member.clone());
    html! {
        section class="section" aria-labelledby="suggestions-heading" {
            h2 id="suggestions-heading" { "Bring the next stamp home" }
            (products::shelf(Room::Narrow, &visitor, catalogue, catalogue.ways_in()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Session, SessionId};
    use crate::shopper::Shopper;
    use challenge_model::ContactId;

    #[test]
    fn a_name_with_html_in_it_greets_as_text() {
        let contact = ContactId::guid("11111111-1111-1111-1111-111111111111").unwrap();
        let member = Member {
            session: Session {
                id: SessionId::of("one"),
                contact: contact.clone(),
            },
            shopper: Shopper {
                key: "eva".to_owned(),
                contact,
                name: "<img/src=x> Eva".to_owned(),
                dog: "\"Rex\" & co".to_owned(),
                about: String::new(),
            },
        };

        let html = greeting(&member).into_string();

        assert!(html.contains("&lt;img/src=x&gt;"), "{html}");
        assert!(html.contains("&quot;Rex&quot; &amp; co"), "{html}");
    }
}
