//! What the proxy answers, as what the widget works with.

use super::Look;

/// Puts each challenge's definition beside it where it came without: a proxy that
/// only passes on what Engage answers puts none there.
pub(super) fn join_definitions(look: &mut Look) {
    for item in &mut look.items {
        let id = item.challenge.definition_id.as_ref();
        let known = look
            .definitions
            .iter()
            .find(|known| Some(&known.definition.id) == id);
        if let (None, Some(known)) = (&item.definition, known) {
            item.definition = Some(known.definition.clone());
            item.presentation = item.presentation.take().or(known.presentation.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::Page;
    use challenge_model::wire::FromWire;
    use serde_json::{Value, json};

    fn read<T: FromWire>(answer: &Value) -> Vec<T> {
        Page::read(answer).unwrap().items
    }

    #[test]
    fn definitions_are_joined_where_a_proxy_sends_none() {
        let mut look = Look {
            items: read(&json!([
                { "id": "a", "challengeId": "d" },
                { "id": "b" },
                { "id": "c", "challengeId": "d", "definition": { "id": "d", "name": "Own" } },
            ])),
            definitions: read(&json!([{ "id": "d", "name": "Dog food" }])),
        };
        join_definitions(&mut look);
        let names: Vec<_> = look
            .items
            .iter()
            .map(|item| item.definition.as_ref()?.name.as_deref())
            .collect();
        assert_eq!(names, [Some("Dog food"), None, Some("Own")]);
    }
}
