//! The Leptos components, and what they do when the shopper clicks.
//!
//! A component follows the signals and renders the whole widget anew whenever one of
//! them changes. The markup is made by `challenge_cards::view`; what differs from the
//! page is found by [`mount`](crate::mount).

#![allow(
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "`#[component]` makes public functions that own their properties"
)]

mod context;
mod focus;
mod interaction;
mod widget;

pub(crate) use context::WidgetContext;
pub use widget::ChallengesWidget;
pub(crate) use widget::Widget;
