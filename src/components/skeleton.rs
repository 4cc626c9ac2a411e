//! Placeholders where the cards will be. The loader draws the same before there
//! is any WebAssembly: the two must not differ.

use leptos::prelude::*;

use super::Surroundings;
use crate::browser::Timer;
use crate::i18n::Message;

/// How many placeholders there are.
const CARDS: usize = 2;
/// After so many milliseconds the shopper is told that it takes long.
const SLOW: u32 = 5_000;

/// Cards without anything on them.
#[component]
pub(super) fn Skeleton() -> impl IntoView {
    let surroundings = Surroundings::here();
    let is_slow = RwSignal::new(false);
    StoredValue::new_local(Timer::after(SLOW, move || {
        is_slow.try_set(true);
    }));
    let word = move || {
        is_slow.get().then(|| {
            let text = surroundings.words(|language| language.text(Message::Slow));
            view! { <p class="slow" part="slow" role="status">{text}</p> }
        })
    };
    // One `view!` each: what is fixed inside another element would be made with
    // `innerHTML`, which Trusted Types forbid.
    let card = || view! { <li class="card skeleton"></li> };
    view! {
        {word}
        <slot name="fallback">
            <ul class="cards" aria-hidden="true">
                {[(); CARDS].map(|()| card())}
            </ul>
        </slot>
    }
}
