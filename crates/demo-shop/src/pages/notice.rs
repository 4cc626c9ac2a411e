//! The thanks for an order that was just placed. The order is valid in any case;
//! the text says what became of its stamps.

use maud::{Markup, html};

use super::amounts::stamps;
use crate::catalogue::Catalogue;
use crate::orders::{Order, Stamps};

/// Thanks for an order.
pub(super) fn thanks(order: &Order, catalogue: &Catalogue) -> Markup {
    let product = catalogue.product(order.product.as_str());
    let challenge = product.and_then(|product| catalogue.challenge_of(product));
    let name = challenge.map_or("the challenge", |challenge| &challenge.name);
    let words = words(order.stamps, name);
    html! {
        div class="thanks" role="status" data-stamps=(words.kind) {
            p class="thanks-title" { (words.title) }
            p { (words.text) }
        }
    }
}

struct Words {
    /// For styles and tests.
    kind: &'static str,
    title: String,
    text: String,
}

fn words(of_order: Stamps, challenge: &str) -> Words {
    let packing = "We are packing your order.";
    match of_order {
        Stamps::None => Words {
            kind: "none",
            title: "Thanks!".to_owned(),
            text: packing.to_owned(),
        },
        Stamps::Awarded(count) if count.get() == 1 => Words {
            kind: "awarded",
            title: "Thanks! Your stamp is on its way".to_owned(),
            text: format!("{packing} The stamp goes onto “{challenge}”."),
        },
        Stamps::Awarded(count) => Words {
            kind: "awarded",
            title: format!("Thanks! Your {} are on their way", stamps(count.get())),
            text: format!("{packing} The stamps go onto “{challenge}”."),
        },
        Stamps::Awaited(_) => Words {
            kind: "awaited",
            title: "Thanks! Your order is safe with us".to_owned(),
            text: format!(
                "{packing} Stamps for “{challenge}” are taking a break just now: yours may come a \
                 little later, and there is nothing you need to do."
            ),
        },
        Stamps::HadBefore => Words {
            kind: "had-before",
            title: "Thanks!".to_owned(),
            text: format!(
                "{packing} You have the stamp for this one already: “{challenge}” counts \
                 different things."
            ),
        },
        Stamps::NotAccepted => Words {
            kind: "not-accepted",
            title: "Thanks! Your order is safe with us".to_owned(),
            text: format!("{packing} “{challenge}” takes no stamp from you at the moment."),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::{OrderNumber, Quantity};
    use rstest::rstest;
    use std::num::NonZeroU32;

    fn count(count: u32) -> NonZeroU32 {
        NonZeroU32::new(count).unwrap()
    }

    #[rstest]
    #[case::one(Stamps::Awarded(count(1)), "Your stamp is on its way")]
    #[case::several(Stamps::Awarded(count(3)), "Your 3 stamps are on their way")]
    #[case::engage_is_down(Stamps::Awaited(count(1)), "may come a little later")]
    #[case::bought_before(Stamps::HadBefore, "already")]
    #[case::refused(Stamps::NotAccepted, "takes no stamp from you at the moment")]
    #[case::no_challenge(Stamps::None, "Thanks!")]
    fn whatever_became_of_the_stamps_the_shopper_is_thanked_and_told(
        #[case] stamps: Stamps,
        #[case] expected: &str,
    ) {
        let catalogue = Catalogue::embedded();
        let order = Order {
            number: OrderNumber(1),
            product: catalogue.product("boots").unwrap().id.clone(),
            quantity: Quantity::ONE,
            stamps,
        };

        let html = thanks(&order, &catalogue).into_string();

        assert!(html.contains("Thanks!"), "{html}");
        assert!(html.contains("packing your order"), "{html}");
        assert!(html.contains(expected), "{html}");
    }
}
