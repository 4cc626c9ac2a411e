//! What each call does when it succeeds and when Engage refuses it.

use challenge_model::ChallengeId;
use challenge_model::wire::DefinitionStatus;
use engage_client::{
    ChallengeFilter, ChallengesQuery, Client, DefinitionFilter, ErrorKind, ListingEnd, PageRange,
    PageSize, UserAgent,
};
use engage_sim::{Endpoint, Seed};

use crate::engage::{
    ALVA, ALVAS_DOG_FOOD, DOG_FOOD, Engage, HELLO, INES, NILS, NOBODY, NOTHING, OTTO, REVIEWS,
    contact, definition, row,
};

#[tokio::test]
async fn a_contacts_challenges_are_listed() {
    let engage = Engage::start().await;
    let query = ChallengesQuery::of(contact(ALVA));
    let page = engage
        .client()
        .challenges(&query, PageRange::default())
        .await
        .unwrap();
    assert_eq!(
        (page.items.len(), page.received, page.total),
        (6, 6, Some(6))
    );
    assert!(page.unreadable.is_none());
    assert!(
        page.items
            .iter()
            .all(|challenge| challenge.contact_id == Some(contact(ALVA)))
    );
}

#[tokio::test]
async fn the_list_can_be_narrowed_to_a_definition_a_state_and_a_page() {
    let engage = Engage::start().await;
    let client = engage.client();
    let of_reviews = ChallengesQuery {
        definition: Some(definition(REVIEWS)),
        ..ChallengesQuery::of(contact(ALVA))
    };
    let page = client
        .challenges(&of_reviews, PageRange::default())
        .await
        .unwrap();
    assert_eq!(page.items[0].definition_id, Some(definition(REVIEWS)));
    assert_eq!(page.items.len(), 1);

    let completed = ChallengesQuery {
        filter: ChallengeFilter::Completed,
        ..ChallengesQuery::of(contact(ALVA))
    };
    let page = client
        .challenges(&completed, PageRange::default())
        .await
        .unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].is_challenge_completed, Some(true));

    let range = PageRange {
        offset: 4,
        count: PageSize::new(5).unwrap(),
    };
    let page = client
        .challenges(&ChallengesQuery::of(contact(ALVA)), range)
        .await
        .unwrap();
    assert_eq!((page.items.len(), page.total), (2, Some(6)));
}

