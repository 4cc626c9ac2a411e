//! Valkey or Redis, through which several proxies share what is short-lived: finding it, and
//! installing it where the system's package manager can do it unasked.

pub(crate) use temporary_valkey::program;

use crate::work::Work;
use crate::{apt, download};

/// What is said where it cannot be had.
pub(crate) const MISSING: &str = "not installed (Debian, Ubuntu: apt-get install redis-server; \
                                  elsewhere put valkey-server or redis-server on PATH)";

/// Installs a server when there is none and apt can. Where it cannot be had, what needs it
/// says so. Debian brings Redis in every version, and Valkey only in the newest.
pub(crate) fn install() -> Work {
    Work::new("Valkey", |log| {
        if program().is_some() || !apt::can_install() {
            return Ok(());
        }
        download::from("Redis with apt-get", apt::install(&["redis-server"], log))
    })
}
