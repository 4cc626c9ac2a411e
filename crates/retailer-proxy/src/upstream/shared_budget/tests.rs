//! Instances that share a budget through a real server, which is killed, stopped and emptied
//! meanwhile. The calls of all of them are counted.

mod line;

use std::sync::Arc;
use std::time::Duration;

use temporary_valkey::TemporaryValkey;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{sleep, sleep_until};

use super::*;
use crate::consents::ServerIdentity;
use crate::shared::{Prefix, SealingKey, ServerAddress};
use line::Line;

/// How many calls all instances together may make in a second.
const ALL: usize = 20;
/// More than a busy machine needs.
const PATIENCE: Duration = Duration::from_mins(1);

/// When calls went out, of all instances.
type Calls = Arc<Mutex<Vec<Instant>>>;

/// One instance, which ends with this value.
struct Instance {
    budget: Arc<SharedBudget>,
    tasks: Vec<JoinHandle<()>>,
}

impl Instance {
    /// One of two instances.
    fn at(url: &str) -> Self {
        Self::of(2, url)
    }

    fn of(instances: u32, url: &str) -> Self {
        let shared = SharedOptions {
            server: ServerAddress::parse(url, ServerIdentity::Verified).unwrap(),
            prefix: Prefix::new("test").unwrap(),
            instances: NonZeroU32::new(instances).unwrap(),
            sealing: SealingKey::of_api_key("key").unwrap(),
        };
        let options = CallOptions {
            per_second: NonZeroU32::new(u32::try_from(ALL).unwrap()).unwrap(),
            rest: Duration::from_secs(1),
            ..CallOptions::default()
        };
        let server = Server::new(shared.server.clone());
        let budget = SharedBudget::new(&options, &shared, server.clone()).unwrap();
        let budget = Arc::new(budget);
        let kept = Arc::clone(&budget);
        let tasks = vec![
            tokio::spawn(async move { server.keep(&["test:changes"], |_heard| {}).await }),
            tokio::spawn(async move { kept.keep().await }),
        ];
        Self { budget, tasks }
    }

    fn stand(&self) -> Stand {
        self.budget.state.lock().standing.stand()
    }

    /// Makes as many calls as it may, all the time.
    fn calls(&mut self, calls: &Calls) {
        let (budget, calls) = (Arc::clone(&self.budget), Arc::clone(calls));
        self.tasks.push(tokio::spawn(async move {
            loop {
                match budget.take(Priority::Waiting).await {
                    Ok(()) => calls.lock().push(Instant::now()),
                    Err(until) => sleep_until(until).await,
                }
            }
        }));
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Waits until this holds.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        sleep(Duration::from_millis(5)).await;
    }
}

async fn until_all_share(instances: &[&Instance]) {
    let share = |instance: &&Instance| instance.budget.is_shared();
    until("all share", || instances.iter().all(share)).await;
}

async fn until_none_shares(instances: &[&Instance]) {
    let share = |instance: &&Instance| instance.budget.is_shared();
    until("none shares", || !instances.iter().any(share)).await;
}

async fn until_more(calls: &Calls, more: usize) {
    let enough = calls.lock().len() + more;
    until("there are more calls", || calls.lock().len() >= enough).await;
}

/// The most calls in any second, wherever it starts.
fn busiest(calls: &Calls) -> usize {
    let mut calls = calls.lock().clone();
    calls.sort();
    let second = |(index, from): (usize, &Instant)| {
        let within = |at: &&Instant| **at < *from + Duration::from_secs(1);
        calls[index..].iter().take_while(within).count()
    };
    calls.iter().enumerate().map(second).max().unwrap_or(0)
}

/// Two instances that make as many calls as they may, with the calls of both.
fn two_busy(url: &str, other: &str) -> (Instance, Instance, Calls) {
    let calls = Calls::default();
    let (mut one, mut two) = (Instance::at(url), Instance::at(other));
    one.calls(&calls);
    two.calls(&calls);
    (one, two, calls)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_without_calls_lends_its_share_to_the_other() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (mut one, two) = (Instance::at(&server.url()), Instance::at(&server.url()));
    let calls = Calls::default();
    one.calls(&calls);
    until_all_share(&[&one, &two]).await;
    until("one has all", || busiest(&calls) > ALL / 2).await;
    until_more(&calls, 3 * ALL).await;
    assert!(busiest(&calls) <= ALL, "{}", busiest(&calls));
}