#[tokio::test]
async fn a_contact_without_challenges_has_an_empty_page_and_an_unknown_one_is_not_found() {
    let engage = Engage::start().await;
    let ask = async |id: &str| {
        let query = ChallengesQuery::of(contact(id));
        engage
            .client()
            .challenges(&query, PageRange::default())
            .await
    };
    assert!(ask(INES).await.unwrap().items.is_empty());
    let error = ask(NOBODY).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NotFound { code: Some(_) }),
        "{error}"
    );

    engage.switch(&["unknownContact=empty-list"]);
    assert!(ask(NOBODY).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn one_challenge_is_read_by_its_own_id() {
    let engage = Engage::start().await;
    let id = ChallengeId::guid(ALVAS_DOG_FOOD).unwrap();
    let challenge = engage.client().challenge(&id).await.unwrap();
    assert_eq!(challenge.id, id);
    assert_eq!(challenge.definition_id, Some(definition(DOG_FOOD)));
    assert_eq!(
        (
            challenge.completed_checkpoints,
            challenge.required_checkpoints
        ),
        (3, Some(5))
    );
}

#[tokio::test]
async fn definitions_are_listed_by_status() {
    let engage = Engage::start().await;
    let ask = async |filter| {
        let page = engage
            .client()
            .definitions(filter, PageRange::default())
            .await;
        page.unwrap().items
    };
    let all = ask(DefinitionFilter::All).await;
    assert!(
        all.iter()
            .any(|found| found.status == Some(DefinitionStatus::Draft))
    );
    for (filter, status) in [
        (DefinitionFilter::Active, DefinitionStatus::Active),
        (DefinitionFilter::Draft, DefinitionStatus::Draft),
        (DefinitionFilter::Scheduled, DefinitionStatus::Scheduled),
        (DefinitionFilter::Ended, DefinitionStatus::Ended),
    ] {
        let found = ask(filter).await;
        assert!(!found.is_empty(), "{filter:?}");
        assert!(
            found.iter().all(|one| one.status == Some(status)),
            "{filter:?}"
        );
        assert!(found.len() < all.len(), "{filter:?}");
    }
}

#[tokio::test]
async fn one_definition_is_read_by_its_id() {
    let engage = Engage::start().await;
    let found = engage
        .client()
        .definition(&definition(DOG_FOOD))
        .await
        .unwrap();
    assert_eq!(found.name.as_deref(), Some("Five bags, one on us"));
    assert_eq!(found.required_number_of_checkpoints, Some(5));
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let engage = Engage::start().await;
    let client = engage.client();
    let errors = [
        client
            .challenge(&ChallengeId::guid(NOTHING).unwrap())
            .await
            .err(),
        client.definition(&definition(NOTHING)).await.err(),
    ];
    for error in errors {
        let error = error.unwrap();
        assert!(
            matches!(error.kind(), ErrorKind::NotFound { .. }),
            "{error}"
        );
    }
}

#[tokio::test]
async fn awarded_checkpoints_are_there_afterwards() {
    let engage = Engage::start().await;
    let rows = [row(DOG_FOOD, ALVA, 1), row(REVIEWS, NILS, 2)];
    let report = engage.client().award_checkpoints(&rows).await.unwrap();
    assert!(report.is_complete());
    assert_eq!(report.accepted, rows);
    assert_eq!(engage.checkpoints(ALVA, DOG_FOOD), Some(4));
    assert_eq!(engage.checkpoints(NILS, REVIEWS), Some(2));
}

#[tokio::test]
async fn rows_that_engage_skips_come_back_and_the_others_count() {
    let engage = Engage::start().await;
    let rows = [
        row(NOTHING, ALVA, 2),
        row(DOG_FOOD, ALVA, 1),
        row(DOG_FOOD, NOBODY, 1),
    ];
    let report = engage.client().award_checkpoints(&rows).await.unwrap();
    assert!(!report.is_complete());
    assert_eq!(report.accepted, rows[1..2]);
    assert_eq!(report.not_accepted, [rows[0].clone(), rows[2].clone()]);
    assert_eq!(report.missing_contact_ids, [contact(NOBODY)]);
    assert_eq!(report.missing_definition_ids, [definition(NOTHING)]);
    assert_eq!(engage.checkpoints(ALVA, DOG_FOOD), Some(4));
}

#[tokio::test]
async fn more_than_a_thousand_rows_are_sent_in_several_calls() {
    let engage = Engage::start().await;
    engage.switch(&["requestsPerSecond=100000", "overflow=overflow"]);
    let rows = vec![row(REVIEWS, ALVA, 1); 2_001];
    let report = engage.client().award_checkpoints(&rows).await.unwrap();
    assert_eq!(engage.simulator.log().count(Endpoint::AddCheckpoints), 3);
    assert_eq!(report.accepted.len() + report.not_accepted.len(), 2_001);
}

#[tokio::test]
async fn no_rows_make_no_call() {
    let engage = Engage::start().await;
    assert!(
        engage
            .client()
            .award_checkpoints(&[])
            .await
            .unwrap()
            .is_complete()
    );
    assert_eq!(engage.simulator.log().total, 0);
}

#[tokio::test]
async fn an_assigned_challenge_begins_without_checkpoints_and_once() {
    let engage = Engage::start().await;
    let client = engage.client();
    assert_eq!(engage.checkpoints(INES, HELLO), None);
    for _ in 0..2 {
        client
            .assign(&definition(HELLO), &contact(INES))
            .await
            .unwrap();
    }
    assert_eq!(engage.checkpoints(INES, HELLO), Some(0));
    assert_eq!(
        engage
            .simulator
            .state()
            .challenges_of(INES.parse().unwrap())
            .count(),
        1
    );
}

#[tokio::test]
async fn long_lists_are_read_page_by_page() {
    let engage = Engage::start_with(long_seed(250)).await;
    let client = engage.client();
    for envelope in ["items", "Items", "array"] {
        engage.switch(&[&format!("envelope={envelope}")]);
        let challenges = client
            .all_challenges(&ChallengesQuery::of(contact(ALVA)))
            .await
            .unwrap();
        assert_eq!(
            (challenges.items.len(), challenges.end),
            (250, ListingEnd::Complete)
        );
        let definitions = client.all_definitions(DefinitionFilter::All).await.unwrap();
        assert_eq!(
            (definitions.items.len(), definitions.end),
            (250, ListingEnd::Complete)
        );
    }
    for request in engage.simulator.log().recent {
        assert!(request.target.contains("count=100"), "{}", request.target);
    }
}

#[tokio::test]
async fn every_call_has_the_headers_that_engage_demands() {
    let engage = Engage::start().await;
    engage.switch(&[
        "contentType=strict",
        "userAgent=refuse",
        "contentLength=required",
    ]);
    let mut options = engage.options();
    options.user_agent = UserAgent::new("fell-and-paw", "1.2").unwrap();
    call_all_six(&Client::new(&options).unwrap()).await;
    let log = engage.simulator.log();
    assert_eq!(log.total, 6);
    assert_eq!(log.per_endpoint.len(), 6);
    for request in log.recent {
        assert_eq!(request.user_agent.as_deref(), Some("fell-and-paw/1.2"));
        assert_eq!(request.content_type.as_deref(), Some("application/json"));
    }
}

/// Calls each endpoint once, successfully.
pub(crate) async fn call_all_six(client: &Client) {
    let query = ChallengesQuery::of(contact(OTTO));
    client
        .challenges(&query, PageRange::default())
        .await
        .unwrap();
    client
        .challenge(&ChallengeId::guid(ALVAS_DOG_FOOD).unwrap())
        .await
        .unwrap();
    client
        .definitions(DefinitionFilter::All, PageRange::default())
        .await
        .unwrap();
    client.definition(&definition(DOG_FOOD)).await.unwrap();
    let report = client
        .award_checkpoints(&[row(DOG_FOOD, ALVA, 1)])
        .await
        .unwrap();
    assert!(report.is_complete());
    client
        .assign(&definition(HELLO), &contact(NILS))
        .await
        .unwrap();
}

/// Alva with so many challenges, each of a definition of its own.
fn long_seed(length: u32) -> Seed {
    use std::fmt::Write;

    let mut text = format!("[[contact]]\nkey = \"alva\"\nid = \"{ALVA}\"\nname = \"Alva\"\n");
    for number in 0..length {
        let definition = format!("d0000000-0000-4000-8000-{number:012}");
        let challenge = format!("c0000000-0000-4000-8000-{number:012}");
        write!(
            text,
            "[[definition]]\nkey = \"d{number}\"\nid = \"{definition}\"\nname = \"{number}\"\n\
             required = 5\ncreated_by = \"x\"\ncreated_on = \"-1 day\"\nmodified_by = \"x\"\n\
             modified_on = \"-1 day\"\n\
             [[challenge]]\nid = \"{challenge}\"\ncontact = \"alva\"\ndefinition = \"d{number}\"\n"
        )
        .unwrap();
    }
    Seed::parse("long.toml", &text).unwrap()
}
