//! Which server is shared, and by whom.

use std::num::NonZeroU32;

use challenge_model::ContactId;

use super::address::ServerAddress;
use super::sealing::SealingKey;

/// The longest prefix. In bytes.
const LONGEST_PREFIX: usize = 64;

/// Which server several instances share.
#[derive(Clone, Debug)]
pub struct SharedOptions {
    /// Where the server is.
    pub server: ServerAddress,
    /// What tells this environment from others at the same server.
    pub prefix: Prefix,
    /// The most instances that there are at the same time.
    pub instances: NonZeroU32,
    /// Seals what the server stores of shoppers.
    pub sealing: SealingKey,
}

/// The beginning of every name that is used at the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(String);

/// A text cannot be a prefix. The error does not repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 64 letters, digits, hyphens, underscores, dots or colons")]
pub struct NotAPrefix;

impl Prefix {
    /// Checks a prefix.
    ///
    /// # Errors
    ///
    /// When it is empty or too long, or has other characters than letters, digits, hyphens,
    /// underscores, dots and colons.
    pub fn new(prefix: &str) -> Result<Self, NotAPrefix> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        let is_prefix = (1..=LONGEST_PREFIX).contains(&prefix.len());
        if is_prefix && prefix.bytes().all(is_plain) {
            Ok(Self(prefix.to_owned()))
        } else {
            Err(NotAPrefix)
        }
    }

    /// A name at the server.
    pub(crate) fn name(&self, name: &str) -> String {
        format!("{}:{name}", self.0)
    }

    /// Where the answers about this contact are.
    pub(crate) fn contact(&self, contact: &ContactId) -> String {
        format!("{}:c:{}", self.0, contact.as_str())
    }

    /// Where the customer number of this contact is.
    pub(crate) fn number_of(&self, contact: &ContactId) -> String {
        format!("{}:m:{}", self.0, contact.as_str())
    }

    /// What changes when the answers about any contact may be from before a change.
    pub(crate) fn everybody(&self) -> String {
        self.name("c")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_name_begins_with_the_prefix() {
        let prefix = Prefix::new("shop:staging").unwrap();
        assert_eq!(prefix.name("budget"), "shop:staging:budget");
    }

    #[rstest]
    #[case("")]
    #[case("shop staging")]
    #[case("{shop}")]
    #[case("shop*")]
    #[case(&"x".repeat(65))]
    fn a_prefix_has_no_character_with_a_meaning(#[case] prefix: &str) {
        assert_eq!(Prefix::new(prefix), Err(NotAPrefix));
    }
}
