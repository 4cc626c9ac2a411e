//! A shopper joins: what has to be there, what is written down, and what happens
//! when Engage fails half-way.

use std::time::Duration;

use challenge_model::UnixMillis;
use engage_sim::{Effect, Endpoint, Fault, Simulator};
use reqwest::RequestBuilder;
use retailer_proxy::consents::{Consent, Ledger, Outcome};
use retailer_proxy::content::{Content, ContentSource};
use retailer_proxy::{Clock, Joining, Proxy};
use rstest::rstest;
use serde_json::json;
use sqlx::{AnyConnection, Connection as _, Executor as _};
#[cfg(unix)]
use temporary_postgres::TemporaryPostgres;

use crate::shop::{ALVA, Answer, DOG_FOOD, DRAFT, INES, NILS, Shop, refused, session, token};

const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
const OWN_BAG: &str = "6fb0c145-be51-41aa-8263-d05e9e716c66";
const MIDSUMMER: &str = "92e3f478-e184-44dd-b596-0381c1a49f99";
const WINTER: &str = "70c1d256-cf62-42bb-9374-e16faf827d77";

/// A shop whose shoppers can join, its Engage, its ledger, and its proxy.
struct Club {
    shop: Shop,
    engage: Simulator,
    ledger: Ledger,
    proxy: Proxy,
}

impl Club {
    async fn open() -> Self {
        Self::open_with(Ledger::in_memory().await.unwrap()).await
    }

    async fn open_with(ledger: Ledger) -> Self {
        let mut equipped = None;
        let (shop, engage) =
            Shop::open_equipped(|proxy| equip(proxy, &ledger, &mut equipped)).await;
        Self {
            shop,
            engage,
            ledger,
            proxy: equipped.unwrap(),
        }
    }

    /// Another instance with the same Engage, whose ledger is opened by itself.
    async fn open_beside(&self, ledger: Ledger) -> Self {
        let mut equipped = None;
        let equip = |proxy| equip(proxy, &ledger, &mut equipped);
        Self {
            shop: self.shop.open_beside(equip).await,
            engage: self.engage.clone(),
            ledger,
            proxy: equipped.unwrap(),
        }
    }

    /// A request as the widget makes it.
    fn request(&self, contact: &str, definition: &str) -> RequestBuilder {
        self.shop.request_to_join(contact, definition)
    }

    async fn join(&self, contact: &str, definition: &str, body: serde_json::Value) -> Answer {
        Answer::of(self.request(contact, definition).json(&body)).await
    }

    async fn consents(&self) -> Vec<Consent> {
        self.ledger.after(None).await.unwrap()
    }

    async fn outcomes(&self) -> Vec<Outcome> {
        let consents = self.consents().await;
        consents.iter().map(|consent| consent.outcome).collect()
    }

    fn assigns(&self) -> u64 {
        self.engage.log().count(Endpoint::Assign)
    }
}

/// A proxy through which shoppers can join, and a copy of it for the test.
fn equip(proxy: Proxy, ledger: &Ledger, copy: &mut Option<Proxy>) -> Proxy {
    let content = Content::parse(include_str!("../../../demo-shop/assets/content.toml")).unwrap();
    let proxy = proxy.with_joining(Joining::new(ledger.clone()));
    let proxy = proxy.with_content(ContentSource::fixed(content));
    *copy = Some(proxy.clone());
    proxy
}

#[tokio::test]
async fn a_shopper_who_joins_has_the_challenge_and_a_consent_on_record() {
    let club = Club::open().await;
    let answer = club.join(INES, DOG_FOOD, json!({})).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (200, "true")
    );
    let list = club.shop.json(INES, "/challenges").await;
    assert_eq!(list["items"][0]["challengeId"], DOG_FOOD);
    let consents = club.consents().await;
    assert_eq!(consents.len(), 1);
    assert_eq!(consents[0].contact.as_str(), INES);
    assert_eq!(consents[0].definition.as_str(), DOG_FOOD);
    assert_eq!(consents[0].outcome, Outcome::Assigned);
    assert_eq!(consents[0].text_version, None);
}

