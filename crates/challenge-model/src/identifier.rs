//! The three ids of the Challenges API, each a type of its own.
//!
//! Engage's ids are GUIDs, but what is read is taken as it comes (T2): a GUID in
//! any spelling becomes its lower-case hyphenated form, so that equal ids are
//! equal; any other text is kept. Only what is sent must be a GUID.

use std::fmt;

/// An id that should be sent to Engage is no GUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAGuid;

impl fmt::Display for NotAGuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the id is not a GUID")
    }
}

impl std::error::Error for NotAGuid {}

/// The lower-case hyphenated form of a GUID written with or without hyphens and
/// braces, in any case; `None` for any other text.
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

macro_rules! identifier {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id in this text; `None` where there is nothing but blanks.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                let text = text.trim();
                (!text.is_empty())
                    .then(|| Self(canonical_guid(text).unwrap_or_else(|| text.to_owned())))
            }

            /// The id in this text, fit to be sent.
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

            /// Whether the id is a GUID, as all that is sent to Engage must be.
            #[must_use]
            pub fn is_guid(&self) -> bool {
                canonical_guid(&self.0).is_some()
            }
        }
    };
}

identifier! {
    /// One contact's run of a definition. The documentation's "challenge ID" is
    /// the member `id` of the JSON (T1).
    ChallengeId
}
identifier! {
    /// A challenge's template. In an assignment's JSON it is the member
    /// misleadingly called `challengeId` (T1).
    DefinitionId
}
identifier! {
    /// A contact of the retailer: personal data, so `Debug` does not show it
    /// (T32).
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
    fn text_that_is_no_guid_is_kept_but_cannot_be_sent() {
        let id = ChallengeId::read("4711").unwrap();
        assert_eq!(id.as_str(), "4711");
        assert!(!id.is_guid());
        assert_eq!(ChallengeId::guid("4711"), Err(NotAGuid));
        assert_eq!(ChallengeId::guid("../definitions"), Err(NotAGuid));
        assert_eq!(ChallengeId::guid(&format!("{CANONICAL}0")), Err(NotAGuid));
    }

    #[test]
    fn blanks_are_no_id() {
        assert_eq!(DefinitionId::read("  "), None);
    }

    #[test]
    fn a_contact_id_is_not_shown_by_debug() {
        let id = ContactId::read(CANONICAL).unwrap();
        assert!(!format!("{id:?}").contains("081225"));
    }
}
