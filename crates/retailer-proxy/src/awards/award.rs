//! One award, as the shop hands it over.

use std::fmt;

use engage_client::CheckpointRow;

/// In bytes. An id is a key of the database.
const LONGEST_ID: usize = 128;
/// In bytes.
const LONGEST_REASON: usize = 500;

/// The shop's own id of an award, for example `order-1042`. It makes a repeated request
/// harmless.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwardId(String);

/// The text cannot be the id of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 128 visible ASCII characters, without spaces")]
pub struct NotAnAwardId;

/// Why the shop awards the checkpoints, for people who read the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// The text cannot be a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have at most 500 bytes, without control characters")]
pub struct NotAReason;

/// Checkpoints that the shop wants to be awarded once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// The shop's id.
    pub id: AwardId,
    /// The contact, the definition, and the number of checkpoints.
    pub row: CheckpointRow,
    /// Why, where the shop says so.
    pub reason: Option<Reason>,
}

impl AwardId {
    /// The id in this text.
    ///
    /// # Errors
    ///
    /// When the text is empty, too long, or has characters that would not survive in a
    /// URL or a line of a log.
    pub fn new(text: &str) -> Result<Self, NotAnAwardId> {
        let is_short = (1..=LONGEST_ID).contains(&text.len());
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        (is_short && is_visible)
            .then(|| Self(text.to_owned()))
            .ok_or(NotAnAwardId)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AwardId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Reason {
    /// The reason in this text.
    ///
    /// # Errors
    ///
    /// When the text is too long, or has control characters.
    pub fn new(text: &str) -> Result<Self, NotAReason> {
        (text.len() <= LONGEST_REASON && !text.chars().any(char::is_control))
            .then(|| Self(text.to_owned()))
            .ok_or(NotAReason)
    }

    /// The reason as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("order-1042", true)]
    #[case("a", true)]
    #[case(&"x".repeat(128), true)]
    #[case(&"x".repeat(129), false)]
    #[case("", false)]
    #[case("order 1042", false)]
    #[case("order\n1042", false)]
    #[case("bestellning-å", false)]
    fn an_id_has_visible_ascii_characters(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(AwardId::new(text).is_ok(), expected);
    }

    #[rstest]
    #[case("Order 1042, två påsar", true)]
    #[case(&"x".repeat(501), false)]
    #[case("two\nlines", false)]
    fn a_reason_is_a_short_line(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(Reason::new(text).is_ok(), expected);
    }
}
