//! Placeholders where the cards will be. The loader draws the same before there
//! is any WebAssembly: the two must not differ.

use leptos::prelude::*;

/// How many placeholders there are.
const CARDS: usize = 2;

/// Cards without anything on them.
#[component]
pub(super) fn Skeleton() -> impl IntoView {
    // One `view!` each: what is fixed inside another element would be made with
    // `innerHTML`, which Trusted Types forbid.
    let card = || view! { <li class="card skeleton"></li> };
    view! {
        <ul class="cards" aria-hidden="true">
            {[(); CARDS].map(|()| card())}
        </ul>
    }
}
