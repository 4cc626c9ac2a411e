//! Keeps the focus of the shopper when the cards change.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, ShadowRoot};

use crate::browser::Timer;
use crate::mount::MountPoint;
use crate::store::{Store, StoreEvent, Subscription};

/// Remembers which element has the focus before the cards change, and restores it
/// when the element has lost it by being moved. When the element is gone, the whole
/// widget gets the focus.
pub(super) fn keep_focus(store: &Store, mount_point: &MountPoint) -> Subscription {
    let restoring = RefCell::new(None::<Timer>);
    let mount_point = mount_point.clone();
    store.subscribe(move |event| {
        let Some(widget) = mount_point.element() else {
            return;
        };
        if *event != StoreEvent::AboutToChange {
            return;
        }
        if let Some(focused) = focused(&widget).filter(|focused| widget.contains(Some(focused))) {
            let timer = Timer::after(0, move || restore(&widget, &focused));
            restoring.replace(Some(timer));
        }
    })
}

/// Restores the focus, unless the shopper has moved it since.
fn restore(widget: &HtmlElement, before: &HtmlElement) {
    let is_lost = focused(widget).is_none_or(|focused| focused.tag_name() == "BODY");
    if is_lost {
        let target = if before.is_connected() {
            before
        } else {
            widget
        };
        // An element that cannot get the focus leaves it where it is.
        let _ = target.focus();
    }
}

/// The element with the focus in the widget's shadow root, or in the document where
/// there is none.
fn focused(widget: &HtmlElement) -> Option<HtmlElement> {
    let root = widget.get_root_node();
    let active = match root.dyn_ref::<ShadowRoot>() {
        Some(root) => root.active_element(),
        None => root.dyn_ref::<Document>()?.active_element(),
    };
    active?.dyn_into().ok()
}
