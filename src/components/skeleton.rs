//! Placeholders where the cards will be. The loader draws the same before there
//! is any WebAssembly: the two must not differ.

use crate::drawing::{Element, Node, element};

/// How many placeholders there are.
const CARDS: usize = 2;

/// Cards without anything on them.
pub(super) fn skeleton() -> Element {
    let card = || Node::from(element("li").class("card skeleton"));
    let cards = element("ul")
        .class("cards")
        .attribute("aria-hidden", "true")
        .children((0..CARDS).map(|_| card()).collect());
    element("slot").attribute("name", "fallback").child(cards)
}

/// That it takes long.
pub(super) fn slow(text: String) -> Element {
    element("p")
        .class("slow")
        .part("slow")
        .attribute("role", "status")
        .child(text)
}
