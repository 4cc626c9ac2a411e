//! Answers are compressed, and caches are told what an answer depends on.

use std::io::Read as _;

use rstest::rstest;

use crate::drawn::DRAWN;
use crate::shop::{ALVA, Answer, Shop, session, token};

fn unpacked(encoding: &str, body: &[u8]) -> String {
    let mut unpacked = Vec::new();
    match encoding {
        "br" => brotli::BrotliDecompress(&mut &*body, &mut unpacked).unwrap(),
        "gzip" => {
            let mut reader = flate2::read::GzDecoder::new(body);
            reader.read_to_end(&mut unpacked).unwrap();
        }
        _ => panic!("{encoding} is not understood"),
    }
    String::from_utf8(unpacked).unwrap()
}

#[rstest]
#[case::brotli("gzip, deflate, br, zstd", "br")]
#[case::gzip("gzip", "gzip")]
#[tokio::test]
async fn answers_are_compressed_as_the_browser_accepts_it(
    #[case] accepted: &str,
    #[case] expected: &str,
    #[values(DRAWN, "application/json")] accept: &str,
) {
    let (shop, _engage) = Shop::open().await;
    let request = || {
        let request = shop.get("/challenges").bearer_auth(token(&session(ALVA)));
        request.header("accept", accept)
    };
    let plain = Answer::of(request()).await;
    assert_eq!(plain.header("content-encoding"), None);
    let packed = request().header("accept-encoding", accepted).send().await;
    let packed = packed.unwrap();
    assert_eq!(packed.headers()["content-encoding"], expected);
    let body = packed.bytes().await.unwrap();
    assert!(body.len() * 3 < plain.text.len(), "{} bytes", body.len());
    assert_eq!(unpacked(expected, &body), plain.text);
}

#[rstest]
#[case::drawn(DRAWN)]
#[case::data("application/json")]
#[tokio::test]
async fn caches_are_told_what_the_answer_depends_on(#[case] accept: &str) {
    let (shop, _engage) = Shop::open().await;
    let request = shop.get("/challenges").bearer_auth(token(&session(ALVA)));
    let answer = Answer::of(request.header("accept", accept)).await;
    let vary = answer.headers.get_all("vary").iter();
    let vary: Vec<_> = vary.map(|value| value.to_str().unwrap()).collect();
    let vary = vary.join(",").to_ascii_lowercase();
    let vary: Vec<_> = vary.split(',').map(str::trim).collect();
    for name in [
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "cookie",
    ] {
        assert!(vary.contains(&name), "{name} in {vary:?}");
    }
}
