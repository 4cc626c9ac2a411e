//! Reads, merges and renders one document as the proxy does, and checks what comes out.

use std::borrow::Cow;
use std::hash::Hash;

use challenge_cards::fragment::fragment;
use challenge_model::wire::FromWire;
use challenge_model::{Challenge, Definition, Page, Unreadable};
use engage_client::{PageRange, Walk, answers};
use retailer_proxy::content::{Checked, Content, check};
use retailer_proxy::{LONGEST_HTML, LONGEST_JSON, Merge};
use serde::Serialize;
use serde_json::Value;

use crate::contract::Contract;
use crate::document::{Document, Reader, Sent};
use crate::fixtures::Unmutated;
use crate::html;

/// What is wrong with what the proxy makes of a document.
pub(crate) type Fault = String;

/// Examines documents.
pub(crate) struct Examiner<'f> {
    pub(crate) unmutated: &'f Unmutated,
    pub(crate) contract: Contract,
}

/// What became of a document in which nothing is wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Examined {
    pub(crate) reading: Reading,
    /// The bytes of the longest answer as JSON.
    pub(crate) json: usize,
    /// The bytes of the answer as HTML; 0 where there is none.
    pub(crate) html: usize,
}

/// How much of a document was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    /// All of it, as it is.
    Whole,
    /// Something was left out or replaced.
    Partly,
    /// Nothing.
    Refused,
}

impl Examiner<'_> {
    /// Examines a document. It may panic, which is a fault too.
    ///
    /// # Errors
    ///
    /// The first fault.
    pub(crate) fn examine(&self, document: &Document) -> Result<Examined, Fault> {
        let reader = &document.reader;
        match &document.sent {
            Sent::Lists {
                challenges,
                definitions,
            } => self.lists(challenges.as_deref(), definitions.as_deref(), reader),
            Sent::Single(body) => single(body),
            Sent::Content(text) => self.content(text, reader),
        }
    }

    fn lists(
        &self,
        challenges: Option<&[u8]>,
        definitions: Option<&[u8]>,
        reader: &Reader,
    ) -> Result<Examined, Fault> {
        let (of_challenges, challenges) = match challenges {
            None => (
                Reading::Whole,
                Some(Cow::Borrowed(&self.unmutated.challenges)),
            ),
            Some(body) => {
                let (reading, page) = page(body, |challenge: &Challenge| challenge.id.clone())?;
                (reading, page.map(Cow::Owned))
            }
        };
        let (of_definitions, definitions) = match definitions {
            None => (
                Reading::Whole,
                Some(Cow::Borrowed(&self.unmutated.definitions)),
            ),
            Some(body) => {
                let (reading, page) = page(body, |definition: &Definition| definition.id.clone())?;
                (reading, page.map(|page| Cow::Owned(page.items)))
            }
        };
        let content = if reader.hides {
            &self.unmutated.hiding
        } else {
            &self.unmutated.content
        };
        let reading = of_challenges.max(of_definitions);
        match (challenges, definitions) {
            (Some(challenges), Some(definitions)) => {
                self.answer(reading, &challenges, &definitions, content, reader)
            }
            // The proxy answers with an error of its own.
            _ => Ok(Examined::refused()),
        }
    }

    fn content(&self, text: &[u8], reader: &Reader) -> Result<Examined, Fault> {
        let Unmutated {
            challenges,
            definitions,
            ..
        } = self.unmutated;
        let Checked { content, findings } = check(text, Some(definitions.as_slice()));
        let Some(content) = content else {
            if findings.is_empty() {
                return Err("content is refused without a reason".to_owned());
            }
            return Ok(Examined::refused());
        };
        let reading = if findings.is_empty() {
            Reading::Whole
        } else {
            Reading::Partly
        };
        self.answer(reading, challenges, definitions, &content, reader)
    }

    /// Merges and renders, and checks the answers.
    fn answer(
        &self,
        reading: Reading,
        challenges: &Page<Challenge>,
        definitions: &[Definition],
        content: &Content,
        reader: &Reader,
    ) -> Result<Examined, Fault> {
        let merge = Merge {
            content,
            languages: &reader.languages,
        };
        let range = reader.range;
        let own = merge.challenges(&self.unmutated.contact, challenges, definitions, range);
        let offers = merge.definitions(definitions, range, reader.now);
        let (own_json, own) = self.json(&own)?;
        let (offers_json, offers) = self.json(&offers)?;
        // The server-rendered cards are the whole list.
        let html = if range == PageRange::default() {
            fragment(&own, &offers, &reader.settings, reader.now).unwrap_or_default()
        } else {
            String::new()
        };
        if html.len() > LONGEST_HTML {
            return Err(format!("the answer as HTML has {} bytes", html.len()));
        }
        if !html.is_empty() {
            html::check(&html)?;
        }
        Ok(Examined {
            reading,
            json: own_json.max(offers_json),
            html: html.len(),
        })
    }

    /// Checks an answer as JSON: its bytes, and its value.
    fn json(&self, answer: &impl Serialize) -> Result<(usize, Value), Fault> {
        let text = serde_json::to_string(answer).map_err(|error| error.to_string())?;
        if text.len() > LONGEST_JSON {
            return Err(format!("the answer as JSON has {} bytes", text.len()));
        }
        let value = serde_json::to_value(answer).map_err(|error| error.to_string())?;
        self.contract.check(&value)?;
        Ok((text.len(), value))
    }
}

