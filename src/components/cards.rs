//! The lists of cards: what goes on, and what is behind the shopper.

use leptos::prelude::*;

use super::Surroundings;
use super::card::ChallengeCard;
use super::notice::Outdated;
use crate::browser::Timer;
use crate::i18n::Message;
use crate::store::Row;

/// How many cards are drawn at once; the others follow a few with each frame, so
/// that the page stays alive however many there are.
const CARDS_A_FRAME: usize = 24;

/// All cards, and a word above them when they are not fresh.
#[component]
pub(super) fn Cards() -> impl IntoView {
    let surroundings = Surroundings::here();
    let standing = surroundings.store.standing();
    let outdated_since = Memo::new(move |_| standing.read().outdated_since());
    let drawn = draw_by_and_by(&surroundings);
    let current = of(&surroundings, drawn, |row| !row.is_earlier());
    let earlier = of(&surroundings, drawn, Row::is_earlier);
    let number_earlier = {
        let earlier = earlier.clone();
        Memo::new(move |_| earlier().len())
    };
    let there_are_current = {
        let current = current.clone();
        Memo::new(move |_| !current().is_empty())
    };
    let summary = move || {
        let count = u32::try_from(number_earlier.get()).unwrap_or(u32::MAX);
        surroundings.words(|language| language.counted(Message::Earlier, count, &[]))
    };
    view! {
        {move || outdated_since.get().map(|since| view! { <Outdated since /> })}
        // The role, since Safari takes lists without bullets for no lists.
        <ul class="cards" part="cards" role="list" hidden=move || !there_are_current.get()>
            <For each=current key=|row| row.key.clone() let:row>
                <ChallengeCard row />
            </For>
        </ul>
        // Open where there is nothing else to see.
        <details
            class="earlier"
            part="earlier"
            hidden=move || number_earlier.get() == 0
            open=!there_are_current.get_untracked()
        >
            <summary class="summary">{summary}</summary>
            <ul class="cards" part="cards" role="list">
                <For each=earlier key=|row| row.key.clone() let:row>
                    <ChallengeCard row />
                </For>
            </ul>
        </details>
    }
}

/// How many cards are drawn by now.
fn draw_by_and_by(surroundings: &Surroundings) -> RwSignal<usize> {
    let rows = surroundings.store.rows();
    let drawn = RwSignal::new(CARDS_A_FRAME);
    let frame = StoredValue::new_local(None::<Timer>);
    Effect::new(move || {
        if drawn.get() < rows.read().len() {
            let more = move || {
                drawn.try_update(|drawn| *drawn += CARDS_A_FRAME);
            };
            frame.set_value(Some(Timer::next_frame(more)));
        }
    });
    drawn
}

/// The rows that are shown and belong to a list, at most as many as are wanted
/// over all, and as are drawn by now.
fn of(
    surroundings: &Surroundings,
    drawn: RwSignal<usize>,
    belongs: fn(&Row) -> bool,
) -> impl Fn() -> Vec<Row> + Clone + Send + Sync + use<> {
    let (rows, options) = (surroundings.store.rows(), surroundings.options.clone());
    move || {
        let options = options.read();
        let limit = options
            .limit
            .map_or(usize::MAX, std::num::NonZeroUsize::get);
        rows.read()
            .iter()
            .filter(|row| options.shows(&row.card.read()))
            .take(limit.min(drawn.get()))
            .filter(|row| belongs(row))
            .cloned()
            .collect()
    }
}
