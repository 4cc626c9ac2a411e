//! `budgets.toml`: what each part may weigh.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace;

/// The most that each part may weigh, in bytes, as brotli packs it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Budgets {
    pub(super) loader: u64,
    pub(super) wasm: u64,
    pub(super) locale: u64,
    /// All of them together.
    pub(super) whole: u64,
    /// What all of them together should weigh one day.
    pub(super) goal: u64,
}

impl Budgets {
    /// Those of the repository.
    ///
    /// # Errors
    ///
    /// When the file is not there, or has other members.
    pub(super) fn read() -> Result<Self> {
        let file = workspace::root().join("budgets.toml");
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        toml::from_str(&text).with_context(|| format!("cannot parse {}", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_projects_budget_add_up_to_the_whole() {
        let Budgets {
            loader,
            wasm,
            locale,
            whole,
            goal: _,
        } = Budgets::read().unwrap();

        assert_eq!(loader + wasm + locale, whole);
    }
}
