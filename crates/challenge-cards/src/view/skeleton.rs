//! Placeholders where the cards will be. The loader shows the same before there is
//! any WebAssembly; both must stay the same.

use crate::html::{Element, Node, element};

/// How many placeholders there are.
const PLACEHOLDERS: usize = 2;

/// Cards without content, in a slot that the shop can fill.
pub(super) fn skeleton() -> Element {
    let card = || Node::from(element("li").class("card skeleton"));
    let cards = element("ul")
        .class("cards waiting")
        .attribute("aria-hidden", "true")
        .children((0..PLACEHOLDERS).map(|_| card()).collect());
    element("slot").attribute("name", "fallback").child(cards)
}

/// The notice that loading takes long.
pub(super) fn slow(text: String) -> Element {
    element("p")
        .class("slow")
        .part("slow")
        .attribute("role", "status")
        .child(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_the_fallback_slot_and_hidden_from_screen_readers() {
        assert_eq!(
            skeleton().to_html(),
            "<slot name=\"fallback\"><ul class=\"cards waiting\" aria-hidden=\"true\">\
             <li class=\"card skeleton\"></li><li class=\"card skeleton\"></li></ul></slot>"
        );
    }

    #[test]
    fn slow_loading_is_a_status_for_screen_readers() {
        assert_eq!(
            slow("Please wait.".to_owned()).to_html(),
            r#"<p class="slow" part="slow" role="status">Please wait.</p>"#
        );
    }
}
