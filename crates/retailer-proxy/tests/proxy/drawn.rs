//! Cards that are drawn already, for whoever prefers HTML: what is drawn, in which
//! language, of what, and when nothing is.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use challenge_model::{Moment, UnixMillis};
use engage_sim::{Effect, Fault, Simulator};
use reqwest::Method;
use retailer_proxy::Clock;
use retailer_proxy::content::{Content, ContentSource};
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::html::Html;
use crate::shop::{ALVA, Answer, Behaviour, DOG_FOOD, INES, Shop, refused, rules, session, token};

/// As the widget asks.
pub(crate) const DRAWN: &str = "text/html, application/json;q=0.9";

/// A path asked for as the widget asks on a page in this language.
async fn asked(shop: &Shop, contact: &str, path: &str, language: &str) -> Answer {
    let request = shop.get(path).bearer_auth(token(&session(contact)));
    let request = request.header("accept", DRAWN);
    Answer::of(request.header("accept-language", language)).await
}

/// What is drawn for a contact, on an English page.
pub(crate) async fn drawn(shop: &Shop, contact: &str, path: &str) -> Html {
    let answer = asked(shop, contact, path, "en").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_is_html(&answer);
    Html::parse(&answer.text)
}

fn assert_is_html(answer: &Answer) {
    let kind = answer.header("content-type");
    assert_eq!(kind, Some("text/html; charset=utf-8"), "{}", answer.text);
}

fn assert_is_json(answer: &Answer) {
    let kind = answer.header("content-type");
    assert_eq!(kind, Some("application/json"), "{}", answer.text);
}

/// A path with attributes of the element in it.
fn with_view(view: &str) -> String {
    let view = view.replace('=', "%3D").replace('&', "%26");
    format!("/challenges?view={view}")
}

/// An Engage that answers so to everybody.
async fn engage(challenges: Value, definitions: Value) -> MockServer {
    let server = MockServer::start().await;
    for (at, answer) in [
        ("/api/v3/challenges", challenges),
        ("/api/v3/challenges/definitions", definitions),
    ] {
        let template = ResponseTemplate::new(200).set_body_json(answer);
        let mock = Mock::given(path(at)).respond_with(template);
        mock.mount(&server).await;
    }
    server
}

/// A shop with an Engage that has one challenge for Alva, with one stamp missing and
/// a deadline in a year far away, of a definition that is called so.
async fn shop_with_one(name: &str, required: u32) -> (Shop, MockServer) {
    let challenge = json!({
        "id": "a2000000-2222-4aaa-8bbb-000000000002",
        "challengeId": DOG_FOOD,
        "contactId": ALVA,
        "isActive": true,
        "completedCheckpoints": required - 1,
        "requiredCheckpoints": required,
        "challengeStart": "2026-01-10T09:00:00+01:00",
        "challengeEnd": "2999-12-31T23:59:59+01:00",
    });
    let definition =
        json!({ "id": DOG_FOOD, "name": name, "description": name, "status": "Active" });
    let engage = engage(json!([challenge]), json!([definition])).await;
    (Shop::open_before(&engage.uri(), rules()).await, engage)
}

/// A shop with an Engage that has so many challenges for Alva in all, and hands out
/// a hundred, with or without saying that there are more.
async fn shop_with_many(total: usize, says_how_many: bool) -> (Shop, MockServer) {
    let challenge = |number: usize| {
        json!({
            "id": format!("a2000000-2222-4aaa-8bbb-{number:012}"),
            "challengeId": DOG_FOOD,
            "contactId": ALVA,
            "isActive": true,
            "completedCheckpoints": 3,
            "requiredCheckpoints": 10,
        })
    };
    let items: Vec<_> = (0..total.min(100)).map(challenge).collect();
    let mut challenges = json!({ "items": items });
    if says_how_many {
        challenges["totalCount"] = total.into();
    }
    let definition = json!({ "id": DOG_FOOD, "name": "Dog food", "status": "Active" });
    let engage = engage(challenges, json!([definition])).await;
    (Shop::open_before(&engage.uri(), rules()).await, engage)
}

/// A shop whose marketer has written the demo's words.
async fn shop_with_content() -> (Shop, Simulator) {
    let content = include_str!("../../../demo-shop/assets/content.toml");
    let content = ContentSource::fixed(Content::parse(content).unwrap());
    Shop::open_equipped(|proxy| proxy.with_content(content)).await
}

#[tokio::test]
async fn whoever_prefers_html_gets_the_cards_drawn() {
    let (shop, _engage) = Shop::open().await;
    let html = drawn(&shop, ALVA, "/challenges").await;
    let titles = html.texts("title");
    assert!(titles.contains(&"Five bags, one on us"), "{titles:?}");
    // Six that she has, and what she could join.
    assert_eq!(titles.len(), html.of_class("card").len());
    assert!(titles.len() > 6, "{titles:?}");
    assert_eq!(html.the("widget").attribute("aria-busy"), Some("false"));
    assert!(html.of_class("skeleton").is_empty());
}

