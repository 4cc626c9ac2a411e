//! The definitions that the cards are drawn with: Engage's, those of a file, or made-up ones.

use challenge_model::Definition;
#[cfg(test)]
use challenge_model::DefinitionId;

use crate::content::Table;

/// The fewest checkpoints that a made-up definition needs.
const FEWEST_CHECKPOINTS: u32 = 5;
/// Stands on the cards of a made-up definition whose table has no title, as the name that
/// the definition has in Engage would.
const NAME_IN_ENGAGE: &str = "The name in Engage";

/// Where the definitions come from.
#[derive(Clone, Debug)]
pub enum Definitions {
    /// These are Engage's, as it answered at the start.
    OfEngage(Vec<Definition>),
    /// These were read from a file.
    OfFile(Vec<Definition>),
    /// There are none. Each table of the content gets one that fits it.
    MadeUp,
}

impl Definitions {
    /// All that are known. `None` where they are made up.
    pub(super) fn known(&self) -> Option<&[Definition]> {
        match self {
            Self::OfEngage(known) | Self::OfFile(known) => Some(known),
            Self::MadeUp => None,
        }
    }

    /// The definition that a table is about.
    pub(super) fn of(&self, table: &Table) -> Drawn {
        let known = self.known().into_iter().flatten();
        match known.into_iter().find(|known| known.id == table.id) {
            Some(known) => Drawn {
                definition: known.clone(),
                is_made_up: false,
            },
            None => Drawn {
                definition: made_up(table),
                is_made_up: true,
            },
        }
    }
}

/// A definition, as cards are drawn with it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    pub(super) definition: Definition,
    /// Whether nobody knows what it is in Engage.
    pub(super) is_made_up: bool,
}

/// A definition that fits the table: it needs as many checkpoints as the table describes,
/// and consent where the table has a text for that.
fn made_up(table: &Table) -> Definition {
    Definition {
        id: table.id.clone(),
        name: Some(NAME_IN_ENGAGE.to_owned()),
        description: None,
        required_number_of_checkpoints: Some(table.highest_checkpoint.max(FEWEST_CHECKPOINTS)),
        status: None,
        is_contact_consent_required: table.has_consent,
        scheduled_from: None,
        scheduled_to: None,
        expiration_months: None,
        checkpoint_assign_on: None,
        checkpoint_assign_on_amount: None,
    }
}

/// A definition that needs so many checkpoints.
#[cfg(test)]
pub(super) fn needing(required: u32) -> Definition {
    let table = Table {
        id: DefinitionId::guid("5eafb034-ad40-4099-9152-cf4d8d605b55").unwrap(),
        line: 1,
        highest_checkpoint: 0,
        has_consent: false,
        is_hidden: false,
    };
    Definition {
        required_number_of_checkpoints: Some(required),
        ..made_up(&table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;
    use rstest::rstest;

    const ID: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";

    fn drawn(definitions: &Definitions, text: &str) -> Drawn {
        let content = Content::parse(&text.replace("ID", ID)).unwrap();
        definitions.of(&content.tables()[0])
    }

    #[rstest]
    #[case::no_checkpoint("[definition.ID]\n", 5)]
    #[case::a_low_one("[[definition.ID.checkpoint]]\nat = 2\n", 5)]
    #[case::a_high_one("[[definition.ID.checkpoint]]\nat = 12\n", 12)]
    fn a_made_up_definition_needs_the_checkpoints_that_are_described_and_five_at_least(
        #[case] text: &str,
        #[case] expected: u32,
    ) {
        let drawn = drawn(&Definitions::MadeUp, text);
        assert!(drawn.is_made_up);
        assert_eq!(
            drawn.definition.required_number_of_checkpoints,
            Some(expected)
        );
        assert!(!drawn.definition.is_contact_consent_required);
    }

    #[test]
    fn a_made_up_definition_asks_for_consent_where_there_is_a_text_for_it() {
        let text = "[definition.ID]\nconsent.version = \"1\"\nconsent.text.en = \"Yes\"\n";
        let drawn = drawn(&Definitions::MadeUp, text);
        assert!(drawn.definition.is_contact_consent_required);
    }

    #[test]
    fn a_known_definition_comes_before_a_made_up_one() {
        let known = Definition {
            id: DefinitionId::guid(ID).unwrap(),
            ..needing(3)
        };
        let drawn = drawn(
            &Definitions::OfFile(vec![known]),
            "[[definition.ID.checkpoint]]\nat = 12\n",
        );
        assert!(!drawn.is_made_up);
        assert_eq!(drawn.definition.required_number_of_checkpoints, Some(3));
    }

    #[test]
    fn what_engage_does_not_have_is_made_up() {
        assert!(drawn(&Definitions::OfFile(Vec::new()), "[definition.ID]\n").is_made_up);
    }
}
