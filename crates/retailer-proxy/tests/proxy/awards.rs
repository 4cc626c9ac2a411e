//! The shop's back end hands awards over, and each of them arrives in Engage once.

use std::time::{Duration, Instant};

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::get;
use engage_sim::{Effect, Endpoint, Fault, Guid, Seed, Settings, Simulator};
use retailer_proxy::consents::Ledger;
use retailer_proxy::{AwardRules, Awards, Proxy, SharedSecret};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::live::{Page, is_changed};
use crate::shop::{ALVA, Answer, DOG_FOOD, DRAFT, INES, NILS, NOBODY, Shop, refused, rules};

const BACKEND: &str = "the backend and the proxy share this";
/// For what comes soon unless it never comes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A definition that nobody has.
const NO_DEFINITION: &str = "e9f00000-0000-4000-8000-0000000000dd";
/// An answer that refuses an award of somebody else.
const FOREIGN: &str = r#"{"notAccepted":[{"definitionId":"5eafb034-ad40-4099-9152-cf4d8d605b55",
    "contactId":"e9f00000-0000-4000-8000-0000000000ff","checkpointAmount":9}]}"#;
/// Another definition that needs no consent.
const OWN_BAG: &str = "6fb0c145-be51-41aa-8263-d05e9e716c66";

/// An instance that takes awards and sends them.
pub(crate) struct Desk {
    pub(crate) shop: Shop,
    proxy: Proxy,
    awarding: JoinHandle<()>,
}

/// As a shop has it that awards nowhere else, but with short times.
fn quick() -> AwardRules {
    AwardRules {
        only_source: true,
        settle_after: Duration::from_secs(1),
        clock_margin: Duration::from_millis(5),
        ..AwardRules::default()
    }
}

impl Desk {
    pub(crate) async fn open() -> (Self, Simulator) {
        Self::open_with(&Ledger::in_memory().await.unwrap(), quick()).await
    }

    async fn open_with(ledger: &Ledger, rules: AwardRules) -> (Self, Simulator) {
        let mut equipped = None;
        let equip = |proxy: Proxy| with_awards(proxy, ledger, rules, &mut equipped);
        let (shop, engage) = Shop::open_equipped(equip).await;
        (Self::of(shop, equipped.unwrap()), engage)
    }

    /// Another instance with the same Engage.
    async fn open_beside(shop: &Shop, ledger: &Ledger, rules: AwardRules) -> Self {
        let mut equipped = None;
        let equip = |proxy: Proxy| with_awards(proxy, ledger, rules, &mut equipped);
        let shop = shop.open_beside(equip).await;
        Self::of(shop, equipped.unwrap())
    }

    fn of(shop: Shop, proxy: Proxy) -> Self {
        let running = proxy.clone();
        let awarding = tokio::spawn(async move { running.keep_awarding().await });
        Self {
            shop,
            proxy,
            awarding,
        }
    }

    pub(crate) async fn hand_over(&self, awards: &Value) -> Answer {
        let request = self.shop.internal_post("/awards").bearer_auth(BACKEND);
        Answer::of(request.json(awards)).await
    }

    pub(crate) async fn ask(&self, path: &str) -> Answer {
        Answer::of(self.shop.internal(path).bearer_auth(BACKEND)).await
    }

