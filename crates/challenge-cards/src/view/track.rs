//! The track of stamps.

use challenge_model::{Card, Checkpoint, CheckpointMark, Track};

use super::image::image;
use crate::html::{Element, element};
use crate::i18n::Language;

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
        .attribute("data-columns", columns(count).to_string())
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
    let class = [
        part,
        if number == count { " goal" } else { "" },
        if own.is_some_and(|own| own.reward.is_some()) {
            " milestone"
        } else {
            ""
        },
        if is_new { " new" } else { "" },
    ];
    let icon = own.and_then(|own| own.icon.clone());
    let text = icon
        .filter(|_| !is_stamped)
        .unwrap_or_else(|| language.number(number));
    let picture = own.and_then(|own| own.image.as_ref());
    element("li")
        .class(class.concat())
        .part(part)
        .child(picture.map(|url| image("stamp-image", url)))
        .child(text)
}

/// How many stamps stand in a row, so that all rows are about equally long. A last
/// row with a single stamp would look like a mistake.
fn columns(count: u32) -> u32 {
    match count {
        ..=6 => count,
        7..=10 => count.div_ceil(2),
        // The length that leaves the fewest places empty; of two equals the longer.
        11..=24 => [6, 5]
            .into_iter()
            .min_by_key(|row| count.next_multiple_of(*row) - count)
            .unwrap_or(6),
        _ => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(1, 1)]
    #[case(5, 5)]
    #[case(6, 6)]
    #[case(7, 4)]
    #[case(8, 4)]
    #[case(10, 5)]
    #[case(11, 6)]
    #[case(12, 6)]
    #[case(15, 5)]
    #[case(20, 5)]
    #[case(100, 10)]
    fn rows_of_stamps_are_about_equally_long(#[case] count: u32, #[case] expected: u32) {
        assert_eq!(columns(count), expected);
    }
}
