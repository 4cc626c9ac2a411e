//! What an instance says to the server and what it is answered, as `exchange.lua` has it. Pure.

use std::num::NonZeroU32;
use std::time::Duration;

use super::standing::{LEASE, SPAN};
use crate::upstream::window::Priority;

/// What the server runs.
pub(super) const SCRIPT: &str = include_str!("exchange.lua");

/// The budget that is shared, which every instance must say in the same way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) per_second: NonZeroU32,
    pub(super) instances: NonZeroU32,
    /// What each instance owns.
    pub(super) share: NonZeroU32,
    pub(super) failures_to_rest: NonZeroU32,
    pub(super) rest: Duration,
}

/// What an instance wants to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// One call.
    Call(Priority),
    /// The one call that probes whether Engage is back.
    Probe,
}

/// What an instance says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// Until when it lends its share, by the server's clock; `None` when it does not.
    pub(super) lease: Option<ServerTime>,
    pub(super) wish: Option<Wish>,
    /// For how long nobody may call, since Engage said so.
    pub(super) pause: Duration,
    /// How calls went since the exchange before.
    pub(super) outcomes: String,
}

/// A time of the server's clock, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ServerTime(u64);

impl ServerTime {
    pub(super) fn after(self, time: Duration) -> Self {
        Self(self.0.saturating_add(micros(time)))
    }
}

/// What the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) now: ServerTime,
    pub(super) place: Place,
    /// Whether the wish is granted.
    pub(super) granted: bool,
    /// After how long the wish may be granted, where it is not.
    pub(super) wait: Duration,
    /// For how long nobody may call.
    pub(super) pause: Duration,
    pub(super) circuit: Circuit,
}

/// Whether the instance is one of those that share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It did not ask for a lease.
    NotAsked,
    Member,
    /// There are as many members as there may be.
    Guest,
}

/// The circuit breaker of all instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Circuit {
    Closed,
    /// No instance calls for so long. After that, one of them probes.
    Open(Duration),
}

impl Request {
    /// The arguments of the script.
    pub(super) fn arguments(&self, id: &str, terms: &Terms) -> Vec<String> {
        let wish = match self.wish {
            None => "",
            Some(Wish::Call(Priority::Acting | Priority::Waiting)) => "waiting",
            Some(Wish::Call(Priority::Background)) => "background",
            Some(Wish::Probe) => "probe",
        };
        vec![
            id.to_owned(),
            self.lease.map_or(0, |until| until.0).to_string(),
            micros(LEASE).to_string(),
            micros(SPAN).to_string(),
            terms.per_second.to_string(),
            terms.instances.to_string(),
            terms.share.to_string(),
            wish.to_owned(),
            micros(self.pause).to_string(),
            self.outcomes.clone(),
            terms.failures_to_rest.to_string(),
            micros(terms.rest).to_string(),
        ]
    }
}

impl Answer {
    /// Reads what the script returns; `None` when it is something else.
    pub(super) fn read(numbers: &[i64]) -> Option<Self> {
        let &[now, place, granted, wait, pause, circuit, rests, _lending] = numbers else {
            return None;
        };
        Some(Self {
            now: ServerTime(u64::try_from(now).ok()?),
            place: match place {
                0 => Place::NotAsked,
                1 => Place::Member,
                2 => Place::Guest,
                _ => return None,
            },
            granted: granted == 1,
            wait: duration(wait)?,
            pause: duration(pause)?,
            circuit: match circuit {
                0 => Circuit::Closed,
                _ => Circuit::Open(duration(rests)?),
            },
        })
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn duration(micros: i64) -> Option<Duration> {
    u64::try_from(micros).ok().map(Duration::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn an_answer_is_read_as_the_script_writes_it() {
        let answer = Answer::read(&[7, 1, 0, 1_500, 0, 1, 2_000_000, 3]).unwrap();
        let expected = Answer {
            now: ServerTime(7),
            place: Place::Member,
            granted: false,
            wait: Duration::from_micros(1_500),
            pause: Duration::ZERO,
            circuit: Circuit::Open(Duration::from_secs(2)),
        };
        assert_eq!(answer, expected);
    }

    #[rstest]
    #[case(&[])]
    #[case(&[7, 1, 1])]
    #[case(&[7, 9, 1, 0, 0, 0, 0, 1])]
    #[case(&[-7, 1, 1, 0, 0, 0, 0, 1])]
    #[case(&[7, 1, 0, -1, 0, 0, 0, 1])]
    fn anything_else_grants_nothing(#[case] numbers: &[i64]) {
        assert_eq!(Answer::read(numbers), None);
    }
}
