//! Merges Engage's lists with the retailer's texts into what one shopper may see: pure.
//!
//! Public for programs that check the proxy's answers without running the proxy.

use std::collections::HashMap;

use challenge_model::wire::DefinitionStatus;
use challenge_model::{
    CardState, Challenge, ContactId, Definition, DefinitionId, Page, UnixMillis, state,
};
use engage_client::PageRange;

use crate::content::{Content, ShopperLanguages};
use crate::reads::Extent;
use crate::sanitised::{Presentations, SanitisedDefinition, SanitisedItem, SanitisedList};

/// The retailer's texts, and the languages of the shopper who reads them.
#[derive(Clone, Copy, Debug)]
pub struct Merge<'a> {
    /// The retailer's texts.
    pub content: &'a Content,
    /// The shopper's languages.
    pub languages: &'a ShopperLanguages,
}

impl Merge<'_> {
    /// How much of a contact's list to read from Engage. Where the retailer hides
    /// something, it is the whole list: nobody can tell how many hidden items come before
    /// the page.
    pub(crate) fn extent(&self, range: PageRange) -> Extent {
        if self.content.hides_any() {
            Extent::All
        } else {
            Extent::Page(range)
        }
    }

    /// A page of this contact's challenges, each with its definition.
    ///
    /// `sent` is what Engage answered: this page, or the whole list where the content hides
    /// a definition. `definitions` are all of Engage's, drafts too, because a definition can
    /// become a draft again while contacts have it. Only those of the contact's own
    /// challenges are answered.
    #[must_use]
    pub fn challenges(
        &self,
        contact: &ContactId,
        sent: &Page<Challenge>,
        definitions: &[Definition],
        range: PageRange,
    ) -> SanitisedList<SanitisedItem> {
        let (items, total) = self.page(contact, sent, range);
        let definitions: HashMap<_, _> = definitions
            .iter()
            .map(|definition| (&definition.id, definition))
            .collect();
        let presentations = Presentations::new(self.content, self.languages);
        let items = items.into_iter().map(|challenge| {
            let id = challenge.definition_id.as_ref();
            let definition = id.and_then(|id| definitions.get(id).copied());
            let definition = definition.map(|definition| self.of_challenge(definition));
            SanitisedItem::new(challenge, definition).presented(presentations.of(id))
        });
        SanitisedList::new(items.collect(), range, total)
    }

    /// The definition of a challenge. One whose consent has no text does not ask for it, so that
    /// the card of an inactive challenge offers nothing that would be refused.
    pub(crate) fn of_challenge(&self, definition: &Definition) -> SanitisedDefinition {
        let sanitised = SanitisedDefinition::from(definition);
        if self.content.lacks_consent(definition) {
            sanitised.without_consent()
        } else {
            sanitised
        }
    }

    /// Whether shoppers are offered this definition: it is public, not hidden, and its consent
    /// has a text where Engage asks for it. Every attempt to join another one is refused.
    pub(crate) fn offers(&self, definition: &Definition, now: UnixMillis) -> bool {
        is_public(definition, now)
            && !self.content.hides(&definition.id)
            && !self.content.lacks_consent(definition)
    }

    /// A page of the definitions that every shopper may see.
    ///
    /// `sent` are all of Engage's. Definitions that are not offered are removed before paging,
    /// so that every page is full and the total does not count them.
    #[must_use]
    pub fn definitions(
        &self,
        sent: &[Definition],
        range: PageRange,
        now: UnixMillis,
    ) -> SanitisedList<SanitisedDefinition> {
        let visible: Vec<_> = sent
            .iter()
            .filter(|definition| self.offers(definition, now))
            .collect();
        let presentations = Presentations::new(self.content, self.languages);
        let page = visible
            .iter()
            .skip(range.offset)
            .take(range.count.get())
            .map(|definition| {
                let presentation = presentations.of(Some(&definition.id));
                SanitisedDefinition::from(*definition).presented(presentation)
            });
        SanitisedList::new(page.collect(), range, Some(visible.len()))
    }

    /// What the contact may see of Engage's answer: the items of the page, and how many
    /// there are in all.
    fn page<'sent>(
        &self,
        contact: &ContactId,
        sent: &'sent Page<Challenge>,
        range: PageRange,
    ) -> (Vec<&'sent Challenge>, Option<usize>) {
        let is_visible = |challenge: &&Challenge| {
            !is_anothers(challenge, contact) && !self.hides(challenge.definition_id.as_ref())
        };
        let mut items: Vec<_> = sent.items.iter().filter(is_visible).collect();
        let is_whole_list = self.extent(range) == Extent::All || is_whole_list(sent, range);
        let total = if is_whole_list {
            let total = items.len();
            items.drain(..range.offset.min(total));
            Some(total)
        } else {
            sent.total
        };
        items.truncate(range.count.get());
        (items, total)
    }

    /// Whether the retailer hides this definition and its challenges.
    pub(crate) fn hides(&self, definition: Option<&DefinitionId>) -> bool {
        definition.is_some_and(|id| self.content.hides(id))
    }
}

