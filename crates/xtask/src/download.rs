//! What a failed download says.

use anyhow::{Context, Result};

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
