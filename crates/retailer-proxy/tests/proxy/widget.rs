//! The built widget, served from here.

use std::path::PathBuf;
use std::time::Duration;

use retailer_proxy::{AllowedOrigins, WidgetFiles};
use rstest::rstest;
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use crate::shop::{ALVA, Answer, Behaviour, Shop};

/// A folder of built files that vanishes with the test.
struct Built(PathBuf);

impl Built {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("dist")).unwrap();
        for (file, text) in [
            ("secret.txt", "a secret"),
            ("dist/challenges-widget.js", "plain"),
            ("dist/challenges-widget.js.br", "packed with brotli"),
            ("dist/challenges-widget.js.gz", "packed with gzip"),
            ("dist/widget-3f2a1b4c5d6e7f80_bg.wasm", "wasm"),
            (
                "dist/integrity.json",
                r#"{"challenges-widget.js":{},"widget-3f2a1b4c5d6e7f80_bg.wasm":{},"large.bin":{}}"#,
            ),
        ] {
            std::fs::write(folder.join(file), text).unwrap();
        }
        Self(folder)
    }

    async fn served(&self) -> Shop {
        self.served_with(Behaviour::default()).await
    }

    async fn served_with(&self, behaviour: Behaviour) -> Shop {
        let behaviour = Behaviour {
            widget: Some(WidgetFiles {
                folder: self.0.join("dist"),
                path: "/widget".to_owned(),
            }),
            ..behaviour
        };
        Shop::open_with(behaviour).await.0
    }
}

impl Drop for Built {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_file_is_served_with_its_type_and_its_cache_time() {
    let built = Built::new("types");
    let shop = built.served().await;
    for (file, kind, lasts) in [
        (
            "challenges-widget.js",
            "text/javascript",
            "public, max-age=300",
        ),
        (
            "widget-3f2a1b4c5d6e7f80_bg.wasm",
            "application/wasm",
            "public, max-age=31536000, immutable",
        ),
    ] {
        let answer = Answer::of(shop.get_beside(&format!("/widget/{file}"))).await;
        assert_eq!(answer.status, 200, "{file}");
        assert_eq!(answer.header("content-type"), Some(kind));
        assert_eq!(answer.header("cache-control"), Some(lasts));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[rstest]
#[case("br, gzip", Some("br"), "packed with brotli")]
#[case("gzip", Some("gzip"), "packed with gzip")]
#[case("identity", None, "plain")]
#[tokio::test]
async fn a_file_is_compressed_as_the_browser_accepts_it(
    #[case] accepts: &str,
    #[case] encoding: Option<&str>,
    #[case] text: &str,
) {
    let built = Built::new(&format!("packed-{}", accepts.len()));
    let shop = built.served().await;
    let request = shop.get_beside("/widget/challenges-widget.js");
    let answer = Answer::of(request.header("accept-encoding", accepts)).await;
    assert_eq!(answer.header("content-encoding"), encoding);
    assert_eq!(answer.text, text);
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let built = Built::new("paths");
    let shop = built.served().await;
    for path in [
        "/widget/../secret.txt",
        "/widget/%2e%2e/secret.txt",
        "/widget/..%2fsecret.txt",
        "/widget/%2e%2e%2fsecret.txt",
        "/widget//../secret.txt",
        "/widget/..%5csecret.txt",
        "/widget/",
    ] {
        let answer = shop
            .raw(&format!(
                "GET {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n"
            ))
            .await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(!answer.contains("a secret"), "{path}");
    }
}

#[tokio::test]
async fn the_proxys_own_paths_answer_beside_the_files() {
    let built = Built::new("beside");
    let shop = built.served().await;
    shop.json(ALVA, "/challenges").await;
}

#[tokio::test]
async fn pages_of_allowed_origins_may_load_the_files_and_others_may_not() {
    let built = Built::new("origins");
    let mut behaviour = Behaviour::default();
    behaviour.edge.origins = AllowedOrigins::new(["https://www.shop.example"]).unwrap();
    let shop = built.served_with(behaviour).await;
    for (origin, expected) in [
        ("https://www.shop.example", Some("https://www.shop.example")),
        ("https://evil.example", None),
    ] {
        let request = shop.get_beside("/widget/challenges-widget.js");
        let answer = Answer::of(request.header("origin", origin)).await;
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed, expected, "{origin}");
        let vary: Vec<_> = answer.headers.get_all("vary").iter().collect();
        assert!(vary.iter().any(|value| *value == "Origin"), "{vary:?}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_loses_its_connection() {
    let built = Built::new("unread");
    // More than the system takes off the program's hands.
    let large = std::fs::File::create(built.0.join("dist/large.bin")).unwrap();
    large.set_len(256 * 1024 * 1024).unwrap();
    let mut behaviour = Behaviour::default();
    behaviour.server.connections = 1;
    behaviour.server.write_time = Duration::from_millis(300);
    let shop = built.served_with(behaviour).await;
    let mut unread = shop.connect().await;
    let request = b"GET /widget/large.bin HTTP/1.1\r\nhost: shop\r\n\r\n";
    unread.write_all(request).await.unwrap();
    let next = timeout(Duration::from_secs(20), shop.json(ALVA, "/challenges"));
    next.await.expect("the place is free again");
}
