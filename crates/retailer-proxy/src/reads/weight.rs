//! About how many bytes an answer takes in memory.

use challenge_model::{Challenge, ContactId, DefinitionId, HttpsAddress, Page};

/// A contact's entry in the cache with nothing in it, measured.
const DRAWER: usize = 400;
/// A question and the place of its answer.
const PLACE: usize = 250;
/// What the allocator adds to a text.
const TEXT: usize = 16;

pub(super) fn of_drawer(places: usize, answers: usize) -> u32 {
    u32::try_from(DRAWER + places * PLACE + answers).unwrap_or(u32::MAX)
}

pub(super) fn of_page(page: &Page<Challenge>) -> usize {
    size_of::<Page<Challenge>>() + page.items.iter().map(of_challenge).sum::<usize>()
}

fn of_challenge(challenge: &Challenge) -> usize {
    let texts = [
        Some(challenge.id.as_str()),
        challenge.definition_id.as_ref().map(DefinitionId::as_str),
        challenge.contact_id.as_ref().map(ContactId::as_str),
        challenge.image_url.as_ref().map(HttpsAddress::as_str),
    ];
    let texts = texts.into_iter().flatten().map(|text| text.len() + TEXT);
    size_of::<Challenge>() + texts.sum::<usize>()
}
