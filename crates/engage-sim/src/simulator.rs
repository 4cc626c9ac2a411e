//! The running simulator: what it stores and how it behaves, behind one lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::clock::Clock;
use crate::faults::{Fault, FaultNumber, Faults};
use crate::rate_limit::RateLimiter;
use crate::request_log::RequestLog;
use crate::rules::{Conditions, State};
use crate::seed::Seed;
use crate::switches::Switches;

/// How a simulator starts. A reset returns to these settings.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How it answers.
    pub switches: Switches,
    /// What time it is for the simulator.
    pub clock: Clock,
}

/// A simulator. All clones share one state.
#[derive(Clone, Debug)]
pub struct Simulator {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    seed: Seed,
    settings: Settings,
    running: Mutex<Running>,
}

/// Everything that changes while the simulator runs.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) state: State,
    pub(crate) switches: Switches,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) log: RequestLog,
    pub(crate) limiter: RateLimiter,
}

impl Running {
    fn start(seed: &Seed, settings: &Settings) -> Self {
        let now = settings.clock.now(Timestamp::now());
        let offset = settings.switches.utc_offset.offset();
        Self {
            state: seed.state(now, offset),
            switches: settings.switches.clone(),
            clock: settings.clock,
            faults: Faults::default(),
            log: RequestLog::default(),
            limiter: RateLimiter::default(),
        }
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now(Timestamp::now())
    }

    /// The circumstances of a request that comes now.
    pub(crate) fn conditions(&self) -> Conditions {
        Conditions {
            now: self.now(),
            offset: self.switches.utc_offset.offset(),
            overflow: self.switches.overflow,
            recurring: self.switches.recurring,
        }
    }
}

impl Simulator {
    /// A simulator that stores what the seed says.
    #[must_use]
    pub fn new(seed: Seed, settings: Settings) -> Self {
        let running = Mutex::new(Running::start(&seed, &settings));
        Self {
            shared: Arc::new(Shared {
                seed,
                settings,
                running,
            }),
        }
    }

    /// Returns to the start: the seed, the switches and the clock of the start, no
    /// faults, and an empty log.
    pub fn reset(&self) {
        *self.running() = Running::start(&self.shared.seed, &self.shared.settings);
    }

    /// A copy of everything that is stored.
    #[must_use]
    pub fn state(&self) -> State {
        self.running().state.clone()
    }

    /// Changes what is stored, as a marketer or another system would. The action is
    /// told what the clock shows.
    pub fn change_state<T>(&self, action: impl FnOnce(&mut State, Timestamp) -> T) -> T {
        let mut running = self.running();
        let now = running.now();
        action(&mut running.state, now)
    }

    /// The switches as they are now.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.running().switches.clone()
    }

    /// Sets all switches.
    pub fn set_switches(&self, switches: Switches) {
        self.running().switches = switches;
    }

    /// The clock as it is now.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.running().clock
    }

    /// Sets the clock.
    pub fn set_clock(&self, clock: Clock) {
        self.running().clock = clock;
    }

    /// What the clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.running().now()
    }

    /// Adds a fault. The number can be used to remove it.
    #[expect(
        clippy::must_use_candidate,
        reason = "most faults are never removed by number"
    )]
    pub fn add_fault(&self, fault: Fault) -> FaultNumber {
        self.running().faults.add(fault)
    }

    /// Removes a fault. `None` if no fault with this number is waiting.
    #[expect(clippy::must_use_candidate, reason = "removing is what matters")]
    pub fn remove_fault(&self, number: FaultNumber) -> Option<Fault> {
        self.running().faults.remove(number)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.running().faults.clear();
    }

    /// The requests so far.
    #[must_use]
    pub fn log(&self) -> RequestLog {
        self.running().log.clone()
    }

    /// Empties the log of requests.
    pub fn clear_log(&self) {
        self.running().log = RequestLog::default();
    }

    /// Everything that changes. No code panics in the middle of a change, so the state
    /// is sound even if the lock is poisoned.
    pub(crate) fn running(&self) -> MutexGuard<'_, Running> {
        self.shared
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
