//! The thanks for an order that was just placed. The order is valid in any case;
//! the text says what became of its stamps.

use maud::{Markup, html};

use super::amounts::stamps;
use crate::catalogue::Catalogue;
use crate::orders::{Order, Stamps, StampsRefusal};

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
        Stamps::OnCard(count) if count.get() == 1 => Words {
            kind: "on-card",
            title: "Thanks! Your stamp is on your card".to_owned(),
            text: format!("{packing} The stamp is on “{challenge}”."),
        },
        Stamps::OnCard(count) => Words {
            kind: "on-card",
            title: format!("Thanks! Your {} are on your card", stamps(count.get())),
            text: format!("{packing} The stamps are on “{challenge}”."),
        },
        Stamps::OnTheirWay(count) => Words {
            kind: "on-their-way",
            title: "Thanks! Your order is safe with us".to_owned(),
            text: format!(
                "{packing} Your {} for “{challenge}” may come a little later: there is \
                 nothing you need to do.",
                stamps(count.get())
            ),
        },
        Stamps::BeingChecked(count) => Words {
            kind: "being-checked",
            title: "Thanks! Your order is safe with us".to_owned(),
            text: format!(
                "{packing} We are checking what became of your {} for “{challenge}”: there is \
                 nothing you need to do.",
                stamps(count.get())
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
        Stamps::Refused(why) => Words {
            kind: "refused",
            title: "Thanks! Your order is safe with us".to_owned(),
            text: format!("{packing} {}", refusal(why, challenge)),
        },
    }
}

fn refusal(why: StampsRefusal, challenge: &str) -> String {
    match why {
        StampsRefusal::UnknownShopper => {
            format!("We could not find your membership, so “{challenge}” has no stamp of it.")
        }
        StampsRefusal::UnknownChallenge => {
            format!("There is no stamp, because “{challenge}” is no longer there.")
        }
        StampsRefusal::NotAccepted => {
            format!("“{challenge}” takes no stamp from you at the moment.")
        }
        StampsRefusal::Withdrawn => format!("We have withdrawn its stamp for “{challenge}”."),
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
    #[case::one(Stamps::OnCard(count(1)), "Your stamp is on your card")]
    #[case::several(Stamps::OnCard(count(3)), "Your 3 stamps are on your card")]
    #[case::engage_is_down(Stamps::OnTheirWay(count(1)), "may come a little later")]
    #[case::in_doubt(Stamps::BeingChecked(count(1)), "checking what became of your 1 stamp")]
    #[case::bought_before(Stamps::HadBefore, "already")]
    #[case::refused(
        Stamps::Refused(StampsRefusal::NotAccepted),
        "takes no stamp from you at the moment"
    )]
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
