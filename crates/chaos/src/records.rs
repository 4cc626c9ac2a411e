//! What every shopper did and was told, and what was wrong with it on sight.

use std::collections::{BTreeMap, BTreeSet};

use parking_lot::{Mutex, MutexGuard};

use crate::shop::{Contact, Definition};

/// One contact and one challenge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pair {
    pub(crate) contact: Contact,
    pub(crate) definition: Definition,
}

/// What a shopper was told when they pressed to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// They have joined.
    Joined,
    /// They have not, or it is not certain; they may try again.
    Refused,
    /// Nothing: the connection ended.
    Nothing,
}

/// How often a shopper pressed for one challenge, and what they were told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Presses {
    pub(crate) joined: u32,
    pub(crate) refused: u32,
    pub(crate) unanswered: u32,
    /// How often without the consent that the challenge asks for.
    pub(crate) without_consent: u32,
}

impl Presses {
    /// How many consents were given, whatever came of them.
    pub(crate) fn consents(self) -> u32 {
        self.joined + self.refused + self.unanswered
    }
}

/// The notes of all shoppers.
#[derive(Debug, Default)]
pub(crate) struct Records {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    presses: BTreeMap<Pair, Presses>,
    /// How many answers were looked through for the data of others.
    answers: u64,
    streams: u64,
    findings: BTreeSet<String>,
}

impl Records {
    /// A press with the consent that is asked for.
    pub(crate) fn pressed(&self, pair: Pair, told: Told) {
        let mut state = self.state();
        let presses = state.presses.entry(pair).or_default();
        let count = match told {
            Told::Joined => &mut presses.joined,
            Told::Refused => &mut presses.refused,
            Told::Nothing => &mut presses.unanswered,
        };
        *count += 1;
    }

    /// A press without it, which has to be refused.
    pub(crate) fn pressed_without_consent(&self, pair: Pair, told: Told) {
        let mut state = self.state();
        if told == Told::Joined {
            let finding = format!("{pair:?} joined without the consent that is asked for");
            state.findings.insert(finding);
        }
        state.presses.entry(pair).or_default().without_consent += 1;
    }

    /// An answer was looked through.
    pub(crate) fn answered(&self) {
        self.state().answers += 1;
    }

    /// An event stream was open.
    pub(crate) fn listened(&self) {
        self.state().streams += 1;
    }

    pub(crate) fn find(&self, finding: String) {
        self.state().findings.insert(finding);
    }

    pub(crate) fn presses(&self) -> BTreeMap<Pair, Presses> {
        self.state().presses.clone()
    }

    pub(crate) fn findings(&self) -> Vec<String> {
        self.state().findings.iter().cloned().collect()
    }

    /// How many answers were looked through, and how many streams were open.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.answers, state.streams)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}
