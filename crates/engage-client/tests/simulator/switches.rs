//! The client reads the same data, in whatever form Engage writes it.

use challenge_model::{Challenge, ContactId, Definition, Moment};
use engage_client::{ChallengesQuery, Client, DefinitionFilter, ErrorKind};
use engage_sim::Endpoint;
use engage_sim::switches::SWITCHES;

use crate::endpoints::call_all_six;
use crate::engage::{ALVA, DOG_FOOD, Engage, HELLO, NILS, OTTO, contact, definition, row};

/// The values other than the default. The test fails for a switch that it does not know.
fn other_values(switch: &str) -> &'static [&'static str] {
    match switch {
        "assignAnswer" => &["string", "empty"],
        "checkpointsAnswer" => &["nulls", "object", "empty"],
        "contentLength" => &["required"],
        "contentType" => &["lenient"],
        "enums" => &["string"],
        "envelope" => &["Items", "array"],
        "errorMember" => &["Message"],
        "fractionDigits" => &["0", "1", "3", "6"],
        "linkIds" => &["off"],
        "notCompletedFilter" => &["everything"],
        "nulls" => &["explicit"],
        "overflow" => &["overflow"],
        "recurring" => &["reset"],
        "unknownContact" => &["empty-list"],
        "userAgent" => &["refuse"],
        "utcOffset" => &["Z", "none", "-09:30"],
        "xApiKey" => &["on"],
        // Each of these has a test of its own below.
        "apiKeys" | "requestsPerSecond" => &[],
        unknown => panic!("the switch `{unknown}` is not tested"),
    }
}

#[tokio::test]
async fn every_switch_in_every_position_leaves_all_six_calls_working_and_the_data_the_same() {
    let engage = Engage::start().await;
    let expected = everything(&engage.client()).await;
    assert!(
        expected.0.len() > 20 && expected.1.len() > 15,
        "{expected:#?}"
    );
    for switch in SWITCHES {
        for value in other_values(switch.name) {
            let assignment = format!("{}={value}", switch.name);
            engage.simulator.reset();
            engage.switch(&[&assignment]);
            assert_eq!(everything(&engage.client()).await, expected, "{assignment}");
            call_all_six(&engage.client()).await;
            assert_eq!(engage.checkpoints(ALVA, DOG_FOOD), Some(4), "{assignment}");
            assert_eq!(engage.checkpoints(NILS, HELLO), Some(0), "{assignment}");
        }
    }
}

#[tokio::test]
async fn every_combination_of_the_ways_to_write_a_list_gives_the_same_data() {
    let engage = Engage::start().await;
    let expected = everything(&engage.client()).await;
    for enums in ["enums=integer", "enums=string"] {
        for envelope in ["envelope=items", "envelope=Items", "envelope=array"] {
            for nulls in ["nulls=omitted", "nulls=explicit"] {
                for links in ["linkIds=on", "linkIds=off"] {
                    for digits in ["fractionDigits=0", "fractionDigits=7"] {
                        let switches = [enums, envelope, nulls, links, digits];
                        engage.switch(&switches);
                        assert_eq!(everything(&engage.client()).await, expected, "{switches:?}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_revoked_key_is_refused() {
    let engage = Engage::start().await;
    engage.switch(&[r#"apiKeys=["another"]"#]);
    let error = engage
        .client()
        .assign(&definition(HELLO), &contact(NILS))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::KeyRefused { status: 401 });
}

#[tokio::test]
async fn above_the_limit_of_the_key_a_call_is_told_to_wait_and_not_repeated() {
    let engage = Engage::start().await;
    engage.switch(&["requestsPerSecond=0"]);
    let error = engage
        .client()
        .award_checkpoints(&[row(DOG_FOOD, ALVA, 1)])
        .await
        .unwrap_err();
    assert!(
        matches!(error.cause.kind(), ErrorKind::RateLimited { .. }),
        "{}",
        error.cause
    );
    assert_eq!(engage.simulator.log().count(Endpoint::AddCheckpoints), 1);
}

/// What is read of a challenge in every form: everything but the status, which is not
/// read from an integer (T4), and fractions of a second.
type ChallengeFacts = (
    String,
    Option<String>,
    Option<ContactId>,
    [Option<i64>; 4],
    (u32, Option<u32>),
    Option<String>,
    [Option<bool>; 2],
);

async fn everything(client: &Client) -> (Vec<ChallengeFacts>, Vec<Definition>) {
    let mut challenges = Vec::new();
    for id in [ALVA, NILS, OTTO] {
        let listing = client
            .all_challenges(&ChallengesQuery::of(contact(id)))
            .await
            .unwrap();
        challenges.extend(listing.items.iter().map(facts));
    }
    let listing = client.all_definitions(DefinitionFilter::All).await.unwrap();
    let definitions = listing.items.into_iter().map(without_fractions);
    (challenges, definitions.collect())
}

fn facts(challenge: &Challenge) -> ChallengeFacts {
    let moments = [
        challenge.start,
        challenge.end,
        challenge.completed_on,
        challenge.latest_checkpoint_added_on,
    ];
    (
        challenge.id.as_str().to_owned(),
        challenge
            .definition_id
            .as_ref()
            .map(|id| id.as_str().to_owned()),
        challenge.contact_id.clone(),
        moments.map(|moment| moment.map(seconds)),
        (
            challenge.completed_checkpoints,
            challenge.required_checkpoints,
        ),
        challenge
            .image_url
            .as_ref()
            .map(|address| address.as_str().to_owned()),
        [challenge.is_active, challenge.is_challenge_completed],
    )
}

/// The definition with its dates in whole seconds of UTC.
fn without_fractions(definition: Definition) -> Definition {
    let whole = |moment: Option<Moment>| {
        let seconds = moment.map(seconds)?;
        Moment::parse(&jiff::Timestamp::from_second(seconds).ok()?.to_string())
    };
    Definition {
        scheduled_from: whole(definition.scheduled_from),
        scheduled_to: whole(definition.scheduled_to),
        ..definition
    }
}

fn seconds(moment: Moment) -> i64 {
    moment.instant().0.div_euclid(1_000)
}
