//! Text from the proxy to what the widget works with.

use challenge_model::wire::FromWire;
use challenge_model::{ChallengeItem, Definition, Page};

use super::Failure;

/// One page of a list. What cannot be read in it is left out.
pub(super) fn page<T: FromWire>(text: &str) -> Result<Page<T>, Failure> {
    let answer = serde_json::from_str(text).map_err(|_| Failure::Unreadable)?;
    Page::read(&answer).map_err(|_| Failure::Unreadable)
}

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
    use rstest::rstest;

    #[rstest]
    #[case::nothing("")]
    #[case::html("<!doctype html><title>Shop</title>")]
    #[case::cut_off(r#"{"items": [{"id": "a""#)]
    #[case::no_list(r#"{"message": "An error has occurred"}"#)]
    #[case::a_word("true")]
    fn what_holds_no_challenges_is_unreadable(#[case] text: &str) {
        assert_eq!(page::<ChallengeItem>(text).err(), Some(Failure::Unreadable));
    }

    #[test]
    fn definitions_are_joined_where_a_proxy_sends_none() {
        let page = page::<ChallengeItem>(r#"[{"id": "a", "challengeId": "d"}, {"id": "b"}]"#);
        let mut items = page.map(|page| page.items).unwrap();
        assert!(lacks_definitions(&items));
        let definitions = super::page::<Definition>(r#"[{"id": "d", "name": "Dog food"}]"#);
        join_definitions(&mut items, &definitions.unwrap().items);
        assert!(!lacks_definitions(&items));
        let name = |item: &ChallengeItem| item.definition.as_ref()?.name.clone();
        assert_eq!(name(&items[0]).as_deref(), Some("Dog food"));
        assert_eq!(name(&items[1]), None);
    }
}
