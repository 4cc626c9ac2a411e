//! What is around the cards, or stands in their place.

use leptos::prelude::*;

use super::Surroundings;
use super::notice::Words;
use crate::i18n::{Language, Message};
use crate::options::{Options, Vacancy};
use crate::store::{Activity, Overview, Shown};

/// All of a widget but its cards, in the shopper's language.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    /// The language tag of the texts.
    pub(super) language: String,
    /// Which way they are written.
    pub(super) direction: &'static str,
    /// What the widget is called.
    pub(super) label: String,
    /// Whether something is being asked for.
    pub(super) is_busy: bool,
    /// What a screen reader is told of what is shown; cards speak for themselves.
    pub(super) announced: String,
    /// Whether placeholders stand where the cards will be.
    pub(super) is_loading: bool,
    /// That it takes long, if it does.
    pub(super) slow: Option<String>,
    /// What stands above the cards or in their place.
    pub(super) notice: Option<Words>,
    /// Whether there are cards that go on.
    pub(super) are_there_current: bool,
    /// What is written above the cards that are behind the shopper, if there are any.
    pub(super) earlier: Option<String>,
}

impl Frame {
    /// The frame of a widget, which follows everything it shows.
    pub(super) fn of(surroundings: &Surroundings) -> Memo<Self> {
        let Surroundings {
            known,
            options,
            language,
            ..
        } = surroundings.clone();
        let overview = known.overview();
        Memo::new(move |_| {
            let (overview, options) = (overview.read(), options.read());
            language.with(|language| Self::drawn(&overview, &options, language))
        })
    }

    fn drawn(overview: &Overview, options: &Options, language: &Language) -> Self {
        let (current, earlier) = count(overview, options);
        let shown = overview.standing.shown(current + earlier);
        let words = |message| language.text(message);
        let summary = |count| {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            language.counted(Message::Earlier, count, &[])
        };
        let is_loading = shown == Shown::Skeleton;
        Self {
            language: language.tag().to_owned(),
            direction: language.direction(),
            label: words(Message::Label),
            is_busy: overview.activity != Activity::Idle,
            announced: announcement(shown).map(words).unwrap_or_default(),
            is_loading,
            slow: (is_loading && overview.activity == Activity::Waiting)
                .then(|| words(Message::Slow)),
            notice: notice(shown, overview, options, language),
            are_there_current: current > 0,
            earlier: (earlier > 0).then(|| summary(earlier)),
        }
    }
}

/// How many cards that are shown go on, and how many are behind the shopper.
fn count(overview: &Overview, options: &Options) -> (usize, usize) {
    let limit = options.limit.map_or(usize::MAX, std::num::NonZero::get);
    let mut counts = (0, 0);
    for row in &overview.rows {
        let state = row.state.read();
        if options.shows(&state.card) && counts.0 + counts.1 < limit {
            if state.is_earlier() {
                counts.1 += 1;
            } else {
                counts.0 += 1;
            }
        }
    }
    counts
}

fn announcement(shown: Shown) -> Option<Message> {
    match shown {
        Shown::Skeleton => Some(Message::Loading),
        Shown::Cards => None,
        Shown::SignedOut => Some(Message::SignedOutTitle),
        Shown::Empty => Some(Message::EmptyTitle),
        Shown::Failure(failure) => Some(super::notice::title(failure)),
    }
}

fn notice(
    shown: Shown,
    overview: &Overview,
    options: &Options,
    language: &Language,
) -> Option<Words> {
    let is_hidden = |vacancy| vacancy == Vacancy::Hide;
    match shown {
        Shown::Skeleton => None,
        Shown::SignedOut if is_hidden(options.when_signed_out) => None,
        Shown::Empty if is_hidden(options.when_empty) => None,
        Shown::SignedOut => Some(Words::signed_out(language, options)),
        Shown::Empty => Some(Words::empty(language)),
        Shown::Failure(failure) => Some(Words::failed(language, failure, overview.activity)),
        Shown::Cards => {
            let since = overview.standing.outdated_since()?;
            Some(Words::outdated(language, since, overview.activity))
        }
    }
}
