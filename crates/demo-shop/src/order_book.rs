//! The orders of all sessions, in memory while the shop runs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::catalogue::{Catalogue, Product};
use crate::orders::{Earning, Order, OrderNumber, Quantity, Stamps, earning};
use crate::session::SessionId;

/// The number of the first order.
const FIRST_NUMBER: u32 = 20_417;

/// The orders of all sessions. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrderBook {
    shared: Arc<Mutex<Orders>>,
}

#[derive(Debug, Default)]
struct Orders {
    placed: u32,
    by_session: HashMap<SessionId, Vec<Order>>,
}

impl OrderBook {
    /// Records an order, and returns its number and what it earns.
    pub(crate) fn place(
        &self,
        session: &SessionId,
        catalogue: &Catalogue,
        product: &Product,
        quantity: Quantity,
    ) -> (OrderNumber, Earning) {
        let mut orders = self.orders();
        let number = OrderNumber(FIRST_NUMBER + orders.placed);
        orders.placed += 1;
        let own = orders.by_session.entry(session.clone()).or_default();
        let earning = earning(catalogue, product, quantity, own);
        own.push(Order {
            number,
            product: product.id.clone(),
            quantity,
            stamps: earning.initial_stamps(),
        });
        (number, earning)
    }

    /// Records what became of the checkpoints of an order.
    pub(crate) fn settle(&self, session: &SessionId, number: OrderNumber, stamps: Stamps) {
        let mut orders = self.orders();
        let own = orders.by_session.get_mut(session);
        let order = own.and_then(|own| own.iter_mut().find(|order| order.number == number));
        if let Some(order) = order {
            order.stamps = stamps;
        }
    }

    /// The orders of a session, the newest first.
    pub(crate) fn of(&self, session: &SessionId) -> Vec<Order> {
        let orders = self.orders();
        let own = orders.by_session.get(session).into_iter().flatten();
        own.rev().cloned().collect()
    }

    /// The orders behind the lock. No change can panic half-way, so the orders are
    /// valid even where the lock is poisoned.
    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    fn place(book: &OrderBook, session: &SessionId, product: &str) -> OrderNumber {
        let catalogue = Catalogue::embedded();
        let product = catalogue.product(product).unwrap();
        book.place(session, &catalogue, product, Quantity::ONE).0
    }

    fn products(book: &OrderBook, session: &SessionId) -> Vec<String> {
        let orders = book.of(session).into_iter();
        orders
            .map(|order| order.product.as_str().to_owned())
            .collect()
    }

    #[test]
    fn a_session_sees_its_own_orders_the_newest_first() {
        let book = OrderBook::default();
        let (mine, yours) = (SessionId::of("mine"), SessionId::of("yours"));

        place(&book, &mine, "boots");
        place(&book, &yours, "bowl");
        place(&book, &mine, "flask");

        assert_eq!(products(&book, &mine), ["flask", "boots"]);
        assert_eq!(products(&book, &yours), ["bowl"]);
    }

    #[test]
    fn no_two_orders_have_one_number() {
        let book = OrderBook::default();

        let one = place(&book, &SessionId::of("mine"), "boots");
        let other = place(&book, &SessionId::of("yours"), "boots");

        assert_ne!(one, other);
    }

    #[test]
    fn what_became_of_the_stamps_is_recorded_with_that_order_alone() {
        let book = OrderBook::default();
        let session = SessionId::of("mine");
        let number = place(&book, &session, "boots");
        place(&book, &session, "flask");

        book.settle(&session, number, Stamps::OnCard(NonZeroU32::MIN));

        let stamps: Vec<_> = book.of(&session).iter().map(|order| order.stamps).collect();
        assert_eq!(
            stamps,
            [
                Stamps::OnTheirWay(NonZeroU32::MIN),
                Stamps::OnCard(NonZeroU32::MIN)
            ]
        );
    }
}
