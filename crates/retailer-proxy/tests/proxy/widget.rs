//! The built widget, served from here.

use std::path::PathBuf;
use std::time::Duration;

use retailer_proxy::{AllowedOrigins, FileInside, WidgetFiles, WidgetSource};
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
        serving(WidgetSource::Folder(self.0.join("dist")), behaviour).await
    }
}

impl Drop for Built {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The same files as a program may have them inside.
const INSIDE: WidgetSource = WidgetSource::Inside(&[
    FileInside {
        name: "challenges-widget.js",
        plain: b"plain",
        brotli: Some(b"packed with brotli"),
        gzip: Some(b"packed with gzip"),
    },
    FileInside {
        name: "widget-3f2a1b4c5d6e7f80_bg.wasm",
        plain: b"wasm",
        brotli: None,
        gzip: None,
    },
]);

async fn serving(source: WidgetSource, behaviour: Behaviour) -> Shop {
    let path = "/widget".to_owned();
    let widget = Some(WidgetFiles { source, path });
    Shop::open_with(Behaviour {
        widget,
        ..behaviour
    })
    .await
    .0
}

#[rstest]
#[case::plain("challenges-widget.js", "identity")]
#[case::brotli("challenges-widget.js", "gzip, br")]
#[case::gzip("challenges-widget.js", "gzip, br;q=0")]
#[case::without_compressed_forms("widget-3f2a1b4c5d6e7f80_bg.wasm", "gzip, br")]
#[case::missing("other.js", "gzip, br")]
#[case::compressed_by_name("challenges-widget.js.br", "gzip, br")]
#[case::outside("../secret.txt", "gzip")]
#[tokio::test]
async fn files_inside_the_program_are_answered_as_those_of_a_folder(
    #[case] file: &str,
    #[case] accepts: &str,
) {
    let built = Built::new(&format!("alike-{file}-{accepts}").replace(['/', ' '], ""));
    let folder = built.served().await;
    let inside = serving(INSIDE, Behaviour::default()).await;
    let ask = async |shop: &Shop| {
        let request = shop.get_beside(&format!("/widget/{file}"));
        Answer::of(request.header("accept-encoding", accepts)).await
    };
    let (expected, answer) = (ask(&folder).await, ask(&inside).await);
    assert_eq!(answer.status, expected.status);
    assert_eq!(answer.text, expected.text);
    for header in [
        "access-control-allow-origin",
        "cache-control",
        "content-encoding",
        "content-length",
        "content-security-policy",
        "content-type",
        "cross-origin-resource-policy",
        "referrer-policy",
        "vary",
        "x-content-type-options",
    ] {
        assert_eq!(answer.header(header), expected.header(header), "{header}");
    }
}

#[tokio::test]
async fn a_browser_that_has_the_file_inside_the_program_does_not_get_it_again() {
    let shop = serving(INSIDE, Behaviour::default()).await;
    let ask = |encoding: &str| {
        let request = shop.get_beside("/widget/challenges-widget.js");
        request.header("accept-encoding", encoding)
    };
    let first = Answer::of(ask("br")).await;
    let tag = first.header("etag").expect("an entity tag");
    for known in [tag, &format!("\"other\", W/{tag}"), "*"] {
        let again = Answer::of(ask("br").header("if-none-match", known)).await;
        assert_eq!(again.status, 304, "{known}");
        assert_eq!(again.text, "");
        assert_eq!(again.header("cache-control"), Some("public, max-age=300"));
        assert_eq!(again.header("etag"), Some(tag));
    }
    let plain = Answer::of(ask("identity").header("if-none-match", tag)).await;
    assert_eq!(plain.status, 200);
    assert_eq!(plain.text, "plain");
}

#[tokio::test]
async fn files_inside_the_program_can_only_be_read() {
    let shop = serving(INSIDE, Behaviour::default()).await;
    for (method, status, length) in [
        ("HEAD", "200", Some("content-length: 5\r\n")),
        ("POST", "405", None),
        ("DELETE", "405", None),
    ] {
        let request = format!(
            "{method} /widget/challenges-widget.js HTTP/1.1\r\nhost: shop\r\n\
             content-length: 0\r\nconnection: close\r\n\r\n"
        );
        let answer = shop.raw(&request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
        assert!(
            length.is_none_or(|length| answer.contains(length)),
            "{answer}"
        );
        assert!(answer.ends_with("\r\n\r\n"), "{method}: {answer}");
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
