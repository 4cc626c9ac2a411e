//! Which awards are sent next.

use std::collections::HashSet;

use challenge_model::{ContactId, DefinitionId};
use engage_client::CheckpointRow;

/// The most rows of one call (T15).
pub(crate) const MOST_ROWS: usize = 1_000;

/// A contact and a definition. At most one award of a pair is on its way at a time, since
/// evidence about two of them could not be told apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    /// Who gets checkpoints.
    pub(crate) contact: ContactId,
    /// In which definition.
    pub(crate) definition: DefinitionId,
}

impl Pair {
    /// The pair of this row.
    pub(crate) fn of(row: &CheckpointRow) -> Self {
        Self {
            contact: row.contact_id().clone(),
            definition: row.definition_id().clone(),
        }
    }
}

/// The places in `queued` (the oldest first) of the awards that are sent next: the oldest
/// of each pair that is not on its way, at most 1,000.
pub(crate) fn choose<'rows>(
    queued: impl IntoIterator<Item = &'rows CheckpointRow>,
    is_on_its_way: impl Fn(&Pair) -> bool,
) -> Vec<usize> {
    let mut chosen = HashSet::new();
    queued
        .into_iter()
        .enumerate()
        .filter(|(_, row)| {
            let pair = Pair::of(row);
            !is_on_its_way(&pair) && chosen.insert(pair)
        })
        .map(|(place, _)| place)
        .take(MOST_ROWS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    fn row(contact: usize, checkpoints: u32) -> CheckpointRow {
        CheckpointRow::new(
            DefinitionId::guid(&format!("{:032x}", 7)).unwrap(),
            ContactId::guid(&format!("{contact:032x}")).unwrap(),
            NonZeroU32::new(checkpoints).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn of_each_pair_the_oldest_award_is_sent_alone() {
        let queued = [row(1, 1), row(2, 1), row(1, 2), row(3, 1), row(2, 1)];
        assert_eq!(choose(&queued, |_| false), [0, 1, 3]);
    }

    #[test]
    fn a_pair_that_is_on_its_way_waits() {
        let queued = [row(1, 1), row(2, 1), row(1, 2)];
        let on_its_way = Pair::of(&row(1, 5));
        assert_eq!(choose(&queued, |pair| *pair == on_its_way), [1]);
    }

    #[test]
    fn a_batch_has_at_most_a_thousand_rows() {
        let queued: Vec<_> = (0..1_500).map(|contact| row(contact, 1)).collect();
        let chosen = choose(&queued, |_| false);
        assert_eq!(chosen, (0..1_000).collect::<Vec<_>>());
    }
}
