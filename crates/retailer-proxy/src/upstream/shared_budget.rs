//! The budget that several instances share, and the circuit breaker of all of them.
//!
//! `standing` decides which calls are the server's to permit and which are this instance's
//! own; `exchange` is what instance and server say to each other. Here are the edges: clock,
//! connection and tasks.

mod exchange;
mod standing;

use std::num::NonZeroU32;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::CallOptions;
use super::breaker::Health;
use super::window::{Priority, Window};
use crate::shared::{NoAnswer, Server, SharedOptions, TIME_LIMIT};
use exchange::{Answer, Circuit, Place, Request, SCRIPT, ServerTime, Terms, Wish};
use standing::{EVERY, LEASE, Stand, Standing, Turn};

/// After how long without an answer another connection is made.
const LONGEST_SILENCE: Duration = Duration::from_secs(2);
/// The same where the server answers and refuses. Another one may have its name by now. With
/// each connection all pages are told that they may have missed something, so it is not soon.
const LONGEST_REFUSAL: Duration = Duration::from_mins(1);
/// How many outcomes are told at most: those that the circuit breaker remembers.
const MOST_OUTCOMES: usize = 20;

/// The budget of all instances, as this one takes part in it.
#[derive(Debug)]
pub(super) struct SharedBudget {
    server: Server,
    key: String,
    /// Tells this run of this instance apart from every other.
    id: String,
    terms: Terms,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    standing: Standing,
    contact: Option<Contact>,
    /// The connection of the latest exchange.
    connection: Option<u64>,
    /// When the server last answered, or refused. Before that, when the connection was new.
    heard: Instant,
    /// When it last answered. Before that, when the connection was new.
    served: Instant,
    /// Until when no instance calls, by the circuit breaker of all.
    rests_until: Option<Instant>,
    /// Whether that has ended since it was last asked.
    has_recovered: bool,
    /// What the server has not been told yet.
    outcomes: String,
    /// The same: until when no instance may call.
    pause: Option<Instant>,
    was_told: bool,
}

/// The latest answer on a connection: what the server's clock showed, and when that was here
/// at the latest.
#[derive(Clone, Copy, Debug)]
struct Contact {
    connection: u64,
    server: ServerTime,
    at: Instant,
}

/// How a call may go out while the circuit breaker of all is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    Ordinary,
    /// It is the one call that probes whether Engage is back.
    Probe,
}

/// There are more instances than calls in a second, so that they have no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are more instances than calls in a second, so that they have no share")]
pub struct NoShare;

impl SharedBudget {
    pub(super) fn new(
        options: &CallOptions,
        shared: &SharedOptions,
        server: Server,
    ) -> Result<Self, NoShare> {
        let share = NonZeroU32::new(options.per_second.get() / shared.instances);
        let share = share.ok_or(NoShare)?;
        let now = Instant::now();
        let state = State {
            standing: Standing::new(Window::new(share), now),
            contact: None,
            connection: None,
            heard: now,
            served: now,
            rests_until: None,
            has_recovered: false,
            outcomes: String::new(),
            pause: None,
            was_told: false,
        };
        Ok(Self {
            server,
            key: shared.prefix.name("budget"),
            // Two instances with one id would count as one. Without randomness the time tells
            // them apart.
            id: format!("{:x}", getrandom::u64().unwrap_or_else(|_| clock())),
            terms: Terms {
                per_second: options.per_second,
                instances: shared.instances,
                share,
                failures_to_rest: options.failures_to_rest,
                rest: options.rest,
            },
            state: Mutex::new(state),
        })
    }

    /// The calls in a second that are this instance's own, without a server.
    pub(super) fn share(&self) -> NonZeroU32 {
        self.terms.share
    }

