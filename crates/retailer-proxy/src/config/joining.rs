//! Which pages may join.

use serde::Deserialize;

use super::findings::Findings;
use crate::joining;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    origins: Vec<String>,
}

impl Section {
    pub(super) fn check(self, findings: &mut Findings) -> Option<Vec<String>> {
        for origin in &self.origins {
            findings.take("joining.origins", joining::check_origin(origin))?;
        }
        Some(self.origins)
    }
}
