//! What an instance asks the server and what it is answered, as `look.lua` and `keep.lua` have
//! it. Pure.

use std::time::Duration;

use crate::shared::SealingKey;

/// What `look.lua` returns: the generation of the contact's answers, what the instance is to do,
/// the age of the answer in milliseconds, and the sealed answer, where there is one.
pub(super) type LookReply = (String, String, i64, Vec<u8>);

/// Which answer is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// Where all answers of the contact are.
    pub(super) key: String,
    /// Which of them.
    pub(super) query: String,
    /// Tells this call apart from every other.
    pub(super) me: String,
}

/// An answer that another instance had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// As it was before it was sealed.
    pub(super) text: Vec<u8>,
    /// How long ago Engage gave it.
    pub(super) age: Duration,
}

/// What an instance is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Looked {
    /// Take this answer.
    Enough(Found),
    /// Ask Engage. What is there is too old to be taken as it is.
    Ask {
        generation: String,
        older: Option<Found>,
    },
    /// Look again soon: another instance asks Engage.
    Wait { older: Option<Found> },
}

impl Question {
    /// What the answer is bound to. An answer that is moved to another place is not opened.
    fn place(&self) -> String {
        format!("{} {}", self.key, self.query)
    }

    /// Seals an answer to this question.
    pub(super) fn seal(&self, key: &SealingKey, text: &[u8]) -> Option<Vec<u8>> {
        key.seal(&self.place(), text)
    }

    /// Reads what the server says; `None` when it is something else.
    pub(super) fn read(&self, reply: LookReply, key: &SealingKey) -> Option<Looked> {
        let (generation, what, age, sealed) = reply;
        let age = u64::try_from(age).ok().map(Duration::from_millis);
        // What cannot be opened is of an instance with another API key, or is forged.
        let found = age.and_then(|age| {
            let text = key.open(&self.place(), &sealed)?;
            Some(Found { text, age })
        });
        match (what.as_str(), found) {
            ("enough", Some(found)) => Some(Looked::Enough(found)),
            ("ask", older) => Some(Looked::Ask { generation, older }),
            ("wait", older) => Some(Looked::Wait { older }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn question() -> Question {
        Question {
            key: "shop:c:1".to_owned(),
            query: "list".to_owned(),
            me: "fe".to_owned(),
        }
    }

    fn key() -> SealingKey {
        SealingKey::of_api_key("4711").unwrap()
    }

    fn reply(what: &str, age: i64, sealed: &[u8]) -> LookReply {
        ("g".to_owned(), what.to_owned(), age, sealed.to_vec())
    }

    #[test]
    fn an_answer_is_taken_with_its_age() {
        let sealed = question().seal(&key(), b"cards").unwrap();
        let found = Found {
            text: b"cards".to_vec(),
            age: Duration::from_millis(1_500),
        };
        let looked = question().read(reply("enough", 1_500, &sealed), &key());
        assert_eq!(looked, Some(Looked::Enough(found.clone())));
        let looked = question().read(reply("wait", 1_500, &sealed), &key());
        assert_eq!(looked, Some(Looked::Wait { older: Some(found) }));
    }

    #[test]
    fn where_there_is_none_engage_is_asked() {
        let expected = Looked::Ask {
            generation: "g".to_owned(),
            older: None,
        };
        assert_eq!(
            question().read(reply("ask", -1, b""), &key()),
            Some(expected)
        );
    }

    #[rstest]
    #[case("list", "other contact")]
    #[case("other query", "shop:c:1")]
    fn an_answer_to_another_question_is_none(#[case] query: &str, #[case] of: &str) {
        let other = Question {
            key: of.to_owned(),
            query: query.to_owned(),
            ..question()
        };
        let sealed = other.seal(&key(), b"cards").unwrap();
        assert_eq!(question().read(reply("enough", 1, &sealed), &key()), None);
    }

    #[rstest]
    #[case("enough", 1, b"cards")]
    #[case("enough", -1, b"")]
    #[case("nonsense", 1, b"")]
    fn anything_else_is_not_understood(
        #[case] what: &str,
        #[case] age: i64,
        #[case] sealed: &[u8],
    ) {
        assert_eq!(question().read(reply(what, age, sealed), &key()), None);
    }
}
