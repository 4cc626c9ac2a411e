//! Values of settings as the file and the environment give them.

use secrecy::SecretString;

/// How a value is written in the file and in an environment variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Text,
    Number,
    /// Several texts. In a variable, commas stand between them.
    List,
}

/// A value as it was given. A text may turn out to be a secret, so it cannot be printed.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Text(SecretString),
    /// `u64::MAX` stands for numbers below 0 and above it, which no setting allows.
    Number(u64),
    List(Vec<String>),
    /// It was of another kind, which has been noted.
    Wrong,
}
