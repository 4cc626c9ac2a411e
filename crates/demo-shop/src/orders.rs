//! What an order is, and which checkpoints it earns.
//!
//! The rule is the shop's side of what Engage calls checkpoint assignment: how
//! many checkpoints of which definition a purchase brings.

use std::num::NonZeroU32;

use challenge_model::DefinitionId;

use crate::catalogue::{Catalogue, Counting, Product, ProductId};

/// How many pieces of a product an order has: 1 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity(NonZeroU32);

impl Quantity {
    pub(crate) const ONE: Self = Self(NonZeroU32::MIN);
    pub(crate) const MAX: u32 = 10;

    /// This many pieces; `None` for 0 and for more than [`Self::MAX`].
    pub(crate) fn new(pieces: u32) -> Option<Self> {
        let pieces = NonZeroU32::new(pieces)?;
        (pieces.get() <= Self::MAX).then_some(Self(pieces))
    }

    pub(crate) fn get(self) -> u32 {
        self.0.get()
    }
}

/// The number of an order, unique in the whole shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrderNumber(pub(crate) u32);

/// An order of one product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) number: OrderNumber,
    pub(crate) product: ProductId,
    pub(crate) quantity: Quantity,
    pub(crate) stamps: Stamps,
}

/// What became of the checkpoints of an order. To shoppers they are stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamps {
    /// The product counts for no challenge.
    None,
    /// The shopper has the stamp for this product already.
    HadBefore,
    /// The retailer proxy has them, or gets them soon. Nobody has to do anything.
    OnTheirWay(NonZeroU32),
    /// Engage has awarded them.
    OnCard(NonZeroU32),
    /// A person finds out what became of them.
    BeingChecked(NonZeroU32),
    /// There are none.
    Refused(StampsRefusal),
}

/// Why an order brings no checkpoints after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StampsRefusal {
    /// Engage does not know the shopper.
    UnknownShopper,
    /// Engage does not know the challenge.
    UnknownChallenge,
    /// Engage accepts none for this shopper at the moment.
    NotAccepted,
    /// A person has withdrawn them.
    Withdrawn,
}

/// What an order earns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Earning {
    /// Nothing: the product counts for no challenge.
    Nothing,
    /// Nothing: the shopper has bought the same product before.
    HadBefore,
    /// Checkpoints of a definition.
    Checkpoints {
        definition: DefinitionId,
        amount: NonZeroU32,
    },
}

/// What an order of a product earns a shopper with these earlier orders.
pub(crate) fn earning(
    catalogue: &Catalogue,
    product: &Product,
    quantity: Quantity,
    earlier: &[Order],
) -> Earning {
    let Some(challenge) = catalogue.challenge_of(product) else {
        return Earning::Nothing;
    };
    let amount = match challenge.counts {
        Counting::EveryPiece => quantity.0,
        Counting::EveryDifferentProduct if has_earned(earlier, product) => {
            return Earning::HadBefore;
        }
        Counting::EveryDifferentProduct => NonZeroU32::MIN,
    };
    Earning::Checkpoints {
        definition: challenge.definition.clone(),
        amount,
    }
}

/// Whether the product has earned its checkpoint before. An order whose checkpoint
/// was refused does not count, so that the next order can earn it.
fn has_earned(earlier: &[Order], product: &Product) -> bool {
    earlier.iter().any(|order| {
        order.product == product.id && !matches!(order.stamps, Stamps::None | Stamps::Refused(_))
    })
}

impl Earning {
    /// What is known about the checkpoints when the order is placed.
    pub(crate) fn initial_stamps(&self) -> Stamps {
        match self {
            Self::Nothing => Stamps::None,
            Self::HadBefore => Stamps::HadBefore,
            Self::Checkpoints { amount, .. } => Stamps::OnTheirWay(*amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const DOG_FOOD: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
    const HIKE: &str = "2b7c8d01-7a1d-4d66-8e2f-9c1a5a3d2e22";
    const REPAIR: &str = "4d9eaf23-9c3f-4f88-8041-be3c7c5f4a44";

    fn checkpoints(definition: &str, amount: u32) -> Earning {
        Earning::Checkpoints {
            definition: DefinitionId::guid(definition).unwrap(),
            amount: NonZeroU32::new(amount).unwrap(),
        }
    }

    fn earned(product: &str, pieces: u32, earlier: &[Order]) -> Earning {
        let catalogue = Catalogue::embedded();
        let product = catalogue.product(product).unwrap();
        earning(&catalogue, product, Quantity::new(pieces).unwrap(), earlier)
    }

    fn order(product: &str, stamps: Stamps) -> Order {
        let catalogue = Catalogue::embedded();
        Order {
            number: OrderNumber(1),
            product: catalogue.product(product).unwrap().id.clone(),
            quantity: Quantity::ONE,
            stamps,
        }
    }

    #[rstest]
    #[case::one_bag("dog-food-salmon", 1, checkpoints(DOG_FOOD, 1))]
    #[case::three_bags("dog-food-salmon", 3, checkpoints(DOG_FOOD, 3))]
    #[case::another_kind("dog-food-reindeer", 2, checkpoints(DOG_FOOD, 2))]
    #[case::gear("boots", 1, checkpoints(HIKE, 1))]
    #[case::gear_for_the_family("boots", 4, checkpoints(HIKE, 1))]
    #[case::repair("wax", 1, checkpoints(REPAIR, 1))]
    #[case::no_challenge("bowl", 5, Earning::Nothing)]
    fn a_first_order_earns(#[case] product: &str, #[case] pieces: u32, #[case] expected: Earning) {
        assert_eq!(earned(product, pieces, &[]), expected);
    }

    #[test]
    fn every_bag_of_dog_food_counts_again() {
        let earlier = [order("dog-food-salmon", Stamps::OnCard(NonZeroU32::MIN))];

        assert_eq!(
            earned("dog-food-salmon", 1, &earlier),
            checkpoints(DOG_FOOD, 1)
        );
    }

    #[test]
    fn the_same_gear_counts_once_and_other_gear_counts_too() {
        let earlier = [order("boots", Stamps::OnCard(NonZeroU32::MIN))];

        assert_eq!(earned("boots", 1, &earlier), Earning::HadBefore);
        assert_eq!(earned("flask", 1, &earlier), checkpoints(HIKE, 1));
    }

    #[test]
    fn gear_whose_checkpoint_is_on_its_way_does_not_count_twice() {
        let earlier = [order("boots", Stamps::OnTheirWay(NonZeroU32::MIN))];

        assert_eq!(earned("boots", 1, &earlier), Earning::HadBefore);
    }

    #[test]
    fn gear_whose_checkpoint_was_refused_counts_when_bought_again() {
        let earlier = [order("boots", Stamps::Refused(StampsRefusal::NotAccepted))];

        assert_eq!(earned("boots", 1, &earlier), checkpoints(HIKE, 1));
    }

    #[rstest]
    #[case(0, None)]
    #[case(1, Some(1))]
    #[case(10, Some(10))]
    #[case(11, None)]
    #[case(u32::MAX, None)]
    fn a_parcel_holds_one_to_ten_pieces(#[case] pieces: u32, #[case] expected: Option<u32>) {
        assert_eq!(Quantity::new(pieces).map(Quantity::get), expected);
    }
}
