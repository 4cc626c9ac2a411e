//! What the shopper sees, one piece of markup per file.
//!
//! Each is a function from values to an [`Element`](crate::html::Element). None
//! follows a signal or knows a page: the caller renders again whenever something
//! has changed, and compares.

mod announcements;
mod card;
mod cards;
mod context;
mod image;
mod join;
mod milestones;
mod notice;
mod skeleton;
mod track;
mod widget;
mod words;

pub use announcements::{of_change, of_joining};
pub use cards::{CardCache, FIRST_CARDS, next_batch};
pub use context::{DisplaySettings, ViewContext};
pub(crate) use widget::first_view;
pub use widget::widget;
