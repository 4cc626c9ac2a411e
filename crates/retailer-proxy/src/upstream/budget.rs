//! The queue before Engage: whose turn it is, and who waits in vain.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::CallOptions;
use super::window::{Priority, Window};

/// How often a full house is looked at again: there is no telling when a call ends.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// All calls with the API key pass through here, each when it is its turn.
#[derive(Debug)]
pub(super) struct Budget {
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug)]
struct Queue {
    window: Window,
    waiting: VecDeque<Ticket>,
    background: VecDeque<Ticket>,
    /// How many calls are under way.
    under_way: usize,
    most_under_way: usize,
    longest: usize,
    /// Whether a task serves the queue.
    is_served: bool,
}

type Ticket = oneshot::Sender<Turn>;

/// The right to make one call. Dropping it says that the call is over.
#[derive(Debug)]
pub(super) struct Turn {
    queue: Arc<Mutex<Queue>>,
}

/// No turn came: too many are waiting, or the deadline is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoTurn;

impl Budget {
    pub(super) fn new(options: &CallOptions) -> Self {
        let queue = Queue {
            window: Window::new(options.per_second),
            waiting: VecDeque::new(),
            background: VecDeque::new(),
            under_way: 0,
            most_under_way: options.at_once.get(),
            longest: options.queue,
            is_served: false,
        };
        Self {
            queue: Arc::new(Mutex::new(queue)),
        }
    }

    /// Waits for a turn until the deadline.
    pub(super) async fn turn(&self, priority: Priority, deadline: Instant) -> Result<Turn, NoTurn> {
        let ticket = {
            let mut queue = lock(&self.queue);
            if queue.is_free_for(priority) && queue.take(priority, Instant::now()).is_ok() {
                return Ok(Turn {
                    queue: Arc::clone(&self.queue),
                });
            }
            let ticket = queue.join(priority)?;
            if !queue.is_served {
                queue.is_served = true;
                tokio::spawn(serve(Arc::clone(&self.queue)));
            }
            ticket
        };
        match timeout_at(deadline, ticket).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(NoTurn),
        }
    }

    /// Gives nobody a turn before this moment.
    pub(super) fn pause_until(&self, until: Instant) {
        lock(&self.queue).window.pause_until(until);
    }

    /// Until when nobody is given a turn, if that is so.
    pub(super) fn pause(&self, now: Instant) -> Option<Instant> {
        lock(&self.queue).window.pause(now)
    }

    /// How many calls wait for their turn, and how many are under way.
    pub(super) fn load(&self) -> (usize, usize) {
        let queue = lock(&self.queue);
        (queue.len(), queue.under_way)
    }
}

impl Queue {
    fn len(&self) -> usize {
        self.waiting.len() + self.background.len()
    }

    /// Counts a call that goes out now, or says from when to ask again.
    fn take(&mut self, priority: Priority, now: Instant) -> Result<(), Instant> {
        if self.under_way >= self.most_under_way {
            return Err(now + LOOK_AGAIN);
        }
        self.window.take(priority, now)?;
        self.under_way += 1;
        Ok(())
    }

    /// A place in the queue. Shoppers who wait push out background work, since
    /// that is done for a page that has something to show already.
    fn join(&mut self, priority: Priority) -> Result<oneshot::Receiver<Turn>, NoTurn> {
        self.waiting.retain(|ticket| !ticket.is_closed());
        self.background.retain(|ticket| !ticket.is_closed());
        if self.len() >= self.longest {
            match priority {
                Priority::Waiting => self.background.pop_back().map(drop).ok_or(NoTurn)?,
                Priority::Background => return Err(NoTurn),
            }
        }
        let (ticket, turn) = oneshot::channel();
        self.tickets(priority).push_back(ticket);
        Ok(turn)
    }

    /// Takes the next one in line out, if it is its turn.
    fn next(&mut self, now: Instant) -> Next {
        for priority in [Priority::Waiting, Priority::Background] {
            let tickets = self.tickets(priority);
            while tickets.front().is_some_and(Ticket::is_closed) {
                tickets.pop_front();
            }
            if tickets.is_empty() {
                continue;
            }
            if let Err(until) = self.take(priority, now) {
                return Next::At(until);
            }
            if let Some(ticket) = self.tickets(priority).pop_front() {
                return Next::Turn(ticket);
            }
        }
        self.is_served = false;
        Next::Nobody
    }

    fn tickets(&mut self, priority: Priority) -> &mut VecDeque<Ticket> {
        match priority {
            Priority::Waiting => &mut self.waiting,
            Priority::Background => &mut self.background,
        }
    }

