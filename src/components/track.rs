//! The track of stamps.

use challenge_model::wire::CheckpointPresentation;
use challenge_model::{Checkpoint, CheckpointMark, Progress, Track as Form};
use leptos::prelude::*;

use super::Surroundings;
use super::face::Face;
use super::image::image;
use crate::store::News;

/// The checkpoints as stamps, or as a bar where there are too many. It is hidden
/// from screen readers, to whom the count and the milestones say the same.
#[component]
pub(super) fn Track(face: Memo<Face>, news: ArcRwSignal<Option<News>>) -> impl IntoView {
    let surroundings = Surroundings::here();
    move || {
        let face = face.read();
        let progress = face.progress;
        match progress.track() {
            Form::None => ().into_any(),
            Form::Bar => view! {
                <div class="bar" part="bar" aria-hidden="true">
                    <div
                        class="bar-filled"
                        part="bar-filled"
                        style:inline-size=filled(progress)
                    ></div>
                </div>
            }
            .into_any(),
            Form::Stamps(count) => {
                let new = news.get().map_or(0, |news| news.stamps);
                let stamps = progress
                    .checkpoints(face.state)
                    .map(|checkpoint| {
                        let special = face
                            .wording
                            .checkpoints
                            .iter()
                            .find(|special| special.at == checkpoint.number);
                        let looks = Looks {
                            mark: checkpoint.mark,
                            is_goal: checkpoint.number == count,
                            is_milestone: special.is_some_and(|special| special.reward.is_some()),
                            is_new: checkpoint.mark == CheckpointMark::Stamped
                                && checkpoint.number + new > progress.stamped(),
                        };
                        let number =
                            surroundings.words(|language| language.number(checkpoint.number));
                        stamp(looks, checkpoint, special, number)
                    })
                    .collect_view();
                view! {
                    <ol
                        class="track"
                        part="track"
                        aria-hidden="true"
                        style=("--_columns", columns(count).to_string())
                    >
                        {stamps}
                    </ol>
                }
                .into_any()
            }
        }
    }
}

/// What a stamp looks like.
#[derive(Clone, Copy)]
struct Looks {
    mark: CheckpointMark,
    is_goal: bool,
    is_milestone: bool,
    is_new: bool,
}

fn stamp(
    looks: Looks,
    checkpoint: Checkpoint,
    special: Option<&CheckpointPresentation>,
    number: String,
) -> impl IntoView + use<> {
    let picture = special.and_then(|special| special.image.as_ref());
    let picture = picture.map(|address| image("stamp-image", address).into_any());
    let icon = special.and_then(|special| special.icon.clone());
    let face = match (checkpoint.mark, icon) {
        (CheckpointMark::Stamped, _) | (_, None) => number,
        (_, Some(icon)) => icon,
    };
    view! {
        <li class=class(looks) part=part(looks)>
            {picture}
            {face}
        </li>
    }
}

fn class(looks: Looks) -> String {
    let mut class = String::from(match looks.mark {
        CheckpointMark::Stamped => "stamp stamped",
        CheckpointMark::Next => "stamp next",
        CheckpointMark::Open => "stamp open",
    });
    for (is_so, name) in [
        (looks.is_goal, " goal"),
        (looks.is_milestone, " milestone"),
        (looks.is_new, " new"),
    ] {
        if is_so {
            class.push_str(name);
        }
    }
    class
}

fn part(looks: Looks) -> &'static str {
    match looks.mark {
        CheckpointMark::Stamped => "stamp stamped",
        CheckpointMark::Next => "stamp next",
        CheckpointMark::Open => "stamp open",
    }
}

/// How many stamps stand in a row, so that rows are about equally long: a last
/// row with one stamp in it looks like a mistake.
fn columns(count: u32) -> u32 {
    match count {
        ..=6 => count,
        7..=10 => count.div_ceil(2),
        // The row that leaves the fewest places empty, the longer one of equals.
        11..=24 => [6, 5]
            .into_iter()
            .min_by_key(|row| count.next_multiple_of(*row) - count)
            .unwrap_or(6),
        _ => 10,
    }
}

/// How much of the bar is filled, in percent.
fn filled(progress: Progress) -> String {
    let required = progress.required().map_or(1, std::num::NonZeroU32::get);
    let percent = u64::from(progress.stamped()) * 100 / u64::from(required);
    format!("{percent}%")
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

    #[test]
    fn a_bar_is_never_more_than_full() {
        assert_eq!(filled(Progress::new(37, 250)), "14%");
        assert_eq!(filled(Progress::new(900, 250)), "100%");
        assert_eq!(filled(Progress::new(u32::MAX, u32::MAX)), "100%");
    }
}
