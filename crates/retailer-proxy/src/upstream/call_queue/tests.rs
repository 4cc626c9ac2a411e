//! The promises of the queue, with the clock of the test.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use super::*;
use crate::upstream::window::Window;

fn call_queue(per_second: u32, at_once: usize, longest: usize) -> Arc<CallQueue> {
    let options = CallOptions {
        per_second: NonZeroU32::new(per_second).unwrap(),
        at_once: NonZeroUsize::new(at_once).unwrap(),
        queue: longest,
        ..CallOptions::default()
    };
    let budget = Budget::Own(Mutex::new(Window::new(options.per_second)));
    Arc::new(CallQueue::new(&options, budget))
}

fn waiting() -> Turn {
    Turn::new(Priority::Waiting, Caller::default())
}

fn background() -> Turn {
    Turn::new(Priority::Background, Caller::default())
}

fn in_seconds(seconds: u64) -> Instant {
    Instant::now() + Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn every_call_gets_a_permit_and_none_before_there_is_room() {
    let queue = call_queue(10, 100, 100);
    let start = Instant::now();
    let permits = (0..30).map(|_| {
        let queue = Arc::clone(&queue);
        tokio::spawn(async move {
            queue.permit(waiting(), in_seconds(60)).await.unwrap();
            start.elapsed().as_secs()
        })
    });
    let mut second = [0; 4];
    for permit in permits.collect::<Vec<_>>() {
        second[usize::try_from(permit.await.unwrap()).unwrap()] += 1;
    }
    assert_eq!(second, [10, 10, 10, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_the_wait() {
    let queue = call_queue(1, 100, 100);
    let _first = queue.permit(waiting(), in_seconds(1)).await.unwrap();
    let start = Instant::now();
    let deadline = start + Duration::from_millis(300);
    assert!(queue.permit(waiting(), deadline).await.is_err());
    assert_eq!(start.elapsed(), Duration::from_millis(300));
}

#[tokio::test(start_paused = true)]
async fn shoppers_who_wait_come_before_background_work_that_was_there_first() {
    let queue = call_queue(1, 100, 100);
    drop(queue.permit(waiting(), in_seconds(1)).await.unwrap());
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for priority in [Priority::Background, Priority::Waiting] {
        let (queue, order) = (Arc::clone(&queue), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            queue
                .permit(Turn::new(priority, Caller::default()), in_seconds(60))
                .await
                .unwrap();
            order.lock().push(priority);
        }));
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    let order = order.lock();
    assert_eq!(*order, [Priority::Waiting, Priority::Background]);
}

#[tokio::test(start_paused = true)]
async fn who_joins_waits_for_nobody_who_reads() {
    let queue = call_queue(1, 100, 100);
    drop(queue.permit(waiting(), in_seconds(1)).await.unwrap());
    let order = Order::default();
    let mut calls = Vec::new();
    for of in ["reads", "reads too"] {
        calls.push(join(&queue, of, &order).await);
    }
    let start = Instant::now();
    let acting = Turn::new(Priority::Acting, Caller::of("joins"));
    drop(queue.permit(acting, in_seconds(60)).await.unwrap());
    assert!(start.elapsed() < Duration::from_secs(2));
    assert!(order.lock().is_empty());
    for call in calls {
        call.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_full_queue_the_last_who_reads_gives_way_to_who_joins() {
    let queue = call_queue(1, 100, 2);
    drop(queue.permit(waiting(), in_seconds(1)).await.unwrap());
    let order = Order::default();
    let mut calls = Vec::new();
    for of in ["first", "last"] {
        calls.push(join(&queue, of, &order).await);
    }
    let acting = Turn::new(Priority::Acting, Caller::of("joins"));
    drop(queue.permit(acting, in_seconds(60)).await.unwrap());
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(*order.lock(), [("last", false), ("first", true)]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_knows_when_the_turn_is_likely_to_come() {
    let queue = call_queue(10, 100, 100);
    let start = Instant::now();
    let names: Vec<String> = (0..40).map(|number| format!("contact {number}")).collect();
    let calls = names.iter().map(|name| {
        let (queue, of) = (Arc::clone(&queue), Caller::of(name));
        tokio::spawn(async move {
            let turn = Turn::new(Priority::Waiting, of);
            queue.permit(turn, in_seconds(60)).await.unwrap();
            start.elapsed()
        })
    });
    let calls: Vec<_> = calls.collect();
    tokio::time::advance(Duration::from_millis(1)).await;
    let likely = names.iter().map(|name| queue.likely_wait(Caller::of(name)));
    let likely: Vec<_> = likely.collect();
    assert_eq!(queue.likely_wait(Caller::of("nobody")), None);
    for (call, likely) in calls.into_iter().zip(likely) {
        let (waited, likely) = (call.await.unwrap(), likely.unwrap_or_default());
        assert!(
            waited.abs_diff(likely) < Duration::from_millis(1_200),
            "{waited:?} {likely:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_refuses_at_once_but_a_shopper_takes_the_place_of_background_work() {
    let queue = call_queue(1, 100, 1);
    drop(queue.permit(waiting(), in_seconds(1)).await.unwrap());
    let queued = Arc::clone(&queue);
    let refresh = tokio::spawn(async move { queued.permit(background(), in_seconds(60)).await });
    tokio::task::yield_now().await;
    let start = Instant::now();
    assert!(queue.permit(background(), in_seconds(60)).await.is_err());
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(queue.permit(waiting(), in_seconds(60)).await.is_ok());
    assert!(refresh.await.unwrap().is_err());
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_are_under_way_than_allowed() {
    let queue = call_queue(100, 2, 100);
    let first = queue.permit(waiting(), in_seconds(1)).await.unwrap();
    let _second = queue.permit(waiting(), in_seconds(1)).await.unwrap();
    assert!(queue.permit(waiting(), in_seconds(1)).await.is_err());
    drop(first);
    assert!(queue.permit(waiting(), in_seconds(1)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_permit_for_a_call_that_was_given_up_is_returned() {
    let queue = call_queue(100, 1, 100);
    let first = queue.permit(waiting(), in_seconds(1)).await.unwrap();
    let gone = queue.permit(waiting(), Instant::now()).await;
    assert!(gone.is_err());
    drop(first);
    assert!(queue.permit(waiting(), in_seconds(1)).await.is_ok());
    assert_eq!(queue.load(), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_goes_out_the_moment_another_one_ends() {
    let queue = call_queue(100, 1, 100);
    let first = queue.permit(waiting(), in_seconds(1)).await.unwrap();
    let waits = Arc::clone(&queue);
    let second = tokio::spawn(async move {
        let permit = waits.permit(waiting(), in_seconds(60)).await;
        permit.map(|_| Instant::now())
    });
    tokio::time::advance(Duration::from_millis(7)).await;
    let ended = Instant::now();
    drop(first);
    assert_eq!(second.await.unwrap(), Ok(ended));
}

#[tokio::test(start_paused = true)]
async fn a_shopper_who_joins_does_not_wait_as_long_as_the_background_work_before() {
    let queue = call_queue(10, 100, 100);
    let start = Instant::now();
    let call = || queue.permit(waiting(), in_seconds(60));
    drop(call().await.unwrap());
    tokio::time::advance(Duration::from_millis(500)).await;
    for _ in 1..10 {
        drop(call().await.unwrap());
    }
    let refresh = Arc::clone(&queue);
    let refresh = tokio::spawn(async move {
        let permit = refresh.permit(background(), in_seconds(60)).await;
        permit.map(|_| start.elapsed())
    });
    // Now the queue sleeps until the background work may go.
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    call().await.unwrap();
    // One call has left the window; the background work needs three to leave it.
    let as_soon_as_one_has_left = Duration::from_millis(1_100);
    assert_eq!(start.elapsed(), as_soon_as_one_has_left);
    assert!(refresh.await.unwrap().unwrap() > as_soon_as_one_has_left);
}

/// Joins the queue on behalf of this contact, and notes when there is a permit.
async fn join(
    queue: &Arc<CallQueue>,
    of: &'static str,
    order: &Order,
) -> tokio::task::JoinHandle<()> {
    let (queue, order) = (Arc::clone(queue), Arc::clone(order));
    let turn = Turn::new(Priority::Waiting, Caller::of(of));
    let waits = tokio::spawn(async move {
        let permit = queue.permit(turn, in_seconds(60)).await;
        order.lock().push((of, permit.is_ok()));
    });
    tokio::task::yield_now().await;
    waits
}

/// Whose calls got an answer from the queue, and whether that was a permit.
type Order = Arc<Mutex<Vec<(&'static str, bool)>>>;

#[tokio::test(start_paused = true)]
async fn a_contact_with_many_calls_waits_behind_those_with_one() {
    let queue = call_queue(100, 1, 100);
    let first = queue.permit(waiting(), in_seconds(1)).await.unwrap();
    let order = Order::default();
    let mut calls = Vec::new();
    for of in ["many", "many", "many", "one", "other"] {
        calls.push(join(&queue, of, &order).await);
    }
    drop(first);
    for call in calls {
        call.await.unwrap();
    }
    let order: Vec<_> = order.lock().iter().map(|(of, _)| *of).collect();
    assert_eq!(order, ["many", "one", "other", "many", "many"]);
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_still_takes_a_contact_who_has_no_call_in_it() {
    let queue = call_queue(100, 1, 3);
    let first = queue.permit(waiting(), in_seconds(1)).await.unwrap();
    let order = Order::default();
    let mut calls = Vec::new();
    for of in ["many", "many", "many", "many", "one"] {
        calls.push(join(&queue, of, &order).await);
    }
    drop(first);
    for call in calls {
        call.await.unwrap();
    }
    let order = order.lock();
    let refused = order.iter().filter(|(_, permit)| !permit);
    assert_eq!(
        refused.map(|(of, _)| *of).collect::<Vec<_>>(),
        ["many", "many"]
    );
    assert!(order.contains(&("one", true)));
}

#[tokio::test(start_paused = true)]
async fn a_caller_without_a_permit_is_told_when_the_queue_has_gone_out() {
    let queue = call_queue(2, 100, 20);
    drop(queue.permit(waiting(), in_seconds(1)).await.unwrap());
    drop(queue.permit(waiting(), in_seconds(1)).await.unwrap());
    let order = Order::default();
    for _ in 0..20 {
        join(&queue, "many", &order).await;
    }
    let turn = Turn::new(Priority::Waiting, Caller::of("many"));
    let refused = queue.permit(turn, in_seconds(60)).await.unwrap_err();
    // Twenty calls, two in each 1.1 seconds, and up to half as long again.
    let likely = Duration::from_secs(11)..Duration::from_millis(16_500);
    assert!(likely.contains(&refused.likely_after), "{refused:?}");
}