impl Examined {
    fn refused() -> Self {
        Self {
            reading: Reading::Refused,
            json: 0,
            html: 0,
        }
    }
}

/// Reads a list as the proxy does, whose only page this is.
fn page<T, Id>(body: &[u8], id_of: fn(&T) -> Id) -> Result<(Reading, Option<Page<T>>), Fault>
where
    T: FromWire + PartialEq,
    Id: Eq + Hash,
{
    let Ok(page) = answers::page::<T>(body) else {
        return Ok((Reading::Refused, None));
    };
    let is_json = match serde_json::from_slice::<Value>(body) {
        Ok(value) if Page::read(&value).as_ref() != Ok(&page) => {
            return Err("valid JSON is not read as it is".to_owned());
        }
        outcome => outcome.is_ok(),
    };
    let mut walk = Walk::new(id_of);
    let (received, total) = (page.received, page.total);
    walk.take_in(page);
    let listing = walk.listing();
    let reading = if is_json && listing.unreadable.is_none() {
        Reading::Whole
    } else {
        Reading::Partly
    };
    let page = Page {
        items: listing.items,
        received,
        total,
        unreadable: Unreadable::default(),
    };
    Ok((reading, Some(page)))
}

/// Hands a body to each reader that is not for lists.
fn single(body: &[u8]) -> Result<Examined, Fault> {
    let challenge = answers::object::<Challenge>(body).is_ok();
    let definition = answers::object::<Definition>(body).is_ok();
    let contact = answers::contact_id(body);
    if contact.is_ok_and(|contact| !contact.is_guid()) {
        return Err("the id of a contact is not a GUID".to_owned());
    }
    let others = answers::assigned(body).is_ok() || answers::checkpoints(body).is_ok();
    let reading = if challenge || definition || others {
        Reading::Whole
    } else {
        Reading::Refused
    };
    Ok(Examined {
        reading,
        ..Examined::refused()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::Fixtures;

    fn examined(sent: Sent) -> Result<Examined, Fault> {
        let fixtures = Fixtures::read().unwrap();
        let examiner = Examiner {
            unmutated: &fixtures.unmutated,
            contract: Contract::read().unwrap(),
        };
        let mut document = Document::of(1, 1, &fixtures);
        document.reader.range = PageRange::default();
        document.sent = sent;
        examiner.examine(&document)
    }

    fn challenges(body: &str) -> Sent {
        Sent::Lists {
            challenges: Some(body.as_bytes().to_vec()),
            definitions: None,
        }
    }

    #[test]
    fn an_unmutated_document_is_read_whole_and_rendered() {
        let sent = Sent::Lists {
            challenges: None,
            definitions: None,
        };
        let examined = examined(sent).unwrap();
        assert_eq!(examined.reading, Reading::Whole);
        assert!(examined.json > 500 && examined.html > 1_000, "{examined:?}");
    }

    #[test]
    fn a_document_is_read_in_part_when_something_is_left_out_or_replaced() {
        for body in [r#"[{"id":"a"},{}]"#, r#"[{"id":"a\ud800"}]"#] {
            let examined = examined(challenges(body)).unwrap();
            assert_eq!(examined.reading, Reading::Partly, "{body}");
        }
    }

    #[test]
    fn a_document_without_a_list_is_refused() {
        for body in ["", "<html>", r#"[{"id":"a"}"#] {
            let examined = examined(challenges(body)).unwrap();
            assert_eq!(examined.reading, Reading::Refused, "{body}");
        }
    }

    #[test]
    fn content_with_a_mistake_is_refused_and_other_content_is_rendered() {
        let refused = examined(Sent::Content(b"definition = 1".to_vec())).unwrap();
        assert_eq!(refused.reading, Reading::Refused);
        let rendered = examined(Sent::Content(b"default_language = \"sv\"\n".to_vec())).unwrap();
        assert!(rendered.html > 1_000);
    }
}
