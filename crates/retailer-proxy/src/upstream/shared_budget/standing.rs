//! How one instance stands to the others: whether its calls come out of what all share, or
//! out of its own share. Pure, with the time handed in.
//!
//! Each instance owns a share of the budget. While it is in touch with the server, it lends
//! the share to all, and calls only with permits of the server. It lends by a lease that it
//! renews ten times in a second. When it loses touch, it waits until the lease has certainly
//! ended and the last second in which others could use its share is over. From then on it
//! uses its share by itself.
//!
//! So the calls of all instances in a second are never more than the budget, whatever each of
//! them knows of the others: a share is lent or used, and never both within one second.

use std::time::Duration;

use tokio::time::Instant;

use crate::upstream::window::{Priority, Window};

/// For how long a call counts at the server: a second, a tenth because calls that leave in two
/// seconds may arrive in one, and the time that a permit may take from there to here.
pub(super) const SPAN: Duration = Duration::from_millis(1_150);
/// How long a lease lasts. Several renewals may be lost before it ends.
pub(super) const LEASE: Duration = Duration::from_millis(400);
/// How often an instance renews its lease.
pub(super) const EVERY: Duration = Duration::from_millis(100);
/// By how much the clocks of two machines differ at most within a lease and a second.
const MARGIN: Duration = Duration::from_millis(50);
/// After how long the losses from before are forgotten.
const STEADY: Duration = Duration::from_secs(10);
/// How long an instance stays apart after the first loss, the second, and every later one. A
/// server that comes and goes would otherwise keep it from using its share.
const APART_FOR: [Duration; 3] = [EVERY, Duration::from_secs(1), Duration::from_secs(10)];

/// How one instance stands to the others.
#[derive(Debug)]
pub(super) struct Standing {
    stand: Stand,
    share: Window,
    lease: Lease,
    /// From when on the instance may lend its share again.
    returns: Instant,
    losses: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// It uses its own share, from this time on.
    Apart { from: Instant },
    /// It lends its share, or is about to. The server gives the permits.
    Lending { since: Instant },
    /// There are more instances than there may be. It has no share, and the server gives the
    /// permits.
    Guest,
    /// A guest that has lost touch makes no calls.
    CutOff,
}

/// What others may have of this instance's share.
#[derive(Clone, Copy, Debug)]
struct Lease {
    /// When it was asked for, so that nothing was lent until [`SPAN`] later.
    first: Instant,
    /// When it has certainly ended.
    until: Instant,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It goes out, and is counted.
    Granted,
    /// It may be tried again at this time.
    Wait(Instant),
    /// The server decides.
    Ask,
}

impl Standing {
    /// An instance that has just started with this share. Another one may have been in its
    /// place a moment ago, so it begins as if it had lost touch now.
    pub(super) fn new(share: Window, now: Instant) -> Self {
        let from = now + LEASE + SPAN + MARGIN;
        Self {
            stand: Stand::Apart { from },
            share,
            lease: Lease {
                first: now,
                until: now,
            },
            returns: now,
            losses: 0,
        }
    }

    pub(super) fn stand(&self) -> Stand {
        self.stand
    }

    /// What becomes of a call now.
    pub(super) fn take(&mut self, priority: Priority, now: Instant) -> Turn {
        match self.stand {
            Stand::Apart { from } if now < from => Turn::Wait(from),
            Stand::Apart { .. } => match self.share.take(priority, now) {
                Ok(()) => Turn::Granted,
                Err(until) => Turn::Wait(until),
            },
            Stand::Lending { .. } | Stand::Guest => {
                self.share.pause(now).map_or(Turn::Ask, Turn::Wait)
            }
            Stand::CutOff => Turn::Wait(now + EVERY),
        }
    }

    /// Lets no call out before this time.
    pub(super) fn pause_until(&mut self, until: Instant) {
        self.share.pause_until(until);
    }

    /// When the pause ends, if there is one.
    pub(super) fn pause(&self, now: Instant) -> Option<Instant> {
        self.share.pause(now)
    }

    /// Whether the next exchange asks for a lease. If so, it must be
    /// [noted](Self::asks_for_lease) before it is sent.
    pub(super) fn is_to_lend(&self, now: Instant) -> bool {
        match self.stand {
            Stand::Lending { .. } | Stand::Guest => true,
            Stand::Apart { .. } | Stand::CutOff => self.returns <= now,
        }
    }

    /// An exchange that asks for a lease until [`LEASE`] from now is about to be sent.
    pub(super) fn asks_for_lease(&mut self, now: Instant) {
        match self.stand {
            Stand::Apart { from } => {
                if from <= now {
                    // The lease from before has ended, so the server begins a new one.
                    self.lease.first = now;
                }
                self.stand = Stand::Lending { since: now };
            }
            Stand::Lending { .. } | Stand::Guest | Stand::CutOff => {}
        }
        self.lease.until = self.lease.until.max(now + LEASE);
    }

    /// The server has granted the lease, or has no place for this instance.
    pub(super) fn was_answered(&mut self, is_member: bool, now: Instant) {
        match (self.stand, is_member) {
            (Stand::Lending { since }, true) if since + STEADY <= now => self.losses = 0,
            (Stand::Guest | Stand::CutOff, true) => self.stand = Stand::Lending { since: now },
            (Stand::Lending { .. } | Stand::CutOff, false) => self.stand = Stand::Guest,
            (Stand::Lending { .. }, true)
            | (Stand::Guest, false)
            // An answer that came after the loss: the lease is counted with it.
            | (Stand::Apart { .. }, _) => {}
        }
    }