    async fn json(&self, path: &str) -> Value {
        let answer = self.ask(path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    /// The award, as soon as it is in this state.
    pub(crate) async fn wait_for(&self, id: &str, state: &str) -> Value {
        let begun = Instant::now();
        loop {
            let award = self.json(&format!("/awards/{id}")).await;
            if award["state"] == state {
                return award;
            }
            assert!(begun.elapsed() < PATIENCE, "never {state}: {award}");
            sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.awarding.abort();
    }
}

fn with_awards(
    proxy: Proxy,
    ledger: &Ledger,
    rules: AwardRules,
    equipped: &mut Option<Proxy>,
) -> Proxy {
    let proxy = proxy
        .with_awards(Awards::new(ledger.clone(), rules))
        .with_backend(SharedSecret::new(BACKEND).unwrap());
    *equipped = Some(proxy.clone());
    proxy
}

pub(crate) fn award(id: &str, contact: &str, definition: &str) -> Value {
    json!({ "id": id, "definitionId": definition, "contactId": contact, "checkpoints": 1 })
}

/// How many checkpoints Engage has of a contact in a definition.
fn checkpoints(engage: &Simulator, contact: &str, definition: &str) -> u64 {
    let [contact, definition]: [Guid; 2] = [contact, definition].map(|id| id.parse().unwrap());
    let state = engage.state();
    let challenges = state.challenges_of(contact);
    let challenges = challenges.filter(|challenge| challenge.definition_id == definition);
    challenges
        .map(|challenge| challenge.completed_checkpoints)
        .sum()
}

fn lost() -> Fault {
    Fault::new(Effect::Disconnect)
        .at(Endpoint::AddCheckpoints)
        .once()
}

fn status(code: u16, retry_after: Option<u32>) -> Fault {
    let effect = Effect::Status { code, retry_after };
    Fault::new(effect).at(Endpoint::AddCheckpoints).once()
}

#[tokio::test]
async fn an_award_that_is_handed_over_several_times_arrives_once() {
    let (desk, engage) = Desk::open().await;
    let order = award("order-1042", INES, DOG_FOOD);
    for awards in [&order, &json!([order]), &json!([order, order])] {
        let answer = desk.hand_over(awards).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        assert_eq!(answer.text, r#"{"accepted":["order-1042"]}"#);
    }
    let awarded = desk.wait_for("order-1042", "awarded").await;
    assert_eq!(awarded["contactId"], INES);
    let answer = desk.hand_over(&order).await;
    assert_eq!(answer.text, r#"{"accepted":["order-1042"]}"#);
    desk.hand_over(&award("order-1043", INES, DOG_FOOD)).await;
    desk.wait_for("order-1043", "awarded").await;
    assert_eq!(checkpoints(&engage, INES, DOG_FOOD), 2);
}

#[tokio::test]
async fn another_award_with_the_same_id_is_refused_with_the_id_and_nothing_is_taken() {
    let (desk, _engage) = Desk::open().await;
    desk.hand_over(&award("order-1", INES, DOG_FOOD)).await;
    let other = json!([
        award("order-2", INES, DOG_FOOD),
        award("order-1", ALVA, DOG_FOOD)
    ]);
    let answer = desk.hand_over(&other).await;
    assert_eq!(answer.status, 409);
    let body: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(body["error"]["code"], "award_differs");
    assert_eq!(body["error"]["id"], "order-1");
    assert_eq!(desk.ask("/awards/order-2").await.status, 404);
}

#[tokio::test]
async fn a_bad_award_is_refused_with_its_place_and_nothing_is_taken() {
    let (desk, _engage) = Desk::open().await;
    let bad = json!([
        award("order-1", INES, DOG_FOOD),
        award("order-2", "4711", DOG_FOOD)
    ]);
    let answer = desk.hand_over(&bad).await;
    assert_eq!(answer.status, 422);
    let body: Value = serde_json::from_str(&answer.text).unwrap();
    let error = &body["error"];
    assert_eq!(
        (&error["code"], &error["index"]),
        (&json!("bad_award"), &json!(1))
    );
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("contactId must be a GUID"), "{message}");
    assert_eq!(desk.ask("/awards/order-1").await.status, 404);
    for body in [json!([]), json!("order-1")] {
        let answer = desk.hand_over(&body).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_body"));
    }
}

#[tokio::test]
async fn who_does_not_know_the_secret_can_neither_hand_over_nor_ask() {
    let (desk, _engage) = Desk::open().await;
    let order = award("order-1", INES, DOG_FOOD);
    let post = |shop: &Shop| shop.internal_post("/awards").json(&order);
    let stranger = Answer::of(post(&desk.shop).bearer_auth(BACKEND.replace("this", "that")));
    assert_eq!(stranger.await.refusal(), refused(401, "backend_unproven"));
    for path in ["/awards/order-1", "/awards?state=queued"] {
        let stranger = Answer::of(desk.shop.internal(path)).await;
        assert_eq!(stranger.refusal(), refused(401, "backend_unproven"));
    }
    let in_public = desk.shop.post("/awards").bearer_auth(BACKEND).json(&order);
    assert_eq!(
        Answer::of(in_public).await.refusal(),
        refused(404, "not_found")
    );
    let (without, _engage) = Shop::open().await;
    let answer = Answer::of(post(&without).bearer_auth(BACKEND)).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn of_a_batch_that_engage_takes_in_part_each_award_says_what_became_of_it() {
    let (desk, engage) = Desk::open().await;
    let awards = json!([
        award("good", INES, DOG_FOOD),
        award("nobody", NOBODY, DOG_FOOD),
        award("no-definition", INES, NO_DEFINITION),
        award("draft", INES, DRAFT),
        award("also-good", NILS, OWN_BAG),
    ]);
    assert_eq!(desk.hand_over(&awards).await.status, 202);
    for id in ["good", "also-good"] {
        desk.wait_for(id, "awarded").await;
    }
    let reasons = [
        ("nobody", "contact_unknown"),
        ("no-definition", "definition_unknown"),
        ("draft", "not_accepted"),
    ];
    for (id, reason) in reasons {
        assert_eq!(desk.wait_for(id, "rejected").await["rejection"], reason);
    }
    assert_eq!(checkpoints(&engage, INES, DOG_FOOD), 1);
    assert_eq!(engage.log().count(Endpoint::AddCheckpoints), 1);
}

#[rstest]
#[case::before_it_was_carried_out(lost())]
#[case::after_it_was_carried_out(lost().after())]
#[case::failed_before(status(500, None))]
#[case::failed_after(status(500, None).after())]
#[case::gone_through_a_gateway(status(504, None).after())]
#[case::unreadable(Fault::new(Effect::Html).at(Endpoint::AddCheckpoints).once().after())]
#[case::about_what_was_never_sent(Fault::new(Effect::RawBody(FOREIGN.into())).at(Endpoint::AddCheckpoints).once().after())]
#[case::busy(status(429, Some(1)))]
#[case::busy_for_an_unknown_time(status(429, None))]
#[case::refused_for_a_moment(status(403, None))]
#[tokio::test]
async fn whatever_becomes_of_an_answer_the_award_arrives_once(#[case] fault: Fault) {
    let (desk, engage) = Desk::open().await;
    engage.add_fault(fault);
    desk.hand_over(&award("order-1", INES, DOG_FOOD)).await;
    desk.wait_for("order-1", "awarded").await;
    assert_eq!(checkpoints(&engage, INES, DOG_FOOD), 1);
}

#[tokio::test]
async fn where_others_award_too_a_lost_answer_leaves_doubt_with_evidence() {
    let rules = AwardRules {
        only_source: false,
        ..quick()
    };
    let ledger = Ledger::in_memory().await.unwrap();
    let (desk, engage) = Desk::open_with(&ledger, rules).await;
    engage.add_fault(lost().after());
    desk.hand_over(&award("order-1", INES, DOG_FOOD)).await;
    let award = desk.wait_for("order-1", "in_doubt").await;
    let evidence = &award["evidence"];
    assert_eq!(evidence["checkpoints"], 1);
    assert_eq!(evidence["doubt"], "other_sources");
    assert!(
        evidence["latestAt"].as_str() > award["sentAt"].as_str(),
        "{award}"
    );
    let list = desk.json("/awards?state=in_doubt").await;
    assert_eq!(list, json!({ "awards": [award], "next": null }));
    assert_eq!(checkpoints(&engage, INES, DOG_FOOD), 1);
}

#[tokio::test]
async fn an_award_that_engage_refuses_without_a_reason_does_not_hold_the_others_up() {
    let (desk, engage) = Desk::open().await;
    // Three batches: both awards, and then one at a time.
    for _ in 0..2 {
        engage.add_fault(status(400, None));
    }
    let awards = json!([
        award("order-1", INES, DOG_FOOD),
        award("order-2", NILS, OWN_BAG)
    ]);
    desk.hand_over(&awards).await;
    desk.wait_for("order-2", "awarded").await;
    desk.wait_for("order-1", "queued").await;
    assert_eq!(checkpoints(&engage, INES, DOG_FOOD), 0);
}

#[rstest]
#[case::the_key(401)]
#[case::the_feature(403)]
#[case::the_path(404)]
#[case::the_request(400)]
#[tokio::test]
async fn an_engage_that_refuses_everything_is_asked_less_and_less_often(#[case] code: u16) {
    let (desk, engage) = Desk::open().await;
    let retry_after = None;
    let refuse = Effect::Status { code, retry_after };
    engage.add_fault(Fault::new(refuse).at(Endpoint::AddCheckpoints));
    let begun = Instant::now();
    let contacts = [ALVA, NILS, INES];
    let awards = contacts.map(|contact| award(contact, contact, DOG_FOOD));
    desk.hand_over(&json!(awards)).await;
    while engage.log().count(Endpoint::AddCheckpoints) < 3 {
        assert!(begun.elapsed() < PATIENCE);
        sleep(Duration::from_millis(10)).await;
    }
    // One second after the first, and two after the second.
    assert!(begun.elapsed() >= Duration::from_secs(3));
    assert_eq!(
        desk.json("/awards?state=rejected").await["awards"],
        json!([])
    );
}

#[tokio::test]
async fn an_instance_that_is_killed_leaves_its_awards_to_the_next_one() {
    let ledger = Ledger::in_memory().await.unwrap();
    let (desk, engage) = Desk::open_with(&ledger, quick()).await;
    let slow = Effect::Latency(PATIENCE);
    engage.add_fault(Fault::new(slow).at(Endpoint::AddCheckpoints).once().after());
    desk.hand_over(&award("order-1", INES, DOG_FOOD)).await;
    let begun = Instant::now();
    while checkpoints(&engage, INES, DOG_FOOD) == 0 {
        assert!(begun.elapsed() < PATIENCE);
        sleep(Duration::from_millis(5)).await;
    }
    desk.awarding.abort();
    desk.hand_over(&award("order-2", INES, DOG_FOOD)).await;

    let next = Desk::open_beside(&desk.shop, &ledger, quick()).await;
    next.wait_for("order-1", "awarded").await;
    next.wait_for("order-2", "awarded").await;
    assert_eq!(checkpoints(&engage, INES, DOG_FOOD), 2);
}

#[tokio::test]
async fn a_proxy_that_stops_finishes_the_batch_that_is_under_way() {
    let (mut desk, engage) = Desk::open().await;
    let slow = Effect::Latency(Duration::from_millis(300));
    engage.add_fault(Fault::new(slow).at(Endpoint::AddCheckpoints).once());
    desk.hand_over(&award("order-1", INES, DOG_FOOD)).await;
    desk.wait_for("order-1", "sent").await;
    desk.proxy.stop();
    (&mut desk.awarding).await.unwrap();
    desk.wait_for("order-1", "awarded").await;
}

#[tokio::test]
async fn an_awarded_checkpoint_is_told_to_the_contacts_open_pages_at_once() {
    let (desk, _engage) = Desk::open().await;
    let stamps = async || {
        let list = desk.shop.json(ALVA, "/challenges").await;
        let dog_food = list["items"].as_array().unwrap().iter();
        let mut dog_food = dog_food.filter(|item| item["challengeId"] == DOG_FOOD);
        dog_food.next().unwrap()["completedCheckpoints"]
            .as_u64()
            .unwrap()
    };
    let before = stamps().await;
    let mut page = Page::of(&desk.shop, ALVA, None).await;
    page.block().await.unwrap();
    desk.hand_over(&award("order-1", ALVA, DOG_FOOD)).await;
    assert!(is_changed(&page.block().await.unwrap()));
    assert_eq!(stamps().await, before + 1);
}

#[tokio::test]
async fn a_list_is_read_part_by_part() {
    let (desk, _engage) = Desk::open().await;
    let awards = (0..5).map(|number| award(&format!("order.{number}"), NOBODY, DOG_FOOD));
    desk.hand_over(&awards.collect()).await;
    for number in 0..5 {
        desk.wait_for(&format!("order.{number}"), "rejected").await;
    }
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/awards?state=rejected&count=2{after}");
        let part = desk.json(&path).await;
        let awards = part["awards"].as_array().unwrap();
        ids.extend(
            awards
                .iter()
                .map(|award| award["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = part["next"].as_str() else {
            break;
        };
        after = format!("&after={next}");
    }
    assert_eq!(ids, ["order.0", "order.1", "order.2", "order.3", "order.4"]);
    for query in [
        "",
        "?state=lost",
        "?state=sent&count=0",
        "?state=sent&after=x",
    ] {
        let answer = desk.ask(&format!("/awards{query}")).await;
        assert_eq!(
            answer.refusal(),
            refused(400, "invalid_parameter"),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_customer_number_is_looked_up_and_one_without_a_contact_is_rejected() {
    let simulator = Simulator::new(Seed::embedded(), Settings::default());
    let find = |Query(query): Query<Vec<(String, String)>>| async move {
        if query == [("customKey".to_owned(), "4711".to_owned())] {
            axum::Json(INES).into_response()
        } else {
            StatusCode::NOT_FOUND.into_response()
        }
    };
    let engage = axum::Router::new()
        .route("/api/v3/contacts/id", get(find))
        .merge(simulator.router());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, engage).await });
    let shop = Shop::open_before(&address, rules()).await;
    let ledger = Ledger::in_memory().await.unwrap();
    let desk = Desk::open_beside(&shop, &ledger, quick()).await;

    let of = |id: &str, customer: &str| json!({ "id": id, "definitionId": DOG_FOOD, "customerNumber": customer, "checkpoints": 1 });
    let awards = json!([of("known", "4711"), of("unknown", "4712")]);
    assert_eq!(desk.hand_over(&awards).await.status, 202);
    let known = desk.wait_for("known", "awarded").await;
    assert_eq!(
        (&known["contactId"], &known["customerNumber"]),
        (&json!(INES), &json!("4711"))
    );
    let unknown = desk.wait_for("unknown", "rejected").await;
    assert_eq!(unknown["rejection"], "contact_unknown");
    assert_eq!(unknown["contactId"], Value::Null);
    let metrics = Answer::of(desk.shop.internal("/metrics")).await.text;
    let line = "retailer_proxy_awards_settled_total{state=\"rejected\",by=\"Answer\"} 1\n";
    assert!(metrics.contains(line), "{metrics}");
    assert_eq!(desk.hand_over(&awards).await.status, 202);
    assert_eq!(checkpoints(&simulator, INES, DOG_FOOD), 1);
    serving.abort();
}

#[tokio::test]
async fn an_award_is_not_rejected_where_engage_knows_no_path_to_look_its_customer_up() {
    // The simulator has no contacts to look up, and says that it knows no such path.
    let (desk, engage) = Desk::open().await;
    let named = json!({ "id": "named", "definitionId": DOG_FOOD, "customerNumber": "4711", "checkpoints": 1 });
    assert_eq!(desk.hand_over(&named).await.status, 202);
    let begun = Instant::now();
    while engage.log().total == 0 {
        assert!(begun.elapsed() < PATIENCE, "nobody was looked up");
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(
        desk.hand_over(&award("later", INES, DOG_FOOD)).await.status,
        202
    );
    desk.wait_for("later", "awarded").await;
    desk.wait_for("named", "queued").await;
}

#[tokio::test]
async fn what_may_become_of_awards_is_counted_with_zero_from_the_start() {
    let (desk, _engage) = Desk::open().await;
    let metrics = Answer::of(desk.shop.internal("/metrics")).await.text;
    for labels in [
        "state=\"awarded\",by=\"Answer\"",
        "state=\"rejected\",by=\"Answer\"",
        "state=\"awarded\",by=\"Evidence\"",
        "state=\"queued\",by=\"Evidence\"",
        "state=\"in_doubt\",by=\"Evidence\"",
    ] {
        let line = format!("retailer_proxy_awards_settled_total{{{labels}}} 0\n");
        assert!(metrics.contains(&line), "{line} in\n{metrics}");
    }
}

#[tokio::test]
async fn awards_are_counted_by_state_and_by_outcome() {
    let (desk, _engage) = Desk::open().await;
    desk.hand_over(&json!([
        award("a", INES, DOG_FOOD),
        award("b", NOBODY, DOG_FOOD)
    ]))
    .await;
    desk.wait_for("a", "awarded").await;
    desk.wait_for("b", "rejected").await;
    let metrics = Answer::of(desk.shop.internal("/metrics")).await.text;
    for line in [
        "retailer_proxy_awards{state=\"awarded\"} 1",
        "retailer_proxy_awards{state=\"rejected\"} 1",
        "retailer_proxy_awards{state=\"in_doubt\"} 0",
        "retailer_proxy_awards_oldest_queued_seconds 0.0",
        "retailer_proxy_award_batches_total{outcome=\"Answered\"} 1",
        "retailer_proxy_awards_settled_total{state=\"awarded\",by=\"Answer\"} 1",
    ] {
        assert!(
            metrics.lines().any(|written| written == line),
            "{line} in\n{metrics}"
        );
    }
}

/// The page for those who write the shop's back end.
const PAGE: &str = include_str!("../../../../docs/awarding.md");

/// The samples of a request, which the contract has too.
const SAMPLES: [(&str, &str); 4] = [
    (
        "award.sh",
        include_str!("../../src/awards/samples/award.sh"),
    ),
    (
        "award.mjs",
        include_str!("../../src/awards/samples/award.mjs"),
    ),
    (
        "award.php",
        include_str!("../../src/awards/samples/award.php"),
    ),
    (
        "award.cs",
        include_str!("../../src/awards/samples/award.cs"),
    ),
];

#[test]
fn the_page_for_back_ends_has_the_samples_of_the_contract() {
    for (name, sample) in SAMPLES {
        let begin = format!("<!-- The sample begins: {name} -->\n```");
        let (_, rest) = PAGE.split_once(&begin).unwrap();
        let (block, _) = rest.split_once("```\n<!-- The sample ends. -->").unwrap();
        // The first line is the rest of the fence, which names the language.
        let (_, code) = block.split_once('\n').unwrap();
        assert_eq!(code.trim_end(), sample.trim_end(), "{name}");
    }
}

#[tokio::test]
async fn the_sample_for_curl_is_taken_and_the_states_are_those_of_the_page() {
    let (_, sample) = SAMPLES[0];
    let body = sample.split('\'').nth(1).unwrap();
    let (desk, _engage) = Desk::open().await;

    let answer = desk.hand_over(&serde_json::from_str(body).unwrap()).await;

    assert_eq!(answer.status, 202, "{}", answer.text);
    let contract: Value = serde_json::to_value(retailer_proxy::openapi()).unwrap();
    for schema in ["AwardState", "AwardRejection"] {
        let names = &contract["components"]["schemas"][schema]["enum"];
        for name in names.as_array().unwrap() {
            let row = format!("\n| `{}` |", name.as_str().unwrap());
            assert!(PAGE.contains(&row), "{row}");
        }
    }
}
