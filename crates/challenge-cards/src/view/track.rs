//! The track of stamps.

use challenge_model::wire::Layout;
use challenge_model::{Card, Checkpoint, CheckpointMark, Track};

use super::image::image;
use crate::html::{Element, element};
use crate::i18n::Language;

/// The most stamps of a path that is one line in a wide card. `style/path.css` has a rule for
/// each number.
const LONGEST_LINE: u32 = 12;

/// The checkpoints as stamps, or as a bar where there are too many. `None` where it
/// is not known how many are needed. The track is hidden from screen readers,
/// because the count and the milestones say the same in words. The last `new` of the
/// collected stamps are marked as new.
pub(super) fn track(card: &Card, new: u32, language: &Language) -> Option<Element> {
    let track = match card.progress.track() {
        Track::None => return None,
        Track::Bar => bar(card),
        Track::Stamps(count) => stamps(card, count, new, language),
    };
    Some(track.attribute("aria-hidden", "true"))
}

fn bar(card: &Card) -> Element {
    let required = card.progress.required().map_or(1, std::num::NonZero::get);
    element("progress")
        .class("bar")
        .part("bar")
        .attribute("value", card.progress.stamped().to_string())
        .attribute("max", required.to_string())
}

fn stamps(card: &Card, count: u32, new: u32, language: &Language) -> Element {
    let stamps = card
        .progress
        .checkpoints(card.state)
        .map(|checkpoint| stamp(card, checkpoint, count, new, language).into());
    element("ol")
        .class("track")
        .part("track")
        .children(stamps.collect())
}

fn stamp(
    card: &Card,
    checkpoint: Checkpoint,
    count: u32,
    new: u32,
    language: &Language,
) -> Element {
    let Checkpoint { number, mark } = checkpoint;
    let own = card.wording.checkpoints.iter().find(|own| own.at == number);
    let is_stamped = mark == CheckpointMark::Stamped;
    let part = match mark {
        CheckpointMark::Stamped => "stamp stamped",
        CheckpointMark::Next => "stamp next",
        CheckpointMark::Open => "stamp open",
    };
    let is_new = is_stamped && number + new > card.progress.stamped();
    let icon = own.and_then(|own| own.icon.clone());
    let picture = own.and_then(|own| own.image.as_ref());
    let is_pictured = icon.is_some() || picture.is_some();
    let class = [
        part,
        if is_pictured {
            " pictured"
        } else if number == count {
            " goal"
        } else {
            ""
        },
        if own.is_some_and(|own| own.reward.is_some()) {
            " milestone"
        } else {
            ""
        },
        if is_new { " new" } else { "" },
    ];
    let stamp = element("li").class(class.concat()).part(part);
    let text = icon.unwrap_or_else(|| language.number(number));
    if !is_pictured {
        return stamp.child(text);
    }
    let mark = || element("span").class("mark");
    stamp
        .child(element("span").class("icon").child(text))
        // Above the text, which shows where the image cannot be had.
        .child(picture.map(|url| image("stamp-image", url)))
        .child(is_stamped.then(mark))
}

/// How many stamps stand in a row. `None` where there are none, and where a path is too long
/// for a row: it has as many as there is room for.
pub(super) fn columns(card: &Card, layout: Layout) -> Option<u32> {
    match (card.progress.track(), layout) {
        (Track::Stamps(count), Layout::Path) => (count <= LONGEST_LINE).then_some(count),
        (Track::Stamps(count), Layout::Stamps | Layout::Compact) => Some(row_length(count)),
        (Track::None | Track::Bar, _) => None,
    }
}