    /// An exchange failed.
    pub(super) fn has_lost_touch(&mut self, now: Instant) {
        match self.stand {
            Stand::Lending { .. } => {
                let was_lent = self.lease.first + SPAN <= self.lease.until;
                let others = if was_lent { SPAN } else { Duration::ZERO };
                let from = self.lease.until + others + MARGIN;
                self.stand = Stand::Apart { from };
            }
            Stand::Guest => self.stand = Stand::CutOff,
            Stand::Apart { .. } | Stand::CutOff => return,
        }
        let last = APART_FOR.len() - 1;
        self.returns = now + APART_FOR[self.losses.min(last)];
        self.losses += 1;
    }

    /// There is another connection, and maybe another server behind it, which knows nothing of
    /// the lease at the one before.
    pub(super) fn has_reconnected(&mut self, now: Instant) {
        self.has_lost_touch(now);
        self.returns = self.returns.max(self.lease.until + MARGIN);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use Priority::Waiting;

    fn standing(now: Instant) -> Standing {
        Standing::new(Window::new(NonZeroU32::new(2).unwrap()), now)
    }

    /// An instance that has lent its share for long, and last renewed the lease now.
    fn lending(now: Instant) -> Standing {
        let start = now - Duration::from_secs(20);
        let mut standing = standing(start);
        standing.asks_for_lease(start);
        standing.was_answered(true, start);
        standing.asks_for_lease(now);
        standing.was_answered(true, now);
        standing
    }

    fn in_millis(now: Instant, millis: u64) -> Instant {
        now + Duration::from_millis(millis)
    }

    #[test]
    fn an_instance_that_starts_waits_for_the_calls_of_one_that_was_there_before() {
        let now = Instant::now();
        let mut standing = standing(now);
        assert_eq!(
            standing.take(Waiting, now),
            Turn::Wait(in_millis(now, 1_600))
        );
        assert_eq!(standing.take(Waiting, in_millis(now, 1_600)), Turn::Granted);
    }

    #[test]
    fn while_it_lends_the_server_decides() {
        let now = Instant::now();
        assert_eq!(lending(now).take(Waiting, now), Turn::Ask);
    }

    #[test]
    fn after_a_loss_it_waits_until_nobody_else_can_have_used_its_share_for_a_second() {
        let now = Instant::now();
        let mut standing = lending(now);
        let lost = in_millis(now, 50);
        standing.has_lost_touch(lost);
        let from = now + LEASE + SPAN + MARGIN;
        assert_eq!(standing.take(Waiting, lost), Turn::Wait(from));
        assert_eq!(standing.take(Waiting, from), Turn::Granted);
        assert_eq!(standing.take(Waiting, from), Turn::Granted);
        assert!(matches!(standing.take(Waiting, from), Turn::Wait(_)));
    }

    #[test]
    fn a_renewal_whose_answer_was_lost_counts_as_one_that_arrived() {
        let now = Instant::now();
        let mut standing = lending(now);
        let sent = in_millis(now, 300);
        standing.asks_for_lease(sent);
        standing.has_lost_touch(in_millis(sent, 50));
        let from = sent + LEASE + SPAN + MARGIN;
        assert_eq!(standing.stand(), Stand::Apart { from });
    }

    #[test]
    fn what_was_never_lent_is_used_again_when_the_lease_is_over() {
        let now = Instant::now();
        let mut standing = standing(now);
        let joins = in_millis(now, 5_000);
        standing.asks_for_lease(joins);
        standing.has_lost_touch(in_millis(joins, 50));
        let from = joins + LEASE + MARGIN;
        assert_eq!(standing.stand(), Stand::Apart { from });
    }

    #[test]
    fn a_return_before_the_share_was_used_does_not_make_the_lease_a_new_one() {
        let now = Instant::now();
        let mut standing = lending(now);
        standing.has_lost_touch(in_millis(now, 50));
        let back = in_millis(now, 200);
        standing.asks_for_lease(back);
        standing.has_lost_touch(in_millis(back, 50));
        // The share was lent all the time, so the second of the others counts again.
        let from = back + LEASE + SPAN + MARGIN;
        assert_eq!(standing.stand(), Stand::Apart { from });
    }

    #[test]
    fn a_server_that_comes_and_goes_is_left_alone_for_ten_seconds() {
        let mut now = Instant::now();
        let mut standing = lending(now);
        for millis in [100, 1_000, 10_000, 10_000] {
            standing.has_lost_touch(now);
            assert!(!standing.is_to_lend(in_millis(now, millis - 1)), "{millis}");
            now = in_millis(now, millis);
            assert!(standing.is_to_lend(now), "{millis}");
            standing.asks_for_lease(now);
            standing.was_answered(true, now);
        }
        now += STEADY;
        standing.was_answered(true, now);
        standing.has_lost_touch(now);
        assert!(standing.is_to_lend(in_millis(now, 100)));
    }

    #[test]
    fn another_connection_is_used_when_the_lease_at_the_one_before_is_over() {
        let now = Instant::now();
        let mut standing = lending(now);
        standing.has_reconnected(now);
        assert!(!standing.is_to_lend(in_millis(now, 449)));
        assert!(standing.is_to_lend(in_millis(now, 450)));
    }

    #[test]
    fn one_instance_too_many_makes_no_calls_without_the_server() {
        let now = Instant::now();
        let mut standing = lending(now);
        standing.was_answered(false, now);
        assert_eq!(standing.take(Waiting, now), Turn::Ask);
        standing.has_lost_touch(now);
        let much_later = now + Duration::from_mins(10);
        assert!(matches!(standing.take(Waiting, much_later), Turn::Wait(_)));
        standing.asks_for_lease(much_later);
        standing.was_answered(true, much_later);
        assert_eq!(standing.take(Waiting, much_later), Turn::Ask);
    }
}
