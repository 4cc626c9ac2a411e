//! The rules of a slot, with the clock of the test and a source that counts its
//! calls.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::time::{advance, sleep};

use super::*;

const POLICY: CachePolicy = CachePolicy {
    ages: Ages {
        fresh: Duration::from_secs(15),
        stale: Duration::from_mins(1),
        kept: Duration::from_mins(5),
    },
    patience: Patience(Duration::from_secs(3)),
    doubted: None,
};

/// A source that answers with the number of the call, after a delay.
#[derive(Default)]
struct Source(AtomicU32);

impl Source {
    fn calls(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    async fn read(
        self: &Arc<Self>,
        slot: &Arc<CacheSlot<u32>>,
        delay: Duration,
    ) -> (Result<u32, ApiError>, ReadOutcome) {
        let source = Arc::clone(self);
        let (cached, outcome) = slot
            .read(
                POLICY,
                |_| {
                    let source = Arc::clone(&source);
                    async move {
                        let number = source.0.fetch_add(1, Ordering::SeqCst) + 1;
                        sleep(delay).await;
                        Ok(Given::by_engage(number))
                    }
                },
                || None,
                || || (),
            )
            .await;
        (cached.map(|cached| *cached.value), outcome)
    }
}

async fn fails(slot: &Arc<CacheSlot<u32>>) -> (Result<u32, ApiError>, ReadOutcome) {
    let (cached, outcome) = slot
        .read(
            POLICY,
            |_| async { Err(ApiError::UpstreamFailed) },
            || None,
            || || (),
        )
        .await;
    (cached.map(|cached| *cached.value), outcome)
}

fn start() -> (Arc<Source>, Arc<CacheSlot<u32>>) {
    (Arc::default(), Arc::default())
}

const AT_ONCE: Duration = Duration::ZERO;

#[tokio::test(start_paused = true)]
async fn a_fresh_answer_is_used_again_without_a_call() {
    let (source, slot) = start();
    assert_eq!(
        source.read(&slot, AT_ONCE).await,
        (Ok(1), ReadOutcome::Miss)
    );
    advance(Duration::from_secs(14)).await;
    assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(1), ReadOutcome::Hit));
}

#[tokio::test(start_paused = true)]
async fn a_hundred_reads_at_once_are_one_call() {
    let (source, slot) = start();
    let readers = (0..100).map(|_| {
        let (source, slot) = (Arc::clone(&source), Arc::clone(&slot));
        tokio::spawn(async move { source.read(&slot, Duration::from_secs(1)).await.0 })
    });
    for reader in readers.collect::<Vec<_>>() {
        assert_eq!(reader.await.unwrap(), Ok(1));
    }
    assert_eq!(source.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stale_answer_is_used_at_once_and_is_refreshed_once() {
    let (source, slot) = start();
    source.read(&slot, AT_ONCE).await.0.unwrap();
    advance(Duration::from_secs(20)).await;
    for _ in 0..3 {
        let before = Instant::now();
        let read = source.read(&slot, Duration::from_secs(2)).await;
        assert_eq!(read, (Ok(1), ReadOutcome::Stale));
        assert_eq!(before.elapsed(), Duration::ZERO);
    }
    sleep(Duration::from_secs(3)).await;
    assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(2), ReadOutcome::Hit));
}

#[tokio::test(start_paused = true)]
async fn an_old_answer_is_used_when_engage_fails_or_is_late() {
    let (source, slot) = start();
    source.read(&slot, AT_ONCE).await.0.unwrap();
    advance(Duration::from_mins(2)).await;
    assert_eq!(fails(&slot).await, (Ok(1), ReadOutcome::Rescued));
    let before = Instant::now();
    let late = source.read(&slot, Duration::from_secs(30)).await;
    assert_eq!(late, (Ok(1), ReadOutcome::Rescued));
    assert_eq!(before.elapsed(), POLICY.patience.0);
}

/// Reads with doubts about everything that was asked until now.
async fn doubting(
    source: &Arc<Source>,
    slot: &Arc<CacheSlot<u32>>,
) -> (Result<u32, ApiError>, ReadOutcome) {
    let policy = CachePolicy {
        doubted: Some(Instant::now()),
        ..POLICY
    };
    advance(Duration::from_millis(1)).await;
    let source = Arc::clone(source);
    let ask = |_| {
        let number = source.0.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok(Given::by_engage(number)) }
    };
    let (cached, outcome) = slot.read(policy, ask, || None, || || ()).await;
    (cached.map(|cached| *cached.value), outcome)
}

#[tokio::test(start_paused = true)]
async fn a_doubted_answer_is_asked_for_again_and_used_when_engage_fails() {
    let (source, slot) = start();
    source.read(&slot, AT_ONCE).await.0.unwrap();
    let policy = CachePolicy {
        doubted: Some(Instant::now()),
        ..POLICY
    };
    let ask = |_| async { Err(ApiError::UpstreamFailed) };
    let (rescued, outcome) = slot.read(policy, ask, || None, || || ()).await;
    assert_eq!(outcome, ReadOutcome::Rescued);
    assert_eq!(*rescued.unwrap().value, 1);
    assert_eq!(doubting(&source, &slot).await, (Ok(2), ReadOutcome::Miss));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_began_before_a_doubt_is_neither_waited_for_nor_kept() {
    let (source, slot) = start();
    let (late, into) = (Arc::clone(&source), Arc::clone(&slot));
    let began = tokio::spawn(async move { late.read(&into, Duration::from_secs(2)).await.0 });
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    assert_eq!(doubting(&source, &slot).await, (Ok(2), ReadOutcome::Miss));
    assert_eq!(began.await.unwrap(), Ok(1));
    assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(2), ReadOutcome::Hit));
}

