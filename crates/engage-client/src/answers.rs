//! Reads the bodies of Engage's answers as [`Client`](crate::Client) does.
//!
//! For programs that have a body already, such as one that was recorded or made up.

use challenge_model::wire::FromWire;
use challenge_model::{ContactId, Page};

use crate::error_kind::ErrorKind;
use crate::{answer, checkpoints};

/// A page of a list, in any of the envelopes that Engage uses (T8).
///
/// # Errors
///
/// When the body is not JSON, even after the replacements that the client makes, or holds
/// no list.
pub fn page<T: FromWire>(body: &[u8]) -> Result<Page<T>, ErrorKind> {
    answer::page(body)
}

/// One challenge or one definition.
///
/// # Errors
///
/// When the body is not JSON, or no such object.
pub fn object<T: FromWire>(body: &[u8]) -> Result<T, ErrorKind> {
    answer::object(body)
}

/// The id of a contact.
///
/// # Errors
///
/// When the body holds no GUID in one of the forms that Engage uses.
pub fn contact_id(body: &[u8]) -> Result<ContactId, ErrorKind> {
    answer::contact_id(body)
}

/// Whether a challenge was assigned.
///
/// # Errors
///
/// When the body says that it was not, or says something else.
pub fn assigned(body: &[u8]) -> Result<(), ErrorKind> {
    answer::assigned(body)
}

/// Whether the answer to a batch of checkpoints can be read.
///
/// # Errors
///
/// When the body is not JSON, or has another form.
pub fn checkpoints(body: &[u8]) -> Result<(), ErrorKind> {
    checkpoints::read_answer(body).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_assigned_only_where_the_body_says_so() {
        assert_eq!(assigned(b"true"), Ok(()));
        assert!(assigned(b"false").is_err());
        assert!(assigned(b"\"perhaps\"").is_err());
    }

    #[test]
    fn an_answer_about_checkpoints_that_is_not_json_cannot_be_read() {
        assert!(checkpoints(b"<html>Sorry</html>").is_err());
    }
}
