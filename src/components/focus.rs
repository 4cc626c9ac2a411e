//! The focus stays with the shopper when the list changes under it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, ShadowRoot};

use super::Surroundings;
use crate::browser::Timer;
use crate::store::Happening;

/// Remembers what has the focus before the cards change, and gives it back when
/// moving took it away; when it is gone, the whole widget takes it.
#[component]
pub(super) fn KeepFocus() -> impl IntoView {
    let Surroundings { store, region, .. } = Surroundings::here();
    let restoring = StoredValue::new_local(None::<Timer>);
    let subscription = store.subscribe(move |happening| {
        let Some(Some(region)) = region.try_get_untracked() else {
            return;
        };
        if *happening != Happening::AboutToChange {
            return;
        }
        if let Some(focused) = active(&region).filter(|focused| region.contains(Some(focused))) {
            let timer = Timer::after(0, move || restore(&region, &focused));
            restoring.try_set_value(Some(timer));
        }
    });
    StoredValue::new_local(subscription);
}

/// Gives the focus back, unless the shopper has moved it meanwhile.
fn restore(region: &HtmlElement, focused: &HtmlElement) {
    let is_lost = active(region).is_none_or(|active| active.tag_name() == "BODY");
    if is_lost {
        let target = if focused.is_connected() {
            focused
        } else {
            region
        };
        // An element that cannot take the focus leaves it where it is.
        let _ = target.focus();
    }
}

/// What has the focus, as seen from within the widget's shadow root.
fn active(region: &HtmlElement) -> Option<HtmlElement> {
    let root = region.get_root_node();
    let active = match root.dyn_ref::<ShadowRoot>() {
        Some(root) => root.active_element(),
        None => root.dyn_ref::<Document>()?.active_element(),
    };
    active?.dyn_into().ok()
}