#[rstest]
#[case::data("application/json")]
#[case::anything("*/*")]
#[case::rather_data("text/html;q=0.8, application/json")]
#[tokio::test]
async fn anybody_else_gets_data(#[case] accept: &str) {
    let (shop, _engage) = Shop::open().await;
    let request = shop.get("/challenges").bearer_auth(token(&session(ALVA)));
    assert_is_json(&Answer::of(request.header("accept", accept)).await);
    assert_is_json(&shop.answer(ALVA, "/challenges").await);
}

#[tokio::test]
async fn the_data_beside_the_cards_is_what_the_two_lists_say() {
    let (shop, _engage) = shop_with_content().await;
    let html = drawn(&shop, ALVA, "/challenges").await;
    for (name, path) in [
        ("challenges", "/challenges"),
        ("definitions", "/challenges/definitions"),
    ] {
        assert_eq!(html.answer(name), shop.json(ALVA, path).await);
    }
}

#[rstest]
#[case::english("en", 1, "en", "ltr", "0 of 1 stamp", "Ends on December 31, 2999")]
#[case::british("en-GB", 5, "en", "ltr", "4 of 5 stamps", "Ends on 31 December 2999")]
#[case::swedish("sv", 1, "sv", "ltr", "0 av 1 stämpel", "Slutar 31 december 2999")]
#[case::finland_swedish("sv-FI", 5, "sv", "ltr", "4 av 5 stämplar", "Slutar 31 december 2999")]
#[case::name_of_a_locale("sv_SE", 5, "sv", "ltr", "4 av 5 stämplar", "Slutar 31 december 2999")]
#[case::arabic_few("ar", 3, "ar", "rtl", "2 من 3 أختام", "ينتهي في 31 ديسمبر 2999")]
#[case::arabic_many("ar", 11, "ar", "rtl", "10 من 11 ختمًا", "ينتهي في 31 ديسمبر 2999")]
#[case::unknown("tlh", 5, "en", "ltr", "4 of 5 stamps", "Ends on December 31, 2999")]
#[case::none_at_all("?", 5, "en", "ltr", "4 of 5 stamps", "Ends on December 31, 2999")]
#[tokio::test]
async fn cards_speak_the_language_of_the_page(
    #[case] page: &str,
    #[case] required: u32,
    #[case] tag: &str,
    #[case] direction: &str,
    #[case] count: &str,
    #[case] dates: &str,
) {
    let (shop, _engage) = shop_with_one("Dog food", required).await;
    let answer = asked(&shop, ALVA, "/challenges", page).await;
    assert_is_html(&answer);
    let html = Html::parse(&answer.text);
    let widget = html.the("widget");
    assert_eq!(widget.attribute("lang"), Some(tag));
    assert_eq!(widget.attribute("dir"), Some(direction));
    assert_eq!(html.texts("count"), [count]);
    assert_eq!(html.texts("dates"), [dates]);
}

#[tokio::test]
async fn cards_for_the_name_of_an_arabic_locale_are_read_from_right_to_left() {
    let (shop, _engage) = shop_with_one("Dog food", 5).await;
    let answer = asked(&shop, ALVA, "/challenges", "ar_EG").await;
    let html = Html::parse(&answer.text);
    let widget = html.the("widget");
    assert_eq!(widget.attribute("lang"), Some("ar"));
    assert_eq!(widget.attribute("dir"), Some("rtl"));
}

#[tokio::test]
async fn the_language_in_the_query_counts_before_that_of_the_browser() {
    let (shop, _engage) = shop_with_content().await;
    let answer = asked(&shop, ALVA, "/challenges?lang=sv", "en").await;
    let html = Html::parse(&answer.text);
    assert_eq!(html.the("widget").attribute("lang"), Some("sv"));
    assert!(html.texts("title").contains(&"Fem säckar, en från oss"));
}

#[tokio::test]
async fn the_last_days_are_counted_by_the_proxys_clock() {
    let now = Moment::parse("2999-12-29T12:00:00+01:00")
        .unwrap()
        .instant();
    let (_, engage) = shop_with_one("Dog food", 5).await;
    let shop = Shop::open_before_at(&engage.uri(), Clock::Fixed(now)).await;
    assert_eq!(
        drawn(&shop, ALVA, "/challenges").await.texts("dates"),
        ["2 days left"]
    );
    let over = Clock::Fixed(UnixMillis(now.0 + 3 * 24 * 3_600 * 1_000));
    let shop = Shop::open_before_at(&engage.uri(), over).await;
    let html = drawn(&shop, ALVA, "/challenges").await;
    assert_eq!(html.the("card").attribute("data-state"), Some("ended"));
}

