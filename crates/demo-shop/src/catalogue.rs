//! What the shop sells and which challenges its products belong to: data from
//! `assets/products.toml`.

use challenge_model::DefinitionId;
use serde::{Deserialize, Deserializer};

const EMBEDDED: &str = include_str!("../assets/products.toml");

/// A product, as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Product {
    /// The id that forms send.
    pub(crate) id: ProductId,
    pub(crate) name: String,
    pub(crate) description: String,
    /// In whole kronor.
    pub(crate) price: u32,
    pub(crate) aisle: Aisle,
    /// A file in `assets/images`.
    pub(crate) image: String,
    /// The key of the challenge it counts for, if any.
    pub(crate) earns: Option<String>,
}

/// A product's id: a short name in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct ProductId(String);

impl ProductId {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a product stands in the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Aisle {
    Dog,
    Trail,
    Camp,
}

impl Aisle {
    pub(crate) const ALL: [Self; 3] = [Self::Dog, Self::Trail, Self::Camp];
}

/// A challenge of Engage that products count for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShopChallenge {
    /// The key by which products refer to it.
    pub(crate) key: String,
    /// Its definition in Engage.
    #[serde(deserialize_with = "guid")]
    pub(crate) definition: DefinitionId,
    /// What the shop calls it.
    pub(crate) name: String,
    pub(crate) counts: Counting,
}

/// Which purchases count as a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Counting {
    /// Every piece bought: Engage's `ReceiptLineQuantity`.
    EveryPiece,
    /// A product the shopper has not bought before.
    EveryDifferentProduct,
}

/// The file of products cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogueError {
    /// The file is not TOML, or has other keys.
    #[error("the products cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A product refers to a challenge that does not exist.
    #[error("the product `{product}` earns `{challenge}`, but there is no challenge of that key")]
    UnknownChallenge {
        /// The product's id.
        product: String,
        /// The key of the challenge.
        challenge: String,
    },
    /// Two products have the same id.
    #[error("two products have the id `{0}`")]
    Duplicate(String),
}

/// All products, and the challenges they count for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    #[serde(rename = "product")]
    products: Vec<Product>,
    #[serde(rename = "challenge")]
    challenges: Vec<ShopChallenge>,
}

impl Catalogue {
    /// Reads a file of products.
    ///
    /// # Errors
    ///
    /// When the file is not valid TOML or has other keys, with line and key, when two
    /// products have the same id, and when a product earns an unknown challenge.
    pub(crate) fn parse(text: &str) -> Result<Self, CatalogueError> {
        let catalogue: Self = toml::from_str(text)?;
        for (index, product) in catalogue.products.iter().enumerate() {
            let earlier = &catalogue.products[..index];
            if earlier.iter().any(|other| other.id == product.id) {
                return Err(CatalogueError::Duplicate(product.id.0.clone()));
            }
            if let Some(challenge) = &product.earns
                && catalogue.challenge_of(product).is_none()
            {
                return Err(CatalogueError::UnknownChallenge {
                    product: product.id.0.clone(),
                    challenge: challenge.clone(),
                });
            }
        }
        Ok(catalogue)
    }

    /// The products of the demo.
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
        Self::parse(EMBEDDED).expect("the embedded products are valid")
    }

    pub(crate) fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id.0 == id)
    }

    pub(crate) fn aisle(&self, aisle: Aisle) -> impl Iterator<Item = &Product> {
        self.products
            .iter()
            .filter(move |product| product.aisle == aisle)
    }

    /// The first product that counts for each challenge.
    pub(crate) fn first_of_each_challenge(&self) -> impl Iterator<Item = &Product> {
        self.challenges.iter().filter_map(|challenge| {
            self.products
                .iter()
                .find(|product| product.earns.as_ref() == Some(&challenge.key))
        })
    }

    pub(crate) fn challenge_of(&self, product: &Product) -> Option<&ShopChallenge> {
        let key = product.earns.as_ref()?;
        self.challenges
            .iter()
            .find(|challenge| challenge.key == *key)
    }
}

fn guid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DefinitionId, D::Error> {
    let text = String::deserialize(deserializer)?;
    DefinitionId::guid(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engage_sim::{Seed, Settings, Simulator};
    use std::path::Path;

    #[test]
    fn every_challenge_of_the_shop_is_one_of_the_simulator() {
        let simulator = Simulator::new(Seed::shop(), Settings::default());
        let state = simulator.state();
        let definitions: Vec<_> = state
            .definitions()
            .iter()
            .map(|definition| (definition.id.to_string(), definition.name.as_str()))
            .collect();

        for challenge in &Catalogue::embedded().challenges {
            let expected = (
                challenge.definition.as_str().to_owned(),
                challenge.name.as_str(),
            );
            assert!(definitions.contains(&expected), "{expected:?}");
        }
    }

    #[test]
    fn every_product_has_a_picture() {
        let images = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/images");

        for product in &Catalogue::embedded().products {
            let image = images.join(&product.image);
            assert!(image.is_file(), "{} is missing", image.display());
        }
    }

    #[test]
    fn a_product_that_earns_an_unknown_challenge_is_refused_by_name() {
        let text = "challenge = []\n[[product]]\nid='map'\nname='Map'\ndescription='.'\nprice=1\n\
                    aisle='trail'\nimage='map.svg'\nearns='atlas'\n";

        let error = Catalogue::parse(text).unwrap_err().to_string();

        assert!(error.contains("`map` earns `atlas`"), "{error}");
    }

    #[test]
    fn two_products_with_one_id_are_refused_by_name() {
        let product = "[[product]]\nid='map'\nname='Map'\ndescription='.'\nprice=1\n\
                       aisle='trail'\nimage='map.svg'\n";
        let text = format!("challenge = []\n{product}{product}");

        let error = Catalogue::parse(&text).unwrap_err().to_string();

        assert_eq!(error, "two products have the id `map`");
    }
}
