//! All switches with their values.

use serde::{Deserialize, Serialize};

use super::choice::{
    AssignAnswer, CheckpointsAnswer, ContentLength, ContentType, Enums, Envelope, ErrorMember,
    NotCompletedFilter, Nulls, Overflow, Recurring, Toggle, UnknownContact, UserAgent,
};
use super::dates::{FractionDigits, UtcOffset};

/// All switches. [`SWITCHES`](super::SWITCHES) describes each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Switches {
    /// The API keys that are accepted. Removing a key revokes it.
    pub api_keys: Vec<String>,
    /// What `assign` answers when it succeeds (T16).
    pub assign_answer: AssignAnswer,
    /// How a completely accepted batch is answered (T14).
    pub checkpoints_answer: CheckpointsAnswer,
    /// Whether a POST must state the length of its body.
    pub content_length: ContentLength,
    /// Whether Content-Type is mandatory on every request (T18).
    pub content_type: ContentType,
    /// How enumerations are written (T3).
    pub enums: Enums,
    /// How lists are wrapped (T8).
    pub envelope: Envelope,
    /// How the message of an error is spelled.
    pub error_member: ErrorMember,
    /// How many digits of fractions of a second dates have (T22).
    pub fraction_digits: FractionDigits,
    /// Whether the links of a challenge have an id (T33).
    pub link_ids: Toggle,
    /// What the filter `NotCompleted` lets through (T10).
    pub not_completed_filter: NotCompletedFilter,
    /// Whether members without a value are left out or null (T5).
    pub nulls: Nulls,
    /// What happens to checkpoints beyond the required number (T7).
    pub overflow: Overflow,
    /// How a recurring challenge begins again (T31).
    pub recurring: Recurring,
    /// How many requests a second a key may make before it is answered 429 (T20).
    pub requests_per_second: usize,
    /// What the list of challenges answers for a contact that does not exist.
    pub unknown_contact: UnknownContact,
    /// What happens to a request without User-Agent (T19).
    pub user_agent: UserAgent,
    /// The offset in which dates are written and months are counted (T22).
    pub utc_offset: UtcOffset,
    /// Whether the key may also be sent as `x-api-key` (T17).
    pub x_api_key: Toggle,
}

/// The API key that is accepted by default.
pub const DEFAULT_API_KEY: &str = "demo-key";

impl Default for Switches {
    fn default() -> Self {
        Self {
            api_keys: vec![DEFAULT_API_KEY.to_owned()],
            assign_answer: AssignAnswer::default(),
            checkpoints_answer: CheckpointsAnswer::default(),
            content_length: ContentLength::default(),
            content_type: ContentType::default(),
            enums: Enums::default(),
            envelope: Envelope::default(),
            error_member: ErrorMember::default(),
            fraction_digits: FractionDigits::default(),
            link_ids: Toggle::On,
            not_completed_filter: NotCompletedFilter::default(),
            nulls: Nulls::default(),
            overflow: Overflow::default(),
            recurring: Recurring::default(),
            requests_per_second: 200,
            unknown_contact: UnknownContact::default(),
            user_agent: UserAgent::default(),
            utc_offset: UtcOffset::default(),
            x_api_key: Toggle::Off,
        }
    }
}
