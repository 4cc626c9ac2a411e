//! What goes wrong at Engage during a run: too many requests, errors, answers that are slow
//! or cannot be read, and answers that are lost before or after the awards were given.

use engage_sim::{Effect, Endpoint, Fault, Simulator};

use crate::faults::{add_at_random, busy, failure, striking_once};
use crate::random::Random;

/// Adds faults for awards at random moments, for ever.
pub(super) async fn keep_adding(simulator: Simulator, random: Random) {
    add_at_random(simulator, random, (100, 900), fault).await;
}

/// One fault, which strikes once.
fn fault(random: &mut Random) -> Fault {
    let endpoint = match random.below(5) {
        0 => Endpoint::ListChallenges,
        _ => Endpoint::AddCheckpoints,
    };
    let is_after = random.one_in(2);
    let effect = match random.below(20) {
        0 => busy(),
        1..4 => failure(500),
        4..6 => failure(503),
        6..10 => Effect::Latency(random.milliseconds(5, 300)),
        // Longer than the proxy waits.
        10 => Effect::Latency(random.milliseconds(2_100, 3_000)),
        11..13 => Effect::BrokenJson,
        _ => Effect::Disconnect,
    };
    striking_once(effect, endpoint, is_after)
}

#[cfg(test)]
mod tests {
    use engage_sim::When;

    use super::*;

    #[test]
    fn answers_are_lost_before_and_after_and_no_refused_call_was_carried_out() {
        let mut random = Random::new(1);
        let faults: Vec<Fault> = (0..1_000).map(|_| fault(&mut random)).collect();
        for when in [When::Before, When::After] {
            for effect in [Effect::Disconnect, failure(500)] {
                let is_it = |fault: &Fault| fault.effect == effect && fault.when == when;
                assert!(faults.iter().any(is_it), "{effect:?} {when:?}");
            }
        }
        let refused_after = |fault: &Fault| fault.effect == busy() && fault.when == When::After;
        assert!(!faults.iter().any(refused_after));
        assert!(faults.iter().all(|fault| fault.count.is_some()));
    }
}
