//! What instances say to each other, as text. Pure.

use challenge_model::ContactId;

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// Something about this contact's challenges.
    Changed(ContactId),
    /// This contact was deleted.
    Deleted(ContactId),
    /// Something of some contact.
    Anything,
}

impl News {
    /// The message of the instance with this id.
    pub(super) fn message(&self, from: u64) -> String {
        match self {
            Self::Changed(contact) => format!("{from:x} changed {}", contact.as_str()),
            Self::Deleted(contact) => format!("{from:x} deleted {}", contact.as_str()),
            Self::Anything => format!("{from:x} anything"),
        }
    }

    /// Reads a message, and who it is from.
    pub(super) fn read(message: &str) -> Option<(u64, Self)> {
        let mut words = message.split(' ');
        let from = u64::from_str_radix(words.next()?, 16).ok()?;
        let word = words.next()?;
        let contact = words.next().map(ContactId::guid);
        let news = match (word, contact) {
            ("changed", Some(Ok(contact))) => Self::Changed(contact),
            ("deleted", Some(Ok(contact))) => Self::Deleted(contact),
            ("anything", None) => Self::Anything,
            _ => return None,
        };
        Some((from, news))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn contact() -> ContactId {
        ContactId::guid("7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01").unwrap()
    }

    #[rstest]
    #[case(News::Changed(contact()))]
    #[case(News::Deleted(contact()))]
    #[case(News::Anything)]
    fn what_one_instance_says_another_reads(#[case] news: News) {
        let message = news.message(0xfe);
        assert_eq!(News::read(&message), Some((0xfe, news)));
    }

    #[rstest]
    #[case("")]
    #[case("fe")]
    #[case("fe changed")]
    #[case("fe changed everybody")]
    #[case("fe anything 7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01")]
    #[case("other changed 7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01")]
    fn anything_else_is_not_understood(#[case] message: &str) {
        assert_eq!(News::read(message), None);
    }
}
