//! What the ledger says of a consent is what the shopper agreed to, and nothing that a
//! page made up.

use engage_sim::{Endpoint, Simulator};
use retailer_proxy::Joining;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::{Content, ContentSource};
use rstest::rstest;

use crate::shop::{Answer, DOG_FOOD, INES, Shop, refused};

/// A shop without any consent text, whose shoppers can join the dog food.
async fn open() -> (Shop, Simulator, Ledger) {
    let ledger = Ledger::in_memory().await.unwrap();
    let joining = Joining::new(ledger.clone());
    let (shop, engage) = Shop::open_equipped(|proxy| proxy.with_joining(joining)).await;
    (shop, engage, ledger)
}

async fn join(shop: &Shop, body: &str) -> Answer {
    let request = shop
        .request_to_join(INES, DOG_FOOD)
        .header("content-type", "application/json");
    Answer::of(request.body(body.to_owned())).await
}

#[tokio::test]
async fn no_version_is_recorded_where_no_text_exists() {
    let (shop, _engage, ledger) = open().await;
    let answer = join(&shop, r#"{"consentVersion":"the terms of the moon"}"#).await;
    assert_eq!(answer.text, "true");
    let consents = ledger.after(None).await.unwrap();
    assert_eq!(consents.len(), 1);
    assert_eq!(consents[0].text_version, None);
}

#[tokio::test]
async fn the_version_of_a_text_is_recorded_although_no_consent_is_needed() {
    let ledger = Ledger::in_memory().await.unwrap();
    let joining = Joining::new(ledger.clone());
    let content = format!("[definition.{DOG_FOOD}.consent]\nversion = \"7\"\ntext = \"Fine.\"\n");
    let content = ContentSource::fixed(Content::parse(&content).unwrap());
    let (shop, _engage) =
        Shop::open_equipped(|proxy| proxy.with_joining(joining).with_content(content)).await;
    assert_eq!(join(&shop, r#"{"consentVersion":"7"}"#).await.text, "true");
    let consents = ledger.after(None).await.unwrap();
    assert_eq!(consents[0].text_version.as_deref(), Some("7"));
}

#[rstest]
#[case::nul(r#"{"consentVersion":"a\u0000"}"#.to_owned())]
#[case::line_break(r#"{"consentVersion":"a\nb"}"#.to_owned())]
#[case::control_of_latin_1(r#"{"consentVersion":"a\u0085"}"#.to_owned())]
#[case::delete(r#"{"consentVersion":"a\u007f"}"#.to_owned())]
#[case::half_an_emoji(r#"{"consentVersion":"\ud83d"}"#.to_owned())]
#[case::empty(r#"{"consentVersion":""}"#.to_owned())]
#[case::too_long(format!(r#"{{"consentVersion":"{}"}}"#, "å".repeat(201)))]
#[case::list(r#"["a"]"#.to_owned())]
#[case::list_of_nothing("[null]".to_owned())]
#[case::empty_list("[]".to_owned())]
#[case::text(r#""a""#.to_owned())]
#[case::null("null".to_owned())]
#[tokio::test]
async fn a_body_that_nobody_can_have_agreed_to_is_refused_and_leaves_no_record(
    #[case] body: String,
) {
    let (shop, engage, ledger) = open().await;
    assert_eq!(
        join(&shop, &body).await.refusal(),
        refused(400, "invalid_body")
    );
    assert_eq!(ledger.after(None).await.unwrap(), []);
    assert_eq!(engage.log().count(Endpoint::Assign), 0);
}

#[rstest]
#[case::control_character("a\\u0000b".to_owned())]
#[case::too_long("x".repeat(201))]
fn a_text_whose_version_nobody_can_agree_to_is_a_mistake_in_the_file(#[case] version: String) {
    let text =
        format!("[definition.{DOG_FOOD}.consent]\nversion = \"{version}\"\ntext = \"Fine.\"\n");
    let mistakes = Content::parse(&text).unwrap_err().to_string();
    let expected = "line 2, column 11: mistake: A version has 1 to 200 characters";
    assert!(mistakes.contains(expected), "{mistakes}");
}
