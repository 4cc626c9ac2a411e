//! The shop over HTTP, as a browser uses it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod browser;
mod forms;
mod gallery;
mod orders;
mod pages;
mod sessions;
mod site;
