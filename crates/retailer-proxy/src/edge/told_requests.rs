//! The requests that instances tell each other of, so that limits count over all of them. Pure.
//!
//! A client is known by a keyed hash, so nobody who hears a message learns who it is.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;

/// How many clients one message names at most. In a flood of more, those with most requests
/// are named.
const MOST_CLIENTS: usize = 5_000;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Contact,
    Address,
}

/// Requests of one client. Below zero, some that were told before do not count any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) kind: Kind,
    pub(super) client: u64,
    pub(super) requests: i32,
}

/// The requests that the others have not been told of.
#[derive(Debug, Default)]
pub(super) struct Untold(HashMap<(Kind, u64), i32>);

impl Untold {
    /// Adds requests of a client, or takes some back.
    pub(super) fn count(&mut self, kind: Kind, client: u64, more: i32) {
        if self.0.len() < 2 * MOST_CLIENTS || self.0.contains_key(&(kind, client)) {
            let requests = self.0.entry((kind, client)).or_default();
            *requests = requests.saturating_add(more);
        }
    }

    /// The message of the instance with this id; `None` when there is nothing to tell.
    pub(super) fn message(&mut self, from: u64) -> Option<String> {
        let mut clients: Vec<_> = self
            .0
            .drain()
            .filter(|(_, requests)| *requests != 0)
            .collect();
        clients.sort_unstable_by_key(|(_, requests)| Reverse(requests.unsigned_abs()));
        clients.truncate(MOST_CLIENTS);
        if clients.is_empty() {
            return None;
        }
        let mut message = format!("{from:x}");
        for ((kind, client), requests) in clients {
            let kind = match kind {
                Kind::Contact => 'c',
                Kind::Address => 'a',
            };
            // Writing to a string cannot fail.
            let _ = write!(message, " {kind}{client:x}={requests}");
        }
        Some(message)
    }
}

/// Reads a message, and who it is from.
pub(super) fn read(message: &str) -> Option<(u64, Vec<Told>)> {
    let mut words = message.split(' ');
    let from = u64::from_str_radix(words.next()?, 16).ok()?;
    let told = words.map(read_client).collect::<Option<Vec<_>>>()?;
    Some((from, told))
}

fn read_client(word: &str) -> Option<Told> {
    let (client, requests) = word.split_once('=')?;
    let (kind, client) = match client.split_at_checked(1)? {
        ("c", client) => (Kind::Contact, client),
        ("a", client) => (Kind::Address, client),
        _ => return None,
    };
    Some(Told {
        kind,
        client: u64::from_str_radix(client, 16).ok()?,
        requests: requests.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn what_one_instance_tells_another_reads_once() {
        let mut untold = Untold::default();
        untold.count(Kind::Contact, 0xab, 1);
        untold.count(Kind::Contact, 0xab, 1);
        untold.count(Kind::Address, 7, 1);
        untold.count(Kind::Address, 7, -1);
        let message = untold.message(0xfe).unwrap();
        let told = Told {
            kind: Kind::Contact,
            client: 0xab,
            requests: 2,
        };
        assert_eq!(read(&message), Some((0xfe, vec![told])));
        assert_eq!(untold.message(0xfe), None);
    }

    #[test]
    fn what_was_told_already_is_taken_back() {
        let mut untold = Untold::default();
        untold.count(Kind::Address, 7, 1);
        untold.message(0xfe).unwrap();
        untold.count(Kind::Address, 7, -1);
        let (_, told) = read(&untold.message(0xfe).unwrap()).unwrap();
        assert_eq!(told[0].requests, -1);
    }

    #[test]
    fn in_a_flood_those_with_most_requests_are_named() {
        let mut untold = Untold::default();
        for client in 0..100_000 {
            untold.count(Kind::Address, client, 1);
            untold.count(Kind::Address, 7, 1);
        }
        let (_, told) = read(&untold.message(1).unwrap()).unwrap();
        assert_eq!(told.len(), MOST_CLIENTS);
        assert_eq!((told[0].client, told[0].requests), (7, 100_001));
    }

    #[rstest]
    #[case("")]
    #[case("fe ")]
    #[case("fe c")]
    #[case("fe cab=many")]
    #[case("fe xab=1")]
    #[case("fe c=1")]
    #[case("other cab=1")]
    fn anything_else_is_not_understood(#[case] message: &str) {
        assert_eq!(read(message), None);
    }
}
