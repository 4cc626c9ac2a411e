//! What has become of a join whose request ended without an answer.

use std::future::pending;

use challenge_cards::retry;
use challenge_cards::state::JoinFailure;
use challenge_model::DefinitionId;

use super::Store;
use crate::browser;

impl Store {
    /// Asks the proxy whether the shopper has joined. The browser cancels requests when the
    /// shopper follows a link, and the proxy finishes a join that it has received. On a page
    /// that is left, nothing is said: the pauses do not end there.
    ///
    /// # Errors
    ///
    /// When the shopper has not joined, or the proxy does not answer.
    pub(super) async fn settle_join(&self, definition: &DefinitionId) -> Result<(), JoinFailure> {
        for millis in retry::PAUSES {
            if browser::is_offline() {
                break;
            }
            let _: Option<()> = browser::with_timeout(millis, pending()).await;
            let answer = self.0.client.fetch(None).await;
            if answer.is_ok_and(|snapshot| snapshot.has_joined(definition)) {
                return Ok(());
            }
        }
        Err(JoinFailure::Again)
    }
}
