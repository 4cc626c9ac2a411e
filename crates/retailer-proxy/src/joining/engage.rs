//! What joining asks of Engage. Never from a cache: a decision hangs on it.

use challenge_model::{Challenge, ContactId, DefinitionId};
use engage_client::ChallengesQuery;

use crate::refusal::Refusal;
use crate::upstream::{self, Upstream};

/// Why a challenge was not assigned.
#[derive(Debug)]
pub(super) enum AssignFailure {
    /// It certainly was not.
    NotAssigned(Refusal),
    /// Engage may have carried it out all the same (T13).
    InDoubt(Refusal),
}

impl Upstream {
    /// All of a contact's challenges of this definition, as they are now.
    pub(super) async fn challenges_of_definition(
        &self,
        contact: &ContactId,
        definition: &DefinitionId,
    ) -> Result<Vec<Challenge>, Refusal> {
        let query = ChallengesQuery {
            definition: Some(definition.clone()),
            ..ChallengesQuery::of(contact.clone())
        };
        let listing = upstream::found(self.client().all_challenges(&query).await)?;
        let mut challenges = listing.map_or_else(Vec::new, |listing| listing.items);
        challenges.retain(|challenge| {
            let owner = challenge.contact_id.as_ref();
            let of = challenge.definition_id.as_ref();
            owner.is_none_or(|owner| owner == contact) && of.is_none_or(|of| of == definition)
        });
        Ok(challenges)
    }

    /// Assigns a challenge: once, and never again by itself.
    pub(super) async fn assign(
        &self,
        definition: &DefinitionId,
        contact: &ContactId,
    ) -> Result<(), AssignFailure> {
        let Err(error) = self.client().assign(definition, contact).await else {
            return Ok(());
        };
        let refusal = match error.kind() {
            engage_client::ErrorKind::NotAssigned => Refusal::NotJoinable,
            kind => upstream::refusal(kind),
        };
        tracing::warn!(code = refusal.code(), "{error}");
        Err(if error.leaves_doubt() {
            AssignFailure::InDoubt(refusal)
        } else {
            AssignFailure::NotAssigned(refusal)
        })
    }
}
