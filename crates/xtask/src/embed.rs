//! The folder that shops serve, as its `integrity.json` lists it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace;

/// All files by their names.
pub(crate) type Files = BTreeMap<String, File>;

/// What is known of a file.
#[derive(Debug, Deserialize)]
pub(crate) struct File {
    pub(crate) kind: Kind,
    pub(crate) bytes: Bytes,
}

/// What a file is to the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The script that shops include, with the styles in it, and with what wasm-bindgen
    /// puts between JavaScript and wasm.
    Loader,
    /// The styles by themselves, for pages that come with cards in them.
    Styles,
    Wasm,
    /// The texts of one language.
    Locale,
}

/// How large a file is: as it is, and packed.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Bytes {
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// Where the folder is.
pub(crate) fn folder() -> PathBuf {
    workspace::site().join("embed")
}

/// The files of the last build for release.
///
/// # Errors
///
/// When there is none.
pub(crate) fn files() -> Result<Files> {
    let list = folder().join("integrity.json");
    let text = fs::read_to_string(&list).with_context(|| {
        format!(
            "cannot read {}, which a build for release writes",
            list.display()
        )
    })?;
    serde_json::from_str(&text).with_context(|| format!("cannot parse {}", list.display()))
}
