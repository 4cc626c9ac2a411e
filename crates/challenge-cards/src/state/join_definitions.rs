//! Each challenge with its definition.

use challenge_model::{ChallengeItem, DefinitionItem};

/// Copies each challenge's definition into it where the answer did not bring one.
/// A proxy that only passes on Engage's answers brings none.
pub(super) fn join_definitions(challenges: &mut [ChallengeItem], definitions: &[DefinitionItem]) {
    for item in challenges {
        let id = item.challenge.definition_id.as_ref();
        let found = definitions
            .iter()
            .find(|found| Some(&found.definition.id) == id);
        if let (None, Some(found)) = (&item.definition, found) {
            item.definition = Some(found.definition.clone());
            item.presentation = item.presentation.take().or(found.presentation.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::snapshot;
    use serde_json::json;

    #[test]
    fn a_challenge_gets_its_definition_where_the_proxy_sends_none() {
        let snapshot = snapshot(
            &json!([
                { "id": "a", "challengeId": "d" },
                { "id": "b" },
                { "id": "c", "challengeId": "d", "definition": { "id": "d", "name": "Own" } },
                { "id": "e", "challengeId": "gone" },
            ]),
            &json!([{ "id": "other", "name": "Other" }, { "id": "d", "name": "Dog food" }]),
        );
        let names: Vec<_> = snapshot
            .challenges()
            .iter()
            .map(|item| item.definition.as_ref()?.name.as_deref())
            .collect();
        assert_eq!(names, [Some("Dog food"), None, Some("Own"), None]);
    }

    #[test]
    fn the_retailers_texts_come_with_the_definition_unless_the_challenge_has_its_own() {
        let snapshot = snapshot(
            &json!([
                { "id": "a", "challengeId": "d" },
                { "id": "b", "challengeId": "d", "presentation": { "title": "Own" } },
            ]),
            &json!([{ "id": "d", "presentation": { "title": "Shared" } }]),
        );
        let titles: Vec<_> = snapshot
            .challenges()
            .iter()
            .map(|item| item.presentation.as_ref()?.title.as_deref())
            .collect();
        assert_eq!(titles, [Some("Shared"), Some("Own")]);
    }
}
