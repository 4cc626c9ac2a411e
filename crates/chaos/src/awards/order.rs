//! What the senders award, so that Engage's totals say how often it was given.
//!
//! The awards of one contact and definition have 1, 4, 16 … checkpoints. Written to the
//! base 4, the total in Engage has one digit for each of them, which is how often it was
//! given.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use engage_sim::{Guid, Simulator};
use serde_json::{Value, json};

/// How many awards a contact gets in one definition.
const AWARDS: usize = 7;
/// How many contacts and definitions get awards in turns. So the awards of each of them are
/// about two seconds apart: sometimes within the margin for clocks, and sometimes not.
const TURNS: usize = 200;
/// How many definitions there are.
const DEFINITIONS: usize = 4;
/// One contact in so many is named by its customer number.
const NUMBERED: usize = 5;
/// One contact in so many is unknown to Engage.
const UNKNOWN: usize = 37;

/// A contact and a definition, by numbers.
pub(super) type Pair = (usize, usize);

/// One award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Order(usize);

/// All awards that there are.
#[derive(Debug)]
pub(super) struct Orders {
    simulator: Simulator,
    given_out: AtomicUsize,
}

impl Order {
    /// Its id in the outbox.
    pub(super) fn id(self) -> String {
        format!("order-{}", self.0)
    }

    /// The order with this id.
    pub(super) fn of_id(id: &str) -> Option<Self> {
        let number = id.strip_prefix("order-")?;
        number.parse().ok().map(Self)
    }

    pub(super) fn pair(self) -> Pair {
        let pair = self.0 / (AWARDS * TURNS) * TURNS + self.0 % TURNS;
        (pair / DEFINITIONS, pair % DEFINITIONS)
    }

    /// Which digit of the total says how often it was given.
    fn digit(self) -> u32 {
        u32::try_from(self.0 / TURNS % AWARDS).unwrap_or_default()
    }

    fn checkpoints(self) -> u64 {
        4_u64.pow(self.digit())
    }

    /// How often it was given, by the total of its pair.
    pub(super) fn times(self, total: u64) -> u64 {
        let rest = total / self.checkpoints();
        let is_last = usize::try_from(self.digit()) == Ok(AWARDS - 1);
        if is_last { rest } else { rest % 4 }
    }

    /// Whether Engage knows its contact.
    pub(super) fn is_known(self) -> bool {
        !is_unknown(self.pair().0)
    }

    /// As it is handed over.
    pub(super) fn written(self) -> Value {
        let (contact, definition) = self.pair();
        let mut written = json!({
            "id": self.id(),
            "definitionId": definition_id(definition),
            "checkpoints": self.checkpoints(),
            "reason": "chaos",
        });
        if contact % NUMBERED == 0 {
            written["customerNumber"] = format!("customer-{contact}").into();
        } else {
            written["contactId"] = contact_id(contact).into();
        }
        written
    }
}

impl Orders {
    pub(super) fn new(simulator: Simulator) -> Self {
        Self {
            simulator,
            given_out: AtomicUsize::new(0),
        }
    }

    /// The next order. Engage knows its contact, unless it is to know nothing of it.
    pub(super) fn next(&self) -> Order {
        let order = Order(self.given_out.fetch_add(1, Ordering::Relaxed));
        let (contact, _) = order.pair();
        if order.is_known()
            && let Ok(id) = contact_id(contact).parse::<Guid>()
        {
            // Several orders have one contact, which is added once.
            let _ = self
                .simulator
                .change_state(|state, _| state.add_contact(Some(id), "A".to_owned()).is_ok());
        }
        order
    }

    /// The checkpoints that Engage has, for each pair.
    pub(super) fn totals(&self) -> HashMap<Pair, u64> {
        let state = self.simulator.state();
        let mut totals = HashMap::new();
        for challenge in state.challenges() {
            let contact = number_of(&challenge.contact_id.to_string());
            let definition = number_of(&challenge.definition_id.to_string());
            *totals.entry((contact, definition)).or_default() += challenge.completed_checkpoints;
        }
        totals
    }
}

/// The contact of a customer number, where Engage knows one.
pub(super) fn contact_of(number: &str) -> Option<String> {
    let contact: usize = number.strip_prefix("customer-")?.parse().ok()?;
    (!is_unknown(contact)).then(|| contact_id(contact))
}

/// The ids of all definitions.
pub(super) fn definitions() -> impl Iterator<Item = String> {
    (0..DEFINITIONS).map(definition_id)
}

fn is_unknown(contact: usize) -> bool {
    contact % UNKNOWN == UNKNOWN - 1
}

pub(super) fn contact_id(contact: usize) -> String {
    format!("cccccccc-0000-4000-8000-{contact:012x}")
}

fn definition_id(definition: usize) -> String {
    format!("dddddddd-0000-4000-8000-{definition:012x}")
}

/// The number in the last part of an id.
fn number_of(id: &str) -> usize {
    let digits = id.rsplit('-').next().unwrap_or_default();
    usize::from_str_radix(digits, 16).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_says_how_often_each_award_was_given() {
        // Of the first pair: the first once, the third three times, the last twice.
        let total = 1 + 3 * 16 + 2 * 4_096;
        let orders = (0..AWARDS).map(|turn| Order(turn * TURNS));
        let times: Vec<_> = orders.clone().map(|order| order.times(total)).collect();
        assert_eq!(times, [1, 0, 3, 0, 0, 0, 2]);
        assert!(orders.clone().all(|order| order.pair() == (0, 0)));
        assert_eq!(Order(1).pair(), (0, 1));
        let next = Order(AWARDS * TURNS).pair();
        assert_eq!(next, (TURNS / DEFINITIONS, 0));
    }

    #[test]
    fn an_order_is_found_by_its_id_and_a_contact_by_its_number() {
        assert_eq!(Order::of_id(&Order(1_042).id()), Some(Order(1_042)));
        assert_eq!(contact_of("customer-5"), Some(contact_id(5)));
        assert_eq!(contact_of("customer-36"), None);
        assert_eq!(number_of(&contact_id(77)), 77);
    }
}