#[tokio::test]
async fn the_attributes_of_the_element_count() {
    let (shop, _engage) = Shop::open().await;
    let view = async |view: &str| drawn(&shop, ALVA, &with_view(view)).await;

    let html = view("layout=path").await;
    let mut cards = html.of_class("card").into_iter();
    assert!(cards.all(|card| card.attribute("data-layout") == Some("path")));

    assert_eq!(view("limit=2").await.of_class("card").len(), 2);

    let html = view("heading-level=5").await;
    assert_eq!(html.the("group-heading").tag, "h5");
    let titles = html.of_class("title").into_iter();
    let levels: HashSet<_> = titles.map(|title| title.tag.as_str()).collect();
    // What can be joined stands below the heading of its group.
    assert_eq!(levels, HashSet::from(["h5", "h6"]));

    let html = view("filter=completed").await;
    assert_eq!(html.the("card").attribute("data-state"), Some("completed"));

    let html = view(&format!("definition={DOG_FOOD}")).await;
    assert_eq!(html.the("title").text, "Five bags, one on us");

    let html = view("layout=compact&filter=active&limit=1").await;
    let card = html.the("card");
    assert_eq!(card.attribute("data-state"), Some("active"));
    assert_eq!(card.attribute("data-layout"), Some("compact"));
}

#[tokio::test]
async fn the_data_is_whole_however_few_cards_are_shown() {
    let (shop, _engage) = Shop::open().await;
    let html = drawn(&shop, ALVA, &with_view("limit=1&filter=completed")).await;
    assert_eq!(
        html.answer("challenges"),
        shop.json(ALVA, "/challenges").await
    );
}

#[tokio::test]
async fn who_has_nothing_to_see_is_told_so_unless_the_shop_wants_it_hidden() {
    let (shop, _engage) = Shop::open().await;
    let html = drawn(&shop, INES, &with_view("filter=completed")).await;
    assert_eq!(html.of_class("card").len(), 0);
    assert_eq!(html.texts("notice-title"), ["No challenges yet"]);
    let hidden = with_view("filter=completed&hide-when-empty=");
    let html = drawn(&shop, INES, &hidden).await;
    assert_eq!(html.of_class("notice").len(), 0);
}

#[rstest]
#[case("layout=grid&limit=0&heading-level=9&filter=mine")]
#[case("limit=many&onload=alert(1)&%00=%FF")]
#[case("&&==&")]
#[case("")]
#[tokio::test]
async fn wrong_attributes_count_as_their_defaults(#[case] view: &str) {
    let (shop, _engage) = Shop::open().await;
    let expected = asked(&shop, ALVA, "/challenges", "en").await.text;
    let answer = asked(&shop, ALVA, &with_view(view), "en").await;
    assert_is_html(&answer);
    assert_eq!(answer.text, expected);
}

#[rstest]
#[case::markup("</script><script>alert(1)</script><img src=x onerror=alert(1)>")]
#[case::comment("<!-- <script> --> ]]> <![CDATA[ x")]
#[case::quotes(r#"" onmouseover="alert(1)" ' ` \" &quot; &#34; &amp;lt;"#)]
#[case::lines("one\ntwo\r\nthree\rfour\u{2028}five\u{2029}six\u{85}seven")]
#[case::directions("\u{202e}reversed\u{2066}\u{feff} مكافأة 🐾")]
#[case::ends("</section></ul></li></h3></template></title></textarea></style>")]
#[case::escapes(r"\u003c/script\u003e \n \\ %3Cscript%3E")]
#[tokio::test]
async fn text_stays_text(#[case] name: &str) {
    let (shop, _engage) = shop_with_one(name, 5).await;
    let html = drawn(&shop, ALVA, "/challenges").await;
    assert_eq!(html.the("title").text, name);
    assert_eq!(html.the("description").text, name);
    for answer in ["challenges", "definitions"] {
        let answer = html.answer(answer);
        let item = &answer["items"][0];
        let definition = item.get("definition").unwrap_or(item);
        assert_eq!(definition["name"], name);
    }
    assert_eq!(
        html.answer("challenges"),
        shop.json(ALVA, "/challenges").await
    );

    let (plain, _engage) = shop_with_one("Dog food", 5).await;
    let plain = drawn(&plain, ALVA, "/challenges").await;
    let shape = |html: &Html| -> Vec<(String, Vec<String>)> {
        let elements = html.elements().iter();
        elements
            .map(|element| {
                let names = element.attributes.keys().cloned().collect();
                (element.tag.clone(), names)
            })
            .collect()
    };
    assert_eq!(shape(&html), shape(&plain));
}

