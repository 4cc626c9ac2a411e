//! Pictures of the retailer's or Engage's, which may fail.

use challenge_model::{Card, HttpsAddress};
use leptos::prelude::*;

/// A card's picture. Where it cannot be had there is none: the drawn stamps say
/// the same.
#[component]
pub(super) fn Picture(card: ArcRwSignal<Card>) -> impl IntoView {
    let address = Memo::new(move |_| card.read().image.clone());
    move || address.get().map(|address| image("picture", &address))
}

/// An image that is loaded when it comes near, tells its host nothing of the page
/// it stands on (T25), and vanishes when it fails.
pub(super) fn image(class: &'static str, address: &HttpsAddress) -> impl IntoView + use<> {
    let has_failed = RwSignal::new(false);
    view! {
        <img
            class=class
            part="image"
            alt=""
            loading="lazy"
            decoding="async"
            referrerpolicy="no-referrer"
            src=address.as_str().to_owned()
            hidden=move || has_failed.get()
            on:error=move |_| has_failed.set(true)
        />
    }
}
