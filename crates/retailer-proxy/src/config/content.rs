//! Where the retailer's own words are.

use std::path::PathBuf;

use serde::Deserialize;

use super::findings::Findings;
use crate::content::ContentSource;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    file: Option<PathBuf>,
}

impl Section {
    pub(super) fn check(self, findings: &mut Findings) -> Option<ContentSource> {
        match self.file {
            Some(file) => findings.take("content.file", ContentSource::file(file)),
            None => Some(ContentSource::default()),
        }
    }
}