#[tokio::test(start_paused = true)]
async fn an_answer_past_its_time_is_never_used() {
    let (source, slot) = start();
    source.read(&slot, AT_ONCE).await.0.unwrap();
    advance(Duration::from_mins(5)).await;
    let failed = (Err(ApiError::UpstreamFailed), ReadOutcome::Refused);
    assert_eq!(fails(&slot).await, failed);
}

#[tokio::test(start_paused = true)]
async fn a_shopper_stops_waiting_but_the_call_goes_on_and_its_answer_is_cached() {
    let (source, slot) = start();
    let before = Instant::now();
    let (error, _) = source.read(&slot, Duration::from_secs(30)).await;
    assert_eq!(before.elapsed(), POLICY.patience.0);
    assert!(
        matches!(error, Err(ApiError::UpstreamBusy { .. })),
        "{error:?}"
    );
    sleep(Duration::from_secs(28)).await;
    assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(1), ReadOutcome::Hit));
}

#[tokio::test(start_paused = true)]
async fn a_shopper_whose_turn_comes_later_is_told_when_and_an_old_answer_is_used_at_once() {
    let (source, slot) = start();
    let before = Instant::now();
    let read = || {
        let source = Arc::clone(&source);
        let ask = move |_| {
            let source = Arc::clone(&source);
            async move {
                sleep(Duration::from_secs(20)).await;
                Ok(Given::by_engage(
                    source.0.fetch_add(1, Ordering::SeqCst) + 1,
                ))
            }
        };
        let likely_wait = || Some(Duration::from_secs(20));
        slot.read(POLICY, ask, likely_wait, || || ())
    };
    let told = read().await.0.map(|cached| *cached.value);
    let retry_after = Duration::from_secs(20);
    assert_eq!(told, Err(ApiError::UpstreamBusy { retry_after }));
    assert!(before.elapsed() < Duration::from_secs(1));
    sleep(retry_after).await;
    assert_eq!(read().await.1, ReadOutcome::Hit);
    advance(Duration::from_mins(2)).await;
    let before = Instant::now();
    assert_eq!(read().await.1, ReadOutcome::Rescued);
    assert!(before.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_panics_is_an_error_and_the_next_one_is_made() {
    let (source, slot) = start();
    let (panicked, _) = slot
        .read(
            POLICY,
            |_| async { panic!("a panic that belongs to this test") },
            || None,
            || || (),
        )
        .await;
    assert_eq!(
        panicked.map(|cached: Cached<u32>| *cached.value),
        Err(ApiError::UpstreamFailed)
    );
    assert_eq!(
        source.read(&slot, AT_ONCE).await,
        (Ok(1), ReadOutcome::Miss)
    );
}

#[tokio::test(start_paused = true)]
async fn a_cached_answer_says_how_old_it_is() {
    let (source, slot) = start();
    source.read(&slot, AT_ONCE).await.0.unwrap();
    advance(Duration::from_secs(12)).await;
    assert_eq!(slot.cached().unwrap().age(), Duration::from_secs(12));
}

/// Reads an answer that another instance had so long ago.
async fn shared(
    source: &Arc<Source>,
    slot: &Arc<CacheSlot<u32>>,
    age: Duration,
) -> (Result<u32, ApiError>, ReadOutcome) {
    let ask = |priority| {
        let source = Arc::clone(source);
        async move {
            let number = source.0.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(match priority {
                Priority::Acting | Priority::Waiting => Given::by_another_instance(number, age),
                Priority::Background => Given::by_engage(number),
            })
        }
    };
    let (cached, outcome) = slot.read(POLICY, ask, || None, || || ()).await;
    (cached.map(|cached| *cached.value), outcome)
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_another_instance_goes_on_ageing_here() {
    let (source, slot) = start();
    let fresh = shared(&source, &slot, Duration::from_secs(12)).await;
    assert_eq!(fresh, (Ok(1), ReadOutcome::Shared));
    advance(Duration::from_secs(2)).await;
    assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(1), ReadOutcome::Hit));
    advance(Duration::from_secs(1)).await;
    let stale = (Ok(1), ReadOutcome::Stale);
    assert_eq!(source.read(&slot, AT_ONCE).await, stale);
}

#[tokio::test(start_paused = true)]
async fn a_stale_answer_of_another_instance_is_used_at_once_and_refreshed() {
    let (source, slot) = start();
    let stale = shared(&source, &slot, Duration::from_secs(20)).await;
    assert_eq!(stale, (Ok(1), ReadOutcome::Shared));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(2), ReadOutcome::Hit));
}

#[tokio::test(start_paused = true)]
async fn an_old_answer_of_another_instance_is_used_when_engage_fails() {
    let (source, slot) = start();
    let offered = || {
        let slot = Arc::clone(&slot);
        move |age| slot.offer(Given::by_another_instance(7, age))
    };
    let fails = |age| {
        let offer = offered();
        async move {
            offer(age);
            Err(ApiError::UpstreamFailed)
        }
    };
    let old = |seconds| {
        let fails = &fails;
        let slot = Arc::clone(&slot);
        async move {
            let ask = |_| fails(Duration::from_secs(seconds));
            let (cached, outcome) = slot.read(POLICY, ask, || None, || || ()).await;
            (cached.map(|cached| *cached.value), outcome)
        }
    };
    let refused = (Err(ApiError::UpstreamFailed), ReadOutcome::Refused);
    assert_eq!(old(300).await, refused);
    assert_eq!(old(120).await, (Ok(7), ReadOutcome::Rescued));
    // What Engage answers counts as newer.
    assert_eq!(
        source.read(&slot, AT_ONCE).await,
        (Ok(1), ReadOutcome::Miss)
    );
    assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(1), ReadOutcome::Hit));
}
