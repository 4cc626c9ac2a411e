//! Orders, and the stamps they earn.

use std::net::SocketAddr;

use axum::Router;
use demo_shop::{
    BackendSecret, Catalogue, ProxyAccess, SessionSecret, Shop, ShopSettings, Shoppers, Site,
};
use engage_client::{ApiKey, BaseUrl};
use engage_sim::{DEFAULT_API_KEY, Effect, Endpoint, Fault};
use retailer_proxy::consents::Ledger;
use tokio::net::TcpListener;

use crate::browser::{Browser, SECRET, demo, settings};

const DOG_FOOD: &str = "Five bags, one on us";
const HIKE: &str = "Ready for the fells";

#[tokio::test]
async fn a_bag_of_dog_food_earns_one_stamp() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;
    let before = browser.completed_checkpoints(DOG_FOOD).await;

    let thanks = browser.buy("product=dog-food-salmon").await;

    assert!(thanks.contains("Your stamp is on your card"), "{thanks:?}");
    assert!(thanks.contains("Salmon &amp; Oats"), "{thanks:?}");
    let after = browser.completed_checkpoints(DOG_FOOD).await;
    assert_eq!(after, before + 1);
}

#[tokio::test]
async fn an_open_page_is_told_of_the_stamp_and_can_fetch_it() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;
    let before = browser.completed_checkpoints(DOG_FOOD).await;
    let mut page = browser.listen().await;

    browser.post("/orders", "product=dog-food-salmon").await;

    let told = page.chunk().await.unwrap().unwrap();
    let told = std::str::from_utf8(&told).unwrap();
    assert!(told.contains("event: changed"), "{told}");
    let after = browser.completed_checkpoints(DOG_FOOD).await;
    assert_eq!(after, before + 1);
}

#[tokio::test]
async fn two_bags_earn_two_stamps() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;
    let before = browser.completed_checkpoints(DOG_FOOD).await;

    let thanks = browser.buy("product=dog-food-reindeer&quantity=2").await;

    assert!(thanks.contains("2 stamps are on your card"), "{thanks:?}");
    let after = browser.completed_checkpoints(DOG_FOOD).await;
    assert_eq!(after, before + 2);
}

#[tokio::test]
async fn a_shopper_without_challenges_starts_one_by_buying() {
    let demo = demo().await;
    let mut browser = Browser::of("ines", &demo.shop_url()).await;

    browser.buy("product=boots").await;

    assert_eq!(browser.completed_checkpoints(HIKE).await, 1);
}

#[tokio::test]
async fn the_same_gear_earns_its_stamp_once() {
    let demo = demo().await;
    let mut browser = Browser::of("ines", &demo.shop_url()).await;

    browser.buy("product=boots").await;
    let again = browser.buy("product=boots").await;

    assert!(
        again.contains("You have the stamp for this one already"),
        "{again:?}"
    );
    assert_eq!(browser.completed_checkpoints(HIKE).await, 1);
}

#[tokio::test]
async fn a_product_that_counts_for_no_challenge_is_sold_without_mentioning_stamps() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let thanks = browser.buy("product=bowl").await;

    assert!(thanks.contains("Thanks!"), "{thanks:?}");
    let calls = demo.simulator().log().count(Endpoint::AddCheckpoints);
    assert_eq!(calls, 0);
}

#[tokio::test]
async fn when_engage_takes_no_stamp_the_order_stands_and_says_so() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;
    browser.buy("product=boots").await;

    // Alva's challenge was one stamp short of its end.
    let thanks = browser.buy("product=flask").await;

    assert!(
        thanks.contains("takes no stamp from you at the moment"),
        "{thanks:?}"
    );
    assert!(thanks.contains("Steel flask"), "{thanks:?}");
}

#[tokio::test]
async fn when_engage_fails_the_order_stands_and_stamps_may_come_later() {
    let demo = demo().await;
    demo.simulator().add_fault(Fault::new(Effect::Status {
        code: 503,
        retry_after: None,
    }));
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let thanks = browser.buy("product=dog-food-salmon").await;

    assert!(thanks.contains("may come a little later"), "{thanks:?}");
    assert!(thanks.contains("1 stamp on its way"), "{thanks:?}");
}

