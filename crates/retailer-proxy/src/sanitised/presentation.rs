//! The retailer's texts in the shopper's language, as the widget reads them.

use std::cell::OnceCell;

use challenge_model::wire::Layout;
use challenge_model::{DefinitionId, HttpsUrl};
use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{
    CheckpointContent, Content, DefinitionContent, LanguageTag, ShopperLanguages, Translated,
};

/// How a definition is presented to one shopper.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Presentation)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SanitisedPresentation {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_text: Option<String>,
    /// What the shopper sends back with their consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reward: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checkpoints: Vec<SanitisedCheckpoint>,
}

/// What is special about one checkpoint, counted from 1.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CheckpointPresentation)]
#[serde(rename_all = "camelCase")]
struct SanitisedCheckpoint {
    at: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reward: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// The content for one shopper's languages.
pub(crate) struct Presentations<'c> {
    content: &'c Content,
    languages: &'c ShopperLanguages,
    /// Made for the first definition that has content.
    chain: OnceCell<Vec<LanguageTag>>,
}

impl<'c> Presentations<'c> {
    pub(crate) fn new(content: &'c Content, languages: &'c ShopperLanguages) -> Self {
        Self {
            content,
            languages,
            chain: OnceCell::new(),
        }
    }

    /// The presentation of a definition, where the content has one.
    pub(crate) fn of(&self, definition: Option<&DefinitionId>) -> Option<SanitisedPresentation> {
        let own = self.content.definition(definition?)?;
        Some(self.presentation(own))
    }

    fn presentation(&self, own: &DefinitionContent) -> SanitisedPresentation {
        let text = |text: &Translated| self.text(text);
        let consent = own.consent.as_ref();
        SanitisedPresentation {
            title: text(&own.title),
            description: text(&own.description),
            terms: text(&own.terms),
            consent_text: consent.and_then(|consent| text(&consent.text)),
            consent_version: consent.map(|consent| consent.version.as_str().to_owned()),
            image: own.image.as_ref().map(address),
            reward: text(&own.reward),
            layout: own.layout.map(name),
            order: own.order,
            checkpoints: own
                .checkpoints
                .iter()
                .map(|checkpoint| self.checkpoint(checkpoint))
                .collect(),
        }
    }

    /// The text in the shopper's language.
    fn text(&self, text: &Translated) -> Option<String> {
        let default = self.content.default_language();
        let chain = self.chain.get_or_init(|| self.languages.chain(default));
        text.in_first_of(chain).map(ToOwned::to_owned)
    }

    fn checkpoint(&self, own: &CheckpointContent) -> SanitisedCheckpoint {
        let text = |text: &Translated| self.text(text);
        SanitisedCheckpoint {
            at: own.at,
            label: text(&own.label),
            icon: own.icon.clone(),
            image: own.image.as_ref().map(address),
            reward: text(&own.reward),
            link: own.link.as_ref().map(address),
        }
    }
}

fn address(address: &HttpsUrl) -> String {
    address.as_str().to_owned()
}

fn name(layout: Layout) -> &'static str {
    match layout {
        Layout::Stamps => "stamps",
        Layout::Path => "path",
        Layout::Compact => "compact",
    }
}
