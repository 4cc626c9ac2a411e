//! Where the retailer's own words are.

use super::form::{Text, any, optional};
use super::given::{Given, Wrong};
use super::setting::section;
use crate::content::ContentSource;

section! {
    "content" as CONTENT: Content {
        /// The file with the titles, rewards and consent texts that stand beside Engage's
        /// challenges. It is read again when it changes, and `retailer-proxy check FILE` finds
        /// mistakes. `docs/content.md` says how it is written.
        file: Text<String> = optional(any),
            suggestion "/etc/retailer-proxy/content.toml";
    }
}

pub(super) fn read(given: &mut Given) -> Result<ContentSource, Wrong> {
    match given.optional(&CONTENT.file)? {
        // The error repeats mistakes of the file, and neither its path nor a value.
        Some(file) => ContentSource::file(file).map_err(|error| given.fault(&CONTENT.file, error)),
        None => Ok(ContentSource::default()),
    }
}