/// A shop that calls Engage and the internal listener of its proxy at these addresses.
async fn shop(engage: &str, internal: SocketAddr) -> Shop {
    Shop::new(ShopSettings {
        site: Site::open(settings().site).unwrap(),
        secret: SessionSecret::new(SECRET).unwrap(),
        engage: BaseUrl::parse(engage).unwrap(),
        api_key: ApiKey::new(DEFAULT_API_KEY).unwrap(),
        catalogue: Catalogue::embedded(),
        shoppers: Shoppers::embedded(),
        consents: Ledger::in_memory().await.unwrap(),
        proxy: ProxyAccess {
            address: internal,
            secret: BackendSecret::random().unwrap(),
        },
    })
    .unwrap()
}

/// An address at which nothing listens.
async fn nobody() -> SocketAddr {
    free().await.local_addr().unwrap()
}

/// Serves a router, and returns its URL.
fn serve(listener: TcpListener, router: Router) -> String {
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

async fn free() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

#[tokio::test]
async fn when_engage_is_down_the_shop_works_on() {
    let internal = free().await;
    let engage = format!("http://{}", nobody().await);
    let shop = shop(&engage, internal.local_addr().unwrap()).await;
    serve(internal, shop.internal_router());
    let shop_url = serve(free().await, shop.router());
    let mut browser = Browser::of("alva", &shop_url).await;

    let thanks = browser.buy("product=dog-food-salmon").await;

    assert!(thanks.contains("may come a little later"), "{thanks:?}");
    assert!(browser.get("/").await.contains("Storm jacket"));
}

#[tokio::test]
async fn stamps_are_handed_over_again_until_the_proxy_takes_them_and_arrive_once() {
    let demo = demo().await;
    let internal = nobody().await;
    let shop = shop(&demo.engage_url(), internal).await;
    let shop_url = serve(free().await, shop.router());
    let awarding = shop.clone();
    tokio::spawn(async move { awarding.keep_awarding().await });
    let mut browser = Browser::of("alva", &shop_url).await;
    let before = browser.completed_checkpoints(DOG_FOOD).await;
    let thanks = browser.buy("product=dog-food-salmon").await;
    assert!(thanks.contains("1 stamp on its way"), "{thanks:?}");

    let listener = TcpListener::bind(internal).await.unwrap();
    serve(listener, shop.internal_router());

    browser.wait_for("1 stamp on your card").await;
    let after = browser.completed_checkpoints(DOG_FOOD).await;
    assert_eq!(after, before + 1);
}

#[tokio::test]
async fn a_page_listens_for_changes_while_stamps_are_on_their_way() {
    let demo = demo().await;
    demo.simulator().add_fault(
        Fault::new(Effect::Status {
            code: 429,
            retry_after: None,
        })
        .at(Endpoint::AddCheckpoints),
    );
    let mut browser = Browser::of("alva", &demo.shop_url()).await;
    let live = r#"<challenges-widget proxy="/api/loyalty" live"#;
    assert!(!browser.get("/my-pages").await.contains(live));

    let thanks = browser.buy("product=dog-food-salmon").await;
    assert!(thanks.contains(live), "{thanks:?}");

    demo.simulator().clear_faults();
    let page = browser.wait_for("1 stamp on your card").await;
    assert!(!page.contains(live), "{page:?}");
}

#[tokio::test]
async fn a_shopper_does_not_see_the_orders_of_another_session() {
    let demo = demo().await;
    let mut alva = Browser::of("alva", &demo.shop_url()).await;
    let mut nils = Browser::of("nils", &demo.shop_url()).await;

    let ordered = alva.post("/orders", "product=bowl").await;

    let seen = nils.get(ordered.location()).await;
    assert!(!seen.contains("Enamel bowl"), "{seen:?}");
    assert!(!seen.contains("Thanks!"), "{seen:?}");
}
