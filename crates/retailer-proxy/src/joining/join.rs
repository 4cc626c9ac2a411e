//! One shopper joins one definition.

use std::time::Duration;

use challenge_model::{Definition, UnixMillis};
use tokio::time::Instant;

use super::earlier_records::EarlierRecords;
use super::eligibility::{self, Eligibility};
use super::request::Join;
use super::service::JoinService;
use crate::api_error::ApiError;
use crate::consents::{Consent, ConsentId, LEASE_DURATION, Lease, LedgerError, Outcome};
use crate::content::{ConsentVersion, Content};
use crate::upstream::{AssignFailure, Priority};

/// How long a join waits while another instance carries out a join of the same shopper
/// and definition. It is long enough for the lease of a killed instance to end.
const LONGEST_WAIT: Duration = LEASE_DURATION.saturating_add(Duration::from_secs(5));

/// How often Engage is called because of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calls {
    One,
    /// An earlier call has an unknown outcome, and Engage may still be working on it.
    Several,
}

impl JoinService {
    /// Joins, unless the shopper already has. Joins of one shopper and one definition
    /// are carried out one after another, whichever instance receives them.
    pub(crate) async fn join(&self, join: Join) -> Result<(), ApiError> {
        self.in_progress
            .share(&join, || self.join_under_lease(&join))
            .await
    }

    /// Waits for the lease of this shopper and definition, and joins.
    async fn join_under_lease(&self, join: &Join) -> Result<(), ApiError> {
        let definition = self.definition(join).await?;
        let name = format!(
            "join {} {}",
            join.contact.as_str(),
            join.definition.as_str()
        );
        let deadline = Instant::now() + LONGEST_WAIT;
        let lease = self.joining.ledger.lease_by(&name, deadline).await;
        let lease = lease.map_err(|error| unwritten(&error))?;
        let lease = lease.ok_or(ApiError::JoiningUnavailable)?;
        let result = self.join_with(&lease, join, &definition).await;
        lease.release().await;
        result
    }

    /// Decides whether the shopper may join, writes the consent down, assigns the
    /// challenge in Engage, and writes the outcome down.
    async fn join_with(
        &self,
        lease: &Lease,
        join: &Join,
        definition: &Definition,
    ) -> Result<(), ApiError> {
        let (eligibility, agreed) = self.eligibility(join, definition).await?;
        // From here on, the join says what was agreed to, and not what was sent.
        let join = &Join {
            consent_version: agreed,
            ..join.clone()
        };
        let ledger = &self.joining.ledger;
        let records = ledger.records_of(&join.contact, &join.definition).await;
        let earlier = EarlierRecords::of(records.map_err(|error| unwritten(&error))?);
        if eligibility == Eligibility::Joined {
            return self.note_joined(lease, join, &earlier).await;
        }
        let version = join.consent_version.as_ref().map(ConsentVersion::as_str);
        let unfinished = earlier.unfinished_with(version);
        let (consent, calls) = self.write(lease, join, unfinished).await?;
        self.assign(&consent, calls).await
    }

    /// The definition, if shoppers may know of it. It may be some minutes old.
    async fn definition(&self, join: &Join) -> Result<Definition, ApiError> {
        if self.content.current().hides(&join.definition) {
            return Err(ApiError::NotFound);
        }
        let definition = self.reads.definition(&join.definition).await?;
        definition.ok_or(ApiError::NotFound)
    }

    /// Whether the shopper may join the definition or already has, and the version of the
    /// consent text that they agreed to, if there is one. The shopper's challenges are
    /// read from Engage now.
    async fn eligibility(
        &self,
        join: &Join,
        definition: &Definition,
    ) -> Result<(Eligibility, Option<ConsentVersion>), ApiError> {
        let challenges = self
            .upstream
            .challenges_of_definition(Priority::Acting, &join.contact, &join.definition)
            .await?;
        let eligibility = eligibility::of(definition, &challenges, self.clock.now());
        match eligibility {
            Eligibility::Unknown => Err(ApiError::NotFound),
            Eligibility::Closed => Err(ApiError::NotJoinable),
            Eligibility::Joinable | Eligibility::Joined => {
                let agreed = agreed(join, definition, &self.content.current())?;
                Ok((eligibility, agreed))
            }
        }
    }

