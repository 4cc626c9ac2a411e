//! Reads a row of the table.

use std::num::NonZeroU32;

use challenge_model::{ContactId, DefinitionId, UnixMillis};
use engage_client::CheckpointRow;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::evidence::Evidence;
use crate::awards::award::{Award, AwardId, CustomerNumber, Reason, Recipient};
use crate::awards::evidence::{Doubt, Look, Seen};
use crate::awards::state::State;
use crate::consents::LedgerError;

/// An award, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What the shop handed over.
    pub(crate) award: Award,
    /// Who gets it. `None` while only the customer number is known.
    pub(crate) contact: Option<ContactId>,
    /// When it was handed over.
    pub(crate) received: UnixMillis,
    /// What became of it.
    pub(crate) state: State,
    /// When it was last about to be sent.
    pub(crate) sent: Option<UnixMillis>,
    /// When it was known, or in doubt, what became of it.
    pub(crate) settled: Option<UnixMillis>,
    /// What Engage showed after an answer was lost.
    pub(crate) evidence: Option<Evidence>,
    /// What a person decided, and when.
    pub(crate) decision: Option<(Decision, UnixMillis)>,
}

/// What a person decides about an award that is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Engage has it.
    Awarded,
    /// Engage does not have it, and gets it once more.
    SendAgain,
}

impl Decision {
    const ALL: [Self; 2] = [Self::Awarded, Self::SendAgain];

    /// The name of the decision. It never changes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Awarded => "awarded",
            Self::SendAgain => "send_again",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|decision| decision.name() == name)
    }
}

pub(super) fn record(row: &AnyRow) -> Result<Record, LedgerError> {
    let state: String = row.try_get("state")?;
    let rejection: Option<String> = row.try_get("rejection")?;
    let reason: Option<String> = row.try_get("reason")?;
    let reason = reason.as_deref().map(Reason::new).transpose();
    let contact = contact(row)?;
    Ok(Record {
        award: Award {
            id: id(row)?,
            recipient: recipient(row, contact.clone())?,
            definition: definition(row)?,
            checkpoints: checkpoints(row)?,
            reason: reason.map_err(|_| LedgerError::Unreadable)?,
        },
        contact,
        received: UnixMillis(row.try_get("received_at")?),
        state: State::named(&state, rejection.as_deref()).ok_or(LedgerError::Unreadable)?,
        sent: time(row, "sent_at")?,
        settled: time(row, "settled_at")?,
        evidence: evidence(row)?,
        decision: decision(row)?,
    })
}

pub(super) fn id(row: &AnyRow) -> Result<AwardId, LedgerError> {
    let id: String = row.try_get("id")?;
    AwardId::new(&id).map_err(|_| LedgerError::Unreadable)
}

/// The row for Engage, of an award whose contact is known.
pub(super) fn checkpoint_row(row: &AnyRow) -> Result<CheckpointRow, LedgerError> {
    let contact = contact(row)?.ok_or(LedgerError::Unreadable)?;
    let checkpoints = CheckpointRow::new(definition(row)?, contact, checkpoints(row)?);
    checkpoints.map_err(|_| LedgerError::Unreadable)
}

pub(super) fn time(row: &AnyRow, column: &str) -> Result<Option<UnixMillis>, LedgerError> {
    let time: Option<i64> = row.try_get(column)?;
    Ok(time.map(UnixMillis))
}

fn contact(row: &AnyRow) -> Result<Option<ContactId>, LedgerError> {
    let contact: Option<String> = row.try_get("contact_id")?;
    let contact = contact.as_deref().map(ContactId::guid).transpose();
    contact.map_err(|_| LedgerError::Unreadable)
}

fn recipient(row: &AnyRow, contact: Option<ContactId>) -> Result<Recipient, LedgerError> {
    let number: Option<String> = row.try_get("customer_number")?;
    match number {
        Some(number) => CustomerNumber::new(&number).ok().map(Recipient::Customer),
        None => contact.map(Recipient::Contact),
    }
    .ok_or(LedgerError::Unreadable)
}

fn definition(row: &AnyRow) -> Result<DefinitionId, LedgerError> {
    let definition: String = row.try_get("definition_id")?;
    DefinitionId::guid(&definition).map_err(|_| LedgerError::Unreadable)
}

fn checkpoints(row: &AnyRow) -> Result<NonZeroU32, LedgerError> {
    let checkpoints: i64 = row.try_get("checkpoints")?;
    let checkpoints = u32::try_from(checkpoints).ok().and_then(NonZeroU32::new);
    checkpoints.ok_or(LedgerError::Unreadable)
}

pub(super) fn evidence(row: &AnyRow) -> Result<Option<Evidence>, LedgerError> {
    let Some(looked) = time(row, "looked_at")? else {
        return Ok(None);
    };
    let checkpoints: i64 = row.try_get("seen_checkpoints")?;
    let undated: i64 = row.try_get("seen_undated")?;
    let doubt: Option<String> = row.try_get("doubt")?;
    let doubt = doubt.map(|doubt| Doubt::named(&doubt).ok_or(LedgerError::Unreadable));
    let seen = Seen {
        checkpoints: u64::try_from(checkpoints).map_err(|_| LedgerError::Unreadable)?,
        latest: time(row, "seen_latest_at")?,
        is_undated: undated != 0,
    };
    Ok(Some(Evidence {
        look: Look { looked, seen },
        doubt: doubt.transpose()?,
    }))
}

fn decision(row: &AnyRow) -> Result<Option<(Decision, UnixMillis)>, LedgerError> {
    let decision: Option<String> = row.try_get("resolution")?;
    let (Some(decision), Some(at)) = (decision, time(row, "resolved_at")?) else {
        return Ok(None);
    };
    let decision = Decision::named(&decision).ok_or(LedgerError::Unreadable)?;
    Ok(Some((decision, at)))
}
