//! Two instances with a real server between them, and an Engage that the test plays.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use challenge_model::ChallengeId;
use engage_client::ChallengeFilter;
use rstest::rstest;
use temporary_valkey::TemporaryValkey;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::super::contact_cache::{Extent, QueryKey};
use super::*;
use crate::consents::ServerIdentity;
use crate::shared::ServerAddress;
use crate::upstream::page_of;

/// More than a busy machine needs.
const PATIENCE: Duration = Duration::from_mins(1);
const AGES: Ages = Ages {
    fresh: Duration::from_mins(10),
    stale: Duration::from_mins(20),
    kept: Duration::from_mins(30),
};

/// One instance, which ends with this value.
struct Instance {
    answers: Arc<SharedAnswers>,
    slot: PageSlot,
    task: JoinHandle<()>,
}

/// An Engage that answers when it is allowed to, with the number of the call as the id.
#[derive(Default)]
struct Engage {
    calls: AtomicU32,
    may_answer: Notify,
}

impl Engage {
    fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    async fn answers(&self) -> Result<Page<Challenge>, ApiError> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        self.may_answer.notified().await;
        Ok(page(number))
    }

    async fn answers_at_once(&self) -> Result<Page<Challenge>, ApiError> {
        self.may_answer.notify_one();
        self.answers().await
    }
}

impl Instance {
    /// An instance that is connected to this server.
    async fn at(server: &TemporaryValkey) -> Self {
        let instance = Self::with(&server.url(), AGES, PATIENCE);
        instance.answers.server.connected().await;
        instance
    }

    fn with(url: &str, ages: Ages, time_limit: Duration) -> Self {
        let shared = SharedOptions {
            server: ServerAddress::parse(url, ServerIdentity::Verified).unwrap(),
            prefix: Prefix::new("test").unwrap(),
            instances: NonZeroU32::new(2).unwrap(),
            sealing: SealingKey::of_api_key("key").unwrap(),
        };
        let server = Server::new(shared.server.clone());
        let server = server.with_patience(time_limit);
        let kept = server.clone();
        Self {
            answers: Arc::new(SharedAnswers::new(server, &shared, ages)),
            slot: PageSlot::default(),
            task: tokio::spawn(async move { kept.keep("test:changes", |_heard| {}).await }),
        }
    }

    async fn wants(
        &self,
        priority: Priority,
        engage: impl Future<Output = Result<Page<Challenge>, ApiError>>,
    ) -> Result<u32, ApiError> {
        let query = QueryKey::List {
            definition: None,
            filter: ChallengeFilter::All,
            extent: Extent::All,
        };
        let wanted = Wanted {
            contact: contact(),
            query: query.name(),
            priority,
            slot: Arc::clone(&self.slot),
        };
        let answers = Arc::clone(&self.answers);
        let given = answers.answer(wanted, engage).await?;
        Ok(number(given.value()))
    }

    /// An answer for a shopper who waits.
    async fn answer(&self, engage: &Engage) -> Result<u32, ApiError> {
        self.wants(Priority::Waiting, engage.answers_at_once())
            .await
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn contact() -> ContactId {
    ContactId::guid("7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01").unwrap()
}

fn page(number: u32) -> Page<Challenge> {
    let item = serde_json::json!([{ "id": format!("{number:032x}") }]);
    page_of(Page::read(&item).unwrap().items)
}

fn number(page: &Page<Challenge>) -> u32 {
    let id: &ChallengeId = &page.items[0].id;
    u32::from_str_radix(&id.as_str().replace('-', ""), 16).unwrap()
}

/// Waits until this holds.
async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        sleep(Duration::from_millis(5)).await;
    }
}

async fn redis(server: &TemporaryValkey) -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(server.url()).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

fn key() -> String {
    Prefix::new("test").unwrap().contact(&contact())
}

/// The fields of the contact's entry, as one text.
async fn entry(server: &TemporaryValkey) -> Vec<u8> {
    let mut redis = redis(server).await;
    let mut all = redis::cmd("HGETALL");
    let fields: Vec<Vec<u8>> = all.arg(key()).query_async(&mut redis).await.unwrap();
    fields.join(&b'\n')
}

async fn until_entry(server: &TemporaryValkey, word: &str) {
    let has = async || {
        let entry = entry(server).await;
        entry
            .windows(word.len())
            .any(|bytes| bytes == word.as_bytes())
    };
    until(word, has).await;
}

