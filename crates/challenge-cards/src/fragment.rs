//! Server-rendered cards: HTML that stands in the page before there is any
//! WebAssembly, with the data from which it was rendered. The widget reads the data
//! and hydrates the HTML.

use challenge_model::UnixMillis;
use serde_json::Value;

use crate::state::{Snapshot, WidgetState};
use crate::view::{DisplaySettings, first_view};

/// Renders the cards that two answers of the proxy hold, as they are at this time.
///
/// `challenges` is the answer to `GET {proxy}/challenges`, `definitions` the one to
/// `GET {proxy}/challenges/definitions`. `None` where a page of a list is missing:
/// the widget has to request the rest anyway then.
#[must_use]
pub fn fragment(
    challenges: &Value,
    definitions: &Value,
    settings: &DisplaySettings,
    now: UnixMillis,
) -> Option<String> {
    let snapshot = Snapshot::read(challenges, definitions)?;
    let state = WidgetState::loaded(snapshot, now);
    let mut html = first_view(&state, settings).to_html();
    for (name, answer) in [("challenges", challenges), ("definitions", definitions)] {
        html.push_str(r#"<script type="application/json" data-answer=""#);
        html.push_str(name);
        html.push_str("\">");
        // In JSON, `<` occurs in strings only, where it can be written as an escape.
        // Without it, nothing in the data can end the element.
        html.push_str(&answer.to_string().replace('<', "\\u003c"));
        html.push_str("</script>");
    }
    Some(html)
}
