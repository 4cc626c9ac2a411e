//! All that the proxy has for the shopper at one moment.

use challenge_model::wire::Json;
use challenge_model::{ChallengeItem, DefinitionId, DefinitionItem, Page};

use super::join_definitions::join_definitions;

/// How many items a page of a list holds at most; Engage documents no larger one
/// (T9).
pub const PAGE_SIZE: usize = 100;

/// All that the proxy has for the shopper at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    challenges: Vec<ChallengeItem>,
    definitions: Vec<DefinitionItem>,
}

impl Snapshot {
    /// The shopper's challenges, each with its definition, and all definitions
    /// whether joined or not.
    #[must_use]
    pub fn new(mut challenges: Vec<ChallengeItem>, definitions: Vec<DefinitionItem>) -> Self {
        join_definitions(&mut challenges, &definitions);
        Self {
            challenges,
            definitions,
        }
    }

    /// Reads the answer for challenges and the answer for definitions. `None` where
    /// they are no lists, or further pages of a list are missing.
    pub fn read<'value>(
        challenges: impl Into<Json<'value>>,
        definitions: impl Into<Json<'value>>,
    ) -> Option<Self> {
        let (challenges, definitions) =
            (Page::read(challenges).ok()?, Page::read(definitions).ok()?);
        let are_whole = [
            (challenges.total, challenges.received),
            (definitions.total, definitions.received),
        ]
        .into_iter()
        .all(|(total, received)| is_last_page(total, received, received));
        are_whole.then(|| Self::new(challenges.items, definitions.items))
    }

    /// Whether the shopper has joined the challenge of this definition.
    #[must_use]
    pub fn has_joined(&self, definition: &DefinitionId) -> bool {
        let mut challenges = self.challenges.iter();
        challenges.any(|item| item.challenge.definition_id.as_ref() == Some(definition))
    }

    /// The shopper's challenges.
    pub(super) fn challenges(&self) -> &[ChallengeItem] {
        &self.challenges
    }

    /// The definitions, joined or not.
    pub(super) fn definitions(&self) -> &[DefinitionItem] {
        &self.definitions
    }
}

/// Whether a page is the last one of its list. It brought `received` items, and
/// with them there are `so_far`. Where the answer does not say how many there are
/// in `total`, the last page is the first that is not full.
#[must_use]
pub fn is_last_page(total: Option<usize>, received: usize, so_far: usize) -> bool {
    match total {
        Some(total) => so_far >= total,
        None => received < PAGE_SIZE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn list(total: Option<usize>, received: usize) -> Value {
        let items = (0..received).map(|number| json!({ "id": number.to_string() }));
        json!({ "items": items.collect::<Vec<_>>(), "totalCount": total })
    }

    #[rstest]
    #[case::all(Some(100), 100, true)]
    #[case::none(Some(0), 0, true)]
    #[case::more_to_come(Some(101), 100, false)]
    #[case::a_short_page(None, 99, true)]
    #[case::a_full_page_without_a_total(None, 100, false)]
    fn two_answers_are_a_snapshot_when_no_page_is_missing(
        #[case] total: Option<usize>,
        #[case] received: usize,
        #[case] is_whole: bool,
    ) {
        let (list, none) = (list(total, received), list(Some(0), 0));
        assert_eq!(Snapshot::read(&list, &none).is_some(), is_whole);
        assert_eq!(Snapshot::read(&none, &list).is_some(), is_whole);
    }

    #[test]
    fn a_snapshot_holds_what_both_answers_brought() {
        let snapshot = Snapshot::read(&list(None, 2), &list(None, 3)).unwrap();
        assert_eq!(snapshot.challenges().len(), 2);
        assert_eq!(snapshot.definitions().len(), 3);
    }

    #[test]
    fn a_challenge_is_joined_and_an_offer_is_not() {
        let challenges = json!([{ "id": "a", "challengeId": "joined" }]);
        let offers = json!([{ "id": "joined" }, { "id": "open" }]);
        let snapshot = Snapshot::read(&challenges, &offers).unwrap();
        let has_joined = |index: usize| {
            let offer: &DefinitionItem = &snapshot.definitions()[index];
            snapshot.has_joined(&offer.definition.id)
        };
        assert_eq!([0, 1].map(has_joined), [true, false]);
    }

    #[test]
    fn an_answer_that_is_no_list_makes_no_snapshot() {
        assert_eq!(Snapshot::read(&json!("no"), &json!([])), None);
        assert_eq!(
            Snapshot::read(&json!([]), &json!({ "message": "no" })),
            None
        );
    }

    #[test]
    fn a_later_page_is_the_last_one_when_the_total_is_reached() {
        assert!(!is_last_page(Some(250), 100, 200));
        assert!(is_last_page(Some(250), 50, 250));
    }
}
