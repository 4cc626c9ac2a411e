//! The shoppers one can log in as: data from `assets/shoppers.toml`.

use challenge_model::ContactId;
use serde::{Deserialize, Deserializer};

const OWN: &str = include_str!("../assets/shoppers.toml");

/// Someone who has an account at the shop.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shopper {
    /// The short name in addresses: `/my-pages?as=alva`.
    pub key: String,
    /// The contact in Engage.
    #[serde(deserialize_with = "guid")]
    pub contact: ContactId,
    /// First and last name.
    pub name: String,
    /// The dog that comes along.
    pub dog: String,
    /// A sentence on what there is to see.
    pub about: String,
}

impl Shopper {
    /// What a friendly shop calls its customer.
    #[must_use]
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// The file of shoppers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShoppersError {
    /// It is no such file.
    #[error("the shoppers cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// Two shoppers cannot be told apart.
    #[error("two shoppers have the key or the contact of `{0}`")]
    Twice(String),
}

/// All shoppers, each with a key and a contact of their own.
#[derive(Clone, Debug)]
pub struct Shoppers(Vec<Shopper>);

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
    /// With line and key when it does not fit, and when a shopper is there twice.
    pub fn parse(text: &str) -> Result<Self, ShoppersError> {
        let File { shopper } = toml::from_str(text)?;
        let clash = shopper.iter().enumerate().find(|(index, one)| {
            shopper[..*index]
                .iter()
                .any(|other| other.key == one.key || other.contact == one.contact)
        });
        match clash {
            Some((_, twice)) => Err(ShoppersError::Twice(twice.key.clone())),
            None => Ok(Self(shopper)),
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
        Self::parse(OWN).expect("the embedded shoppers are valid")
    }

    /// One after the other, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Shopper> {
        self.0.iter()
    }

    /// The shopper with this key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&Shopper> {
        self.iter().find(|shopper| shopper.key == key)
    }

    /// The shopper who is this contact.
    #[must_use]
    pub fn by_contact(&self, contact: &ContactId) -> Option<&Shopper> {
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
