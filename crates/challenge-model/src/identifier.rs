//! The three kinds of ids of the Challenges API, each with a type of its own.
//!
//! Engage's ids are GUIDs, but any short text is read (T2). A GUID in any spelling becomes
//! its lower-case form with hyphens, so that two spellings of one id are equal. Any other
//! text is kept as it is. Only an id that is sent must be a GUID.

use std::fmt;

/// In bytes. An id is a part of keys and of every answer, so it must not be a text of any
/// length.
const LONGEST: usize = 200;

/// An id that was to be sent to Engage is not a GUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAGuid;

impl fmt::Display for NotAGuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the id is not a GUID")
    }
}

impl std::error::Error for NotAGuid {}

/// The lower-case form with hyphens of a GUID. The text may be in upper or lower case,
/// with or without hyphens and braces. `None` for any other text.
///
/// It is written by hand because the widget's WebAssembly needs it, and a library for
/// GUIDs has more bytes.
fn canonical_guid(text: &str) -> Option<String> {
    let bare = text
        .strip_prefix('{')
        .and_then(|inner| inner.strip_suffix('}'))
        .unwrap_or(text);
    let mut canonical = String::with_capacity(36);
    let mut digits = 0;
    for letter in bare.chars().filter(|letter| *letter != '-') {
        if !letter.is_ascii_hexdigit() {
            return None;
        }
        if matches!(digits, 8 | 12 | 16 | 20) {
            canonical.push('-');
        }
        canonical.push(letter.to_ascii_lowercase());
        digits += 1;
    }
    (digits == 32).then_some(canonical)
}

/// Whether a text is the GUID that programs write in place of "none" (T5).
pub(crate) fn is_guid_of_zeros(text: &str) -> bool {
    let is_zero = |guid: String| guid.bytes().all(|byte| matches!(byte, b'0' | b'-'));
    // Most texts are told apart without a copy of them.
    text.starts_with(['0', '{']) && canonical_guid(text).is_some_and(is_zero)
}

macro_rules! identifier {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id in this text. `None` for a blank text and for one of more than 200
            /// bytes.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                let text = text.trim();
                (1..=LONGEST)
                    .contains(&text.len())
                    .then(|| Self(canonical_guid(text).unwrap_or_else(|| text.to_owned())))
            }

            /// The id in this text, which may be sent to Engage.
            ///
            /// # Errors
            ///
            /// When the text is not a GUID.
            pub fn guid(text: &str) -> Result<Self, NotAGuid> {
                canonical_guid(text.trim()).map(Self).ok_or(NotAGuid)
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the id is a GUID. Only GUIDs may be sent to Engage.
            #[must_use]
            pub fn is_guid(&self) -> bool {
                canonical_guid(&self.0).is_some()
            }
        }
    };
}

identifier! {
    /// The id of a challenge: one definition assigned to one contact. The "challenge ID" of
    /// the documentation is the member `id` of the JSON (T1).
    ChallengeId
}
identifier! {
    /// The id of a definition, which is the template of challenges. In the JSON of an
    /// assignment it is the member that is misleadingly called `challengeId` (T1).
    DefinitionId
}
identifier! {
    /// The id of a contact of the retailer. It is personal data, so `Debug` does not show
    /// it (T32).
    ContactId
}

impl fmt::Debug for ChallengeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ChallengeId({})", self.0)
    }
}

impl fmt::Debug for DefinitionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DefinitionId({})", self.0)
    }
}

impl fmt::Debug for ContactId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ContactId(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const CANONICAL: &str = "081225de-8a42-45f8-a3b7-03d9c97ee19c";

    #[rstest]
    #[case("081225de-8a42-45f8-a3b7-03d9c97ee19c")]
    #[case("081225DE-8A42-45F8-A3B7-03D9C97EE19C")]
    #[case("{081225de-8a42-45f8-a3b7-03d9c97ee19c}")]
    #[case("081225de8a4245f8a3b703d9c97ee19c")]
    #[case("  081225de-8a42-45f8-a3b7-03d9c97ee19c ")]
    fn one_guid_in_any_spelling_is_one_id(#[case] text: &str) {
        assert_eq!(ChallengeId::read(text).unwrap().as_str(), CANONICAL);
        assert_eq!(ChallengeId::guid(text).unwrap().as_str(), CANONICAL);
    }

    #[test]
    fn a_text_that_is_not_a_guid_is_kept_but_cannot_be_sent() {
        let id = ChallengeId::read("4711").unwrap();
        assert_eq!(id.as_str(), "4711");
        assert!(!id.is_guid());
        assert_eq!(ChallengeId::guid("4711"), Err(NotAGuid));
        assert_eq!(ChallengeId::guid("../definitions"), Err(NotAGuid));
        assert_eq!(ChallengeId::guid(&format!("{CANONICAL}0")), Err(NotAGuid));
    }

    #[test]
    fn a_blank_text_is_no_id() {
        assert_eq!(DefinitionId::read("  "), None);
    }

    #[test]
    fn a_text_of_any_length_is_no_id() {
        assert!(ChallengeId::read(&"a".repeat(200)).is_some());
        assert_eq!(ChallengeId::read(&"a".repeat(201)), None);
    }

    #[test]
    fn debug_shows_every_id_but_a_contacts() {
        let challenge = ChallengeId::read("17").unwrap();
        assert_eq!(format!("{challenge:?}"), "ChallengeId(17)");
        let definition = DefinitionId::read("17").unwrap();
        assert_eq!(format!("{definition:?}"), "DefinitionId(17)");
        let contact = ContactId::read("17").unwrap();
        assert_eq!(format!("{contact:?}"), "ContactId(…)");
    }

    #[test]
    fn the_error_says_that_the_id_is_not_a_guid() {
        assert_eq!(NotAGuid.to_string(), "the id is not a GUID");
    }
}