#[rstest]
#[case::new(INES)]
#[case::awaiting_consent(ALVA)]
#[tokio::test]
async fn the_wording_that_was_agreed_to_is_on_record(#[case] contact: &str) {
    let club = Club::open().await;
    let answer = club
        .join(contact, HELLO, json!({ "consentVersion": "2026-03" }))
        .await;
    assert_eq!(answer.text, "true");
    let consents = club.consents().await;
    assert_eq!(consents[0].text_version.as_deref(), Some("2026-03"));
    let list = format!("/challenges?definitionId={HELLO}");
    let list = club.shop.json(contact, &list).await;
    assert_eq!(list["items"][0]["isActive"], true);
}

#[rstest]
#[case::none(json!({}), 400, "consent_required")]
#[case::null(json!({ "consentVersion": null }), 400, "consent_required")]
#[case::older(json!({ "consentVersion": "2025-01" }), 409, "consent_outdated")]
#[tokio::test]
async fn without_consent_to_the_current_text_nobody_joins(
    #[case] body: serde_json::Value,
    #[case] status: u16,
    #[case] code: &str,
) {
    let club = Club::open().await;
    let answer = club.join(INES, HELLO, body).await;
    assert_eq!(answer.refusal(), refused(status, code));
    assert_eq!(club.assigns(), 0);
    assert_eq!(club.consents().await, []);
}

#[rstest]
#[case::unknown(INES, "f0f0f0f0-0000-4000-8000-00000000000f", 404, "not_found")]
#[case::no_guid(INES, "4711", 404, "not_found")]
#[case::draft(INES, DRAFT, 404, "not_found")]
#[case::planned(INES, WINTER, 404, "not_found")]
#[case::ended(INES, MIDSUMMER, 409, "not_joinable")]
#[case::completed(ALVA, OWN_BAG, 409, "not_joinable")]
#[tokio::test]
async fn what_is_not_open_cannot_be_joined(
    #[case] contact: &str,
    #[case] definition: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let club = Club::open().await;
    let answer = club.join(contact, definition, json!({})).await;
    assert_eq!(answer.refusal(), refused(status, code));
    assert_eq!(club.assigns(), 0);
    assert_eq!(club.consents().await, []);
}

#[tokio::test]
async fn a_second_press_is_answered_like_the_first_and_engage_is_not_called_again() {
    let club = Club::open().await;
    for _ in 0..2 {
        assert_eq!(club.join(INES, DOG_FOOD, json!({})).await.text, "true");
    }
    assert_eq!(club.assigns(), 1);
    assert_eq!(club.outcomes().await, [Outcome::Assigned]);
}

#[tokio::test]
async fn who_joins_what_the_shop_has_assigned_already_is_on_record_once() {
    let club = Club::open().await;
    let other = "aaaaaaaa-0000-4000-8000-000000000001";
    for contact in [INES, other] {
        // Assigned through an instance whose ledger is another.
        let elsewhere = Ledger::in_memory().await.unwrap();
        let elsewhere = club.open_beside(elsewhere).await;
        elsewhere.join(contact, DOG_FOOD, json!({})).await;
    }
    for _ in 0..2 {
        assert_eq!(club.join(INES, DOG_FOOD, json!({})).await.text, "true");
    }
    assert_eq!(club.outcomes().await, [Outcome::AlreadyAssigned]);
}

#[tokio::test]
async fn two_hundred_presses_at_once_are_one_call_and_one_record() {
    let club = Club::open().await;
    join_at_once(&[&club]).await;
    assert_eq!(club.assigns(), 1);
    assert_eq!(club.outcomes().await, [Outcome::Assigned]);
}

#[cfg(unix)]
#[tokio::test]
async fn two_hundred_presses_at_once_in_two_instances_are_one_call_and_one_record() {
    let Some(server) = TemporaryPostgres::for_test() else {
        return;
    };
    let first = Club::open_with(Ledger::open(server.url()).await.unwrap()).await;
    let ledger = Ledger::open(server.url()).await.unwrap();
    let second = first.open_beside(ledger).await;
    join_at_once(&[&first, &second]).await;
    assert_eq!(first.assigns(), 1);
    assert_eq!(first.outcomes().await, [Outcome::Assigned]);
}

/// One shopper presses two hundred times before the first answer is there.
async fn join_at_once(instances: &[&Club]) {
    let slow = Effect::Latency(Duration::from_millis(50));
    let engage = &instances[0].engage;
    engage.add_fault(Fault::new(slow).at(Endpoint::Assign));
    let presses = (0..200).map(|press| {
        let club = instances[press % instances.len()];
        club.join(INES, DOG_FOOD, json!({}))
    });
    for answer in futures_util::future::join_all(presses).await {
        assert_eq!(answer.text, "true");
    }
}

