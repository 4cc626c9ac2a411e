//! The retailer's own words stand beside the challenges, in the shopper's language.

use std::path::PathBuf;
use std::time::Duration;

use challenge_model::wire::{FromWire, Json, Layout};
use challenge_model::{Presentation, Unreadable};
use engage_sim::Endpoint;
use retailer_proxy::content::{Content, ContentSource, check};
use serde_json::Value;

use crate::shop::{ALVA, Answer, DOG_FOOD, Shop, session, token};

const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
const HIKE: &str = "2b7c8d01-7a1d-4d66-8e2f-9c1a5a3d2e22";

fn example() -> Content {
    Content::parse(include_str!("../../../demo-shop/assets/content.toml")).unwrap()
}

async fn shop() -> Shop {
    let (shop, _engage) =
        Shop::open_equipped(|proxy| proxy.with_content(ContentSource::fixed(example()))).await;
    shop
}

fn item<'a>(list: &'a Value, member: &str, id: &str) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item[member] == id).unwrap()
}

#[tokio::test]
async fn the_widget_reads_what_the_marketer_wrote() {
    let shop = shop().await;
    let list = shop.json(ALVA, "/challenges").await;
    let mut unreadable = Unreadable::default();
    let read = |id: &str, unreadable: &mut Unreadable| {
        let sent = &item(&list, "challengeId", id)["presentation"];
        Presentation::from_wire(&Json::from(sent), unreadable).unwrap()
    };
    let hike = read(HIKE, &mut unreadable);
    assert_eq!(hike.layout, Some(Layout::Path));
    assert_eq!(hike.order, Some(1));
    assert_eq!(hike.checkpoints.len(), 7);
    assert_eq!(hike.checkpoints[2].icon.as_deref(), Some("🎒"));
    assert_eq!(
        hike.checkpoints[4].reward.as_deref(),
        Some("Two trail dinners")
    );
    let hello = read(HELLO, &mut unreadable);
    assert_eq!(hello.consent_version.as_deref(), Some("2026-03"));
    assert!(hello.consent_text.unwrap().starts_with("I would like"));
    assert_eq!(unreadable, Unreadable::default());
}

#[tokio::test]
async fn lists_and_single_items_of_both_kinds_have_a_presentation() {
    let shop = shop().await;
    let list = shop.json(ALVA, "/challenges/definitions").await;
    let presentation = &item(&list, "id", DOG_FOOD)["presentation"];
    assert_eq!(presentation["title"], "Five bags, one on us");
    let one = format!("/challenges/definitions/{DOG_FOOD}");
    assert_eq!(&shop.json(ALVA, &one).await["presentation"], presentation);
    let one = format!("/challenges/{}", crate::shop::ALVAS_DOG_FOOD);
    let challenge = shop.json(ALVA, &one).await;
    assert_eq!(&challenge["presentation"], presentation);
    assert!(challenge["definition"].get("presentation").is_none());
}

#[tokio::test]
async fn the_query_chooses_the_language_before_the_header_and_the_header_before_the_file() {
    let shop = shop().await;
    for (query, accepted, title) in [
        ("", "sv-FI, en;q=0.9", "Fem säckar, en från oss"),
        ("?lang=en", "sv-FI", "Five bags, one on us"),
        ("?lang=sv", "en", "Fem säckar, en från oss"),
        ("?lang=fi", "de", "Five bags, one on us"),
        ("?lang=sv_SE.UTF-8", "en", "Fem säckar, en från oss"),
        ("?lang=C", "sv_SE", "Fem säckar, en från oss"),
    ] {
        let request = shop
            .get(&format!("/challenges/definitions/{DOG_FOOD}{query}"))
            .bearer_auth(token(&session(ALVA)))
            .header("accept-language", accepted);
        let answer: Value = serde_json::from_str(&Answer::of(request).await.text).unwrap();
        assert_eq!(answer["presentation"]["title"], title, "{query} {accepted}");
    }
}

#[tokio::test]
async fn an_answer_that_was_cached_for_one_language_is_read_in_another() {
    let (shop, engage) =
        Shop::open_equipped(|proxy| proxy.with_content(ContentSource::fixed(example()))).await;
    for (accepted, title) in [
        ("en", "Five bags, one on us"),
        ("sv", "Fem säckar, en från oss"),
        ("en", "Five bags, one on us"),
    ] {
        let request = shop.get("/challenges").bearer_auth(token(&session(ALVA)));
        let answer = Answer::of(request.header("accept-language", accepted)).await;
        let vary = answer.header("vary").unwrap();
        assert!(vary.contains("Accept-Language"), "{vary}");
        let list: Value = serde_json::from_str(&answer.text).unwrap();
        let card = item(&list, "challengeId", DOG_FOOD);
        assert_eq!(card["presentation"]["title"], title);
    }
    assert_eq!(engage.log().count(Endpoint::ListChallenges), 1);
}

/// A file of its own, removed when the test is over.
struct File(PathBuf);

impl File {
    fn new(text: &str) -> Self {
        let name = format!("retailer-proxy-content-{}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

#[tokio::test]
async fn a_changed_file_is_read_again_and_a_broken_one_is_not_used() {
    let written = |title: &str| format!("[definition.{DOG_FOOD}]\ntitle = \"{title}\"\n");
    let file = File::new(&written("first"));
    let source = ContentSource::file(&file.0).unwrap();
    let source = source.polled_every(Duration::ZERO);
    let (shop, _engage) = Shop::open_equipped(|proxy| proxy.with_content(source)).await;
    let path = format!("/challenges/definitions/{DOG_FOOD}");
    for (text, expected) in [
        (written("first"), "first"),
        (written("the second"), "the second"),
        ("[definition.oops]".to_owned(), "the second"),
        (written("the very third"), "the very third"),
    ] {
        std::fs::write(&file.0, text).unwrap();
        // A changed file counts when it was the same twice.
        shop.json(ALVA, &path).await;
        let title = shop.json(ALVA, &path).await["presentation"]["title"].clone();
        assert_eq!(title, expected);
    }
}

#[test]
fn the_examples_have_neither_mistakes_nor_warnings() {
    for file in [
        include_bytes!("../../../demo-shop/assets/content.toml").as_slice(),
        include_bytes!("../../../../examples/content.toml").as_slice(),
    ] {
        let findings = check(file, None).findings;
        assert!(findings.is_empty(), "{findings}");
    }
}
