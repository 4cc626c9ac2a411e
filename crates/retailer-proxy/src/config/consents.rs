//! Where consents are kept.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

use super::findings::Findings;
use crate::consents;

/// Beside wherever the program is started.
const DEFAULT_DATABASE: &str = "sqlite:consents.sqlite";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    database: Option<String>,
    database_file: Option<PathBuf>,
}

impl Section {
    pub(super) fn check(self, findings: &mut Findings) -> Option<SecretString> {
        const KEY: &str = "consents.database";
        let file = self.database_file.as_deref();
        let address = findings.optional_text_or_file(KEY, self.database, file)?;
        let address = address.unwrap_or_else(|| DEFAULT_DATABASE.to_owned());
        findings.take(KEY, consents::check_address(&address))?;
        Some(SecretString::from(address))
    }
}
