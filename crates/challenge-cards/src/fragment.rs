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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::options::Options;
    use crate::state::test_data::NOW;
    use serde_json::json;
    use std::sync::Arc;

    fn fragment_of(challenges: &Value, definitions: &Value) -> Option<String> {
        let settings = DisplaySettings {
            options: Options::default(),
            language: Arc::new(english()),
        };
        fragment(challenges, definitions, &settings, NOW)
    }

    /// The data in a fragment, as a browser would parse it.
    fn data(fragment: &str, name: &str) -> Value {
        let start = format!(r#"<script type="application/json" data-answer="{name}">"#);
        let data = fragment.split(&start).nth(1).unwrap();
        serde_json::from_str(data.split("</script>").next().unwrap()).unwrap()
    }

    #[test]
    fn a_fragment_is_the_cards_and_the_data_they_were_rendered_from() {
        let challenges = json!({ "items": [{ "id": "a", "isActive": true }], "totalCount": 1 });
        let definitions = json!({ "items": [{ "id": "d", "name": "Walks" }], "totalCount": 1 });
        let fragment = fragment_of(&challenges, &definitions).unwrap();
        assert!(
            fragment.starts_with(r#"<section class="widget""#),
            "{fragment}"
        );
        assert!(fragment.contains(r#"data-key="ca""#), "{fragment}");
        assert_eq!(data(&fragment, "challenges"), challenges);
        assert_eq!(data(&fragment, "definitions"), definitions);
    }

    #[test]
    fn nothing_in_the_data_can_end_its_element() {
        let name = "</script><script>alert(1)</script>";
        let definition = json!({ "id": "d", "name": name });
        let challenges = json!([{ "id": "a", "isActive": true, "definition": definition }]);
        let fragment = fragment_of(&challenges, &json!([])).unwrap();
        assert_eq!(fragment.matches("<script").count(), 2);
        assert_eq!(fragment.matches("</script>").count(), 2);
        assert_eq!(data(&fragment, "challenges"), challenges);
    }

    #[test]
    fn a_list_with_a_missing_page_makes_no_fragment() {
        let part = json!({ "items": [{ "id": "a" }], "totalCount": 2 });
        assert_eq!(fragment_of(&part, &json!([])), None);
    }
}
