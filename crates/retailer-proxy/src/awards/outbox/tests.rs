//! The outbox in both databases.

use std::collections::HashSet;
use std::num::NonZeroU32;

use challenge_model::{ContactId, DefinitionId, UnixMillis};
use engage_client::CheckpointRow;
#[cfg(unix)]
use temporary_postgres::TemporaryPostgres;

use super::*;
use crate::awards::award::{Award, CustomerNumber, Reason, Recipient};
use crate::awards::evidence::{Doubt, Look, Seen};
use crate::awards::state::{Rejection, State};

const NOW: UnixMillis = UnixMillis(1_000);
const LATER: UnixMillis = UnixMillis(2_000);

fn award(id: &str, contact: u32, checkpoints: u32) -> Award {
    let definition = DefinitionId::guid(&format!("{:032x}", 7)).unwrap();
    let contact = ContactId::guid(&format!("{contact:032x}")).unwrap();
    Award {
        id: AwardId::new(id).unwrap(),
        recipient: Recipient::Contact(contact),
        definition,
        checkpoints: NonZeroU32::new(checkpoints).unwrap(),
        reason: Some(Reason::new("an order").unwrap()),
    }
}

fn sendable(award: &Award) -> Sendable {
    let Recipient::Contact(contact) = &award.recipient else {
        panic!("{award:?}");
    };
    let (definition, contact) = (award.definition.clone(), contact.clone());
    Sendable {
        id: award.id.clone(),
        row: CheckpointRow::new(definition, contact, award.checkpoints).unwrap(),
    }
}

async fn state(outbox: &Outbox, award: &Award) -> State {
    let record = outbox.record(&award.id).await.unwrap();
    record.unwrap().state
}

async fn outbox(address: &str) -> Outbox {
    Outbox::beside(&Ledger::open(address).await.unwrap())
}

#[tokio::test]
async fn an_award_is_taken_once_and_sent_once() {
    takes_and_sends_once(&outbox("sqlite::memory:").await).await;
}

#[cfg(unix)]
#[tokio::test]
async fn postgresql_takes_and_sends_an_award_once_as_sqlite_does() {
    if let Some(server) = TemporaryPostgres::for_test() {
        let (one, other) = (outbox(server.url()).await, outbox(server.url()).await);
        takes_and_sends_once(&one).await;
        two_instances_send_each_award_once(&one, &other).await;
    }
}

/// What holds for every database.
async fn takes_and_sends_once(outbox: &Outbox) {
    let (first, second) = (award("a", 1, 1), award("b", 1, 2));
    let other = award("c", 2, 1);
    let all = [second.clone(), first.clone(), other.clone()];
    for _ in 0..2 {
        assert_eq!(outbox.add(&all, NOW).await.unwrap(), Taken::All);
    }
    let conflict = [award("d", 3, 1), award("a", 1, 9)];
    let refused = Taken::Conflict(first.id.clone());
    assert_eq!(outbox.add(&conflict, NOW).await.unwrap(), refused);
    assert_eq!(outbox.record(&conflict[0].id).await.unwrap(), None);

    let sent = [sendable(&first), sendable(&other)];
    assert!(outbox.has_sendable(NOW).await.unwrap());
    assert_eq!(outbox.claim(1_000, NOW).await.unwrap(), sent);
    assert_eq!(outbox.claim(1_000, LATER).await.unwrap(), []);
    assert_eq!(outbox.unanswered(NOW, None).await.unwrap().len(), 2);
    outbox.put_back(&sent[1..], NOW, None).await.unwrap();
    outbox.put_back(&sent[..1], LATER, None).await.unwrap();
    assert_eq!(outbox.claim(1_000, LATER).await.unwrap(), sent[1..]);
    assert_eq!(outbox.others_until(&sendable(&second)).await.unwrap(), None);

    let settle = outbox.settle(&sent[..1], NOW, State::Awarded, LATER);
    settle.await.unwrap();
    let rejected = State::Rejected(Rejection::ContactUnknown);
    let too_old = outbox.settle(&sent[1..], NOW, State::Awarded, LATER);
    too_old.await.unwrap();
    let settle = outbox.settle(&sent[1..], LATER, rejected, LATER);
    settle.await.unwrap();
    let record = outbox.record(&first.id).await.unwrap().unwrap();
    assert_eq!(
        (record.state, record.settled),
        (State::Awarded, Some(LATER))
    );
    assert_eq!(record.award, first);
    assert_eq!(state(outbox, &other).await, rejected);
    let until = outbox.others_until(&sendable(&second)).await.unwrap();
    assert_eq!(until, Some(LATER));
    let claimed = outbox.claim(1_000, LATER).await.unwrap();
    assert_eq!(claimed, [sendable(&second)]);
    doubt_is_decided_by_a_person(outbox, &second).await;
    a_customer_number_waits_for_its_contact(outbox).await;
    lists_counts_and_removes(outbox).await;
}

