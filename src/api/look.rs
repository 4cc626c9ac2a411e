//! One look at everything the proxy has for the shopper.

use challenge_model::{ChallengeItem, DefinitionItem};
use js_sys::Promise;

/// What the proxy has for the shopper.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The shopper's challenges.
    pub items: Vec<ChallengeItem>,
    /// The definitions there are, joined or not.
    pub definitions: Vec<DefinitionItem>,
}

/// The first two requests, which the loader starts before there is any
/// WebAssembly: promises of their `Response`s.
pub struct Opening {
    /// `GET {proxy}/challenges`.
    pub challenges: Promise,
    /// `GET {proxy}/challenges/definitions`.
    pub definitions: Promise,
}