    /// Whether nobody is before one of this priority.
    fn is_free_for(&self, priority: Priority) -> bool {
        match priority {
            Priority::Waiting => self.waiting.is_empty(),
            Priority::Background => self.len() == 0,
        }
    }
}

enum Next {
    Turn(Ticket),
    At(Instant),
    Nobody,
}

/// Gives turns until nobody waits.
async fn serve(queue: Arc<Mutex<Queue>>) {
    loop {
        let next = lock(&queue).next(Instant::now());
        match next {
            Next::Turn(ticket) => {
                let turn = Turn {
                    queue: Arc::clone(&queue),
                };
                // Who has gone meanwhile gives the turn back by dropping it.
                drop(ticket.send(turn));
            }
            Next::At(moment) => sleep_until(moment).await,
            Next::Nobody => return,
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.queue).under_way -= 1;
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroUsize};

    use super::*;

    fn budget(per_second: u32, at_once: usize, queue: usize) -> Arc<Budget> {
        Arc::new(Budget::new(&CallOptions {
            per_second: NonZeroU32::new(per_second).unwrap(),
            at_once: NonZeroUsize::new(at_once).unwrap(),
            queue,
            ..CallOptions::default()
        }))
    }

    fn in_seconds(seconds: u64) -> Instant {
        Instant::now() + Duration::from_secs(seconds)
    }

    #[tokio::test(start_paused = true)]
    async fn everybody_gets_a_turn_and_nobody_before_there_is_room() {
        let budget = budget(10, 100, 100);
        let start = Instant::now();
        let turns = (0..30).map(|_| {
            let budget = Arc::clone(&budget);
            tokio::spawn(async move {
                budget
                    .turn(Priority::Waiting, in_seconds(60))
                    .await
                    .unwrap();
                start.elapsed().as_secs()
            })
        });
        let mut second = [0; 4];
        for turn in turns.collect::<Vec<_>>() {
            second[usize::try_from(turn.await.unwrap()).unwrap()] += 1;
        }
        assert_eq!(second, [10, 10, 10, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_ends_the_wait() {
        let budget = budget(1, 100, 100);
        let _first = budget.turn(Priority::Waiting, in_seconds(1)).await.unwrap();
        let start = Instant::now();
        let deadline = start + Duration::from_millis(300);
        assert!(budget.turn(Priority::Waiting, deadline).await.is_err());
        assert_eq!(start.elapsed(), Duration::from_millis(300));
    }

    #[tokio::test(start_paused = true)]
    async fn shoppers_who_wait_come_before_background_work_that_was_there_first() {
        let budget = budget(1, 100, 100);
        drop(budget.turn(Priority::Waiting, in_seconds(1)).await.unwrap());
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for priority in [Priority::Background, Priority::Waiting] {
            let (budget, order) = (Arc::clone(&budget), Arc::clone(&order));
            tasks.push(tokio::spawn(async move {
                budget.turn(priority, in_seconds(60)).await.unwrap();
                order.lock().unwrap().push(priority);
            }));
            tokio::task::yield_now().await;
        }
        for task in tasks {
            task.await.unwrap();
        }
        let order = order.lock().unwrap();
        assert_eq!(*order, [Priority::Waiting, Priority::Background]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_refuses_at_once_but_a_shopper_takes_the_place_of_background_work() {
        let budget = budget(1, 100, 1);
        drop(budget.turn(Priority::Waiting, in_seconds(1)).await.unwrap());
        let queued = Arc::clone(&budget);
        let refresh =
            tokio::spawn(async move { queued.turn(Priority::Background, in_seconds(60)).await });
        tokio::task::yield_now().await;
        let start = Instant::now();
        assert!(
            budget
                .turn(Priority::Background, in_seconds(60))
                .await
                .is_err()
        );
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert!(budget.turn(Priority::Waiting, in_seconds(60)).await.is_ok());
        assert!(refresh.await.unwrap().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_calls_are_under_way_than_allowed() {
        let budget = budget(100, 2, 100);
        let first = budget.turn(Priority::Waiting, in_seconds(1)).await.unwrap();
        let _second = budget.turn(Priority::Waiting, in_seconds(1)).await.unwrap();
        assert!(budget.turn(Priority::Waiting, in_seconds(1)).await.is_err());
        drop(first);
        assert!(budget.turn(Priority::Waiting, in_seconds(1)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_nobody_takes_any_more_is_given_back() {
        let budget = budget(100, 1, 100);
        let first = budget.turn(Priority::Waiting, in_seconds(1)).await.unwrap();
        let gone = budget.turn(Priority::Waiting, Instant::now()).await;
        assert!(gone.is_err());
        drop(first);
        assert!(budget.turn(Priority::Waiting, in_seconds(1)).await.is_ok());
        assert_eq!(budget.load(), (0, 0));
    }
}