    /// Keeps in touch with the server. It never returns.
    pub(super) async fn keep(&self) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // What follows from a failure is in the state already.
            let _ = self.exchange(None).await;
        }
    }

    /// Counts a call that goes out now.
    ///
    /// # Errors
    ///
    /// The time from which a call may be tried again.
    pub(super) async fn take(&self, priority: Priority) -> Result<(), Instant> {
        loop {
            let now = Instant::now();
            let turn = self.state.lock().standing.take(priority, now);
            match turn {
                Turn::Granted => return Ok(()),
                Turn::Wait(until) => return Err(until),
                Turn::Ask => {}
            }
            match self.exchange(Some(Wish::Call(priority))).await {
                // The server counts the call from a moment that is too long ago.
                Ok(answer) if answer.granted && now.elapsed() > TIME_LIMIT => {}
                Ok(answer) => return granted(&answer),
                // The instance stands in another way now.
                Err(_) => {}
            }
        }
    }

    /// Lets no instance call before this time.
    pub(super) fn pause_until(&self, until: Instant) {
        let mut state = self.state.lock();
        state.standing.pause_until(until);
        state.pause = state.pause.max(Some(until));
    }

    /// When the pause ends, if there is one.
    pub(super) fn pause(&self, now: Instant) -> Option<Instant> {
        self.state.lock().standing.pause(now)
    }

    /// Until when no instance calls, by the circuit breaker of all, if that is so.
    pub(super) fn rests_until(&self, now: Instant) -> Option<Instant> {
        self.state.lock().rest().filter(|until| now < *until)
    }

    /// Whether Engage has answered the probe of any instance since this was last asked.
    pub(super) fn has_recovered(&self) -> bool {
        std::mem::take(&mut self.state.lock().has_recovered)
    }

    /// Asks the circuit breaker of all at the moment when a call is made.
    ///
    /// # Errors
    ///
    /// The time from which a call may be tried again.
    pub(super) async fn admit(&self) -> Result<Admission, Instant> {
        if self.state.lock().rest().is_none() {
            return Ok(Admission::Ordinary);
        }
        match self.exchange(Some(Wish::Probe)).await {
            Ok(answer) => granted(&answer).map(|()| match answer.circuit {
                Circuit::Closed => Admission::Ordinary,
                Circuit::Open(_) => Admission::Probe,
            }),
            // The permit for this call is there. Without the server, the instance's own circuit
            // breaker decides.
            Err(_) => Ok(Admission::Ordinary),
        }
    }

    /// Notes how a call went, for all instances.
    pub(super) fn note(&self, admission: Admission, health: Health) {
        let mut state = self.state.lock();
        if state.outcomes.len() >= MOST_OUTCOMES {
            state.outcomes.remove(0);
        }
        state.outcomes.push(match (admission, health) {
            (Admission::Ordinary, Health::Well) => 'w',
            (Admission::Ordinary, Health::Failing) => 'f',
            (Admission::Probe, Health::Well) => 'W',
            (Admission::Probe, Health::Failing) => 'F',
        });
    }

    /// Whether the server permits the calls, rather than this instance itself.
    pub(super) fn is_shared(&self) -> bool {
        let stand = self.state.lock().standing.stand();
        matches!(stand, Stand::Lending { .. } | Stand::Guest)
    }

    /// One exchange with the server. What follows from it, or from its failure, is in the state
    /// when this returns.
    async fn exchange(&self, wish: Option<Wish>) -> Result<Answer, NoAnswer> {
        let connection = self.server.connection();
        let (connection, request) = {
            let mut state = self.state.lock();
            let now = Instant::now();
            let Some(connection) = connection else {
                state.failed(&NoAnswer::NotConnected, now);
                return Err(NoAnswer::NotConnected);
            };
            let request = state.request(connection.number(), wish, now);
            (connection, request.ok_or(NoAnswer::NotConnected)?)
        };
        let arguments = request.arguments(&self.id, &self.terms);
        let numbers = connection.run(SCRIPT, &[&self.key], &arguments).await;
        let answer = numbers.and_then(|numbers: Vec<i64>| {
            Answer::read(&numbers).ok_or_else(|| NoAnswer::Failed("not understood".to_owned()))
        });
        let mut state = self.state.lock();
        let now = Instant::now();
        match &answer {
            Ok(answer) => state.answered(connection.number(), answer, now),
            Err(error) => {
                state.failed(error, now);
                if state.is_to_reconnect(error, now) {
                    connection.give_up();
                }
            }
        }
        answer
    }
}

