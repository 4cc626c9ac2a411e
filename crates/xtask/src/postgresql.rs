//! PostgreSQL, which keeps the consents of several proxies: finding it, and installing
//! it where the system's package manager can do it unasked.

pub(crate) use temporary_postgres::programs;

use crate::work::Work;
use crate::{apt, download};

/// What is said where it cannot be had.
pub(crate) const MISSING: &str =
    "not installed (Debian, Ubuntu: apt-get install postgresql; elsewhere put initdb on PATH)";

/// Installs PostgreSQL when it is missing and apt can. Where it cannot be had, what needs
/// it says so.
pub(crate) fn install() -> Work {
    Work::new("PostgreSQL", |log| {
        if programs().is_some() || !apt::can_install() {
            return Ok(());
        }
        download::from(
            "PostgreSQL with apt-get",
            apt::install(&["postgresql"], log),
        )
    })
}
