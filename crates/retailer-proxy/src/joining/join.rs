//! One shopper joins one definition.

use challenge_model::{ContactId, Definition, DefinitionId, UnixMillis};

use super::eligibility::{self, Eligibility};
use super::service::JoinService;
use crate::api_error::ApiError;
use crate::consents::{Consent, ConsentId, LedgerError, Outcome};
use crate::content::{ConsentVersion, Content};
use crate::upstream::{AssignFailure, Priority};

/// What a shopper asks for by pressing the button.
pub(crate) struct Join {
    pub(crate) contact: ContactId,
    pub(crate) definition: DefinitionId,
    /// The version of the consent text that the shopper was shown.
    pub(crate) consent_version: Option<ConsentVersion>,
}

impl JoinService {
    /// Decides whether the shopper may join, writes the consent down, assigns the
    /// challenge in Engage, and writes the outcome down.
    pub(crate) async fn join(&self, join: Join) -> Result<(), ApiError> {
        let (eligibility, agreed) = self.eligibility(&join).await?;
        let mut consent = consent(join, agreed, self.clock.now())?;
        if eligibility == Eligibility::Joined {
            consent.outcome = Outcome::AlreadyAssigned;
            consent.settled = Some(consent.given);
            return self.write(&consent).await;
        }
        self.write(&consent).await?;
        let result = match self.assign(&consent).await {
            Ok(()) => Ok(()),
            Err(AssignFailure::NotAssigned(error)) => Err(error),
            // The record stays unfinished, and is settled later.
            Err(AssignFailure::InDoubt(error)) => return Err(error),
        };
        let outcome = match result {
            Ok(()) => Outcome::Assigned,
            Err(_) => Outcome::NotAssigned,
        };
        self.settle_now(&consent.id, outcome).await;
        if result.is_ok() {
            self.changes.changed(&consent.contact);
        }
        result
    }

    /// Whether the shopper may join the definition or already has, and the version of the
    /// consent text that they agreed to, if there is one. The definition may
    /// be some minutes old; the shopper's challenges are read from Engage now.
    async fn eligibility(
        &self,
        join: &Join,
    ) -> Result<(Eligibility, Option<ConsentVersion>), ApiError> {
        if self.content.current().hides(&join.definition) {
            return Err(ApiError::NotFound);
        }
        let definition = self.reads.definition(&join.definition).await?;
        let definition = definition.ok_or(ApiError::NotFound)?;
        let challenges = self
            .upstream
            .challenges_of_definition(Priority::Waiting, &join.contact, &join.definition)
            .await?;
        let eligibility = eligibility::of(&definition, &challenges, self.clock.now());
        match eligibility {
            Eligibility::Unknown => Err(ApiError::NotFound),
            Eligibility::Closed => Err(ApiError::NotJoinable),
            Eligibility::Joinable | Eligibility::Joined => {
                let agreed = agreed(join, &definition, &self.content.current())?;
                Ok((eligibility, agreed))
            }
        }
    }

    /// Assigns the challenge. Where Engage's answer was lost, Engage is asked once
    /// whether the challenge is there; until it is, the outcome stays in doubt.
    async fn assign(&self, consent: &Consent) -> Result<(), AssignFailure> {
        let assigned = self
            .upstream
            .assign(&consent.definition, &consent.contact)
            .await;
        if let Err(AssignFailure::InDoubt(_)) = assigned
            && let Ok(true) = self.is_assigned(consent, Priority::Waiting).await
        {
            return Ok(());
        }
        assigned
    }

    async fn write(&self, consent: &Consent) -> Result<(), ApiError> {
        let written = self.joining.ledger.write(consent).await;
        written.map_err(|error| unwritten(&error))
    }

    async fn settle_now(&self, id: &ConsentId, outcome: Outcome) {
        let settled = self.joining.ledger.settle(id, outcome, self.clock.now());
        if let Err(error) = settled.await {
            // The record is there and unfinished, so it is settled later.
            tracing::error!("a consent is not settled yet: {error}");
        }
    }
}

/// The version of the text that the shopper agreed to. It is that of the current text, or
/// none where consent is not needed.
fn agreed(
    join: &Join,
    definition: &Definition,
    content: &Content,
) -> Result<Option<ConsentVersion>, ApiError> {
    let current = content.consent_version(&join.definition);
    match (&join.consent_version, current) {
        (Some(shown), Some(current)) if shown == current => Ok(Some(shown.clone())),
        (Some(_), Some(_)) => Err(ApiError::ConsentOutdated),
        (None, _) if !definition.is_contact_consent_required => Ok(None),
        (None, Some(_)) => Err(ApiError::ConsentRequired),
        (_, None) if definition.is_contact_consent_required => {
            tracing::error!(
                definition = join.definition.as_str(),
                "nobody can join: the definition needs consent, and the content file has no text for it"
            );
            Err(ApiError::NotJoinable)
        }
        // A version was sent although there is no text and none is needed. Nobody can
        // have agreed to a text that does not exist, so it is not recorded.
        (_, None) => Ok(None),
    }
}

/// The record of a join whose outcome is not known yet.
fn consent(
    join: Join,
    agreed: Option<ConsentVersion>,
    now: UnixMillis,
) -> Result<Consent, ApiError> {
    let id = ConsentId::random().map_err(|error| unwritten(&error))?;
    Ok(Consent {
        id,
        contact: join.contact,
        definition: join.definition,
        text_version: agreed.map(|version| version.as_str().to_owned()),
        given: now,
        outcome: Outcome::Unfinished,
        settled: None,
    })
}

/// Nobody joins whose consent cannot be proved.
fn unwritten(error: &LedgerError) -> ApiError {
    tracing::error!("nobody can join: {error}");
    ApiError::JoiningUnavailable
}
