//! The queue before Engage: every call waits here for a permit.
//!
//! Written by hand because nothing else promises both that no second has more calls
//! than allowed, wherever the second starts, that shoppers come before background work, and
//! that no contact takes the turns of the others.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::CallOptions;
use super::budget::Budget;
use super::fair_queue::{Caller, FairQueue};
use super::pace::{Pace, bounded, spread};
use super::shared_budget::SharedBudget;
use super::window::Priority;

/// Gives permits to calls, by priority and in turns between the contacts.
#[derive(Debug)]
pub(super) struct CallQueue {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    budget: Budget,
    /// Wakes the task that gives permits: a call has ended, or another has joined.
    changed: Notify,
}

#[derive(Debug)]
struct Queue {
    pace: Pace,
    acting: FairQueue<Ticket>,
    waiting: FairQueue<Ticket>,
    background: FairQueue<Ticket>,
    /// How many calls are under way, or about to be.
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

const FIRST_TO_LAST: [Priority; 3] = [Priority::Acting, Priority::Waiting, Priority::Background];

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
    pub(super) fn new(options: &CallOptions, budget: Budget) -> Self {
        let share = budget.shared().map(SharedBudget::share);
        let queue = Queue {
            pace: Pace::new(share.unwrap_or(options.per_second)),
            acting: FairQueue::new(),
            waiting: FairQueue::new(),
            background: FairQueue::new(),
            under_way: 0,
            most_under_way: options.at_once.get(),
            longest: options.queue,
            is_served: false,
        };
        let shared = Shared {
            queue: Mutex::new(queue),
            budget,
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
            if queue.is_free_for(priority)
                && queue.has_room()
                && self.shared.budget.take_at_once(priority)
            {
                queue.under_way += 1;
                queue.pace.gave(Instant::now());
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

    /// After how long the call of a shopper who reads is likely to get its permit; `None` when
    /// no call of this caller waits.
    pub(super) fn likely_wait(&self, of: Caller) -> Option<Duration> {
        let now = Instant::now();
        let queue = self.shared.queue.lock();
        let ahead = queue.acting.len() + queue.waiting.place(of)?;
        let paused = self.shared.budget.pause(now).map(|until| until - now);
        Some(paused.unwrap_or_default() + queue.pace.wait(ahead + 1, now))
    }

    /// Where the permits come from.
    pub(super) fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    /// How many calls wait for a permit, and how many are under way.
    pub(super) fn load(&self) -> (usize, usize) {
        let queue = self.shared.queue.lock();
        (queue.len(), queue.under_way)
    }
}

/// What the task that gives permits does next.
enum Next {
    /// A call of this priority is the first. Room for it is kept.
    Ask(Priority),
    /// As many calls are under way as allowed, so one of them has to end first.
    AfterACall,
    Nobody,
}

impl Queue {
    fn len(&self) -> usize {
        self.acting.len() + self.waiting.len() + self.background.len()
    }

    /// Whether another call may be under way.
    fn has_room(&self) -> bool {
        self.under_way < self.most_under_way
    }

    /// A place in the queue. When the queue is full, the call of a shopper takes the place of
    /// a less urgent one, or else of the contact with most calls that are as urgent.
    fn join(&mut self, turn: Turn) -> Option<oneshot::Receiver<Permit>> {
        for priority in FIRST_TO_LAST {
            self.tickets(priority).retain(|ticket| !ticket.is_closed());
        }
        if self.len() >= self.longest {
            let mut less_urgent = FIRST_TO_LAST.into_iter().rev();
            let instead = less_urgent
                .by_ref()
                .take_while(|priority| *priority != turn.priority)
                .find_map(|priority| self.tickets(priority).pop_longest());
            let instead = instead.or_else(|| self.tickets(turn.priority).give_way_to(turn.of));
            // Dropping the ticket tells its owner that there is no permit.
            drop(instead?);
        }
        let (ticket, permit) = oneshot::channel();
        self.pace.begins(Instant::now());
        self.tickets(turn.priority).push(turn.of, ticket);
        Some(permit)
    }

    /// Tells a caller who got no permit when one is likely.
    fn no_permit(&self) -> NoPermit {
        // Without randomness all are told the same, and are still answered.
        let chance = getrandom::u64().unwrap_or_default();
        let wait = self.pace.wait(self.len(), Instant::now());
        NoPermit {
            likely_after: spread(bounded(wait), chance),
        }
    }

    /// What the first call in the queue needs, and room for it.
    fn next(&mut self) -> Next {
        let Some(priority) = self.first() else {
            self.is_served = false;
            self.pace.ends();
            return Next::Nobody;
        };
        if !self.has_room() {
            return Next::AfterACall;
        }
        self.under_way += 1;
        Next::Ask(priority)
    }

    /// The priority of the first call whose caller still waits.
    fn first(&mut self) -> Option<Priority> {
        FIRST_TO_LAST.into_iter().find(|priority| {
            let tickets = self.tickets(*priority);
            tickets.skip(Ticket::is_closed);
            !tickets.is_empty()
        })
    }

    /// Takes the first call out of the queue. While a permit for background work was asked
    /// for, a shopper may have come, who goes first.
    fn pop(&mut self) -> Option<Ticket> {
        let first = self.first()?;
        self.tickets(first).pop()
    }

    fn tickets(&mut self, priority: Priority) -> &mut FairQueue<Ticket> {
        match priority {
            Priority::Acting => &mut self.acting,
            Priority::Waiting => &mut self.waiting,
            Priority::Background => &mut self.background,
        }
    }

    /// Whether a call of this priority would be the first in the queue.
    fn is_free_for(&self, priority: Priority) -> bool {
        match priority {
            Priority::Acting => self.acting.is_empty(),
            Priority::Waiting => self.acting.is_empty() && self.waiting.is_empty(),
            Priority::Background => self.len() == 0,
        }
    }
}

/// Gives permits until nobody waits.
async fn serve(shared: Arc<Shared>) {
    loop {
        let next = shared.queue.lock().next();
        match next {
            Next::Ask(priority) => match shared.budget.take(priority).await {
                Ok(()) => {
                    let permit = Permit::new(&shared);
                    let ticket = {
                        let mut queue = shared.queue.lock();
                        queue.pace.gave(Instant::now());
                        queue.pop()
                    };
                    // A call that was given up meanwhile drops the permit, which returns it.
                    drop(ticket.map(|ticket| ticket.send(permit)));
                }
                Err(until) => {
                    shared.queue.lock().under_way -= 1;
                    // A shopper who joins may go before the background work that this waits for.
                    tokio::select! {
                        () = sleep_until(until) => {}
                        () = shared.changed.notified() => {}
                    }
                }
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
