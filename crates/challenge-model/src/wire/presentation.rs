//! The retailer's texts and images for a definition. Engage does not have them. The proxy
//! adds them to a challenge, in the shopper's language.

use super::fields::{EnumValue, Fields};
use super::from_wire::{FromWire, Unreadable};
use super::json::Json;
use crate::https_url::HttpsUrl;

/// The retailer's texts and images for a definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presentation {
    /// Shown instead of the definition's name.
    pub title: Option<String>,
    /// Shown instead of the definition's description.
    pub description: Option<String>,
    /// The terms and conditions.
    pub terms: Option<String>,
    /// What the shopper consents to by joining.
    pub consent_text: Option<String>,
    /// The version of the consent text.
    pub consent_version: Option<String>,
    /// An image of the whole challenge.
    pub image: Option<HttpsUrl>,
    /// The reward for the last checkpoint.
    pub reward: Option<String>,
    /// The layout of the card, where the retailer has chosen one.
    pub layout: Option<Layout>,
    /// The place among cards of the same state. Smaller places come first.
    pub order: Option<u32>,
    /// Whether the card is hidden.
    pub hidden: bool,
    /// The texts, images and rewards of single checkpoints.
    pub checkpoints: Vec<CheckpointPresentation>,
}

/// The layout of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A card with a grid of stamps.
    Stamps,
    /// A line of checkpoints with milestones.
    Path,
    /// A single row.
    Compact,
}

/// The texts, images and reward of one checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckpointPresentation {
    /// Which checkpoint, counted from 1.
    pub at: u32,
    /// The name.
    pub label: Option<String>,
    /// A few letters or an emoji to show in it.
    pub icon: Option<String>,
    /// An image to show in it.
    pub image: Option<HttpsUrl>,
    /// The reward for reaching it.
    pub reward: Option<String>,
    /// The page where it can be earned.
    pub link: Option<HttpsUrl>,
}

impl FromWire for Presentation {
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self> {
        let mut fields = Fields::of(value, unreadable)?;
        Some(Self {
            title: fields.text("title"),
            description: fields.text("description"),
            terms: fields.text("terms"),
            consent_text: fields.text("consentText"),
            consent_version: fields.text("consentVersion"),
            image: fields.https_url("image"),
            reward: fields.text("reward"),
            layout: fields.enumeration("layout", Layout::read),
            order: fields.count("order"),
            hidden: fields.flag("hidden").unwrap_or(false),
            checkpoints: fields.list("checkpoints"),
        })
    }
}

impl FromWire for CheckpointPresentation {
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self> {
        let mut fields = Fields::of(value, unreadable)?;
        Some(Self {
            at: fields.count("at").filter(|at| *at > 0)?,
            label: fields.text("label"),
            icon: fields.text("icon"),
            image: fields.https_url("image"),
            reward: fields.text("reward"),
            link: fields.https_url("link"),
        })
    }
}

impl Layout {
    fn read(value: EnumValue<'_>) -> Option<Self> {
        match value {
            EnumValue::Name(name) => Self::named(name),
            EnumValue::Number(_) => None,
        }
    }

    /// The layout with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "stamps" => Some(Self::Stamps),
            "path" => Some(Self::Path),
            "compact" => Some(Self::Compact),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_checkpoint_with_number_zero_is_left_out_and_the_others_are_read() {
        let mut unreadable = Unreadable::default();
        let presentation = Presentation::from_wire(
            &Json::from(&json!({
                "title": "Dog food",
                "layout": "path",
                "checkpoints": [{ "at": 0, "label": "none" }, { "at": 5, "reward": "One free bag" }],
            })),
            &mut unreadable,
        )
        .unwrap();
        assert_eq!(presentation.layout, Some(Layout::Path));
        assert_eq!(presentation.checkpoints.len(), 1);
        assert_eq!(
            presentation.checkpoints[0].reward.as_deref(),
            Some("One free bag")
        );
        assert_eq!(unreadable.items, 1);
    }

    #[test]
    fn a_layout_is_read_from_its_name_alone() {
        assert_eq!(Layout::named("stamps"), Some(Layout::Stamps));
        assert_eq!(Layout::named("path"), Some(Layout::Path));
        assert_eq!(Layout::named("compact"), Some(Layout::Compact));
        assert_eq!(Layout::named("grid"), None);
        assert_eq!(Layout::read(EnumValue::Number(1)), None);
    }
}
