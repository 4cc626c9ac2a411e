//! Two instances with a real server between them.

use std::num::NonZeroU32;

use temporary_valkey::TemporaryValkey;
use tokio::task::JoinHandle;

use super::*;
use crate::consents::ServerIdentity;
use crate::shared::ServerAddress;

/// More than a busy machine needs.
const PATIENCE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// One instance, which ends with this value.
struct Instance {
    lookups: SharedLookups,
    task: JoinHandle<()>,
}

impl Instance {
    /// An instance that is connected to this server.
    async fn at(server: &TemporaryValkey) -> Self {
        let shared = SharedOptions {
            server: ServerAddress::parse(&server.url(), ServerIdentity::Verified).unwrap(),
            prefix: Prefix::new("test").unwrap(),
            instances: NonZeroU32::new(2).unwrap(),
            sealing: SealingKey::of_api_key("key").unwrap(),
        };
        let server = Server::new(shared.server.clone()).with_patience(PATIENCE);
        let kept = server.clone();
        let task = tokio::spawn(async move { kept.keep(&["test:changes"], |_heard| {}).await });
        server.connected().await;
        let lookups = SharedLookups::new(server, &shared, Holds::default());
        Self { lookups, task }
    }

    async fn contact(&self, number: &str) -> Option<ContactId> {
        let known = self.lookups.contact(number).await?;
        assert!(known.left <= HOUR);
        Some(known.value)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn contact(number: u32) -> ContactId {
    ContactId::guid(&format!("{number:032x}")).unwrap()
}

async fn redis(server: &TemporaryValkey) -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(server.url()).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

/// Everything that the server holds, as one text.
async fn held(server: &TemporaryValkey) -> String {
    let mut redis = redis(server).await;
    let keys: Vec<String> = redis::cmd("KEYS")
        .arg("*")
        .query_async(&mut redis)
        .await
        .unwrap();
    let mut held = String::new();
    for key in keys {
        let value = redis::cmd("GET").arg(&key).to_owned();
        let value: Vec<u8> = value.query_async(&mut redis).await.unwrap();
        held += &key;
        held += &String::from_utf8_lossy(&value).replace('\n', " ");
        held += "\n";
    }
    held
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_instance_has_found_out_the_other_knows() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, two) = (Instance::at(&server).await, Instance::at(&server).await);
    one.lookups.keep_contact("4711", &contact(1), HOUR).await;
    assert_eq!(two.contact("4711").await, Some(contact(1)));
    assert_eq!(two.contact("4712").await, None);
    one.lookups.keep_session(&[7; 32], "4711", HOUR).await;
    let known = two.lookups.session(&[7; 32]).await.unwrap();
    assert!(known.value == "4711" && known.left <= HOUR);
    assert_eq!(two.lookups.session(&[8; 32]).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_server_learns_which_contact_has_which_number() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    one.lookups.keep_contact("471100", &contact(1), HOUR).await;
    one.lookups.keep_session(&[7; 32], "471100", HOUR).await;
    let held = held(&server).await;
    assert!(!held.contains("471100"), "{held}");
    assert_eq!(held.lines().count(), 3, "{held}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_contact_only_the_latest_number_counts() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    one.lookups.keep_contact("former", &contact(1), HOUR).await;
    one.lookups.keep_contact("4711", &contact(1), HOUR).await;
    assert_eq!(one.contact("former").await, None);
    assert_eq!(one.contact("4711").await, Some(contact(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_moved_to_another_number_or_session_is_not_used() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    one.lookups.keep_contact("4711", &contact(1), HOUR).await;
    one.lookups.keep_contact("4712", &contact(2), HOUR).await;
    one.lookups.keep_session(&[7; 32], "4711", HOUR).await;
    let name = |of| one.lookups.name(of);
    for (from, to) in [
        (Of::Number("4711"), Of::Number("4712")),
        (Of::Session(&[7; 32]), Of::Session(&[8; 32])),
    ] {
        let mut redis = redis(&server).await;
        let copy = redis::cmd("COPY")
            .arg(name(from))
            .arg(name(to))
            .arg("REPLACE")
            .to_owned();
        let copied: i64 = copy.query_async(&mut redis).await.unwrap();
        assert_eq!(copied, 1);
    }
    // The contact of the other number, as whoever moved it would have it.
    let mut redis = redis(&server).await;
    let own = one.lookups.prefix.number_of(&contact(2));
    let value: String = redis::cmd("GET")
        .arg(own)
        .query_async(&mut redis)
        .await
        .unwrap();
    let theirs = one.lookups.prefix.number_of(&contact(1));
    let set = redis::cmd("SET").arg(theirs).arg(value).to_owned();
    let set: String = set.query_async(&mut redis).await.unwrap();
    assert_eq!(set, "OK");
    assert_eq!(one.contact("4712").await, None);
    assert_eq!(one.lookups.session(&[8; 32]).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_is_not_used_even_if_somebody_keeps_it_at_the_server() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    let session = Of::Session(&[7; 32]);
    let lasts = Duration::from_millis(1);
    let sealed = one.lookups.seal(session, "4711", lasts).unwrap();
    tokio::time::sleep(2 * lasts).await;
    let mut redis = redis(&server).await;
    let mut set = redis::cmd("SET");
    let set = set.arg(one.lookups.name(session)).arg(sealed);
    let set: String = set
        .arg("PX")
        .arg(60_000)
        .query_async(&mut redis)
        .await
        .unwrap();
    assert_eq!(set, "OK");
    assert_eq!(one.lookups.session(&[7; 32]).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_of_a_session_that_must_be_asked_for_each_time() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    let lookups = &one.lookups;
    lookups.keep_session(&[7; 32], "4711", Duration::ZERO).await;
    assert_eq!(held(&server).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_contact_who_was_deleted_no_number_is_kept_or_used() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    one.lookups.keep_contact("4711", &contact(1), HOUR).await;
    let mut redis = redis(&server).await;
    let mut delete = redis::cmd("SET");
    let delete = delete.arg(one.lookups.prefix.number_of(&contact(1)));
    let deleted: String = delete.arg("deleted").query_async(&mut redis).await.unwrap();
    assert_eq!(deleted, "OK");
    assert_eq!(one.contact("4711").await, None);
    // Engage was asked before, and its answer comes late.
    one.lookups.keep_contact("4711", &contact(1), HOUR).await;
    assert_eq!(one.contact("4711").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_others_do_not_know_of_a_deletion_no_number_is_used_or_kept() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let one = Instance::at(&server).await;
    one.lookups.keep_contact("4711", &contact(1), HOUR).await;
    let holds = [1, 2].map(|number| one.lookups.holds.contact(&contact(number)));
    assert_eq!(one.contact("4711").await, None);
    one.lookups.keep_contact("4712", &contact(2), HOUR).await;
    drop(holds);
    assert_eq!(one.contact("4711").await, Some(contact(1)));
    assert_eq!(one.contact("4712").await, None);
}
