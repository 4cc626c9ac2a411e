//! One card.

use challenge_model::CardState;
use challenge_model::wire::Layout;

use super::image::image;
use super::join::join;
use super::milestones::milestones;
use super::track::{columns, track};
use super::words;
use crate::html::{Element, element};
use crate::i18n::{Language, Message};
use crate::options::Options;
use crate::state::RowState;

/// The card of one challenge.
pub(super) fn card(row: &RowState, options: &Options, language: &Language) -> Element {
    let card = &row.card;
    let state = state_name(card.state);
    let new = row.new_stamps.map_or(0, |new| new.count);
    let progress = element("div")
        .class("progress")
        .child(line("count", "count", words::count(card, language)))
        .child(line("to-go", "to-go", words::to_go(card, language)));
    let layout = options.layout.or(card.layout).unwrap_or(Layout::Stamps);
    let won = row.is_just_completed().then(|| words::won(card, language));
    let won = line("won", "won", won.flatten());
    let is_won = won.is_some();
    let item = match columns(card, layout) {
        // An attribute, since a policy may forbid styles that stand in the markup.
        Some(columns) => element("li").attribute("data-columns", columns.to_string()),
        None => element("li"),
    };
    item.key(card.key.name())
        .class(if row.is_celebrated() {
            "card celebrated"
        } else if row.is_joinable() {
            "card joinable"
        } else {
            "card"
        })
        .part(["card ", state].concat())
        .attribute("data-state", state)
        .attribute("data-layout", layout_name(layout))
        .child(top(row, options, language))
        .child(line(
            "description",
            "description",
            card.wording.description.clone(),
        ))
        .child(track(card, new, language))
        .child(progress)
        .child(won)
        .child(milestones(card, is_won, language))
        .child(terms(row, language))
        .child(foot(row, language))
}

/// What can be done, and until when. It stands at the foot of the card, so that it is on one
/// line with that of the cards beside it.
fn foot(row: &RowState, language: &Language) -> Option<Element> {
    let dates = row.dates.map(|dates| language.date_line(dates, row.as_of));
    let join = join(&row.card, row.attempt, language);
    let is_empty = dates.is_none() && join.is_none();
    let foot = element("div").class("foot");
    (!is_empty).then(|| foot.child(line("dates", "dates", dates)).child(join))
}

/// The image, the title, and the state.
fn top(row: &RowState, options: &Options, language: &Language) -> Element {
    let card = &row.card;
    // What can be joined stands under a heading of its own.
    let level = if row.is_joinable() {
        options.heading_level.below()
    } else {
        options.heading_level
    };
    let title = element(level.tag())
        .class("title")
        .part("title")
        .child(words::title(card, language));
    let heading = element("div").class("heading").child(title).child(line(
        "badge",
        "state",
        words::badge(card, language),
    ));
    let picture = card.image.as_ref().map(|url| image("picture", url));
    element("div").class("top").child(picture).child(heading)
}

/// A paragraph, where there is a text for it.
fn line(class: &'static str, part: &'static str, text: Option<String>) -> Option<Element> {
    text.map(|text| element("p").class(class).part(part).child(text))
}

/// The conditions, folded away.
/// The conditions, folded. They are open where a reward has just been won, since they say what
/// to do with it.
fn terms(row: &RowState, language: &Language) -> Option<Element> {
    let text = row.card.wording.terms.clone()?;
    let label = language.text(Message::Terms);
    let details = element("details").class("terms").part("terms");
    let details = if row.is_just_completed() {
        details.attribute("open", "")
    } else {
        details
    };
    Some(
        details
            .child(element("summary").class("summary").child(label))
            .child(element("p").class("terms-text").child(text)),
    )
}

fn state_name(state: CardState) -> &'static str {
    match state {
        CardState::Available => "available",
        CardState::Upcoming => "upcoming",
        CardState::Active => "active",
        CardState::Inactive => "inactive",
        CardState::Completed => "completed",
        CardState::Ended => "ended",
    }
}

