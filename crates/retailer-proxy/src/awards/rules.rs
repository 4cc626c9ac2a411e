//! What a shop decides about its awards.

use std::time::Duration;

use challenge_model::DefinitionId;

use super::evidence::EvidenceRules;

/// What a shop decides about its awards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardRules {
    /// Whether checkpoints come from this proxy alone, and from no other program and no
    /// automation in Engage.
    pub only_source: bool,
    /// The definitions for which the opposite holds.
    pub exceptions: Vec<DefinitionId>,
    /// How long after a call whose answer was lost Engage may still carry it out.
    pub settle_after: Duration,
    /// By how much Engage's clock and this machine's differ at most.
    pub clock_margin: Duration,
    /// How long awards are kept after it is known what became of them.
    pub retention: Duration,
}

impl AwardRules {
    /// What evidence may be trusted to show about this definition.
    pub(super) fn evidence(&self, definition: &DefinitionId) -> EvidenceRules {
        EvidenceRules {
            margin: self.clock_margin,
            longest_call: self.settle_after,
            only_source: self.only_source != self.exceptions.contains(definition),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_opposite_holds_for_exceptions() {
        let definition = |number: u32| DefinitionId::guid(&format!("{number:032x}")).unwrap();
        for only_source in [true, false] {
            let rules = AwardRules {
                only_source,
                exceptions: vec![definition(1)],
                ..AwardRules::default()
            };
            assert_eq!(rules.evidence(&definition(1)).only_source, !only_source);
            assert_eq!(rules.evidence(&definition(2)).only_source, only_source);
        }
    }
}