impl State {
    /// What is said to the server next; `None` when nothing can be wished for now, since without
    /// a lease nothing is taken of what all share.
    fn request(&mut self, connection: u64, wish: Option<Wish>, now: Instant) -> Option<Request> {
        if self.connection != Some(connection) {
            self.connection = Some(connection);
            self.heard = now;
            self.served = now;
        }
        let contact = self
            .contact
            .filter(|contact| contact.connection == connection);
        if contact.is_none() {
            self.standing.has_reconnected(now);
        }
        let lease = contact.filter(|_| self.standing.is_to_lend(now));
        // The server's clock shows this time already, or a later one.
        let lease = lease.map(|contact| contact.server.after(now - contact.at + LEASE));
        match lease {
            Some(_) => self.standing.asks_for_lease(now),
            None if wish.is_some() => return None,
            None => {}
        }
        // One that begins while this exchange goes on is told in the next one.
        let pause = self.pause.take();
        let pause = pause.map(|until| until.saturating_duration_since(now));
        Some(Request {
            lease,
            wish,
            pause: pause.unwrap_or_default(),
            outcomes: std::mem::take(&mut self.outcomes),
        })
    }

    fn answered(&mut self, connection: u64, answer: &Answer, now: Instant) {
        self.heard = now;
        self.served = now;
        self.contact = Some(Contact {
            connection,
            server: answer.now,
            at: now,
        });
        let before = self.standing.stand();
        match answer.place {
            Place::NotAsked => {}
            Place::Member => self.standing.was_answered(true, now),
            Place::Guest => self.standing.was_answered(false, now),
        }
        if !answer.pause.is_zero() {
            self.standing.pause_until(now + answer.pause);
        }
        let did_rest = self.rests_until.is_some();
        self.rests_until = match answer.circuit {
            Circuit::Closed => None,
            Circuit::Open(rests) => Some(now + rests),
        };
        self.has_recovered |= did_rest && self.rests_until.is_none();
        self.report(before);
    }

    fn failed(&mut self, error: &NoAnswer, now: Instant) {
        let before = self.standing.stand();
        self.standing.has_lost_touch(now);
        // Whatever the server knew of a pause may be lost.
        self.pause = self.standing.pause(now);
        if before != self.standing.stand() {
            tracing::warn!("the server that the instances share gives no permits: {error}");
            self.was_told = false;
        }
    }

    /// Whether another connection is of more use after this failure.
    fn is_to_reconnect(&mut self, error: &NoAnswer, now: Instant) -> bool {
        if matches!(error, NoAnswer::Failed(_)) {
            self.heard = now;
        }
        self.heard + LONGEST_SILENCE <= now || self.served + LONGEST_REFUSAL <= now
    }

    /// Says in the log that the instance shares again, or has no place.
    fn report(&mut self, before: Stand) {
        match self.standing.stand() {
            Stand::Guest if before != Stand::Guest => {
                tracing::error!("there are more instances than shared.instances says");
            }
            Stand::Lending { .. } if !self.was_told => {
                tracing::info!("the server that the instances share gives the permits");
                self.was_told = true;
            }
            _ => {}
        }
    }

    /// When a probe may go out, or could, while the circuit of all is open. Apart from the
    /// others, the instance does not know.
    fn rest(&self) -> Option<Instant> {
        match self.standing.stand() {
            Stand::Lending { .. } | Stand::Guest => self.rests_until,
            Stand::Apart { .. } | Stand::CutOff => None,
        }
    }
}

fn granted(answer: &Answer) -> Result<(), Instant> {
    if answer.granted {
        Ok(())
    } else {
        Err(Instant::now() + answer.wait)
    }
}

fn clock() -> u64 {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    })
}

#[cfg(test)]
mod tests;
