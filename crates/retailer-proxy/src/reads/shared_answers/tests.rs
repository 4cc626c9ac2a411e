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
        instance.answers.store.server().connected().await;
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
            task: tokio::spawn(async move { kept.keep(&["test:changes"], |_heard| {}).await }),
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

fn holds_word(entry: &[u8], word: &str) -> bool {
    let mut windows = entry.windows(word.len());
    windows.any(|bytes| bytes == word.as_bytes())
}

async fn until_entry(server: &TemporaryValkey, word: &str) {
    until(word, async || holds_word(&entry(server).await, word)).await;
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
    two.answers.store.server().connected().await;
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
async fn one_call_is_enough_where_answers_are_never_fresh() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let ages = Ages {
        fresh: Duration::ZERO,
        stale: Duration::ZERO,
        ..AGES
    };
    let url = server.url();
    let (one, two) = (
        Instance::with(&url, ages, PATIENCE),
        Instance::with(&url, ages, PATIENCE),
    );
    one.answers.store.server().connected().await;
    two.answers.store.server().connected().await;
    let engage = Engage::default();
    let second = async {
        until("one asks", async || engage.calls() == 1).await;
        two.answer(&engage).await
    };
    let answers = async {
        until("one asks", async || engage.calls() == 1).await;
        // The first one speaks twice in a second, and the second one, which waits, all the time.
        until("the other waits", async || exchanges(&server).await >= 10).await;
        engage.may_answer.notify_one();
    };
    let first = one.wants(Priority::Waiting, engage.answers());
    let (first, second, ()) = tokio::join!(first, second, answers);
    assert_eq!((first, second), (Ok(1), Ok(1)));
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

/// How often instances have spoken to the server.
async fn exchanges(server: &TemporaryValkey) -> u32 {
    let mut redis = redis(server).await;
    let mut info = redis::cmd("INFO");
    let info: String = info
        .arg("commandstats")
        .query_async(&mut redis)
        .await
        .unwrap();
    let (_, calls) = info.split_once("cmdstat_eval:calls=").unwrap();
    calls.split_once(',').unwrap().0.parse().unwrap()
}

async fn remove(server: &TemporaryValkey, key: &str) {
    let mut redis = redis(server).await;
    let removed = redis::cmd("DEL").arg(key).query_async(&mut redis).await;
    assert_eq!(removed, Ok(1));
}

/// Another instance says that something of the contact has changed.
async fn change(server: &TemporaryValkey) {
    remove(server, &key()).await;
}

fn everybody() -> String {
    Prefix::new("test").unwrap().everybody()
}

/// Another instance says that anything may have changed.
async fn anything_changes(server: &TemporaryValkey) {
    let mut redis = redis(server).await;
    let mut mark = redis::cmd("SET");
    let mark = mark.arg(everybody()).arg("new");
    let marked: String = mark.query_async(&mut redis).await.unwrap();
    assert_eq!(marked, "OK");
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
    late(&one, &engage, change(&server)).await;
    assert_eq!(two.answer(&engage).await, Ok(2));
    until_entry(&server, "answer list").await;
    assert_eq!(one.answer(&engage).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_long_after_a_change_is_not_kept_either() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    let long_ago = async {
        change(&server).await;
        // The instance says meanwhile that it still asks.
        sleep(3 * SAYS_EVERY).await;
    };
    late(&one, &engage, long_ago).await;
    assert_eq!(two.answer(&engage).await, Ok(2));
}

/// A question of the instance that calls itself so.
fn question(me: &str) -> Question {
    Question {
        key: key(),
        query: "list".to_owned(),
        me: me.to_owned(),
    }
}

async fn look(instance: &Instance, question: &Question) -> Option<Looked> {
    let answers = &instance.answers;
    answers.look(question, &contact(), AGES.fresh).await
}

/// Asks the server, which must say that Engage is to be asked, and says the generation.
async fn is_to_ask(instance: &Instance, question: &Question) -> String {
    match look(instance, question).await {
        Some(Looked::Ask { generation, .. }) => generation,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_before_a_change_does_not_take_the_place_of_one_from_after_it() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let instance = Instance::at(&server).await;
    let (before, after) = (question("a"), question("b"));
    let keep = async |question, generation: &str, number| {
        let text = form::write(&page(number));
        instance.answers.keep(question, generation, text).await;
    };
    let old = is_to_ask(&instance, &before).await;
    change(&server).await;
    let new = is_to_ask(&instance, &after).await;
    keep(&after, &new, 2).await;
    keep(&before, &old, 1).await;
    let Some(Looked::Enough(found)) = look(&instance, &after).await else {
        panic!("there is an answer");
    };
    assert_eq!(form::read(&found.text), Some(page(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_since_before_a_change_does_not_count_as_the_one_who_asks() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let instance = Instance::at(&server).await;
    let (before, after, third) = (question("a"), question("b"), question("c"));
    is_to_ask(&instance, &before).await;
    change(&server).await;
    instance.answers.still_asks(&before).await;
    let generation = is_to_ask(&instance, &after).await;
    instance.answers.still_asks(&before).await;
    let looked = look(&instance, &third).await;
    assert_eq!(looked, Some(Looked::Wait { older: None }));
    instance.answers.keep(&after, &generation, None).await;
    is_to_ask(&instance, &third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_an_answer_from_before_a_change() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    let asks_anew = async {
        change(&server).await;
        sleep(3 * SAYS_EVERY).await;
        // The first call has not been answered yet.
        let answer = two.wants(Priority::Waiting, async { Ok(page(7)) });
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        assert_eq!(answer, Ok(Ok(7)));
    };
    late(&one, &engage, asks_anew).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_asked_for_before_a_change_that_others_do_not_know_is_not_kept() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    let holds = one.answers.holds();
    let mut hold = None;
    late(&one, &engage, async {
        hold = Some(holds.contact(&contact()));
    })
    .await;
    let is_over = async || !holds_word(&entry(&server).await, "asks list");
    until("the call is over", is_over).await;
    drop(hold);
    assert_eq!(two.answer(&engage).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_asked_for_before_anything_changed_is_not_kept() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    late(&one, &engage, anything_changes(&server)).await;
    assert_eq!(two.answer(&engage).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_before_anything_changed_is_not_used_when_the_server_has_forgotten_that() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    anything_changes(&server).await;
    remove(&server, &everybody()).await;
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
    assert!(!holds_word(&entry, &id) && !holds_word(&entry, "items"));
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

/// Brings what one server has at this key to another one.
async fn copy(key: &str, from: &TemporaryValkey, to: &TemporaryValkey) {
    let dump = redis::cmd("DUMP").arg(key).to_owned();
    let value: Vec<u8> = dump.query_async(&mut redis(from).await).await.unwrap();
    let restore = redis::cmd("RESTORE").arg(key).arg(0).arg(value).to_owned();
    let restored: String = restore.query_async(&mut redis(to).await).await.unwrap();
    assert_eq!(restored, "OK");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failover_what_was_shared_before_is_not_used() {
    let (Some(server), Some(replica)) = (
        TemporaryValkey::for_test(&[]),
        TemporaryValkey::for_test(&[]),
    ) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&replica).await);
    let engage = Engage::default();
    has_asked(&one, &engage, &server).await;
    copy(&key(), &server, &replica).await;
    copy(&everybody(), &server, &replica).await;
    assert_eq!(two.answer(&engage).await, Ok(2));
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
    instance.answers.store.server().connected().await;
    assert_engage_answers(instance).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_that_stands_still_engage_answers() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let instance = impatient(&server.url());
    instance.answers.store.server().connected().await;
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
