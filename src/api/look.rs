//! One look at everything the proxy has for the shopper.

use challenge_model::wire::Node;
use challenge_model::{ChallengeItem, DefinitionItem, Page};
use js_sys::Promise;

use super::codec;

/// What the proxy has for the shopper.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The shopper's challenges.
    pub items: Vec<ChallengeItem>,
    /// The definitions there are, joined or not.
    pub definitions: Vec<DefinitionItem>,
}

impl Look {
    /// What two answers hold, that to the question for challenges and that to the
    /// one for definitions; `None` where they do not hold all there is.
    pub fn read<'value, N: Node<'value>>(challenges: N, definitions: N) -> Option<Self> {
        let (challenges, definitions) =
            (Page::read(challenges).ok()?, Page::read(definitions).ok()?);
        let is_whole = |total: Option<usize>, received| total.is_none_or(|total| total <= received);
        let are_whole = is_whole(challenges.total, challenges.received)
            && is_whole(definitions.total, definitions.received);
        let mut look = Self {
            items: challenges.items,
            definitions: definitions.items,
        };
        codec::join_definitions(&mut look);
        are_whole.then_some(look)
    }
}

/// How a store begins.
pub enum Opening {
    /// With questions of its own.
    Nothing,
    /// With questions that the loader has asked before there was any WebAssembly.
    UnderWay(UnderWay),
    /// With answers.
    Here(Look),
}

/// The first two requests: promises of their `Response`s.
pub struct UnderWay {
    /// `GET {proxy}/challenges`.
    pub challenges: Promise,
    /// `GET {proxy}/challenges/definitions`.
    pub definitions: Promise,
}
