//! The one call that changes something in Engage.

use challenge_model::{ContactId, DefinitionId};
use engage_client::ErrorKind;

use super::{Priority, Upstream, gate};
use crate::refusal::Refusal;

/// Why a challenge was not assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssignFailure {
    /// It certainly was not: Engage says so, or was never asked.
    NotAssigned(Refusal),
    /// Engage may have carried it out all the same (T13).
    InDoubt(Refusal),
}

impl Upstream {
    /// Assigns a challenge: once, and never again by itself.
    pub(crate) async fn assign(
        &self,
        definition: &DefinitionId,
        contact: &ContactId,
    ) -> Result<(), AssignFailure> {
        let call = self.client.assign(definition, contact);
        let made = self.gate.pass(Priority::Waiting, call).await;
        let Err(error) = made.map_err(AssignFailure::NotAssigned)? else {
            return Ok(());
        };
        let refusal = match error.kind() {
            ErrorKind::NotAssigned => Refusal::NotJoinable,
            kind => gate::refusal(kind),
        };
        tracing::warn!(code = refusal.code(), "{error}");
        Err(if error.leaves_doubt() {
            AssignFailure::InDoubt(refusal)
        } else {
            AssignFailure::NotAssigned(refusal)
        })
    }
}
