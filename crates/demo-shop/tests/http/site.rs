//! Serving the built files, and errors with them and with ports.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use demo_shop::{Demo, DemoSettings};
use reqwest::StatusCode;
use rstest::rstest;

use crate::browser::{Browser, settings};

/// A folder like Trunk's, with one file of every kind.
fn built_site(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    for inner in ["embed", "fonts"] {
        fs::create_dir_all(folder.join(inner)).unwrap();
    }
    fs::copy(
        settings().site.join("index.html"),
        folder.join("index.html"),
    )
    .unwrap();
    for file in [
        "embed/challenges-widget.js",
        "embed/challenges_widget_bg-5dff10b831.wasm",
        "frame.css",
        "paw.svg",
        "fonts/figtree.woff2",
    ] {
        fs::write(folder.join(file), "content").unwrap();
    }
    folder
}

#[rstest]
#[case("/embed/challenges-widget.js", "text/javascript")]
#[case("/embed/challenges_widget_bg-5dff10b831.wasm", "application/wasm")]
#[case("/frame.css", "text/css")]
#[case("/paw.svg", "image/svg+xml")]
#[case("/fonts/figtree.woff2", "font/woff2")]
#[tokio::test]
async fn a_built_file_is_served_as_what_it_is(#[case] path: &str, #[case] expected: &str) {
    let name = path.replace('/', "-");
    let demo = Demo::start(DemoSettings {
        site: built_site(&name),
        ..settings()
    })
    .await
    .unwrap();
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get(path).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), expected);
    assert_eq!(answer.text, "content");
}

#[tokio::test]
async fn a_file_is_cached_for_ever_if_its_name_changes_with_its_content() {
    let demo = Demo::start(DemoSettings {
        site: built_site("cached"),
        ..settings()
    })
    .await
    .unwrap();
    let mut browser = Browser::at(&demo.shop_url());

    let hashed = browser
        .get("/embed/challenges_widget_bg-5dff10b831.wasm")
        .await;
    let named = browser.get("/embed/challenges-widget.js").await;
    let missing = browser
        .get("/embed/challenges_widget_bg-0000000000.wasm")
        .await;

    assert_eq!(
        hashed.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(named.header("cache-control"), "no-cache");
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.header("cache-control"), "private, no-cache");
}

#[rstest]
#[case("/my-pages")]
#[case("/my-pages.css")]
#[case("/api/loyalty/challenges")]
#[tokio::test]
async fn what_the_shop_sends_is_compressed(#[case] path: &str) {
    let site = built_site(&format!("compressed{}", path.replace('/', "-")));
    fs::write(site.join("my-pages.css"), "a { color: red }\n".repeat(100)).unwrap();
    let demo = Demo::start(DemoSettings { site, ..settings() })
        .await
        .unwrap();
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let answer = browser.get_compressed(path).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-encoding"), "br");
}

#[tokio::test]
async fn a_file_that_the_build_has_compressed_is_sent_so() {
    let site = built_site("precompressed");
    fs::write(site.join("embed/challenges-widget.js.br"), "brotli").unwrap();
    let demo = Demo::start(DemoSettings { site, ..settings() })
        .await
        .unwrap();
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get_compressed("/embed/challenges-widget.js").await;

    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.text, "brotli");
}

#[tokio::test]
async fn files_outside_of_the_site_are_not_served() {
    let demo = Demo::start(DemoSettings {
        site: built_site("outside"),
        ..settings()
    })
    .await
    .unwrap();
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get("/..%2f..%2fCargo.toml").await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_built_site_the_demo_says_how_to_build_one() {
    let error = Demo::start(DemoSettings {
        site: "no-such-folder".into(),
        ..settings()
    })
    .await
    .unwrap_err();

    let message = error.to_string();
    assert!(message.contains("no-such-folder"), "{message}");
    assert!(message.contains("cargo xtask demo"), "{message}");
}

#[rstest]
#[case("--port")]
#[case("--engage-port")]
#[tokio::test]
async fn a_taken_port_is_named_with_the_argument_that_changes_it(#[case] flag: &str) {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let settings = if flag == "--port" {
        DemoSettings { port, ..settings() }
    } else {
        DemoSettings {
            engage_port: port,
            ..settings()
        }
    };

    let error = Demo::start(settings).await.unwrap_err();

    let message = error.to_string();
    assert!(message.contains(&port.to_string()), "{message}");
    assert!(message.ends_with(flag), "{message}");
}

#[tokio::test]
async fn a_demo_that_stops_frees_its_ports() {
    let demo = Demo::start(settings()).await.unwrap();
    let address = demo.shop_url();
    let address = address.trim_start_matches("http://").trim_end_matches('/');

    demo.run_until(async {}).await.unwrap();

    TcpListener::bind(address).unwrap();
}
