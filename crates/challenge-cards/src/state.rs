//! What is known of the shopper's challenges, and how an answer of the proxy or
//! the passing of time changes it.
//!
//! An answer becomes a [`Snapshot`] or a [`Failure`]; [`LoadState`] decides what
//! counts from then on; its cards become [`Row`]s, which know what is new on them.
//! [`WidgetState`] holds all of it.

mod changes;
mod failure;
mod join_definitions;
mod last_visit;
mod load_state;
mod rows;
mod snapshot;
#[cfg(test)]
pub(crate) mod test_data;
mod widget_state;

pub use changes::Change;
pub use failure::{Failure, JoinFailure};
pub use load_state::{LoadState, Validity, ViewState};
pub use rows::{JoinAttempt, NewStamps, Outcome, Row, RowState};
pub use snapshot::{PAGE_SIZE, Snapshot, is_last_page};
pub use widget_state::{Activity, WidgetState};
