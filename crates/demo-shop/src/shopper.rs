//! The shoppers a visitor can log in as: data from `assets/shoppers.toml`.

use std::sync::Arc;

use challenge_model::ContactId;
use serde::{Deserialize, Deserializer};

const EMBEDDED: &str = include_str!("../assets/shoppers.toml");

/// Somebody who has an account at the shop.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shopper {
    /// The short name in addresses: `/my-pages?as=alva`.
    pub(crate) key: String,
    /// The contact in Engage.
    #[serde(deserialize_with = "guid")]
    pub(crate) contact: ContactId,
    /// First and last name.
    pub(crate) name: String,
    /// The name of the shopper's dog.
    pub(crate) dog: String,
    /// What the demo shows of this shopper, for the page to log in on.
    pub(crate) about: String,
}

impl Shopper {
    /// The name that the pages greet with.
    pub(crate) fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// The file of shoppers cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShoppersError {
    /// The file is not TOML, or has other keys.
    #[error("the shoppers cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// Two shoppers have the same key or the same contact.
    #[error("two shoppers have the key or the contact of `{0}`")]
    Duplicate(String),
}

/// All shoppers, each with a key and a contact of their own. Clones share the list.
#[derive(Clone, Debug)]
pub struct Shoppers(Arc<[Shopper]>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    shopper: Vec<Shopper>,
}

impl Shoppers {
    /// Reads a file of shoppers.
    ///
    /// # Errors
    ///
    /// When the file is not valid TOML or has other keys, with line and key, and when
    /// two shoppers have the same key or contact.
    pub(crate) fn parse(text: &str) -> Result<Self, ShoppersError> {
        let File { shopper } = toml::from_str(text)?;
        let clash = shopper.iter().enumerate().find(|(index, one)| {
            shopper[..*index]
                .iter()
                .any(|other| other.key == one.key || other.contact == one.contact)
        });
        match clash {
            Some((_, twice)) => Err(ShoppersError::Duplicate(twice.key.clone())),
            None => Ok(Self(shopper.into())),
        }
    }

    /// The shoppers of the demo, which the simulator's own seed knows as contacts.
    ///
    /// # Panics
    ///
    /// Never: the file is part of the program, and a test reads it.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the embedded file is part of the program, and a test reads it"
    )]
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED).expect("the embedded shoppers are valid")
    }

    /// The shoppers in the order of the file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Shopper> {
        self.0.iter()
    }

    /// The shopper with this key.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Shopper> {
        self.iter().find(|shopper| shopper.key == key)
    }

    /// The shopper who is this contact in Engage.
    pub(crate) fn by_contact(&self, contact: &ContactId) -> Option<&Shopper> {
        self.iter().find(|shopper| shopper.contact == *contact)
    }
}

fn guid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ContactId, D::Error> {
    let text = String::deserialize(deserializer)?;
    ContactId::guid(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engage_sim::{Seed, Settings, Simulator};

    #[test]
    fn every_shopper_of_the_demo_is_a_contact_of_the_simulator() {
        let simulator = Simulator::new(Seed::shop(), Settings::default());
        let state = simulator.state();
        let contacts: Vec<_> = state
            .contacts()
            .map(|contact| (contact.id.to_string(), contact.name.as_str()))
            .collect();

        for shopper in Shoppers::embedded().iter() {
            let expected = (shopper.contact.as_str().to_owned(), shopper.name.as_str());
            assert!(contacts.contains(&expected), "{expected:?}");
        }
    }

    #[test]
    fn a_shopper_is_greeted_by_the_first_name() {
        let shoppers = Shoppers::embedded();

        assert_eq!(shoppers.by_key("alva").unwrap().first_name(), "Alva");
    }

    #[test]
    fn two_shoppers_with_one_key_are_refused_by_name() {
        let entry = |contact: char| {
            let contact = contact.to_string().repeat(32);
            format!("[[shopper]]\nkey='eva'\ncontact='{contact}'\nname='E'\ndog='D'\nabout='A'\n")
        };

        let error = Shoppers::parse(&(entry('1') + &entry('2'))).unwrap_err();

        assert!(error.to_string().contains("`eva`"), "{error}");
    }

    #[test]
    fn a_contact_that_is_no_guid_is_refused_with_its_line() {
        let text = "[[shopper]]\nkey='eva'\ncontact='42'\nname='E'\ndog='D'\nabout='A'\n";

        let error = Shoppers::parse(text).unwrap_err().to_string();

        assert!(error.contains("line 3"), "{error}");
        assert!(error.contains("GUID"), "{error}");
    }
}