    /// Settles the unfinished records of a shopper who has the challenge. Where no
    /// record explains the challenge, because the retailer assigned it in Engage, a new
    /// record is written.
    async fn note_joined(
        &self,
        lease: &Lease,
        join: &Join,
        earlier: &EarlierRecords,
    ) -> Result<(), ApiError> {
        let ledger = &self.joining.ledger;
        for consent in &earlier.unfinished {
            let settled = ledger.settle(&consent.id, Outcome::Assigned, self.clock.now());
            settled.await.map_err(|error| unwritten(&error))?;
        }
        if earlier.explain_the_challenge() {
            return Ok(());
        }
        let mut consent = consent(join, self.clock.now())?;
        consent.outcome = Outcome::AlreadyAssigned;
        consent.settled = Some(consent.given);
        insert(lease, &consent).await
    }

    /// Returns the record of this join, which is durable by then: the unfinished record
    /// of an earlier join, or else a new one.
    async fn write(
        &self,
        lease: &Lease,
        join: &Join,
        unfinished: Option<&Consent>,
    ) -> Result<(Consent, Calls), ApiError> {
        if let Some(unfinished) = unfinished {
            let consent = Consent {
                called: Some(self.clock.now()),
                ..unfinished.clone()
            };
            let noted = lease.note_call(&consent).await;
            if noted.map_err(|error| unwritten(&error))? {
                return Ok((consent, Calls::Several));
            }
            // The record was settled after it was read, so this join needs its own.
        }
        let consent = consent(join, self.clock.now())?;
        insert(lease, &consent).await?;
        Ok((consent, Calls::One))
    }

    /// Assigns the challenge in Engage, and notes the outcome if it is certain.
    async fn assign(&self, consent: &Consent, calls: Calls) -> Result<(), ApiError> {
        let result = match self.call_engage(consent).await {
            Ok(()) => Ok(()),
            // This call assigned nothing, but an earlier one may still do it.
            Err(AssignFailure::NotAssigned(error)) if calls == Calls::Several => {
                return Err(error);
            }
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
            self.changes.changed(&consent.contact).await;
        }
        result
    }

    /// Calls `assign`. Where Engage's answer was lost, Engage is asked once whether the
    /// challenge is there; until it is, the outcome stays in doubt.
    async fn call_engage(&self, consent: &Consent) -> Result<(), AssignFailure> {
        let assigned = self
            .upstream
            .assign(&consent.definition, &consent.contact)
            .await;
        if let Err(AssignFailure::InDoubt(_)) = assigned
            && let Ok(true) = self.is_assigned(consent, Priority::Acting).await
        {
            return Ok(());
        }
        assigned
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
fn consent(join: &Join, now: UnixMillis) -> Result<Consent, ApiError> {
    let id = ConsentId::random().map_err(|error| unwritten(&error))?;
    Ok(Consent {
        id,
        contact: join.contact.clone(),
        definition: join.definition.clone(),
        text_version: join
            .consent_version
            .as_ref()
            .map(|version| version.as_str().to_owned()),
        given: now,
        called: None,
        outcome: Outcome::Unfinished,
        settled: None,
    })
}

async fn insert(lease: &Lease, consent: &Consent) -> Result<(), ApiError> {
    match lease.write(consent).await {
        Ok(true) => Ok(()),
        Ok(false) => {
            tracing::error!("a join took longer than its lease, and another may have begun");
            Err(ApiError::JoiningUnavailable)
        }
        Err(error) => Err(unwritten(&error)),
    }
}

/// Nobody joins whose consent cannot be proved.
fn unwritten(error: &LedgerError) -> ApiError {
    tracing::error!("nobody can join: {error}");
    ApiError::JoiningUnavailable
}
