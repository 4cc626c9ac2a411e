//! What goes wrong at Engage during a run: too many requests, errors, slow answers,
//! and answers that are lost before or after the work was done.

use engage_sim::{Effect, Endpoint, Fault, Simulator};

use crate::random::Random;

/// Adds faults for shoppers who join at random moments, for ever.
pub(crate) async fn keep_adding(simulator: Simulator, random: Random) {
    add_at_random(simulator, random, (40, 300), fault).await;
}

/// Adds such faults for ever, after pauses between two lengths in milliseconds. One waits for
/// its request at a time: many would all strike the first calls after a quiet moment.
pub(crate) async fn add_at_random(
    simulator: Simulator,
    mut random: Random,
    (shortest, longest): (u64, u64),
    fault: fn(&mut Random) -> Fault,
) {
    loop {
        tokio::time::sleep(random.milliseconds(shortest, longest)).await;
        simulator.clear_faults();
        simulator.add_fault(fault(&mut random));
    }
}

/// One fault, which strikes once.
fn fault(random: &mut Random) -> Fault {
    let endpoint = match random.below(10) {
        0..6 => Endpoint::Assign,
        6..9 => Endpoint::ListChallenges,
        _ => Endpoint::ListDefinitions,
    };
    let is_after = random.one_in(2);
    let effect = match random.below(20) {
        0 => busy(),
        1..4 => failure(500),
        4..6 => failure(503),
        6..12 => Effect::Latency(random.milliseconds(5, 300)),
        12..14 if endpoint != Endpoint::Assign => Effect::BrokenJson,
        _ => Effect::Disconnect,
    };
    striking_once(effect, endpoint, is_after)
}

/// A fault that strikes once, before or after the work was done.
pub(crate) fn striking_once(effect: Effect, endpoint: Endpoint, is_after: bool) -> Fault {
    let fault = Fault::new(effect).at(endpoint).once();
    // Who says "too many requests" has not done what was asked.
    if is_after && fault.effect != busy() {
        fault.after()
    } else {
        fault
    }
}

pub(crate) fn busy() -> Effect {
    Effect::Status {
        code: 429,
        retry_after: Some(1),
    }
}

pub(crate) fn failure(code: u16) -> Effect {
    Effect::Status {
        code,
        retry_after: None,
    }
}

#[cfg(test)]
mod tests {
    use engage_sim::When;

    use super::*;

    #[test]
    fn every_kind_of_fault_comes_up_and_no_refused_call_was_carried_out() {
        let mut random = Random::new(1);
        let faults: Vec<Fault> = (0..1_000).map(|_| fault(&mut random)).collect();
        let has = |wanted: fn(&Fault) -> bool| faults.iter().any(wanted);
        assert!(has(|fault| fault.effect == busy()));
        assert!(has(|fault| fault.effect == failure(500)));
        assert!(has(|fault| matches!(fault.effect, Effect::Latency(_))));
        for when in [When::Before, When::After] {
            let lost = |fault: &&Fault| fault.effect == Effect::Disconnect && fault.when == when;
            assert!(faults.iter().any(|fault| lost(&fault)));
        }
        assert!(!has(
            |fault| fault.effect == busy() && fault.when == When::After
        ));
        assert!(faults.iter().all(|fault| fault.count.is_some()));
    }
}
