//! One look at everything the proxy has for the shopper.

use challenge_model::wire::Node;
use challenge_model::{ChallengeItem, DefinitionItem, Page};
use js_sys::Promise;

use super::client::is_last;
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
        let are_whole = [
            (challenges.total, challenges.received),
            (definitions.total, definitions.received),
        ]
        .into_iter()
        .all(|(total, received)| is_last(total, received, received));
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn list(total: Option<usize>, received: usize) -> Value {
        let items = (0..received).map(|number| json!({ "id": number.to_string() }));
        json!({ "items": items.collect::<Vec<_>>(), "totalCount": total })
    }

    #[rstest]
    #[case::all(Some(100), 100, true)]
    #[case::none(Some(0), 0, true)]
    #[case::more_to_come(Some(101), 100, false)]
    #[case::a_short_page(None, 99, true)]
    #[case::a_full_page_of_who_knows_how_many(None, 100, false)]
    fn answers_are_a_look_when_they_hold_all_there_is(
        #[case] total: Option<usize>,
        #[case] received: usize,
        #[case] is_whole: bool,
    ) {
        let (list, none) = (list(total, received), list(Some(0), 0));
        assert_eq!(Look::read(&list, &none).is_some(), is_whole);
        assert_eq!(Look::read(&none, &list).is_some(), is_whole);
    }
}
