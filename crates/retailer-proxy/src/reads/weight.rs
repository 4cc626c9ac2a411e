//! About how many bytes a cached answer takes in memory.

use challenge_model::{Challenge, ContactId, DefinitionId, HttpsUrl, Page};

/// A contact without answers: the entry in the cache, its place in the order of use,
/// and what the allocator adds. The value makes the whole match the measurement.
const CONTACT: usize = 900;
/// A query and the slot of its answer.
const SLOT: usize = 250;
/// What the allocator adds to a text.
const TEXT: usize = 16;

pub(super) fn of_contact(slots: usize, answers: usize) -> u32 {
    u32::try_from(CONTACT + slots * SLOT + answers).unwrap_or(u32::MAX)
}

pub(super) fn of_page(page: &Page<Challenge>) -> usize {
    size_of::<Page<Challenge>>() + page.items.iter().map(of_challenge).sum::<usize>()
}

fn of_challenge(challenge: &Challenge) -> usize {
    let texts = [
        Some(challenge.id.as_str()),
        challenge.definition_id.as_ref().map(DefinitionId::as_str),
        challenge.contact_id.as_ref().map(ContactId::as_str),
        challenge.image_url.as_ref().map(HttpsUrl::as_str),
    ];
    let texts = texts.into_iter().flatten().map(|text| text.len() + TEXT);
    size_of::<Challenge>() + texts.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use challenge_model::Unreadable;
    use challenge_model::wire::{FromWire, Json};

    use super::*;
    use crate::upstream::page_of;

    /// What 100,000 such contacts take was measured: docs/proxy-performance.md.
    const MEASURED: u32 = 2_200;

    #[test]
    fn a_contact_with_three_challenges_weighs_what_was_measured() {
        let value = serde_json::json!({
            "id": "00000001-0001-4000-9000-000000000000",
            "challengeId": "dddddddd-0000-4000-8000-000000000001",
            "contactId": "00000001-0000-4000-8000-000000000000",
        });
        let challenge =
            Challenge::from_wire(&Json::from(&value), &mut Unreadable::default()).unwrap();
        let page = page_of(vec![challenge.clone(), challenge.clone(), challenge]);
        let weight = of_contact(1, of_page(&page));
        assert!(weight.abs_diff(MEASURED) < MEASURED / 5, "{weight}");
    }
}