#[tokio::test]
async fn nothing_in_it_may_do_anything_nor_be_kept_by_others() {
    let (shop, _engage) = Shop::open().await;
    let answer = asked(&shop, ALVA, "/challenges", "en").await;
    assert_eq!(
        answer.header("content-security-policy"),
        Some("default-src 'none'; frame-ancestors 'none'; sandbox")
    );
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert!(answer.header("age").unwrap().parse::<u64>().is_ok());
    let html = Html::parse(&answer.text);
    for element in html.elements() {
        let mut names = element.attributes.keys();
        assert!(!names.any(|name| name.starts_with("on") || name == "style"));
        let runs = element.tag == "script" && element.attribute("data-answer").is_none();
        assert!(!runs, "{element:?}");
    }
}

#[tokio::test]
async fn refusals_are_data_whatever_is_preferred() {
    let (shop, engage) = Shop::open_with(Behaviour::without_memory()).await;
    let signed_out = shop.get("/challenges").header("accept", DRAWN);
    let signed_out = Answer::of(signed_out).await;
    assert_is_json(&signed_out);
    assert_eq!(signed_out.refusal(), refused(401, "signed_out"));

    let wrong = asked(&shop, ALVA, "/challenges?count=0", "en").await;
    assert_is_json(&wrong);
    assert_eq!(wrong.refusal(), refused(400, "invalid_parameter"));

    let retry_after = None;
    engage.add_fault(Fault::new(Effect::Status {
        code: 500,
        retry_after,
    }));
    let failed = asked(&shop, ALVA, "/challenges", "en").await;
    assert_is_json(&failed);
    assert_eq!(failed.refusal(), refused(502, "upstream_failed"));
}

#[rstest]
#[case::stretch("/challenges?count=10".to_owned())]
#[case::rest("/challenges?offset=1".to_owned())]
#[case::filter("/challenges?filter=Active".to_owned())]
#[case::definition(format!("/challenges?definitionId={DOG_FOOD}"))]
#[case::one(format!("/challenges/{}", crate::shop::ALVAS_DOG_FOOD))]
#[case::definitions("/challenges/definitions".to_owned())]
#[tokio::test]
async fn a_part_of_the_list_and_everything_else_is_data(#[case] path: String) {
    let (shop, _engage) = Shop::open().await;
    let answer = asked(&shop, ALVA, &path, "en").await;
    assert_eq!(answer.status, 200);
    assert_is_json(&answer);
}

#[rstest]
#[case::a_thousand(1_000, true)]
#[case::one_more_than_a_page(101, true)]
#[case::perhaps_more_than_a_page(1_000, false)]
#[tokio::test]
async fn a_list_that_is_not_whole_is_data(#[case] total: usize, #[case] says_how_many: bool) {
    let (shop, _engage) = shop_with_many(total, says_how_many).await;
    let answer = asked(&shop, ALVA, "/challenges", "en").await;
    assert_eq!(answer.status, 200);
    assert_is_json(&answer);
    let list: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(list["count"], 100);
}

#[tokio::test]
async fn of_a_whole_list_the_first_two_dozen_are_drawn_and_all_is_data() {
    let (shop, _engage) = shop_with_many(100, true).await;
    drawn(&shop, ALVA, "/challenges").await;
    let begun = Instant::now();
    let html = drawn(&shop, ALVA, "/challenges").await;
    let taken = begun.elapsed();
    assert_eq!(html.of_class("card").len(), 24);
    let items = &html.answer("challenges")["items"];
    assert_eq!(items.as_array().unwrap().len(), 100);
    assert!(taken < Duration::from_secs(2), "{taken:?}");
}

#[tokio::test]
async fn while_engage_is_down_the_cards_are_those_that_were_kept_and_age() {
    let (shop, engage) = Shop::open_with(Behaviour::with_memory_for_bad_days()).await;
    let fresh = asked(&shop, ALVA, "/challenges", "en").await;
    assert_eq!(fresh.header("age"), Some("0"));
    engage.add_fault(Fault::new(Effect::Disconnect));
    let old = loop {
        let answer = asked(&shop, ALVA, "/challenges", "en").await;
        assert_is_html(&answer);
        if answer.header("age") != Some("0") {
            break answer;
        }
    };
    // That they are old is for `Age` to say: the cards are drawn as they were.
    assert_eq!(old.text, fresh.text);
}

#[tokio::test]
async fn head_says_what_get_would_and_no_more() {
    let (shop, _engage) = Shop::open().await;
    let request = shop.request(Method::HEAD, "/challenges");
    let request = request.bearer_auth(token(&session(ALVA)));
    let head = Answer::of(request.header("accept", DRAWN)).await;
    let get = asked(&shop, ALVA, "/challenges", "en").await;
    assert_eq!(head.status, 200);
    assert_eq!(head.text, "");
    for name in ["content-type", "content-security-policy", "age", "vary"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
}
