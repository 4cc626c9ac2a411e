//! Shoppers who were refused together must not be told to come back at the same moment.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use engage_sim::{Effect, Fault};

use crate::shop::{ALVA, Behaviour, Shop, refused};

/// The waits that many requests are told after Engage has answered with this status.
async fn waits(code: u16, retry_after: Option<u32>) -> BTreeSet<u64> {
    let mut behaviour = Behaviour::default();
    behaviour.calls.failures_to_rest = NonZeroU32::MIN;
    behaviour.calls.rest = Duration::from_mins(1);
    let (shop, engage) = Shop::open_with(behaviour).await;
    engage.add_fault(Fault::new(Effect::Status { code, retry_after }));
    shop.answer(ALVA, "/challenges/definitions").await;
    let mut waits = BTreeSet::new();
    for _ in 0..40 {
        let answer = shop.answer(ALVA, "/challenges/definitions").await;
        assert_eq!(answer.refusal(), refused(503, "upstream_busy"));
        waits.insert(answer.header("retry-after").unwrap().parse().unwrap());
    }
    waits
}

#[tokio::test]
async fn while_the_circuit_is_open_the_waits_differ() {
    let waits = waits(500, None).await;
    assert!(waits.len() > 5, "{waits:?}");
    assert!(
        waits.iter().all(|wait| (30..=90).contains(wait)),
        "{waits:?}"
    );
}

#[tokio::test]
async fn after_a_429_the_waits_differ() {
    let waits = waits(429, Some(100)).await;
    assert!(waits.len() > 5, "{waits:?}");
    assert!(
        waits.iter().all(|wait| (60..=150).contains(wait)),
        "{waits:?}"
    );
}
