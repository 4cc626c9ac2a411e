//! The queue before Engage: every call waits here for a permit.
//!
//! Written by hand because nothing else promises both that no second has more calls
//! than allowed, wherever the second starts, that shoppers who wait come before
//! background work, and that no contact takes the turns of the others.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::CallOptions;
use super::fair_queue::{Caller, FairQueue};
use super::likely_wait::likely_wait;
use super::window::{Priority, Window};

/// Gives permits to calls, by priority and in turns between the contacts.
#[derive(Debug)]
pub(super) struct CallQueue {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    /// Wakes the task that gives permits: a call has ended, or another has joined.
    changed: Notify,
}

#[derive(Debug)]
struct Queue {
    window: Window,
    per_second: NonZeroU32,
    waiting: FairQueue<Ticket>,
    background: FairQueue<Ticket>,
    /// How many calls are under way.
    under_way: usize,
    most_under_way: usize,
    /// How many calls may wait.
    longest: usize,
    /// Whether a task gives permits to those who wait.
    is_served: bool,
}

/// For whom a call is made, and how urgent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) priority: Priority,
    pub(super) of: Caller,
}

impl Turn {
    /// A call on behalf of this caller.
    pub(super) fn new(priority: Priority, of: Caller) -> Self {
        Self { priority, of }
    }
}

/// The place of one call in the queue.
type Ticket = oneshot::Sender<Permit>;

/// The right to make one call. It is dropped when the call is over.
#[derive(Debug)]
pub(super) struct Permit {
    shared: Arc<Shared>,
}

/// There was no permit: too many calls are waiting, or the deadline has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoPermit {
    /// After how long a permit is likely.
    pub(super) likely_after: Duration,
}

impl CallQueue {
    pub(super) fn new(options: &CallOptions) -> Self {
        let queue = Queue {
            window: Window::new(options.per_second),
            per_second: options.per_second,
            waiting: FairQueue::new(),
            background: FairQueue::new(),
            under_way: 0,
            most_under_way: options.at_once.get(),
            longest: options.queue,
            is_served: false,
        };
        let shared = Shared {
            queue: Mutex::new(queue),
            changed: Notify::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Waits for a permit until the deadline.
    pub(super) async fn permit(&self, turn: Turn, deadline: Instant) -> Result<Permit, NoPermit> {
        let priority = turn.priority;
        let ticket = {
            let mut queue = self.shared.queue.lock();
            if queue.is_free_for(priority) && queue.take(priority, Instant::now()).is_ok() {
                return Ok(Permit::new(&self.shared));
            }
            let ticket = queue.join(turn).ok_or_else(|| queue.no_permit())?;
            if queue.is_served {
                self.shared.changed.notify_one();
            } else {
                queue.is_served = true;
                tokio::spawn(serve(Arc::clone(&self.shared)));
            }
            ticket
        };
        match timeout_at(deadline, ticket).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(self.shared.queue.lock().no_permit()),
        }
    }

    /// Gives no permit before this time.
    pub(super) fn pause_until(&self, until: Instant) {
        self.shared.queue.lock().window.pause_until(until);
    }

    /// Until when no permit is given, if that is so.
    pub(super) fn pause(&self, now: Instant) -> Option<Instant> {
        self.shared.queue.lock().window.pause(now)
    }

    /// How many calls wait for a permit, and how many are under way.
    pub(super) fn load(&self) -> (usize, usize) {
        let queue = self.shared.queue.lock();
        (queue.len(), queue.under_way)
    }
}

/// What the task that gives permits does next.
enum Next {
    Permit(Ticket),
    /// Nobody may go before this time.
    At(Instant),
    /// As many calls are under way as allowed, so one of them has to end first.
    AfterACall,
    Nobody,
}

/// Why a call cannot go out now.
enum Blocked {
    Until(Instant),
    TooManyUnderWay,
}

impl Queue {
    fn len(&self) -> usize {
        self.waiting.len() + self.background.len()
    }

    /// Counts a call that goes out now.
    fn take(&mut self, priority: Priority, now: Instant) -> Result<(), Blocked> {
        if self.under_way >= self.most_under_way {
            return Err(Blocked::TooManyUnderWay);
        }
        self.window.take(priority, now).map_err(Blocked::Until)?;
        self.under_way += 1;
        Ok(())
    }

    /// A place in the queue. When the queue is full, a shopper who waits takes the
    /// place of background work, whose shopper has an older answer already, or else of
    /// the contact with most calls in the queue.
    fn join(&mut self, turn: Turn) -> Option<oneshot::Receiver<Permit>> {
        self.waiting.retain(|ticket| !ticket.is_closed());
        self.background.retain(|ticket| !ticket.is_closed());
        if self.len() >= self.longest {
            let instead = match turn.priority {
                Priority::Waiting => self.background.pop_longest(),
                Priority::Background => None,
            };
            let instead = instead.or_else(|| self.tickets(turn.priority).give_way_to(turn.of));
            // Dropping the ticket tells its owner that there is no permit.
            drop(instead?);
        }
        let (ticket, permit) = oneshot::channel();
        self.tickets(turn.priority).push(turn.of, ticket);
        Some(permit)
    }

    /// Tells a caller who got no permit when one is likely.
    fn no_permit(&self) -> NoPermit {
        // Without randomness all are told the same, and are still answered.
        let chance = getrandom::u64().unwrap_or_default();
        NoPermit {
            likely_after: likely_wait(self.len(), self.per_second, chance),
        }
    }

    /// Takes the first call out of the queue, if it may go now.
    fn next(&mut self, now: Instant) -> Next {
        for priority in [Priority::Waiting, Priority::Background] {
            let tickets = self.tickets(priority);
            tickets.skip(Ticket::is_closed);
            if tickets.is_empty() {
                continue;
            }
            match self.take(priority, now) {
                Err(Blocked::Until(until)) => return Next::At(until),
                Err(Blocked::TooManyUnderWay) => return Next::AfterACall,
                Ok(()) => {}
            }
            if let Some(ticket) = self.tickets(priority).pop() {
                return Next::Permit(ticket);
            }
        }
        self.is_served = false;
        Next::Nobody
    }

    fn tickets(&mut self, priority: Priority) -> &mut FairQueue<Ticket> {
        match priority {
            Priority::Waiting => &mut self.waiting,
            Priority::Background => &mut self.background,
        }
    }

    /// Whether a call of this priority would be the first in the queue.
    fn is_free_for(&self, priority: Priority) -> bool {
        match priority {
            Priority::Waiting => self.waiting.is_empty(),
            Priority::Background => self.len() == 0,
        }
    }
}

/// Gives permits until nobody waits.
async fn serve(shared: Arc<Shared>) {
    loop {
        let next = shared.queue.lock().next(Instant::now());
        match next {
            // A call that was given up meanwhile drops the permit, which returns it.
            Next::Permit(ticket) => drop(ticket.send(Permit::new(&shared))),
            // A shopper who joins may go before the background work that this waits for.
            Next::At(time) => tokio::select! {
                () = sleep_until(time) => {}
                () = shared.changed.notified() => {}
            },
            Next::AfterACall => shared.changed.notified().await,
            Next::Nobody => return,
        }
    }
}

impl Permit {
    /// The permit for a call that was counted already.
    fn new(shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.shared.queue.lock().under_way -= 1;
        // `Notify` keeps one wake-up for a task that does not wait for it yet.
        self.shared.changed.notify_one();
    }
}

#[cfg(test)]
mod tests;
