//! What the proxy answers, as what the widget works with.

use challenge_model::{ChallengeItem, Definition};

/// Whether the definitions have to be asked for: a proxy that only passes on
/// what Engage answers puts none beside its challenges.
pub(super) fn lacks_definitions(items: &[ChallengeItem]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.definition.is_none())
}

/// Puts each challenge's definition beside it.
pub(super) fn join_definitions(items: &mut [ChallengeItem], definitions: &[Definition]) {
    for item in items {
        let id = item.challenge.definition_id.as_ref();
        item.definition = definitions
            .iter()
            .find(|definition| Some(&definition.id) == id)
            .cloned();
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
        let mut items: Vec<ChallengeItem> =
            read(&json!([{ "id": "a", "challengeId": "d" }, { "id": "b" }]));
        assert!(lacks_definitions(&items));
        join_definitions(
            &mut items,
            &read(&json!([{ "id": "d", "name": "Dog food" }])),
        );
        assert!(!lacks_definitions(&items));
        let name = |item: &ChallengeItem| item.definition.as_ref()?.name.clone();
        assert_eq!(name(&items[0]).as_deref(), Some("Dog food"));
        assert_eq!(name(&items[1]), None);
    }
}
