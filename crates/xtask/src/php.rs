//! PHP with curl, in which one recipe of `examples` is written: finding it, and installing it
//! where the system's package manager can do it unasked.

use crate::command::{command, succeeds};
use crate::work::Work;
use crate::{apt, download};

/// What is said where it cannot be had.
pub(crate) const MISSING: &str = "not installed (Debian, Ubuntu: apt-get install php-cli php-curl; \
     elsewhere put php, with the extension curl, on PATH)";

/// Whether `php` is on the `PATH` and has curl.
pub(crate) fn is_there() -> bool {
    succeeds(command("php").args(["-r", "exit(function_exists('curl_init') ? 0 : 1);"]))
}

/// Installs it when it is missing and apt can. Where it cannot be had, what needs it says so.
pub(crate) fn install() -> Work {
    Work::new("PHP", |log| {
        if is_there() || !apt::can_install() {
            return Ok(());
        }
        download::from(
            "PHP with apt-get (4 MB)",
            apt::install(&["php-cli", "php-curl"], log),
        )
    })
}