fn layout_name(layout: Layout) -> &'static str {
    match layout {
        Layout::Path => "path",
        Layout::Compact => "compact",
        Layout::Stamps => "stamps",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::state::test_data::loaded;
    use rstest::rstest;
    use serde_json::{Value, json};

    /// The card of a challenge, with these attributes of the element.
    fn card_of(challenge: &Value, attributes: &[(&str, &str)]) -> Element {
        let mut options = Options::default();
        for (name, value) in attributes {
            options.set(name, Some(value)).unwrap();
        }
        card(
            &loaded(&json!([challenge])).rows[0].state,
            &options,
            &english(),
        )
    }

    fn full() -> Value {
        json!({
            "id": "a", "challengeId": "d", "isActive": true,
            "completedCheckpoints": 3, "requiredCheckpoints": 5,
            "challengeEnd": "1970-01-02T00:00:00Z", "imageUrl": "https://images.test/a.png",
            "definition": { "id": "d", "name": "Dog food", "description": "Buy five bags" },
            "presentation": { "terms": "Be kind.", "checkpoints": [{ "at": 4, "label": "Boots", "reward": "A toy" }] },
        })
    }

    #[test]
    fn a_card_says_everything_that_is_known_of_its_challenge() {
        let card = card_of(&full(), &[]);
        assert_eq!(card.one("title").text(), "Dog food");
        assert_eq!(card.one("description").text(), "Buy five bags");
        assert_eq!(card.one("count").text(), "3 of 5 stamps");
        assert_eq!(card.one("to-go").text(), "1 more to: A toy");
        assert_eq!(card.one("dates").text(), "Ends tomorrow");
        assert_eq!(card.one("summary").text(), "Terms");
        assert_eq!(card.one("terms-text").text(), "Be kind.");
        let image = card.one("picture");
        assert_eq!(image.value("src"), Some("https://images.test/a.png"));
        assert_eq!(card.all("stamped").len(), 3);
        assert_eq!(card.all("milestone-item").len(), 1);
    }

    #[test]
    fn a_card_has_no_element_for_what_is_not_known() {
        let card = card_of(&json!({ "id": "a", "isActive": true }), &[]);
        let classes = [
            "description",
            "count",
            "to-go",
            "dates",
            "terms",
            "picture",
            "track",
            "milestones",
            "badge",
            "join",
        ];
        for class in classes {
            assert_eq!(card.all(class).len(), 0, "{class}");
        }
        assert_eq!(card.one("title").text(), "Challenge");
    }

    /// A card whose goal was reached at this time, seen on the second day of 1970.
    fn completed(on: &str) -> Element {
        let mut challenge = full();
        challenge["isChallengeCompleted"] = true.into();
        challenge["challengeCompletedOn"] = on.into();
        challenge["presentation"]["reward"] = "A free bag".into();
        card_of(&challenge, &[])
    }

    #[test]
    fn a_card_that_was_just_completed_says_what_was_won_and_what_to_do_with_it() {
        let card = completed("1970-01-02");
        assert_eq!(card.one("won").text(), "Your reward: A free bag");
        assert_eq!(card.one("terms").value("open"), Some(""));
        assert_eq!(card.texts("reward"), ["A toy", "A free bag"]);
    }

    #[test]
    fn a_card_that_was_completed_long_ago_has_its_reward_in_the_list_alone() {
        let card = completed("1969-12-01");
        assert_eq!(card.all("won").len(), 0);
        assert_eq!(card.texts("reward"), ["A toy", "A free bag"]);
        assert_eq!(card.one("terms").value("open"), None);
    }

    #[test]
    fn a_card_is_known_by_its_challenge() {
        let card = card_of(&full(), &[]);
        assert_eq!(card.own_key().map(|key| &**key), Some("ca"));
    }

    #[rstest]
    #[case(json!({ "isActive": true }), "active")]
    #[case(json!({ "challengeStart": "2999-01-01T00:00:00Z" }), "upcoming")]
    #[case(json!({ "isActive": false }), "inactive")]
    #[case(json!({ "isChallengeCompleted": true }), "completed")]
    #[case(json!({ "status": "NotCompleted" }), "ended")]
    fn the_state_is_an_attribute_and_a_part(#[case] mut challenge: Value, #[case] state: &str) {
        challenge["id"] = "a".into();
        let card = card_of(&challenge, &[]);
        assert_eq!(card.value("data-state"), Some(state));
        assert_eq!(card.value("part"), Some(&*format!("card {state}")));
        assert_eq!(card.value("class"), Some("card"));
    }

    #[test]
    fn a_challenge_that_can_be_joined_has_a_badge_and_the_form() {
        let definitions = json!([{ "id": "d", "name": "Walks", "status": "Active" }]);
        let snapshot = crate::state::test_data::snapshot(&json!([]), &definitions);
        let state = crate::state::WidgetState::loaded(snapshot, challenge_model::UnixMillis(0));
        let card = card(&state.rows[0].state, &Options::default(), &english());
        assert_eq!(card.value("data-state"), Some("available"));
        assert_eq!(card.one("badge").text(), "Not joined yet");
        assert_eq!(card.one("button").text(), "Join");
        assert_eq!(card.value("class"), Some("card joinable"));
        assert_eq!(
            card.one("title").tag(),
            "h4",
            "below the heading of the group"
        );
    }

    #[rstest]
    #[case(&[], "stamps", None)]
    #[case(&[], "compact", Some("compact"))]
    #[case(&[("layout", "path")], "path", Some("compact"))]
    #[case(&[("layout", "stamps")], "stamps", Some("compact"))]
    fn the_layout_is_the_attributes_else_the_retailers(
        #[case] attributes: &[(&str, &str)],
        #[case] expected: &str,
        #[case] retailers: Option<&str>,
    ) {
        let presentation = json!({ "layout": retailers });
        let challenge = json!({ "id": "a", "isActive": true, "presentation": presentation });
        let card = card_of(&challenge, attributes);
        assert_eq!(card.value("data-layout"), Some(expected));
    }

    #[test]
    fn the_title_has_the_level_of_the_attribute() {
        assert_eq!(card_of(&full(), &[]).one("title").tag(), "h3");
        let level = [("heading-level", "2")];
        assert_eq!(card_of(&full(), &level).one("title").tag(), "h2");
    }

    #[test]
    fn stamps_that_a_refresh_brought_are_new_and_the_last_one_is_celebrated() {
        let after = |completed| {
            let challenge = |completed: u32| {
                let mut challenge = full();
                challenge["completedCheckpoints"] = completed.into();
                json!([challenge])
            };
            let mut state = loaded(&challenge(3));
            let answer = crate::state::test_data::snapshot(&challenge(completed), &json!([]));
            state.receive(Ok(answer), crate::state::test_data::NOW);
            card(&state.rows[0].state, &Options::default(), &english())
        };
        let progressed = after(4);
        assert_eq!(progressed.texts("new"), ["4"]);
        assert_eq!(progressed.all("celebrated").len(), 0);
        let completed = after(5);
        assert_eq!(completed.texts("new"), ["4", "5"]);
        assert_eq!(completed.value("class"), Some("card celebrated"));
    }
}