/// Makes four calls every 120 milliseconds until one is refused, and says when it may come back.
async fn until_refused(instance: &Instance) -> Instant {
    for number in 1.. {
        if let Err(until) = instance.budget.take(Priority::Waiting).await {
            return until;
        }
        if number % 4 == 0 {
            sleep(Duration::from_millis(120)).await;
        }
    }
    unreachable!("there are always calls")
}

#[tokio::test(flavor = "multi_thread")]
async fn shoppers_who_wait_at_one_instance_come_before_background_work_of_the_other() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server.url()), Instance::at(&server.url()));
    // On a busy machine an instance loses touch, or calls too slowly to be refused, now and then.
    for _ in 0..20 {
        until_all_share(&[&one, &two]).await;
        let stands = || [one.stand(), two.stand()];
        let before = stands();
        let shopper = until_refused(&one).await;
        let background = two.budget.take(Priority::Background).await;
        // Both times may be 50 ms late, so more than that is no accident.
        let is_later = |until: &Instant| *until > shopper + Duration::from_millis(60);
        if stands() == before && background.as_ref().is_err_and(is_later) {
            return;
        }
        // Until the window is empty.
        sleep_until(shopper + 2 * standing::SPAN).await;
    }
    panic!("background work does not let shoppers go first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_twice_costs_no_call_too_many() {
    let Some(mut server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two, calls) = two_busy(&server.url(), &server.url());
    for _ in 0..2 {
        until_all_share(&[&one, &two]).await;
        until_more(&calls, 2 * ALL).await;
        server.kill();
        until_none_shares(&[&one, &two]).await;
        until_more(&calls, 2 * ALL).await;
        server.start_again().unwrap();
    }
    until_all_share(&[&one, &two]).await;
    until_more(&calls, 2 * ALL).await;
    assert!(busiest(&calls) <= ALL, "{}", busiest(&calls));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stands_still_costs_no_call_too_many() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two, calls) = two_busy(&server.url(), &server.url());
    until_all_share(&[&one, &two]).await;
    until_more(&calls, 2 * ALL).await;
    server.freeze();
    until_none_shares(&[&one, &two]).await;
    until_more(&calls, 2 * ALL).await;
    server.thaw();
    until_all_share(&[&one, &two]).await;
    until_more(&calls, 2 * ALL).await;
    assert!(busiest(&calls) <= ALL, "{}", busiest(&calls));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_loses_its_memory_costs_no_call_too_many() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two, calls) = two_busy(&server.url(), &server.url());
    until_all_share(&[&one, &two]).await;
    let client = redis::Client::open(server.url()).unwrap();
    let mut redis = client.get_multiplexed_async_connection().await.unwrap();
    for _ in 0..3 {
        until_more(&calls, ALL).await;
        let emptied: String = redis::cmd("FLUSHALL")
            .query_async(&mut redis)
            .await
            .unwrap();
        assert_eq!(emptied, "OK");
    }
    until_more(&calls, 2 * ALL).await;
    assert!(busiest(&calls) <= ALL, "{}", busiest(&calls));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_alone_loses_the_server_and_finds_it_again_makes_no_call_too_many() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let mut line = Line::to(server.port()).await;
    let (one, two, calls) = two_busy(&server.url(), &line.url());
    until_all_share(&[&one, &two]).await;
    for _ in 0..2 {
        until_more(&calls, 2 * ALL).await;
        line.cut();
        until_none_shares(&[&two]).await;
        until_more(&calls, 3 * ALL).await;
        until_all_share(&[&one]).await;
        line.mend().await;
        until_all_share(&[&one, &two]).await;
    }
    until_more(&calls, 2 * ALL).await;
    assert!(busiest(&calls) <= ALL, "{}", busiest(&calls));
}