#[tokio::test]
async fn who_presses_again_after_a_lost_answer_goes_on_with_the_same_record() {
    let club = Club::open().await;
    let lost = Fault::new(Effect::Disconnect).at(Endpoint::Assign);
    club.engage.add_fault(lost.once());
    let first = club.join(INES, DOG_FOOD, json!({})).await;
    assert_eq!(first.refusal(), refused(502, "upstream_failed"));
    let [unfinished] = &club.consents().await[..] else {
        panic!("one record was expected");
    };
    assert_eq!(club.join(INES, DOG_FOOD, json!({})).await.text, "true");
    let [settled] = &club.consents().await[..] else {
        panic!("one record was expected");
    };
    assert_eq!(settled.id, unfinished.id);
    assert_eq!(settled.outcome, Outcome::Assigned);
}

#[tokio::test]
async fn who_agrees_to_another_wording_after_a_lost_answer_has_a_record_of_it() {
    let club = Club::open().await;
    let lost = Fault::new(Effect::Disconnect).at(Endpoint::Assign);
    club.engage.add_fault(lost.once());
    club.join(INES, DOG_FOOD, json!({})).await;
    let content = "default_language = \"en\"\n\
                   [definition.5eafb034-ad40-4099-9152-cf4d8d605b55]\n\
                   consent.version = \"2\"\nconsent.text.en = \"I agree.\"\n";
    let content = Content::parse(content).unwrap();
    let joining = Joining::new(club.ledger.clone());
    let later = club.shop.open_beside(|proxy| {
        let proxy = proxy.with_joining(joining);
        proxy.with_content(ContentSource::fixed(content))
    });
    let later = later.await;
    let request = later.request_to_join(INES, DOG_FOOD);
    let answer = Answer::of(request.json(&json!({ "consentVersion": "2" }))).await;
    assert_eq!(answer.text, "true");
    let records = club.consents().await;
    let told: Vec<_> = records
        .iter()
        .map(|record| (record.text_version.as_deref(), record.outcome))
        .collect();
    let expected = [(None, Outcome::Unfinished), (Some("2"), Outcome::Assigned)];
    assert_eq!(told, expected);
    // The older one is settled like everything that is unfinished.
    assert_eq!(club.proxy.settle_consents().await.unwrap().assigned, 1);
}

#[tokio::test]
async fn what_is_unfinished_is_settled_by_one_instance_at_a_time() {
    let club = Club::open().await;
    let lost = Fault::new(Effect::Disconnect).at(Endpoint::Assign);
    club.engage.add_fault(lost.once());
    club.join(INES, DOG_FOOD, json!({})).await;
    let other = club.open_beside(club.ledger.clone()).await;
    let slow = Effect::Latency(Duration::from_millis(200));
    let slow = Fault::new(slow).at(Endpoint::ListChallenges);
    club.engage.add_fault(slow);
    club.engage.clear_log();
    let (one, two) = tokio::join!(club.proxy.settle_consents(), other.proxy.settle_consents());
    assert_eq!(one.unwrap().unfinished + two.unwrap().unfinished, 1);
    assert_eq!(club.engage.log().count(Endpoint::ListChallenges), 1);
    // The next one who wants to is not kept waiting.
    assert_eq!(other.proxy.settle_consents().await.unwrap().unfinished, 1);
}

#[tokio::test]
async fn a_definition_that_needs_consent_cannot_be_joined_without_a_text_for_it() {
    let ledger = Ledger::in_memory().await.unwrap();
    let (shop, engage) =
        Shop::open_equipped(|proxy| proxy.with_joining(Joining::new(ledger))).await;
    let request = shop
        .request_to_join(INES, HELLO)
        .json(&json!({ "consentVersion": "1" }));
    assert_eq!(
        Answer::of(request).await.refusal(),
        refused(409, "not_joinable")
    );
    assert_eq!(engage.log().count(Endpoint::Assign), 0);
}

