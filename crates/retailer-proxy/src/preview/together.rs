//! All definitions on one page of one shopper, each in another situation.

use challenge_model::Definition;

use super::situation::Situation;
use super::view::Shown;

/// The name in URLs, in place of a definition's id and in place of a situation.
pub(super) const TOGETHER: &str = "together";

/// The situations in turn. The first ones are those that most shoppers are in.
const TURN: [Situation; 7] = [
    Situation::UnderWay,
    Situation::NotJoined,
    Situation::OneBefore,
    Situation::Completed,
    Situation::NothingYet,
    Situation::Announced,
    Situation::Ended,
];

/// The cards of a shopper who has to do with everything that the file shows.
pub(super) fn together(shown: &Shown) -> Vec<(Situation, &Definition)> {
    let visible = shown.tables.iter().filter(|table| !table.is_hidden);
    let definitions = visible.filter_map(|table| shown.definition(&table.id));
    definitions
        .enumerate()
        .map(|(index, drawn)| (situation(index, &drawn.definition), &drawn.definition))
        .collect()
}

/// The next situation in turn that there is for a definition with so many checkpoints.
fn situation(index: usize, definition: &Definition) -> Situation {
    let required = definition.required_number_of_checkpoints;
    let mut turn = TURN.into_iter().cycle().skip(index % TURN.len());
    let applies = |situation: &Situation| situation.applies_to(required);
    turn.find(applies).unwrap_or(Situation::NotJoined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::definitions::{Definitions, needing};
    use crate::preview::view::View;

    #[test]
    fn hidden_definitions_are_left_out_and_the_others_are_in_different_situations() {
        let text = "[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f31]\n\
            [definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f32]\nhidden = true\n\
            [definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]\n";
        let view = View::default().after(Ok(text.into()), &Definitions::MadeUp);
        let shown = view.shown.unwrap();
        let situations: Vec<_> = together(&shown).into_iter().map(|(one, _)| one).collect();
        assert_eq!(situations, [Situation::UnderWay, Situation::NotJoined]);
    }

    #[test]
    fn every_definition_is_in_a_situation_that_there_is() {
        for index in 0..20 {
            for required in 1..4 {
                let situation = situation(index, &needing(required));
                assert!(situation.applies_to(Some(required)), "{index} {required}");
            }
        }
    }
}