/// The length with which all rows are about equally long. A last row with a single stamp
/// would look like a mistake.
fn row_length(count: u32) -> u32 {
    match count {
        ..=6 => count,
        7..=10 => count.div_ceil(2),
        // The length that leaves the fewest places empty; of two equals the longer.
        11..=24 => [6, 5]
            .into_iter()
            .min_by_key(|row| count.next_multiple_of(*row))
            .unwrap_or(6),
        _ => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::state::test_data::card;
    use rstest::rstest;
    use serde_json::{Value, json};

    /// The track of an active card with this progress and these special checkpoints.
    fn track_of(completed: u32, required: u32, new: u32, checkpoints: &Value) -> Option<Element> {
        let card = card(&json!({
            "id": "a", "isActive": true, "completedCheckpoints": completed,
            "requiredCheckpoints": required, "presentation": { "checkpoints": checkpoints },
        }));
        track(&card, new, &english())
    }

    fn stamps_of(completed: u32, required: u32, new: u32, checkpoints: &Value) -> Element {
        track_of(completed, required, new, checkpoints).unwrap()
    }

    #[test]
    fn a_track_has_stamped_next_and_open_stamps_with_their_numbers() {
        let track = stamps_of(2, 5, 0, &json!([]));
        assert_eq!(track.texts("stamped"), ["1", "2"]);
        assert_eq!(track.texts("next"), ["3"]);
        assert_eq!(track.texts("open"), ["4", "5"]);
        assert_eq!(track.texts("goal"), ["5"]);
        let parts = track.all("stamp");
        let parts: Vec<_> = parts
            .iter()
            .filter_map(|stamp| stamp.value("part"))
            .collect();
        assert_eq!(parts[1..4], ["stamp stamped", "stamp next", "stamp open"]);
    }

    #[test]
    fn a_track_is_hidden_from_screen_readers() {
        assert_eq!(
            stamps_of(2, 5, 0, &json!([])).value("aria-hidden"),
            Some("true")
        );
        assert_eq!(
            stamps_of(2, 500, 0, &json!([])).value("aria-hidden"),
            Some("true")
        );
    }

    #[test]
    fn the_last_stamps_are_new() {
        assert_eq!(stamps_of(3, 5, 0, &json!([])).texts("new"), [""; 0]);
        assert_eq!(stamps_of(3, 5, 2, &json!([])).texts("new"), ["2", "3"]);
        assert_eq!(stamps_of(3, 5, 9, &json!([])).texts("new"), ["1", "2", "3"]);
    }

    #[test]
    fn too_many_stamps_are_a_bar() {
        let bar = stamps_of(37, 250, 0, &json!([]));
        assert_eq!((bar.tag(), bar.value("class")), ("progress", Some("bar")));
        assert_eq!(
            (bar.value("value"), bar.value("max")),
            (Some("37"), Some("250"))
        );
    }

    #[test]
    fn there_is_no_track_where_it_is_not_known_how_many_are_needed() {
        assert_eq!(track_of(3, 0, 0, &json!([])), None);
    }

    #[rstest]
    #[case::rows(8, Layout::Stamps, Some(4))]
    #[case::one_line(8, Layout::Path, Some(8))]
    #[case::the_longest_line(12, Layout::Path, Some(12))]
    #[case::too_long_a_line(13, Layout::Path, None)]
    #[case::a_bar(250, Layout::Stamps, None)]
    #[case::no_goal(0, Layout::Stamps, None)]
    fn stamps_stand_in_rows_and_those_of_a_path_in_one_line(
        #[case] required: u32,
        #[case] layout: Layout,
        #[case] expected: Option<u32>,
    ) {
        let card = card(&json!({
            "id": "a", "isActive": true, "requiredCheckpoints": required,
        }));
        assert_eq!(columns(&card, layout), expected);
    }

    #[test]
    fn a_checkpoint_with_a_reward_is_a_milestone() {
        let checkpoints = json!([{ "at": 2, "reward": "A toy" }, { "at": 3, "label": "Boots" }]);
        assert_eq!(stamps_of(0, 5, 0, &checkpoints).texts("milestone"), ["2"]);
    }

    #[test]
    fn an_icon_stands_in_place_of_the_number_and_stays_when_the_stamp_is_collected() {
        let checkpoints = json!([{ "at": 1, "icon": "🥾" }, { "at": 3, "icon": "🐕" }]);
        let track = stamps_of(1, 3, 0, &checkpoints);
        assert_eq!(track.texts("stamp"), ["🥾", "2", "🐕"]);
        assert_eq!(track.texts("pictured"), ["🥾", "🐕"]);
    }

    #[test]
    fn only_a_collected_stamp_with_an_icon_or_image_has_its_mark_beside_it() {
        let image = "https://images.test/a.png";
        let checkpoints = json!([{ "at": 1, "icon": "🥾" }, { "at": 2, "image": image }, { "at": 4, "icon": "🐕" }]);
        let track = stamps_of(3, 5, 0, &checkpoints);
        let marks = track.all("stamp").into_iter();
        let marks: Vec<_> = marks.map(|stamp| stamp.all("mark").len()).collect();
        assert_eq!(marks, [1, 1, 0, 0, 0]);
    }

    #[test]
    fn the_last_stamp_has_the_retailers_icon_in_place_of_the_star() {
        let track = stamps_of(0, 3, 0, &json!([{ "at": 3, "icon": "🐕" }]));
        assert_eq!(track.texts("goal"), [""; 0]);
        assert_eq!(track.texts("pictured"), ["🐕"]);
    }

    #[test]
    fn an_image_stands_in_its_own_stamp() {
        let checkpoints = json!([{ "at": 2, "image": "https://images.test/a.png" }]);
        let track = stamps_of(0, 3, 0, &checkpoints);
        let with_image: Vec<_> = track
            .all("stamp")
            .iter()
            .map(|stamp| stamp.all("stamp-image").len())
            .collect();
        assert_eq!(with_image, [0, 1, 0]);
        let image = track.one("stamp-image");
        assert_eq!(image.value("src"), Some("https://images.test/a.png"));
    }

    #[rstest]
    #[case(1, 1)]
    #[case(5, 5)]
    #[case(6, 6)]
    #[case(7, 4)]
    #[case(8, 4)]
    #[case(10, 5)]
    #[case(9, 5)]
    #[case(11, 6)]
    #[case(12, 6)]
    #[case(15, 5)]
    #[case(20, 5)]
    #[case(24, 6)]
    #[case(25, 10)]
    #[case(100, 10)]
    fn rows_of_stamps_are_about_equally_long(#[case] count: u32, #[case] expected: u32) {
        assert_eq!(row_length(count), expected);
    }
}
