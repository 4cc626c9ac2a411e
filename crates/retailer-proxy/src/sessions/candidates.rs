//! One session among several that a request carries.

use super::identity::{Identity, SignedOut};

/// Whose session it is when a request carries several that were checked one by one:
/// the one that all valid ones name. A shop that moved its cookie to another path
/// leaves browsers with two of one name, of which one has expired.
///
/// # Errors
///
/// - `Unknowable`, when one of them could not be checked: it may be another contact's.
/// - `SeveralTokens`, when two of them name different contacts.
/// - The reason of the first, when none is valid.
pub(super) fn only_one(checked: Vec<Result<Identity, SignedOut>>) -> Result<Identity, SignedOut> {
    if checked.contains(&Err(SignedOut::Unknowable)) {
        return Err(SignedOut::Unknowable);
    }
    let mut invalid = SignedOut::NoToken;
    let mut valid = None;
    for session in checked.into_iter().rev() {
        match (session, &valid) {
            (Err(reason), _) => invalid = reason,
            (Ok(identity), Some(other)) if identity != *other => {
                return Err(SignedOut::SeveralTokens);
            }
            (Ok(identity), _) => valid = Some(identity),
        }
    }
    valid.ok_or(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn names(text: &str) -> Result<Identity, SignedOut> {
        Identity::of(text)
    }

    const EXPIRED: Result<Identity, SignedOut> = Err(SignedOut::Expired);
    const FOREIGN: Result<Identity, SignedOut> = Err(SignedOut::ForeignSignature);
    const UNKNOWABLE: Result<Identity, SignedOut> = Err(SignedOut::Unknowable);

    #[rstest]
    #[case::one(vec![names("a")], names("a"))]
    #[case::after_an_expired_one(vec![EXPIRED, names("a")], names("a"))]
    #[case::before_a_foreign_one(vec![names("a"), FOREIGN], names("a"))]
    #[case::of_one_contact(vec![names("a"), names("a")], names("a"))]
    #[case::of_two_contacts(vec![names("a"), EXPIRED, names("b")], Err(SignedOut::SeveralTokens))]
    #[case::none_valid(vec![EXPIRED, FOREIGN], EXPIRED)]
    #[case::one_in_doubt(vec![names("a"), UNKNOWABLE], UNKNOWABLE)]
    #[case::none(vec![], Err(SignedOut::NoToken))]
    fn several_sessions_count_as_one_only_when_they_agree(
        #[case] checked: Vec<Result<Identity, SignedOut>>,
        #[case] expected: Result<Identity, SignedOut>,
    ) {
        assert_eq!(only_one(checked), expected);
    }
}
