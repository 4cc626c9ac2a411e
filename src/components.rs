//! What the shopper sees: one piece of markup per file.
//!
//! Each is a function from what is known to an element that is to be drawn. None
//! follows anything: [`widget`] alone does, and draws all of it again whenever
//! something has changed. What of that differs from what stands in the page is
//! found by [`drawing`](crate::drawing).

#![allow(
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "`#[component]` makes public functions that own their properties"
)]

mod card;
mod cards;
mod focus;
mod image;
mod join;
mod milestones;
mod notice;
mod scene;
mod skeleton;
mod surroundings;
mod track;
mod widget;
mod words;

use scene::Scene;

pub use surroundings::{Manner, Surroundings};
pub use widget::{ChallengesWidget, Widget, draw};
