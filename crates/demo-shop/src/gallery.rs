//! The gallery: the widget in every state, layout, theme and language.
//!
//! This module has the data of its widgets, in the proxy's own contract but without
//! a shopper, a session or Engage: [`case`] lists all cases, [`sample`] and [`cases`]
//! make the answers, [`data`] serves them. [`choice`] reads what a visitor chooses to
//! see, and [`sections`] arranges it. The page itself is `pages/gallery.rs`. [`files`] writes
//! page and data into a folder, for servers of files.
//!
//! The end-to-end tests and the page bench use the same data over HTTP.

mod case;
mod cases;
mod choice;
mod data;
mod files;
mod sample;
mod sections;
mod words;

pub(crate) use case::{CASES, Kind};
pub(crate) use choice::{Choice, Colours, Layout, Parameters, Theme, Width};
pub(crate) use data::{ProxyKind, routes};
pub use files::write_gallery;
pub(crate) use sections::{Section, Specimen, sections};
pub(crate) use words::{LANGUAGES, Language};
