//! While the content file is being written, and after a writer failed half-way, what is
//! hidden must stay hidden: shoppers must neither see it nor join it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use retailer_proxy::Joining;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::ContentSource;
use rstest::rstest;
use serde_json::json;

use crate::shop::{Answer, DOG_FOOD, INES, Shop, refused};

const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

/// A file of its own, removed when the test is over.
struct File(PathBuf);

impl File {
    fn new(text: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("half-written-{}-{number}.toml", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        file.write(text);
        file
    }

    fn write(&self, text: &str) {
        std::fs::write(&self.0, text).unwrap();
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // A test may have removed it already.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A content file that names one definition and hides the dog food after it.
fn hiding() -> String {
    format!(
        "[definition.{HELLO}]\ntitle = \"Say hello\"\n\
         consent.version = \"1\"\nconsent.text = \"I agree.\"\n\n\
         [definition.{DOG_FOOD}]\ntitle = \"Not yet\"\nhidden = true\n"
    )
}

async fn open(file: &File) -> Shop {
    let source = ContentSource::file(&file.0).unwrap();
    let source = source.polled_every(Duration::ZERO);
    let joining = Joining::new(Ledger::in_memory().await.unwrap());
    let (shop, _engage) =
        Shop::open_equipped(|proxy| proxy.with_content(source).with_joining(joining)).await;
    shop
}

/// Looks more often than a changed file needs to be taken in.
async fn assert_stays_hidden(shop: &Shop) {
    for _ in 0..4 {
        let path = format!("/challenges/definitions/{DOG_FOOD}");
        let answer = shop.answer(INES, &path).await;
        assert_eq!(answer.refusal(), refused(404, "not_found"));
    }
    let request = shop.request_to_join(INES, DOG_FOOD);
    let answer = Answer::of(request.json(&json!({}))).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[rstest]
#[case::empty("")]
#[case::blank("\n\n")]
#[case::only_comments("# Our challenges\n")]
#[case::no_definitions("default_language = \"en\"\n")]
#[tokio::test]
async fn an_empty_file_keeps_the_former_one(#[case] text: &str) {
    let file = File::new(&hiding());
    let shop = open(&file).await;
    file.write(text);
    assert_stays_hidden(&shop).await;
}

#[tokio::test]
async fn a_file_that_is_cut_anywhere_keeps_the_former_one() {
    let file = File::new(&hiding());
    let shop = open(&file).await;
    let whole = hiding();
    for length in 0..whole.len() {
        file.write(&whole[..length]);
        assert_stays_hidden(&shop).await;
    }
}

#[tokio::test]
async fn a_removed_file_keeps_the_former_one() {
    let file = File::new(&hiding());
    let shop = open(&file).await;
    std::fs::remove_file(&file.0).unwrap();
    assert_stays_hidden(&shop).await;
}

#[tokio::test]
async fn a_hidden_definition_that_a_new_file_does_not_have_stays_hidden() {
    let file = File::new(&hiding());
    let shop = open(&file).await;
    file.write(&format!("[definition.{HELLO}]\ntitle = \"Say hi\"\n"));
    assert_stays_hidden(&shop).await;
}

#[tokio::test]
async fn a_hidden_definition_is_shown_when_the_file_has_it_without_hidden() {
    let file = File::new(&hiding());
    let shop = open(&file).await;
    file.write(&hiding().replace("hidden = true\n", "hidden = false\n"));
    let path = format!("/challenges/definitions/{DOG_FOOD}");
    while shop.answer(INES, &path).await.status != 200 {}
}

#[tokio::test]
async fn a_changed_file_counts_when_it_was_the_same_twice() {
    let file = File::new(&hiding());
    let shop = open(&file).await;
    let path = format!("/challenges/definitions/{HELLO}");
    for title in ["Say hi", "Say good morning", "Say good evening"] {
        file.write(&hiding().replace("Say hello", title));
        let presentation = &shop.json(INES, &path).await["presentation"];
        assert_eq!(presentation["title"], "Say hello");
    }
    let presentation = &shop.json(INES, &path).await["presentation"];
    assert_eq!(presentation["title"], "Say good evening");
}

#[rstest]
#[case::empty("")]
#[case::no_definitions("default_language = \"en\"\n")]
#[case::cut("[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]\nhidden = tr")]
#[test]
fn the_proxy_does_not_start_with_a_file_that_hides_nothing_by_mistake(#[case] text: &str) {
    let file = File::new(text);
    assert!(ContentSource::file(&file.0).is_err());
}

#[test]
fn the_proxy_does_not_start_without_the_file_that_it_was_told_of() {
    assert!(ContentSource::file("/nowhere/content.toml").is_err());
}
