//! A queue in which each contact has a line of their own, and the lines take turns: a
//! contact with many calls waits behind those with one. Pure.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher as _};

/// On whose behalf a call is made. Calls that serve everybody share one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caller(Option<u64>);

impl Caller {
    /// One contact, or a customer who is not known as one yet. Only a hash is kept. Two
    /// contacts with one hash would share a line, which does no harm.
    pub(crate) fn of(contact: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        contact.hash(&mut hasher);
        Self(Some(hasher.finish()))
    }
}

#[derive(Debug)]
pub(super) struct FairQueue<T> {
    /// Lines that are not empty, in the order of their turns.
    lines: VecDeque<Line<T>>,
    len: usize,
}

#[derive(Debug)]
struct Line<T> {
    of: Caller,
    waiting: VecDeque<T>,
}

impl<T> FairQueue<T> {
    pub(super) fn new() -> Self {
        Self {
            lines: VecDeque::new(),
            len: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many lines have their turn before the caller's; `None` when the caller has none.
    pub(super) fn place(&self, of: Caller) -> Option<usize> {
        self.lines.iter().position(|line| line.of == of)
    }

    /// Adds to the end of the caller's line.
    pub(super) fn push(&mut self, of: Caller, item: T) {
        self.len += 1;
        if let Some(line) = self.lines.iter_mut().find(|line| line.of == of) {
            line.waiting.push_back(item);
        } else {
            let waiting = VecDeque::from([item]);
            self.lines.push_back(Line { of, waiting });
        }
    }

    /// Takes the first of the line whose turn it is.
    pub(super) fn pop(&mut self) -> Option<T> {
        let mut line = self.lines.pop_front()?;
        let item = line.waiting.pop_front();
        self.len -= usize::from(item.is_some());
        if !line.waiting.is_empty() {
            self.lines.push_back(line);
        }
        item
    }

    /// Takes the last of the longest line.
    pub(super) fn pop_longest(&mut self) -> Option<T> {
        let at = self.longest()?;
        let line = self.lines.get_mut(at)?;
        let item = line.waiting.pop_back();
        self.len -= usize::from(item.is_some());
        if line.waiting.is_empty() {
            self.lines.remove(at);
        }
        item
    }

    /// Takes the last of the longest line for another one of this caller, unless the
    /// caller's own line would then be as long.
    pub(super) fn give_way_to(&mut self, of: Caller) -> Option<T> {
        let own = self.lines.iter().find(|line| line.of == of);
        let own = own.map_or(0, |line| line.waiting.len());
        let longest = self.lines.get(self.longest()?)?.waiting.len();
        (longest > own + 1).then(|| self.pop_longest()).flatten()
    }

    /// Leaves out those who have gone.
    pub(super) fn retain(&mut self, stays: impl Fn(&T) -> bool) {
        for line in &mut self.lines {
            line.waiting.retain(&stays);
        }
        self.lines.retain(|line| !line.waiting.is_empty());
        self.len = self.lines.iter().map(|line| line.waiting.len()).sum();
    }

    /// Leaves out those at the front who have gone. They take no turn from their line.
    pub(super) fn skip(&mut self, is_gone: impl Fn(&T) -> bool) {
        while let Some(line) = self.lines.front_mut() {
            while line.waiting.front().is_some_and(&is_gone) {
                line.waiting.pop_front();
                self.len -= 1;
            }
            if !line.waiting.is_empty() {
                return;
            }
            self.lines.pop_front();
        }
    }

    fn longest(&self) -> Option<usize> {
        let lines = self.lines.iter().enumerate();
        let longest = lines.max_by_key(|(_, line)| line.waiting.len());
        longest.map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(calls: &[(&'static str, u32)]) -> FairQueue<(&'static str, u32)> {
        let mut queue = FairQueue::new();
        for call in calls {
            queue.push(Caller::of(call.0), *call);
        }
        queue
    }

    fn order(mut queue: FairQueue<(&'static str, u32)>) -> Vec<(&'static str, u32)> {
        let order = std::iter::from_fn(|| queue.pop()).collect();
        assert!(queue.is_empty());
        order
    }

    #[test]
    fn a_contact_with_many_calls_waits_behind_those_with_one() {
        let queue = queue(&[("a", 1), ("a", 2), ("a", 3), ("b", 1), ("c", 1)]);
        let expected = [("a", 1), ("b", 1), ("c", 1), ("a", 2), ("a", 3)];
        assert_eq!(order(queue), expected);
    }

    #[test]
    fn a_caller_knows_how_many_have_their_turn_before() {
        let mut queue = queue(&[("a", 1), ("a", 2), ("b", 1)]);
        let place = |queue: &FairQueue<_>, of| queue.place(Caller::of(of));
        assert_eq!(place(&queue, "b"), Some(1));
        assert_eq!(place(&queue, "c"), None);
        queue.pop();
        assert_eq!(place(&queue, "b"), Some(0));
        assert_eq!(place(&queue, "a"), Some(1));
    }

    #[test]
    fn a_full_queue_takes_from_the_contact_with_most() {
        let mut queue = queue(&[("b", 1), ("a", 1), ("a", 2), ("a", 3)]);
        assert_eq!(queue.give_way_to(Caller::of("c")), Some(("a", 3)));
        assert_eq!(queue.give_way_to(Caller::of("c")), Some(("a", 2)));
        assert_eq!(queue.give_way_to(Caller::of("c")), None);
        assert_eq!(queue.len(), 2);
    }

    #[test]
    fn a_contact_with_most_takes_from_nobody() {
        let mut queue = queue(&[("a", 1), ("a", 2), ("b", 1)]);
        assert_eq!(queue.give_way_to(Caller::of("a")), None);
        assert_eq!(queue.give_way_to(Caller::of("b")), None);
    }

    #[test]
    fn those_who_have_gone_take_no_turn() {
        let mut first = queue(&[("a", 1), ("a", 2), ("b", 1)]);
        first.skip(|call| *call == ("a", 1));
        assert_eq!(first.len(), 2);
        assert_eq!(order(first), [("a", 2), ("b", 1)]);
        let mut second = queue(&[("a", 1), ("a", 2), ("b", 1)]);
        second.retain(|call| call.0 == "b");
        assert_eq!(second.len(), 1);
        assert_eq!(order(second), [("b", 1)]);
    }
}
