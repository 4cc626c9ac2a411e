//! Awards as JSON, for the shop's back end and for the command line.

use challenge_model::{ContactId, UnixMillis};
use serde::Serialize;
use utoipa::ToSchema;

use super::award::{CustomerNumber, Reason, Recipient};
use super::evidence::Doubt;
use super::outbox::Record;
use super::state::Rejection;

/// The ids of what was accepted.
#[derive(Serialize, ToSchema)]
pub(crate) struct AwardsAccepted {
    /// The ids of the awards, each once, in the order of the request.
    #[schema(example = json!(["order-1042"]))]
    pub(super) accepted: Vec<String>,
}

/// Some of the awards in one state.
#[derive(Serialize, ToSchema)]
pub(crate) struct AwardList {
    /// The awards, the oldest first.
    pub(super) awards: Vec<AwardRecord>,
    /// What to send as `after` for the next part; null where this is the last.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// An award, and what became of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AwardRecord {
    /// The shop's own id.
    #[schema(example = "order-1042")]
    id: String,
    /// In which definition.
    #[schema(format = "uuid")]
    definition_id: String,
    /// Who gets the checkpoints; null while the customer number is not looked up.
    #[schema(format = "uuid", required)]
    contact_id: Option<String>,
    /// The customer number, where the shop sent one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    customer_number: Option<String>,
    /// How many checkpoints.
    #[schema(minimum = 1, maximum = 10_000)]
    checkpoints: u32,
    /// Why, where the shop said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// What became of it.
    #[schema(value_type = AwardState)]
    state: &'static str,
    /// Why Engage did not accept it, where it is rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AwardRejection>, nullable = false)]
    rejection: Option<&'static str>,
    /// When it was handed over.
    #[schema(format = "date-time")]
    received_at: String,
    /// When it was last about to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date-time", nullable = false)]
    sent_at: Option<String>,
    /// When it was known, or in doubt, what became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date-time", nullable = false)]
    settled_at: Option<String>,
    /// What Engage showed after an answer was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    evidence: Option<AwardEvidence>,
    /// What a person decided about an award that was in doubt or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    decision: Option<AwardDecision>,
}

/// What Engage showed of the contact's challenges of the definition after an answer was
/// lost.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AwardEvidence {
    /// When it was asked.
    #[schema(format = "date-time")]
    looked_at: String,
    /// The checkpoints of all these challenges.
    checkpoints: u64,
    /// When the latest of them was added, by Engage's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date-time", nullable = false)]
    latest_at: Option<String>,
    /// Why this does not decide: a checkpoint has no certain date (`undated`); others award
    /// in the definition too (`other_sources`); the new checkpoint may be that of another
    /// award at about the same time (`other_award`); there are fewer checkpoints than the
    /// award has (`too_few`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    doubt: Option<&'static str>,
}

/// What a person decided about an award that was in doubt or rejected.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AwardDecision {
    /// `awarded`: Engage has it. `send_again`: it has not, and got or gets it once more.
    decided: &'static str,
    /// When.
    #[schema(format = "date-time")]
    at: String,
}

/// What became of an award.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "the contract lists the names")]
pub(crate) enum AwardState {
    /// It waits to be sent.
    Queued,
    /// It was sent or is about to be, and the answer is not known yet.
    Sent,
    /// Engage has it.
    Awarded,
    /// Engage does not accept it.
    Rejected,
    /// It may have been awarded, and a person has to decide.
    InDoubt,
    /// A person withdrew it before it was sent.
    Cancelled,
}

/// Why Engage did not accept an award.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "the contract lists the names")]
enum AwardRejection {
    /// There is no such contact, or none or several with the customer number.
    ContactUnknown,
    /// There is no such definition.
    DefinitionUnknown,
    /// Engage does not say why, for example because the definition has ended.
    NotAccepted,
}

impl AwardRecord {
    pub(super) fn of(record: &Record) -> Self {
        let award = &record.award;
        let time = |time: Option<UnixMillis>| time.map(|at| at.in_utc().to_string());
        let customer = match &award.recipient {
            Recipient::Customer(number) => Some(number),
            Recipient::Contact(_) => None,
        };
        Self {
            id: award.id.as_str().to_owned(),
            definition_id: award.definition.as_str().to_owned(),
            contact_id: record
                .contact
                .as_ref()
                .map(ContactId::as_str)
                .map(Into::into),
            customer_number: customer.map(CustomerNumber::as_str).map(Into::into),
            checkpoints: award.checkpoints.get(),
            reason: award.reason.as_ref().map(Reason::as_str).map(Into::into),
            state: record.state.name(),
            rejection: record.state.rejection().map(Rejection::name),
            received_at: record.received.in_utc().to_string(),
            sent_at: time(record.sent),
            settled_at: time(record.settled),
            evidence: record.evidence.map(|evidence| AwardEvidence {
                looked_at: evidence.look.looked.in_utc().to_string(),
                checkpoints: evidence.look.seen.checkpoints,
                latest_at: time(evidence.look.seen.latest),
                doubt: evidence.doubt.map(Doubt::name),
            }),
            decision: record.decision.map(|(decision, at)| AwardDecision {
                decided: decision.name(),
                at: at.in_utc().to_string(),
            }),
        }
    }
}

impl Record {
    /// The award as one line of JSON, with dates in UTC.
    ///
    /// # Errors
    ///
    /// When it cannot be written, which its members do not allow.
    pub fn to_json_line(&self) -> serde_json::Result<String> {
        serde_json::to_string(&AwardRecord::of(self))
    }
}