/// One instance has asked, and the server has the answer.
async fn has_asked(one: &Instance, engage: &Engage, server: &TemporaryValkey) {
    one.answer(engage).await.unwrap();
    until_entry(server, "answer list").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_one_instance_had_serves_the_other() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    assert_eq!(two.answer(&engage).await, Ok(1));
    assert_eq!(engage.calls(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_as_old_elsewhere_as_it_is_where_it_was_asked_for() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    // What is older than a millisecond is refreshed, and still serves a shopper who waits.
    let ages = Ages {
        fresh: Duration::from_millis(1),
        ..AGES
    };
    let url = server.url();
    let (one, two) = (
        Instance::at(&server).await,
        Instance::with(&url, ages, PATIENCE),
    );
    two.answers.server.connected().await;
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    sleep(Duration::from_millis(5)).await;
    assert_eq!(two.answer(&engage).await, Ok(1));
    let refreshed = two.wants(Priority::Background, engage.answers_at_once());
    assert_eq!(refreshed.await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_instance_asks_the_others_wait_for_its_answer() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    let first = one.wants(Priority::Waiting, engage.answers());
    let second = async {
        until("one asks", async || engage.calls() == 1).await;
        two.answer(&engage).await
    };
    let answers = async {
        until("one asks", async || engage.calls() == 1).await;
        // Longer than the others wait for an instance that says nothing.
        sleep(ASKS_FOR + SAYS_EVERY).await;
        engage.may_answer.notify_one();
    };
    let (first, second, ()) = tokio::join!(first, second, answers);
    assert_eq!((first, second), (Ok(1), Ok(1)));
    assert_eq!(engage.calls(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_ends_while_it_asks_does_not_keep_the_others_waiting() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    tokio::select! {
        _ = one.wants(Priority::Waiting, engage.answers()) => {}
        () = until("one asks", async || engage.calls() == 1) => {}
    }
    assert_eq!(two.answer(&engage).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn when_engage_fails_for_one_the_others_ask_themselves() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    let fails = async { Err(ApiError::UpstreamFailed) };
    let failed = one.wants(Priority::Waiting, fails).await;
    assert_eq!(failed, Err(ApiError::UpstreamFailed));
    assert_eq!(two.answer(&engage).await, Ok(1));
}

/// One instance asks, this happens, and only then Engage answers.
async fn late(one: &Instance, engage: &Engage, meanwhile: impl Future<Output = ()>) {
    let asks = one.wants(Priority::Waiting, engage.answers());
    let answers = async {
        until("one asks", async || engage.calls() == 1).await;
        meanwhile.await;
        engage.may_answer.notify_one();
    };
    assert_eq!(tokio::join!(asks, answers).0, Ok(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_asked_for_before_a_change_is_not_kept() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    let change = async {
        let mut redis = redis(&server).await;
        let removed = redis::cmd("DEL").arg(key()).query_async(&mut redis).await;
        assert_eq!(removed, Ok(1));
    };
    late(&one, &engage, change).await;
    assert_eq!(two.answer(&engage).await, Ok(2));
    until_entry(&server, "answer list").await;
    assert_eq!(one.answer(&engage).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_asked_for_before_anything_changed_is_not_kept() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    let change = async {
        let mut redis = redis(&server).await;
        let mut mark = redis::cmd("SET");
        let mark = mark
            .arg(Prefix::new("test").unwrap().everybody())
            .arg("new");
        let marked: String = mark.query_async(&mut redis).await.unwrap();
        assert_eq!(marked, "OK");
    };
    late(&one, &engage, change).await;
    assert_eq!(two.answer(&engage).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shared_of_a_contact_whose_change_the_others_do_not_know() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    let hold = two.answers.holds().contact(&contact());
    assert_eq!(two.answer(&engage).await, Ok(2));
    drop(hold);
    assert_eq!(two.answer(&engage).await, Ok(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_server_reads_what_shoppers_have() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    let id = format!("{:032x}", 1);
    let entry = entry(&server).await;
    let is_readable = |word: &[u8]| entry.windows(word.len()).any(|bytes| bytes == word);
    assert!(!is_readable(id.as_bytes()) && !is_readable(b"items"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_forged_is_not_used() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    let mut redis = redis(&server).await;
    let mut forge = redis::cmd("HSET");
    let forge = forge.arg(key()).arg("answer list All all ").arg("forged");
    assert_eq!(forge.query_async(&mut redis).await, Ok(0));
    assert_eq!(two.answer(&engage).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_does_not_grow_without_end() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    let mut redis = redis(&server).await;
    let mut fill = redis::cmd("HSET");
    fill.arg(key());
    for number in 0..=MOST_FIELDS {
        fill.arg(format!("at {number}")).arg("1");
    }
    let _: i64 = fill.query_async(&mut redis).await.unwrap();
    let other = Wanted {
        contact: contact(),
        query: "another".to_owned(),
        priority: Priority::Waiting,
        slot: PageSlot::default(),
    };
    let answers = Arc::clone(&one.answers);
    let given = answers.answer(other, async { Ok(page(7)) }).await;
    assert_eq!(number(given.unwrap().value()), 7);
    let is_gone = async || entry(&server).await.is_empty();
    until("the entry begins anew", is_gone).await;
}

/// An instance that waits for the server as long as others do.
fn impatient(url: &str) -> Instance {
    Instance::with(url, AGES, crate::shared::TIME_LIMIT)
}

/// Answers of Engage reach shoppers, and soon.
async fn assert_engage_answers(instance: Instance) {
    let engage = Engage::default();
    let begun = Instant::now();
    for number in 1..400 {
        assert_eq!(instance.answer(&engage).await, Ok(number));
    }
    // If each waited for the server, these would take twenty seconds and more.
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[rstest]
#[case::that_has_no_memory_left(&["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"])]
// Nobody listens at this port.
#[case::that_takes_no_writes(&["--replicaof", "127.0.0.1 1"])]
#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_that_refuses_engage_answers(#[case] settings: &[&str]) {
    let Some(server) = TemporaryValkey::for_test(settings) else {
        return;
    };
    let instance = impatient(&server.url());
    instance.answers.server.connected().await;
    assert_engage_answers(instance).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_that_stands_still_engage_answers() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let instance = impatient(&server.url());
    instance.answers.server.connected().await;
    server.freeze();
    assert_engage_answers(instance).await;
    server.thaw();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_that_answers_nonsense_engage_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let answers = tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    assert_engage_answers(impatient(&url)).await;
    answers.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_no_server_engage_answers() {
    // Nobody listens at this port.
    assert_engage_answers(impatient("redis://127.0.0.1:1")).await;
}