/// Both instances use their own share, and go on doing so.
async fn assert_each_keeps_to_its_share(url: &str) {
    let (one, two, calls) = two_busy(url, url);
    until_more(&calls, 5 * ALL).await;
    assert!(!one.budget.is_shared() && !two.budget.is_shared());
    assert!(busiest(&calls) <= ALL, "{}", busiest(&calls));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_memory_at_the_server_each_keeps_to_its_share() {
    let full = ["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"];
    if let Some(server) = TemporaryValkey::for_test(&full) {
        assert_each_keeps_to_its_share(&server.url()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_is_not_connected_to_again_and_again() {
    let full = ["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"];
    let Some(server) = TemporaryValkey::for_test(&full) else {
        return;
    };
    let mut instance = Instance::at(&server.url());
    let connected = instance.budget.server.connected();
    let first = connected.await.number();
    let calls = Calls::default();
    instance.calls(&calls);
    // Longer than a server may be silent.
    until_more(&calls, 3 * ALL).await;
    let connection = instance.budget.server.connection();
    assert!(connection.is_some_and(|connection| connection.number() == first));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_replica_that_takes_nothing_each_keeps_to_its_share() {
    // Nobody listens at this port.
    if let Some(server) = TemporaryValkey::for_test(&["--replicaof", "127.0.0.1 1"]) {
        assert_each_keeps_to_its_share(&server.url()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_of_another_kind_each_keeps_to_its_share() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let answers = tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    assert_each_keeps_to_its_share(&url).await;
    answers.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_too_many_takes_nothing_that_belongs_to_the_others() {
    // On a busy machine a member loses touch now and then. Its place is free then, and the
    // third instance takes it.
    for _ in 0..10 {
        let Some(mut server) = TemporaryValkey::for_test(&[]) else {
            return;
        };
        let (one, two, calls) = two_busy(&server.url(), &server.url());
        until_all_share(&[&one, &two]).await;
        let stands = || [one.stand(), two.stand()];
        let members = stands();
        until("both lend", || busiest(&calls) > ALL / 2).await;
        let of_guest = Calls::default();
        let mut guest = Instance::at(&server.url());
        guest.calls(&of_guest);
        until_more(&of_guest, 5).await;
        let is_guest = guest.stand() == Stand::Guest;
        if !is_guest || stands() != members {
            continue;
        }
        server.kill();
        until_none_shares(&[&one, &two, &guest]).await;
        until_more(&calls, ALL).await;
        let made = of_guest.lock().len();
        until_more(&calls, 2 * ALL).await;
        assert_eq!(of_guest.lock().len(), made);
        calls.lock().extend(of_guest.lock().iter());
        assert!(busiest(&calls) <= ALL, "{}", busiest(&calls));
        return;
    }
    panic!("members lose touch all the time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_one_holds_for_all() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server.url()), Instance::at(&server.url()));
    until_all_share(&[&one, &two]).await;
    one.budget.pause_until(Instant::now() + PATIENCE);
    until("the other pauses", || {
        two.budget.pause(Instant::now()).is_some()
    })
    .await;
    assert!(two.budget.take(Priority::Waiting).await.is_err());
}

#[tokio::test]
async fn a_pause_that_begins_during_an_exchange_is_told_in_the_next_one() {
    // Nobody listens at this port.
    let instance = Instance::at("redis://127.0.0.1:1");
    let now = Instant::now();
    let next = || {
        let mut state = instance.budget.state.lock();
        state.request(0, None, now).unwrap().pause
    };
    assert_eq!(next(), Duration::ZERO);
    instance.budget.pause_until(now + PATIENCE);
    let answer = Answer::read(&[0; 8]).unwrap();
    instance.budget.state.lock().answered(0, &answer, now);
    assert_eq!(next(), PATIENCE);
    assert_eq!(next(), Duration::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_all_open_one_circuit_and_one_probe_closes_it() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server.url()), Instance::at(&server.url()));
    until_all_share(&[&one, &two]).await;
    // Ten of the latest twenty calls open it.
    for instance in [&one, &two] {
        for _ in 0..5 {
            instance.budget.note(Admission::Ordinary, Health::Failing);
        }
    }
    let rests = |instance: &Instance| instance.budget.state.lock().rest().is_some();
    until("both rest", || rests(&one) && rests(&two)).await;
    let probing = loop {
        match one.budget.admit().await {
            Ok(admission) => break admission,
            Err(until) => sleep_until(until).await,
        }
    };
    assert_eq!(probing, Admission::Probe);
    assert!(two.budget.admit().await.is_err());
    one.budget.note(probing, Health::Well);
    until("both have recovered", || !rests(&one) && !rests(&two)).await;
    assert!(two.budget.has_recovered());
    assert_eq!(two.budget.admit().await, Ok(Admission::Ordinary));
}

#[test]
fn more_instances_than_calls_have_no_share() {
    let url = "redis://127.0.0.1";
    let shared = SharedOptions {
        server: ServerAddress::parse(url, ServerIdentity::Verified).unwrap(),
        prefix: Prefix::new("test").unwrap(),
        instances: NonZeroU32::new(51).unwrap(),
        sealing: SealingKey::of_api_key("key").unwrap(),
    };
    let server = Server::new(shared.server.clone());
    let budget = SharedBudget::new(&CallOptions::default(), &shared, server);
    assert_eq!(budget.map(drop), Err(NoShare));
}
