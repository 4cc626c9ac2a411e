//! Writes Engage's answers, member by member and as the switches say.
//!
//! This shares no code with any reader of the answers, so that an error in writing
//! cannot be hidden by the same error in reading.

mod answers;
mod challenge;
mod date;
mod definition;
mod json;
mod page;
mod writer;

pub(crate) use answers::{CheckpointsBody, error};
pub(crate) use json::{Json, Object};
pub(crate) use page::{Page, Paging};
pub(crate) use writer::Writer;
