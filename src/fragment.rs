//! The cards as a server draws them: HTML that stands in the page before there is
//! any WebAssembly, and the data it was drawn from, which the widget takes over.

use challenge_model::UnixMillis;
use serde_json::Value;

use crate::api::Look;
use crate::components::{Manner, draw};
use crate::store::Overview;

/// Draws the cards that two answers of the proxy hold, as they are at this time.
///
/// `challenges` is the answer to `GET {proxy}/challenges`, `definitions` the one to
/// `GET {proxy}/challenges/definitions`. `None` where they do not hold all that
/// there is: then the widget has to ask for the rest anyway.
#[must_use]
pub fn fragment(
    challenges: &Value,
    definitions: &Value,
    manner: &Manner,
    now: UnixMillis,
) -> Option<String> {
    let look = Look::read(challenges, definitions)?;
    let mut html = draw(&Overview::of(look, now), manner).to_html();
    for (name, answer) in [("challenges", challenges), ("definitions", definitions)] {
        html.push_str(r#"<script type="application/json" data-answer=""#);
        html.push_str(name);
        html.push_str("\">");
        // In JSON `<` stands in texts alone, and there it may be written otherwise:
        // so nothing in it ends the element.
        html.push_str(&answer.to_string().replace('<', "\\u003c"));
        html.push_str("</script>");
    }
    Some(html)
}
