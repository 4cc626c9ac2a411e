//! How the simulator answers where Engage's behaviour is unknown or varies.
//!
//! A switch is a name and a value, the same on the command line
//! (`--switch enums=string`), on the admin path and in [`Switches`].

mod change;
mod choice;
mod dates;
mod table;

pub use change::SwitchError;
pub use choice::{
    AssignAnswer, CheckpointsAnswer, ContentLength, ContentType, Enums, Envelope, ErrorMember,
    NotCompletedFilter, Nulls, Overflow, Recurring, Toggle, UnknownContact, UserAgent,
};
pub use dates::{FractionDigits, UtcOffset};
pub use table::{SWITCHES, SwitchDescription};

use serde::{Deserialize, Serialize};

/// All switches. What each one means stands in [`SWITCHES`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Switches {
    /// The API keys that are accepted; taking one out is revoking it.
    pub api_keys: Vec<String>,
    /// What `assign` answers when it succeeds (T16).
    pub assign_answer: AssignAnswer,
    /// What a wholly accepted batch is answered with (T14).
    pub checkpoints_answer: CheckpointsAnswer,
    /// Whether a POST must say how long its body is.
    pub content_length: ContentLength,
    /// Whether Content-Type is mandatory on every request (T18).
    pub content_type: ContentType,
    /// How enumerations are written (T3).
    pub enums: Enums,
    /// How lists are wrapped (T8).
    pub envelope: Envelope,
    /// How the message of an error is spelled.
    pub error_member: ErrorMember,
    /// Digits behind the second in dates (T22).
    pub fraction_digits: FractionDigits,
    /// Whether the links of a challenge carry an id (T33).
    pub link_ids: Toggle,
    /// What the filter `NotCompleted` lets through (T10).
    pub not_completed_filter: NotCompletedFilter,
    /// Whether members without a value are left out or null (T5).
    pub nulls: Nulls,
    /// What happens to checkpoints beyond the required number (T7).
    pub overflow: Overflow,
    /// How a recurring challenge begins again (T31).
    pub recurring: Recurring,
    /// Above this many requests a second, a key is answered 429 (T20).
    pub requests_per_second: usize,
    /// What the list of challenges answers for a contact that does not exist.
    pub unknown_contact: UnknownContact,
    /// What happens to a request without User-Agent (T19).
    pub user_agent: UserAgent,
    /// The offset dates are written in and months are counted in (T22).
    pub utc_offset: UtcOffset,
    /// Whether the key may also come as `x-api-key` (T17).
    pub x_api_key: Toggle,
}

/// The key that is accepted when nobody says otherwise.
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