/// Whether Engage sent the whole list where it was asked for a page of it: more items than
/// the page may have, and as many as there are in all.
fn is_whole_list(sent: &Page<Challenge>, range: PageRange) -> bool {
    let is_too_long = sent.received > range.count.get();
    is_too_long && sent.total.is_none_or(|total| total <= sent.received)
}

/// Whether a challenge in the contact's list says that it is another contact's. Engage
/// should never send one; if it does, the proxy drops it.
fn is_anothers(challenge: &Challenge, contact: &ContactId) -> bool {
    let owner = challenge.contact_id.as_ref();
    owner.is_some_and(|owner| owner != contact)
}

/// Whether every shopper may see the definition: it is active and has not ended.
/// Drafts, planned campaigns, and definitions of an unknown status concern the retailer
/// alone (T28, T35).
fn is_public(definition: &Definition, now: UnixMillis) -> bool {
    let is_over = state::of_definition(definition, now) == Some(CardState::Ended);
    definition.status == Some(DefinitionStatus::Active) && !is_over
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitised::{LONGEST_HTML, LONGEST_JSON};
    use challenge_cards::fragment::fragment;
    use challenge_cards::i18n::Language;
    use challenge_cards::options::Options;
    use challenge_cards::view::DisplaySettings;
    use challenge_model::wire::{FromWire, Json};
    use challenge_model::{Moment, Unreadable};
    use engage_client::PageSize;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn now() -> UnixMillis {
        Moment::parse("2026-03-15T12:00:00Z").unwrap().instant()
    }

    fn contact() -> ContactId {
        ContactId::read("shopper").unwrap()
    }

    fn range(offset: usize, count: usize) -> PageRange {
        PageRange {
            offset,
            count: PageSize::new(count).unwrap(),
        }
    }

    fn merged<T: serde::Serialize>(merge: impl FnOnce(Merge<'_>) -> SanitisedList<T>) -> Value {
        let merge = merge(Merge {
            content: &Content::empty(),
            languages: &ShopperLanguages::default(),
        });
        serde_json::to_value(merge).unwrap()
    }

    /// The ids and the total that a shopper is answered when Engage sends this many
    /// challenges and this total.
    fn answered(items: usize, total: Option<usize>, range: PageRange) -> (Vec<String>, Value) {
        let items: Vec<_> = (0..items)
            .map(|number| json!({ "id": number.to_string() }))
            .collect();
        let sent = Page::read(&json!({ "items": items, "totalCount": total })).unwrap();
        let answer = merged(|merge| merge.challenges(&contact(), &sent, &[], range));
        let ids = answer["items"].as_array().unwrap().iter();
        let ids = ids.map(|item| item["id"].as_str().unwrap().to_owned());
        (ids.collect(), answer["totalCount"].clone())
    }

    #[rstest]
    #[case::a_page(2, Some(9), range(4, 2), &["0", "1"], json!(9))]
    #[case::the_whole_list(5, None, range(2, 2), &["2", "3"], json!(5))]
    #[case::the_whole_list_with_a_total(5, Some(5), range(4, 2), &["4"], json!(5))]
    #[case::a_page_that_is_too_long(5, Some(9), range(2, 2), &["0", "1"], json!(9))]
    fn a_page_never_has_more_items_than_were_asked_for(
        #[case] sent: usize,
        #[case] total: Option<usize>,
        #[case] range: PageRange,
        #[case] ids: &[&str],
        #[case] expected: Value,
    ) {
        let (answered, total) = answered(sent, total, range);
        assert_eq!(answered, ids);
        assert_eq!(total, expected);
    }

    #[rstest]
    #[case::control_characters("\u{1}")]
    #[case::markup("<")]
    #[case::quotation_marks("\"")]
    #[case::emoji("\u{1f469}")]
    fn the_longest_texts_of_engage_make_no_answer_longer_than_its_limit(#[case] letter: &str) {
        let text = letter.repeat(100_000);
        let definitions: Vec<_> = (0..100)
            .map(|number| {
                let value = json!({
                    "id": number.to_string(), "name": text, "description": text, "status": "Active",
                });
                Definition::from_wire(&Json::from(&value), &mut Unreadable::default()).unwrap()
            })
            .collect();
        let url = ["https://images.example.test/", &"\"".repeat(2_000)].concat();
        let items: Vec<_> = (0..100)
            .map(|number| json!({ "id": number.to_string(), "challengeId": "0", "imageUrl": url }))
            .collect();
        let sent = Page::read(&json!({ "items": items, "totalCount": 100 })).unwrap();
        let all = PageRange::default();
        let own = merged(|merge| merge.challenges(&contact(), &sent, &definitions, all));
        let offers = merged(|merge| merge.definitions(&definitions, all, now()));
        assert!(own.to_string().len() <= LONGEST_JSON);
        assert!(offers.to_string().len() <= LONGEST_JSON);
        let settings = DisplaySettings {
            options: Options::default(),
            language: Language::of_page("en"),
        };
        let html = fragment(&own, &offers, &settings, now()).unwrap();
        assert!(html.len() <= LONGEST_HTML);
    }

    #[rstest]
    #[case::with_a_text("consent.version = \"1\"\nconsent.text = \"I agree.\"", true)]
    #[case::without_a_text("title = \"x\"", false)]
    fn a_definition_whose_consent_has_no_text_is_offered_to_nobody(
        #[case] lines: &str,
        #[case] expected: bool,
    ) {
        const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
        let content = Content::parse(&format!("[definition.{ID}]\n{lines}\n")).unwrap();
        let value = json!({ "id": ID, "status": "Active", "isContactConsentRequired": true });
        let definition = Definition::from_wire(&Json::from(&value), &mut Unreadable::default());
        let definitions = [definition.unwrap()];
        let merge = Merge {
            content: &content,
            languages: &ShopperLanguages::default(),
        };
        let all = PageRange::default();
        let offers = serde_json::to_value(merge.definitions(&definitions, all, now())).unwrap();
        assert_eq!(offers["totalCount"], usize::from(expected));

        // Neither does the card of an inactive challenge ask for a consent.
        let challenges = json!([{ "id": "a", "challengeId": ID, "isActive": false }]);
        let challenges = Page::read(&challenges).unwrap();
        let own = merge.challenges(&contact(), &challenges, &definitions, all);
        let own = serde_json::to_value(own).unwrap();
        let asks = &own["items"][0]["definition"]["isContactConsentRequired"];
        assert_eq!(asks, &json!(expected));
    }

    #[rstest]
    #[case::active(json!({ "status": "Active" }), true)]
    #[case::active_as_integer(json!({ "status": 1 }), true)]
    #[case::begins_later(json!({ "status": "Active", "scheduledFrom": "2026-06-01T00:00:00Z" }), true)]
    #[case::over(json!({ "status": "Active", "scheduledTo": "2026-03-01T00:00:00Z" }), false)]
    #[case::draft(json!({ "status": "Draft" }), false)]
    #[case::planned(json!({ "status": "Scheduled" }), false)]
    #[case::ended(json!({ "status": "Ended" }), false)]
    #[case::all_is_no_status(json!({ "status": "All" }), false)]
    #[case::new_status(json!({ "status": "Paused" }), false)]
    #[case::none(json!({}), false)]
    fn only_active_definitions_are_public(#[case] mut value: Value, #[case] expected: bool) {
        value["id"] = json!("a");
        let definition =
            Definition::from_wire(&Json::from(&value), &mut Unreadable::default()).unwrap();
        assert_eq!(is_public(&definition, now()), expected);
    }
}