#[tokio::test]
async fn a_consent_that_cannot_be_written_down_never_reaches_engage() {
    let folder = std::env::temp_dir().join(format!("unwritten-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let address = format!("sqlite:{}", folder.join("consents.sqlite").display());
    let joining = Joining::new(Ledger::open(&address).await.unwrap());
    let (shop, engage) = Shop::open_equipped(|proxy| proxy.with_joining(joining)).await;
    let mut vandal = AnyConnection::connect(&address).await.unwrap();
    vandal.execute("DROP TABLE consents").await.unwrap();
    let request = shop.request_to_join(INES, DOG_FOOD);
    let answer = Answer::of(request.json(&json!({}))).await;
    assert_eq!(answer.refusal(), refused(503, "joining_unavailable"));
    assert_eq!(engage.log().count(Endpoint::Assign), 0);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn without_a_ledger_nobody_can_join() {
    let (shop, _engage) = Shop::open().await;
    let path = format!("/challenges/definitions/{DOG_FOOD}/assign");
    let answer = Answer::of(shop.post(&path).bearer_auth(token(&session(INES)))).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_join_for_a_shopper() {
    let club = Club::open().await;
    let path = format!("/challenges/definitions/{DOG_FOOD}/assign");
    let cookie = format!("session={}", token(&session(INES)));
    let forged: [&[(&str, &str)]; 5] = [
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ],
        &[
            ("x-challenges-widget", "1"),
            ("origin", "https://evil.example"),
        ],
        &[
            ("x-challenges-widget", "1"),
            ("sec-fetch-site", "cross-site"),
        ],
        &[
            ("x-challenges-widget", "1"),
            ("sec-fetch-site", "same-site"),
        ],
        &[("sec-fetch-site", "same-origin")],
    ];
    for headers in forged {
        let request = club
            .shop
            .post(&path)
            .header("cookie", &cookie)
            .json(&json!({}));
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        let answer = Answer::of(request).await;
        assert_eq!(answer.refusal(), refused(403, "cross_site"), "{headers:?}");
    }
    assert_eq!(club.engage.log().total, 0);
}

#[tokio::test]
async fn without_a_session_nobody_joins() {
    let club = Club::open().await;
    let request = club
        .shop
        .post(&format!("/challenges/definitions/{DOG_FOOD}/assign"))
        .header("x-challenges-widget", "1")
        .header("sec-fetch-site", "same-origin")
        .json(&json!({}));
    assert_eq!(
        Answer::of(request).await.refusal(),
        refused(401, "signed_out")
    );
}

#[tokio::test]
async fn a_contact_id_in_the_request_never_reaches_engage() {
    let club = Club::open().await;
    let in_body = club
        .request(INES, DOG_FOOD)
        .json(&json!({ "contactId": NILS }));
    let twice = format!("{{\"consentVersion\":\"a\",\"ContactId\":\"{NILS}\"}}");
    let in_odd_body = club
        .request(INES, DOG_FOOD)
        .header("content-type", "application/json")
        .body(twice);
    let in_query = club
        .request(INES, &format!("{DOG_FOOD}/assign?contactId={NILS}&x="))
        .json(&json!({}));
    for request in [in_body, in_odd_body, in_query] {
        let answer = Answer::of(request).await;
        assert_eq!(answer.refusal(), refused(400, "contact_id_not_allowed"));
    }
    assert_eq!(club.engage.log().total, 0);
    // A contact id in a place where no page would put it by mistake is ignored.
    let in_header = club
        .request(INES, DOG_FOOD)
        .header("contactId", NILS)
        .header("x-contact-id", NILS)
        .json(&json!({}));
    assert_eq!(Answer::of(in_header).await.text, "true");
    assert_eq!(club.consents().await[0].contact.as_str(), INES);
}

#[tokio::test]
async fn a_body_that_is_too_long_or_no_json_is_refused() {
    let club = Club::open().await;
    let long = format!("{{\"consentVersion\":\"{}\"}}", "x".repeat(1_000_000));
    let longish = format!("{{\"consentVersion\":\"{}\"}}", "x".repeat(5_000));
    for (kind, body, refusal) in [
        ("application/json", long, refused(413, "too_large")),
        ("application/json", longish, refused(413, "too_large")),
        (
            "application/json",
            "{".to_owned(),
            refused(400, "invalid_body"),
        ),
        (
            "application/x-www-form-urlencoded",
            "{}".to_owned(),
            refused(400, "invalid_body"),
        ),
    ] {
        let request = club.request(INES, DOG_FOOD).header("content-type", kind);
        let answer = Answer::of(request.body(body)).await;
        assert_eq!(answer.refusal(), refusal);
    }
}

#[rstest]
#[case::refused(400, "upstream_failed")]
#[case::busy(429, "upstream_busy")]
#[case::key(403, "upstream_refused")]
#[tokio::test]
async fn when_engage_certainly_did_not_assign_the_record_says_so(
    #[case] code: u16,
    #[case] expected: &str,
) {
    let club = Club::open().await;
    let fault = Effect::Status {
        code,
        retry_after: None,
    };
    club.engage
        .add_fault(Fault::new(fault).at(Endpoint::Assign));
    let answer = club.join(INES, DOG_FOOD, json!({})).await;
    assert_eq!(answer.refusal().1, expected);
    assert_eq!(club.outcomes().await, [Outcome::NotAssigned]);
}

#[tokio::test]
async fn when_the_answer_is_lost_after_the_work_was_done_the_shopper_has_joined() {
    let club = Club::open().await;
    let fault = Fault::new(Effect::Disconnect).after().at(Endpoint::Assign);
    club.engage.add_fault(fault.once());
    assert_eq!(club.join(INES, DOG_FOOD, json!({})).await.text, "true");
    assert_eq!(club.assigns(), 1, "a POST is never repeated");
    assert_eq!(club.outcomes().await, [Outcome::Assigned]);
}

#[tokio::test]
async fn when_the_outcome_is_uncertain_the_record_stays_unfinished_until_engage_answers() {
    let club = Club::open().await;
    club.engage
        .add_fault(Fault::new(Effect::Disconnect).at(Endpoint::Assign));
    let answer = club.join(INES, DOG_FOOD, json!({})).await;
    assert_eq!(answer.refusal(), refused(502, "upstream_failed"));
    assert_eq!(club.outcomes().await, [Outcome::Unfinished]);

    let settled = club.proxy.settle_consents().await.unwrap();
    assert_eq!(settled.unfinished, 1, "Engage may still be at it");

    let given = club.consents().await[0].given;
    let later = UnixMillis(given.0 + 10 * 60 * 1_000);
    let later = club.proxy.clone().with_clock(Clock::Fixed(later));
    assert_eq!(later.settle_consents().await.unwrap().not_assigned, 1);
    assert_eq!(club.outcomes().await, [Outcome::NotAssigned]);
}

#[tokio::test]
async fn two_hundred_shoppers_join_at_once_and_all_are_on_record() {
    let club = Club::open().await;
    let contacts: Vec<String> = (1..=200)
        .map(|number| format!("aaaaaaaa-0000-4000-8000-{number:012}"))
        .collect();
    for contact in &contacts {
        let id = Some(contact.parse().unwrap());
        club.engage
            .change_state(|state, _| state.add_contact(id, "Somebody".to_owned()).map(drop))
            .unwrap();
    }
    let answers = contacts
        .iter()
        .map(|contact| club.join(contact, DOG_FOOD, json!({})));
    for answer in futures_util::future::join_all(answers).await {
        assert_eq!(answer.text, "true");
    }
    assert_eq!(club.outcomes().await, [Outcome::Assigned; 200]);
    assert_eq!(club.assigns(), 200);
}

#[tokio::test]
async fn a_shopper_who_joins_sees_it_at_once_although_answers_are_cached() {
    let club = Club::open().await;
    let list = format!("/challenges?definitionId={DOG_FOOD}");
    assert_eq!(club.shop.json(INES, &list).await["totalCount"], 0);
    let others = club.shop.json(NILS, &list).await;
    assert_eq!(club.join(INES, DOG_FOOD, json!({})).await.text, "true");
    assert_eq!(club.shop.json(INES, &list).await["totalCount"], 1);
    let asked = club.engage.log().total;
    assert_eq!(club.shop.json(NILS, &list).await, others);
    assert_eq!(
        club.engage.log().total,
        asked,
        "what is Nils's is still kept"
    );
}

#[tokio::test]
async fn while_the_circuit_is_open_a_join_is_refused_before_anything_is_written() {
    let club = Club::open().await;
    let busy = Effect::Status {
        code: 429,
        retry_after: Some(60),
    };
    club.engage.add_fault(Fault::new(busy).at(Endpoint::Assign));
    let first = club.join(INES, DOG_FOOD, json!({})).await;
    assert_eq!(first.refusal(), refused(503, "upstream_busy"));
    let asked = club.engage.log().total;
    let second = club.join(NILS, DOG_FOOD, json!({})).await;
    assert_eq!(second.refusal(), refused(503, "upstream_busy"));
    assert!(second.header("retry-after").is_some());
    assert_eq!(club.engage.log().total, asked);
    assert_eq!(club.outcomes().await, [Outcome::NotAssigned]);
}