/// `award` was marked as sent `LATER`, and has no answer.
async fn doubt_is_decided_by_a_person(outbox: &Outbox, award: &Award) {
    let unanswered = outbox.unanswered(LATER, None).await.unwrap();
    assert_eq!(unanswered.len(), 1);
    let after = outbox.unanswered(LATER, unanswered.last()).await.unwrap();
    assert_eq!(after, []);
    let seen = Seen {
        checkpoints: 3,
        latest: Some(NOW),
        is_undated: false,
    };
    let evidence = Evidence {
        look: Look {
            looked: LATER,
            seen,
        },
        doubt: Some(Doubt::OtherAward),
    };
    let settle = outbox.settle_by_evidence(&unanswered[0], &evidence, State::InDoubt, LATER);
    settle.await.unwrap();
    let record = outbox.record(&award.id).await.unwrap().unwrap();
    assert_eq!(
        (record.state, record.evidence),
        (State::InDoubt, Some(evidence))
    );

    let look = outbox.last_look(&sendable(award)).await.unwrap();
    assert_eq!(look, Some(evidence.look));

    let cancel = outbox.cancel(&award.id, LATER).await.unwrap();
    assert_eq!(cancel, Decided::InState("in_doubt"));
    let again = outbox.send_again(&award.id, LATER).await.unwrap();
    assert_eq!(again, Decided::Noted);
    assert_eq!(outbox.claim(1_000, LATER).await.unwrap(), [sendable(award)]);
    let resolve = outbox.resolve_as_awarded(&award.id, LATER).await.unwrap();
    assert_eq!(resolve, Decided::InState("sent"));
    let settle = outbox.settle_by_evidence(&unanswered[0], &evidence, State::InDoubt, LATER);
    settle.await.unwrap();
    let resolve = outbox.resolve_as_awarded(&award.id, LATER).await.unwrap();
    assert_eq!(resolve, Decided::Noted);
    let record = outbox.record(&award.id).await.unwrap().unwrap();
    assert_eq!(record.state, State::Awarded);
    assert_eq!(record.decision, Some((Decision::Awarded, LATER)));
    let nobody = AwardId::new("nobody").unwrap();
    let unknown = outbox.cancel(&nobody, LATER).await.unwrap();
    assert_eq!(unknown, Decided::Unknown);
}

async fn a_customer_number_waits_for_its_contact(outbox: &Outbox) {
    let number = |number: &str| CustomerNumber::new(number).unwrap();
    let of = |id: &str, customer: &str| Award {
        recipient: Recipient::Customer(number(customer)),
        ..award(id, 0, 1)
    };
    let (known, unknown) = (of("known", "4711"), of("unknown", "4712"));
    let both = [known.clone(), unknown.clone()];
    for _ in 0..2 {
        assert_eq!(outbox.add(&both, NOW).await.unwrap(), Taken::All);
    }
    assert_eq!(outbox.claim(1_000, NOW).await.unwrap(), []);
    let waiting = outbox.unknown_customers(NOW).await.unwrap();
    assert_eq!(waiting.len(), 2);
    let unknown_number = number("4712");
    let defer = outbox.defer_customer(&unknown_number, LATER);
    defer.await.unwrap();
    let waiting = outbox.unknown_customers(NOW).await.unwrap();
    assert_eq!(waiting, [number("4711")]);

    let contact = ContactId::guid(&format!("{:032x}", 4711)).unwrap();
    let known_number = number("4711");
    let note = outbox.note_contact(&known_number, &contact);
    note.await.unwrap();
    let reject = outbox.reject_customer(&unknown_number, NOW);
    reject.await.unwrap();
    let rejected = State::Rejected(Rejection::ContactUnknown);
    assert_eq!(state(outbox, &unknown).await, rejected);
    // The customer may have become a contact since then.
    let again = outbox.send_again(&unknown.id, NOW).await.unwrap();
    assert_eq!(again, Decided::Noted);
    let waiting = outbox.unknown_customers(NOW).await.unwrap();
    assert_eq!(waiting, std::slice::from_ref(&unknown_number));
    let reject = outbox.reject_customer(&unknown_number, NOW);
    reject.await.unwrap();
    assert_eq!(state(outbox, &unknown).await, rejected);
    // The contact that was found does not make it another award.
    assert_eq!(outbox.add(&both, LATER).await.unwrap(), Taken::All);
    let claimed = outbox.claim(1_000, LATER).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].row.contact_id(), &contact);
    let defer = outbox.put_back(&claimed, LATER, Some(UnixMillis(3_000)));
    defer.await.unwrap();
    assert!(!outbox.has_sendable(LATER).await.unwrap());
    let cancel = outbox.cancel(&known.id, LATER).await.unwrap();
    assert_eq!(cancel, Decided::Noted);
}

