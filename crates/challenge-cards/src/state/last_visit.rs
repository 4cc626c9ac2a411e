//! The stamps that the shopper has seen, as a text that the browser keeps until the next
//! visit.
//!
//! The text is a JSON object with the number of stamps of each challenge, by its id. An id
//! belongs to the challenge of one shopper. So what one shopper has seen says nothing about
//! the challenges of another, who uses the same browser later.

use challenge_model::CardKey;
use challenge_model::wire::{Fields, Json, Unreadable};

use super::{Change, Row};

/// The text of these rows; empty where there is nothing to keep. A challenge whose goal is not
/// known is left out, because it shows no stamps. So is one whose id would have to be escaped,
/// as no GUID has to.
pub(super) fn text_of(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let progress = row.state.card.progress;
        if let (CardKey::Challenge(id), Some(_)) = (&row.key, progress.required())
            && !id.as_str().bytes().any(has_to_be_escaped)
        {
            let begin = if text.is_empty() { "{\"" } else { ",\"" };
            let stamped = progress.stamped().to_string();
            text.push_str(&[begin, id.as_str(), "\":", &stamped].concat());
        }
    }
    if !text.is_empty() {
        text.push('}');
    }
    text
}

fn has_to_be_escaped(byte: u8) -> bool {
    matches!(byte, ..b' ' | b'"' | b'\\')
}

/// The changes since the visit with this text. The stamps that came since are marked as new
/// on the rows. What cannot be read, and challenges that are gone, count for nothing.
pub(super) fn mark_new_stamps(rows: &mut [Row], text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut unreadable = Unreadable::default();
    if let Some(seen) = Json::parse(text)
        && let Some(mut seen) = Fields::of(&seen, &mut unreadable)
    {
        for row in rows {
            if let CardKey::Challenge(id) = &row.key
                && let Some(stamped) = seen.count(id.as_str())
                && let Some(change) = Change::since(stamped, &row.state.card)
            {
                row.mark_new_stamps(&change);
                changes.push(change);
            }
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::super::rows;
    use super::super::test_data::{NOW, card, card_with_stamps};
    use super::*;
    use challenge_model::Card;
    use rstest::rstest;
    use serde_json::json;

    fn rows(cards: Vec<Card>) -> Vec<Row> {
        rows::after(&[], cards, NOW).0
    }

    /// The ids and numbers of what is told, and of what is marked, at a visit after another.
    type News = (Vec<(String, u32)>, Vec<(String, u32)>);

    fn news(text: &str, cards: Vec<Card>) -> News {
        let mut rows = rows(cards);
        let changes = mark_new_stamps(&mut rows, text);
        let told = changes
            .iter()
            .map(|change| (change.card().key.name(), change.new_stamps()));
        let marked = rows.iter().filter_map(|row| {
            let new = row.state.new_stamps?;
            Some((row.key.name(), new.count))
        });
        (told.collect(), marked.collect())
    }

    fn nothing() -> News {
        (vec![], vec![])
    }

    fn seen(cards: Vec<Card>) -> String {
        text_of(&rows(cards))
    }

    #[test]
    fn stamps_since_the_last_visit_are_told_and_marked_on_their_card_alone() {
        let text = seen(vec![card_with_stamps("a", 1), card_with_stamps("b", 2)]);
        assert_eq!(text, r#"{"a":1,"b":2}"#);
        let expected = vec![("cb".to_owned(), 2)];
        let now = vec![card_with_stamps("b", 4), card_with_stamps("a", 1)];
        assert_eq!(news(&text, now), (expected.clone(), expected));
    }

    #[test]
    fn the_next_visit_tells_nothing_twice() {
        let text = seen(vec![card_with_stamps("a", 3)]);
        assert_eq!(news(&text, vec![card_with_stamps("a", 3)]), nothing());
    }

    #[test]
    fn another_shopper_has_other_challenges_and_is_told_nothing() {
        let text = seen(vec![card_with_stamps("a", 1)]);
        assert_eq!(news(&text, vec![card_with_stamps("b", 3)]), nothing());
    }

    #[test]
    fn a_challenge_that_was_joined_since_brings_its_stamps_without_news() {
        let text = seen(vec![card_with_stamps("a", 1)]);
        let now = vec![card_with_stamps("a", 1), card_with_stamps("b", 1)];
        assert_eq!(news(&text, now), nothing());
    }

    #[rstest]
    #[case::never_visited("")]
    #[case::nothing_but_other_challenges(r#"{"b":1}"#)]
    #[case::no_number(r#"{"a":[1]}"#)]
    #[case::negative(r#"{"a":-1}"#)]
    #[case::too_large(r#"{"a":99999999999}"#)]
    #[case::more_than_there_are(r#"{"a":5}"#)]
    #[case::no_object("[1]")]
    #[case::cut_off(r#"{"a":1"#)]
    fn a_text_that_says_nothing_about_a_challenge_brings_no_news(#[case] text: &str) {
        assert_eq!(news(text, vec![card_with_stamps("a", 3)]), nothing());
    }

    #[test]
    fn a_challenge_whose_goal_is_not_known_is_left_out() {
        let unknown = card(&json!({ "id": "a", "completedCheckpoints": 2, "isActive": true }));
        assert_eq!(seen(vec![unknown]), "");
    }

    #[test]
    fn an_id_that_would_have_to_be_escaped_is_left_out() {
        let ids = ["a\"", "a\\", "a\nb", "b"];
        let cards = ids.map(|id| card_with_stamps(id, 1));
        assert_eq!(seen(cards.to_vec()), r#"{"b":1}"#);
    }

    #[test]
    fn a_challenge_that_was_completed_long_ago_is_told_and_its_card_stays_an_earlier_one() {
        let mut rows = rows(vec![card_with_stamps("a", 5)]);
        let was_earlier = rows[0].state.is_earlier();
        let changes = mark_new_stamps(&mut rows, r#"{"a":3}"#);
        let card = card_with_stamps("a", 5);
        assert_eq!(changes, [Change::Completed { card, new: 2 }]);
        assert_eq!(rows[0].state.new_stamps.map(|new| new.count), Some(2));
        assert_eq!((was_earlier, rows[0].state.is_earlier()), (true, true));
    }

    #[test]
    fn a_challenge_that_was_completed_since_is_celebrated_on_the_card_that_comes_first() {
        let completed = card(&json!({
            "id": "a", "completedCheckpoints": 5, "requiredCheckpoints": 5,
            "isChallengeCompleted": true, "challengeCompletedOn": "1970-01-02",
        }));
        let mut rows = rows(vec![card_with_stamps("b", 1), completed]);
        let place = |rows: &[Row]| rows[0].key.name();
        let before = (place(&rows), rows[0].state.is_celebrated());
        mark_new_stamps(&mut rows, r#"{"a":3}"#);
        let after = (place(&rows), rows[0].state.is_celebrated());
        assert_eq!(
            [before, after],
            [("ca".to_owned(), false), ("ca".to_owned(), true)]
        );
    }
}
