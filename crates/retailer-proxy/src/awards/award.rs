//! One award, as the shop hands it over.

use std::fmt;
use std::num::NonZeroU32;

use challenge_model::{ContactId, DefinitionId};

/// In bytes. An id is a key of the database.
const LONGEST_ID: usize = 128;
/// In bytes.
const LONGEST_REASON: usize = 500;
/// In bytes, as for the customer numbers of sessions.
const LONGEST_NUMBER: usize = 200;

/// The shop's own id of an award, for example `order-1042`. It makes a repeated request
/// harmless.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwardId(String);

/// The text cannot be the id of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 128 visible ASCII characters, without spaces, and not be `.` or `..`")]
pub struct NotAnAwardId;

/// Why the shop awards the checkpoints, for people who read the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason(String);

/// The text cannot be a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have at most 500 bytes, without control characters")]
pub(crate) struct NotAReason;

/// Who gets the checkpoints, as the shop names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    /// The contact in Engage.
    Contact(ContactId),
    /// The shop's own number of the customer, the custom key of a contact in Engage.
    Customer(CustomerNumber),
}

/// The shop's own number of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CustomerNumber(String);

/// The text cannot be a customer number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 200 bytes, without control characters, and not be blank")]
pub(crate) struct NotACustomerNumber;

/// Checkpoints that the shop wants to be awarded once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Award {
    /// The shop's id.
    pub(crate) id: AwardId,
    /// Who gets them.
    pub(crate) recipient: Recipient,
    /// In which definition.
    pub(crate) definition: DefinitionId,
    /// How many.
    pub(crate) checkpoints: NonZeroU32,
    /// Why, where the shop says so.
    pub(crate) reason: Option<Reason>,
}

impl AwardId {
    /// The id in this text.
    ///
    /// # Errors
    ///
    /// When the text is empty, too long, or would not survive in a URL or a line of a log.
    pub fn new(text: &str) -> Result<Self, NotAnAwardId> {
        let is_short = (1..=LONGEST_ID).contains(&text.len());
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        // Clients remove these from a URL, also when they are percent-encoded.
        let is_step = matches!(text, "." | "..");
        (is_short && is_visible && !is_step)
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

impl CustomerNumber {
    /// The number in this text.
    ///
    /// # Errors
    ///
    /// When the text is blank, too long, or has control characters.
    pub(crate) fn new(text: &str) -> Result<Self, NotACustomerNumber> {
        let is_short = text.len() <= LONGEST_NUMBER;
        let is_blank = text.trim().is_empty();
        (is_short && !is_blank && !text.chars().any(char::is_control))
            .then(|| Self(text.to_owned()))
            .ok_or(NotACustomerNumber)
    }

    /// The number as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Reason {
    /// The reason in this text.
    ///
    /// # Errors
    ///
    /// When the text is too long, or has control characters.
    pub(crate) fn new(text: &str) -> Result<Self, NotAReason> {
        (text.len() <= LONGEST_REASON && !text.chars().any(char::is_control))
            .then(|| Self(text.to_owned()))
            .ok_or(NotAReason)
    }

    /// The reason as text.
    pub(crate) fn as_str(&self) -> &str {
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
    #[case(".", false)]
    #[case("..", false)]
    #[case("order.1042", true)]
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

    #[rstest]
    #[case("4711", true)]
    #[case("kund 4711 å", true)]
    #[case("", false)]
    #[case("  ", false)]
    #[case(&"x".repeat(201), false)]
    #[case("47\n11", false)]
    fn a_customer_number_is_a_short_line(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(CustomerNumber::new(text).is_ok(), expected);
    }
}
