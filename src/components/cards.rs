//! The list of cards.

use leptos::html;
use leptos::prelude::*;

use super::card::ChallengeCard;
use super::notice::Outdated;
use crate::store::Store;

/// All cards, and a word above them when they are not fresh.
#[component]
pub(super) fn Cards(store: Store, region: NodeRef<html::Section>) -> impl IntoView {
    let standing = store.standing();
    let outdated_since = Memo::new(move |_| standing.read().outdated_since());
    let rows = store.rows();
    view! {
        {move || {
            outdated_since
                .get()
                .map(|since| view! { <Outdated since store=store.clone() region /> })
        }}
        // The role, since Safari takes lists without bullets for no lists.
        <ul class="cards" part="cards" role="list">
            <For each=move || rows.get() key=|row| row.key.clone() let:row>
                <ChallengeCard card=row.card />
            </For>
        </ul>
    }
}
