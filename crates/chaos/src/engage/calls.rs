//! The calls, those of `assign` that are under way, and the kills that are planned for them.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::oneshot;

use super::arrivals::Arrivals;
use crate::records::Pair;

/// One instance of the proxy, by its number. It keeps it when it is started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Instance(pub(crate) usize);

impl Instance {
    /// As what it calls Engage.
    pub(crate) fn user_agent(self) -> String {
        format!("chaos-{}/1.0", self.0)
    }

    pub(crate) fn of_user_agent(text: &str) -> Option<Self> {
        let number = text.strip_prefix("chaos-")?.strip_suffix("/1.0")?;
        number.parse().ok().map(Self)
    }
}

/// When the caller of `assign` is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Its row is written, and Engage carries the call out after the kill.
    Before,
    /// Its row is written, and Engage never carries the call out.
    Instead,
    /// Engage has carried the call out, and its answer is lost.
    After,
}

impl Target {
    pub(crate) const ALL: [Self; 3] = [Self::Before, Self::Instead, Self::After];
}

/// A kill that is planned for the next call of an instance.
#[derive(Debug)]
pub(crate) struct Aim {
    target: Target,
    strike: oneshot::Sender<()>,
    struck: oneshot::Receiver<()>,
}

impl Aim {
    /// A plan. The first channel says when to kill, the second that it is done.
    pub(crate) fn new(target: Target) -> (Self, oneshot::Receiver<()>, oneshot::Sender<()>) {
        let (strike, due) = oneshot::channel();
        let (done, struck) = oneshot::channel();
        let aim = Self {
            target,
            strike,
            struck,
        };
        (aim, due, done)
    }

    pub(super) fn target(&self) -> Target {
        self.target
    }

    /// Has the caller killed, and waits until it is dead.
    pub(super) async fn strike(self) {
        // Nobody kills any more when the run is over.
        if self.strike.send(()).is_ok() {
            let _ = self.struck.await;
        }
    }
}

/// What is known of the calls.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// When each call of any kind arrived.
    pub(crate) arrivals: Arrivals,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    under_way: HashMap<Pair, Vec<Numbered>>,
    aims: HashMap<Instance, Aim>,
    total: u64,
    overlaps: Vec<Pair>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Numbered {
    instance: Instance,
    number: u64,
}

/// A call that is under way until this is dropped.
#[derive(Debug)]
pub(crate) struct Call {
    calls: Arc<Calls>,
    pair: Pair,
    number: u64,
}

impl Calls {
    /// A call begins. What is planned for it is taken out of the plan.
    pub(super) fn arrive(self: &Arc<Self>, instance: Instance, pair: Pair) -> (Call, Option<Aim>) {
        let mut state = self.state();
        state.total += 1;
        let number = state.total;
        let others = state.under_way.entry(pair.clone()).or_default();
        let is_alone = others.is_empty();
        others.push(Numbered { instance, number });
        if !is_alone {
            state.overlaps.push(pair.clone());
        }
        let aim = state.aims.remove(&instance);
        let call = Call {
            calls: Arc::clone(self),
            pair,
            number,
        };
        (call, aim)
    }

    /// Plans what happens at the next call of this instance.
    pub(crate) fn aim(&self, instance: Instance, aim: Aim) {
        self.state().aims.insert(instance, aim);
    }

    /// How many calls of this instance are under way: for each of them a row is written
    /// and not settled.
    pub(crate) fn under_way(&self, instance: Instance) -> usize {
        let state = self.state();
        let calls = state.under_way.values().flatten();
        calls.filter(|call| call.instance == instance).count()
    }

    /// The instance was killed: what is under way of it is nobody's any more.
    pub(crate) fn forget(&self, instance: Instance) {
        let mut state = self.state();
        state.aims.remove(&instance);
        state.under_way.retain(|_, calls| {
            calls.retain(|call| call.instance != instance);
            !calls.is_empty()
        });
    }

    /// How many calls there were.
    pub(crate) fn total(&self) -> u64 {
        self.state().total
    }

    /// For whom two living instances, or one twice, called at the same time.
    pub(crate) fn overlaps(&self) -> Vec<Pair> {
        self.state().overlaps.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut state = self.calls.state();
        if let Some(calls) = state.under_way.get_mut(&self.pair) {
            calls.retain(|call| call.number != self.number);
            if calls.is_empty() {
                state.under_way.remove(&self.pair);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Instance = Instance(1);
    const TWO: Instance = Instance(2);

    fn pair(contact: &str) -> Pair {
        Pair {
            contact: contact.to_owned(),
            definition: "d".to_owned(),
        }
    }

    #[test]
    fn two_calls_for_the_same_pair_at_once_are_noticed_and_two_after_each_other_are_not() {
        let calls = Arc::new(Calls::default());
        drop(calls.arrive(ONE, pair("a")));
        let first = calls.arrive(ONE, pair("a"));
        let _other = calls.arrive(TWO, pair("b"));
        assert_eq!(calls.overlaps(), []);
        let _second = calls.arrive(TWO, pair("a"));
        assert_eq!(calls.overlaps(), [pair("a")]);
        assert_eq!(calls.under_way(TWO), 2);
        drop(first);
        assert_eq!(calls.under_way(ONE), 0);
        assert_eq!(calls.total(), 4);
    }

    #[test]
    fn the_call_of_a_killed_instance_is_in_nobodys_way() {
        let calls = Arc::new(Calls::default());
        let _lost = calls.arrive(ONE, pair("a"));
        calls.forget(ONE);
        let _again = calls.arrive(TWO, pair("a"));
        assert_eq!(calls.overlaps(), []);
    }

    #[tokio::test]
    async fn a_planned_kill_is_carried_out_at_the_next_call_of_that_instance_alone() {
        let calls = Arc::new(Calls::default());
        let (aim, due, done) = Aim::new(Target::Before);
        calls.aim(ONE, aim);
        assert!(calls.arrive(TWO, pair("a")).1.is_none());
        let aim = calls.arrive(ONE, pair("b")).1.unwrap();
        let killer = async {
            due.await.unwrap();
            done.send(()).unwrap();
        };
        tokio::join!(aim.strike(), killer);
        assert!(calls.arrive(ONE, pair("c")).1.is_none());
    }

    #[test]
    fn an_instance_is_known_by_its_user_agent() {
        assert_eq!(Instance::of_user_agent(&TWO.user_agent()), Some(TWO));
        assert_eq!(Instance::of_user_agent("curl/8.0"), None);
    }
}
