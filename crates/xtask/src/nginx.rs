//! nginx, which stands before several proxies: finding it, and installing it where the system's
//! package manager can do it unasked.

use std::path::PathBuf;

use crate::command::on_path;
use crate::work::Work;
use crate::{apt, download};

/// What is said where it cannot be had.
pub(crate) const MISSING: &str =
    "not installed (Debian, Ubuntu: apt-get install nginx-light; elsewhere put nginx on PATH)";

/// The program, if it is installed.
pub(crate) fn program() -> Option<PathBuf> {
    on_path("nginx")
}

/// Installs nginx when it is missing and apt can. Where it cannot be had, what needs it says
/// so.
pub(crate) fn install() -> Work {
    Work::new("nginx", |log| {
        if program().is_some() || !apt::can_install() {
            return Ok(());
        }
        download::from("nginx with apt-get", apt::install(&["nginx-light"], log))
    })
}