/// There are: two awarded, two rejected, and a cancelled award.
async fn lists_counts_and_removes(outbox: &Outbox) {
    let counts = outbox.counts().await.unwrap();
    let of = |name: &str| {
        let mut counts = counts.by_state.iter();
        counts.find(|(state, _)| state.as_str() == name).unwrap().1
    };
    let expected = [
        ("awarded", 2),
        ("rejected", 2),
        ("cancelled", 1),
        ("sent", 0),
    ];
    for (name, count) in expected {
        assert_eq!(of(name), count, "{name}");
    }
    assert_eq!(counts.oldest_queued, None);

    let awarded = "awarded".parse().unwrap();
    let first = outbox.in_state(awarded, None, 1).await.unwrap();
    let place = first[0].place();
    let rest = outbox.in_state(awarded, Some(&place), 9).await.unwrap();
    let ids: Vec<_> = first
        .iter()
        .chain(&rest)
        .map(|record| record.award.id.as_str())
        .collect();
    assert_eq!(ids, ["a", "b"]);
    let all = outbox.after(None, 9).await.unwrap();
    assert_eq!(all.len(), 5);
    assert_eq!(outbox.after(all.get(3), 9).await.unwrap(), all[4..]);

    let (waiting, sent) = (award("waiting", 2, 1), award("on-its-way", 1, 1));
    outbox.add(&[waiting, sent.clone()], NOW).await.unwrap();
    assert_eq!(outbox.claim(1_000, NOW).await.unwrap().len(), 2);
    outbox
        .put_back(&[sendable(&award("waiting", 2, 1))], NOW, None)
        .await
        .unwrap();
    // Those of the contact of whom one is on its way stay.
    assert_eq!(outbox.remove_settled(UnixMillis(2_001)).await.unwrap(), 3);
    assert_eq!(outbox.remove_settled(LATER).await.unwrap(), 0);
    let contact = |number: u32| ContactId::guid(&format!("{number:032x}")).unwrap();
    let forgotten = outbox.forget(&contact(1)).await.unwrap();
    assert_eq!((forgotten.removed, forgotten.on_their_way), (0, 3));
    let forgotten = outbox.forget(&contact(2)).await.unwrap();
    assert_eq!((forgotten.removed, forgotten.on_their_way), (1, 0));
    let sent = [sendable(&sent)];
    let settle = outbox.settle(&sent, NOW, State::InDoubt, NOW);
    settle.await.unwrap();
    let forgotten = outbox.forget(&contact(1)).await.unwrap();
    let expected = Forgotten {
        removed: 2,
        on_their_way: 0,
        in_doubt: 1,
    };
    assert_eq!(forgotten, expected);
}

#[cfg(unix)]
async fn two_instances_send_each_award_once(one: &Outbox, other: &Outbox) {
    let awards: Vec<_> = (0..400)
        .map(|number| award(&format!("order-{number}"), 100 + number % 90, 1))
        .collect();
    assert_eq!(one.add(&awards, NOW).await.unwrap(), Taken::All);
    let mut sent = HashSet::new();
    for round in 0..1_000 {
        if sent.len() == awards.len() {
            return;
        }
        let now = UnixMillis(3_000 + round);
        let (mine, theirs) = tokio::join!(one.claim(1_000, now), other.claim(1_000, now));
        for batch in [mine, theirs] {
            // The database may refuse one of two claims that block each other.
            let batch = batch.unwrap_or_default();
            for award in &batch {
                assert!(sent.insert(award.id.clone()), "{} is sent twice", award.id);
            }
            let settle = one.settle(&batch, now, State::Awarded, now);
            settle.await.unwrap();
        }
    }
    panic!("{} of {} awards were sent", sent.len(), awards.len());
}
