//! What is fetched from registries before anything is built: nothing later needs
//! the network.

use anyhow::{Context, Result};

use crate::command::{cargo, succeeds};
use crate::work::{Log, Work};
use crate::{chromium, node, postgresql};

/// The crates of `Cargo.lock`, for every platform: Trunk runs Cargo with `--offline`,
/// and Cargo then wants to see all of them.
pub(crate) fn crates() -> Work {
    Work::new("crates", |log| {
        let fetch = ["fetch", "--locked"];
        if succeeds(cargo().args(fetch).arg("--offline")) {
            return Ok(());
        }
        from(
            "the crates of Cargo.lock from crates.io",
            log.run(cargo().args(fetch), "half a minute, once"),
        )
    })
}

/// The packages of `package-lock.json`.
pub(crate) fn npm_packages() -> Work {
    Work::new("npm packages", node::install)
}

/// The browser, its driver and the fonts that pages need.
pub(crate) fn browser() -> Work {
    Work::new("Chromium", |log: &Log<'_>| chromium::install(log))
}

/// PostgreSQL, where apt can bring it.
pub(crate) fn postgresql() -> Work {
    Work::new("PostgreSQL", |log: &Log<'_>| postgresql::install(log))
}

/// Says of a failed download what was being fetched, and what to do.
///
/// # Errors
///
/// The failure itself.
pub(crate) fn from<T>(what: &str, outcome: Result<T>) -> Result<T> {
    outcome.with_context(|| {
        format!(
            "cannot fetch {what}. If the lines below speak of the network: check the \
             connection (behind a proxy, HTTPS_PROXY), then run the same command again. \
             It goes on where this one stopped"
        )
    })
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_failed_download_says_what_was_fetched_and_what_to_do() {
        let failed: Result<()> = from("the crates", bail_with("503 Service Unavailable"));

        let message = format!("{:#}", failed.unwrap_err());
        assert!(
            message.starts_with("cannot fetch the crates. "),
            "{message}"
        );
        assert!(message.contains("run the same command again"), "{message}");
        assert!(message.ends_with("503 Service Unavailable"), "{message}");
    }

    fn bail_with(text: &'static str) -> Result<()> {
        bail!(text)
    }
}
