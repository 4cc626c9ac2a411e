//! Only a token that the shop has signed, that is still good and that carries a
//! contact lets anybody in.

use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use pem::Pem;
use reqwest::RequestBuilder;
use retailer_proxy::{SessionKey, SessionRules};
use rstest::rstest;
use serde_json::{Value, json};

use crate::shop::{ALVA, Answer, NILS, SECRET, Shop, in_seconds, refused, rules, session, token};

fn signed(algorithm: Algorithm, key: &EncodingKey, claims: &Value) -> String {
    encode(&Header::new(algorithm), claims, key).unwrap()
}

async fn status(request: RequestBuilder) -> u16 {
    Answer::of(request).await.status.as_u16()
}

#[tokio::test]
async fn a_token_lets_in_as_bearer_or_in_the_cookie() {
    let (shop, _engage) = Shop::open().await;
    let token = token(&session(ALVA));
    let by_cookie = format!("theme=dark; session={token}");
    assert_eq!(
        status(shop.get("/challenges").bearer_auth(&token)).await,
        200
    );
    assert_eq!(
        status(shop.get("/challenges").header("cookie", by_cookie)).await,
        200
    );
}

#[tokio::test]
async fn whose_token_it_is_decides_whose_challenges_come() {
    let (shop, _engage) = Shop::open().await;
    assert_eq!(shop.json(ALVA, "/challenges").await["totalCount"], 6);
    assert_eq!(shop.json(NILS, "/challenges").await["totalCount"], 1);
}

#[rstest]
#[case::expired(json!({ "contact_id": ALVA, "exp": in_seconds(-3_600) }))]
#[case::without_expiry(json!({ "contact_id": ALVA }))]
#[case::expiry_is_no_number(json!({ "contact_id": ALVA, "exp": "never" }))]
#[case::not_yet_valid(json!({ "contact_id": ALVA, "exp": in_seconds(3_600), "nbf": in_seconds(1_800) }))]
#[case::without_contact(json!({ "exp": in_seconds(3_600) }))]
#[case::other_claim(json!({ "contactId": ALVA, "exp": in_seconds(3_600) }))]
#[case::contact_is_no_guid(json!({ "contact_id": "4711", "exp": in_seconds(3_600) }))]
#[case::contact_is_a_query(json!({ "contact_id": format!("{ALVA}&filter=All"), "exp": in_seconds(3_600) }))]
#[case::contact_is_a_list(json!({ "contact_id": [ALVA], "exp": in_seconds(3_600) }))]
#[case::contact_is_null(json!({ "contact_id": null, "exp": in_seconds(3_600) }))]
#[tokio::test]
async fn a_token_of_the_shop_that_is_not_valid_is_signed_out(#[case] claims: Value) {
    let (shop, engage) = Shop::open().await;
    let answer = Answer::of(shop.get("/challenges").bearer_auth(token(&claims))).await;
    assert_eq!(answer.refusal(), refused(401, "signed_out"));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    assert_eq!(engage.log().total, 0);
}

#[tokio::test]
async fn a_token_that_the_shop_did_not_sign_is_signed_out() {
    let (shop, engage) = Shop::open().await;
    let claims = session(ALVA);
    let good = token(&claims);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let (_, others) = head_of(&session(NILS));
    let foreign = EncodingKey::from_secret(b"another secret that is long enough to be one");
    let shared = EncodingKey::from_secret(SECRET.as_bytes());
    let tokens = [
        String::new(),
        "x".to_owned(),
        "..".to_owned(),
        head.to_owned(),
        format!("{head}."),
        format!("{header}.{others}.{signature}"),
        unsigned("none", &claims),
        unsigned("None", &claims),
        unsigned("", &claims),
        signed(Algorithm::HS256, &foreign, &claims),
        signed(Algorithm::HS256, &EncodingKey::from_secret(b""), &claims),
        signed(Algorithm::HS384, &shared, &claims),
        signed(Algorithm::HS512, &shared, &claims),
        signed(Algorithm::RS256, &rsa().0, &claims),
        signed(Algorithm::ES256, &p256().0, &claims),
        good[1..].to_owned(),
        format!("{good}x"),
        "a.".repeat(5_000),
    ];
    for token in tokens {
        let answer = Answer::of(shop.get("/challenges").bearer_auth(&token)).await;
        assert_eq!(answer.refusal(), refused(401, "signed_out"), "{token:.80}");
    }
    assert_eq!(engage.log().total, 0);
}

#[tokio::test]
async fn without_a_token_every_path_is_signed_out() {
    let (shop, _engage) = Shop::open().await;
    for path in [
        "/challenges",
        "/challenges/a1000000-1111-4aaa-8bbb-000000000003",
        "/challenges/definitions",
        "/challenges/definitions/5eafb034-ad40-4099-9152-cf4d8d605b55",
    ] {
        let answer = Answer::of(shop.get(path)).await;
        assert_eq!(answer.refusal(), refused(401, "signed_out"), "{path}");
    }
}

#[tokio::test]
async fn a_bad_bearer_does_not_fall_back_to_a_good_cookie() {
    let (shop, _engage) = Shop::open().await;
    let cookie = format!("session={}", token(&session(ALVA)));
    let expired = token(&json!({ "contact_id": ALVA, "exp": in_seconds(-3_600) }));
    for bearer in [expired.as_str(), "x", ""] {
        let request = shop
            .get("/challenges")
            .header("cookie", &cookie)
            .bearer_auth(bearer);
        assert_eq!(status(request).await, 401, "{bearer:.20}");
    }
}

#[tokio::test]
async fn two_different_sessions_at_once_are_signed_out() {
    let (shop, _engage) = Shop::open().await;
    let (alva, nils) = (token(&session(ALVA)), token(&session(NILS)));
    let cookies = format!("session={alva}; session={nils}");
    assert_eq!(
        status(shop.get("/challenges").header("cookie", cookies)).await,
        401
    );
}

#[tokio::test]
async fn a_token_in_the_query_is_ignored() {
    let (shop, _engage) = Shop::open().await;
    let token = token(&session(ALVA));
    let path = format!("/challenges?session={token}&access_token={token}");
    assert_eq!(status(shop.get(&path)).await, 401);
}

#[tokio::test]
async fn issuer_audience_and_claim_are_checked_where_the_shop_says_so() {
    let mut strict = rules();
    strict.issuer = Some("https://shop.example".to_owned());
    strict.audience = Some("loyalty".to_owned());
    strict.claim = "https://shop.example/contact".to_owned();
    let shop = Shop::open_before("http://127.0.0.1:1", strict).await;
    let good = json!({
        "https://shop.example/contact": ALVA,
        "exp": in_seconds(3_600),
        "iss": "https://shop.example",
        "aud": ["web", "loyalty"],
    });
    let without = |member: &str| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(member);
        claims
    };
    let with = |member: &str| {
        let mut claims = good.clone();
        claims[member] = json!("another");
        claims
    };
    // There is no Engage in this test. A request that reaches it had a valid session.
    assert_eq!(
        status(shop.get("/challenges").bearer_auth(token(&good))).await,
        502
    );
    for claims in [without("iss"), without("aud"), with("iss"), with("aud")] {
        let request = shop.get("/challenges").bearer_auth(token(&claims));
        assert_eq!(status(request).await, 401, "{claims}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_as_much_as_the_shop_says_and_no_more() {
    let ended = json!({ "contact_id": ALVA, "exp": in_seconds(-20) });
    let begins = in_seconds(20);
    let begins = json!({ "contact_id": ALVA, "exp": in_seconds(3_600), "nbf": begins });
    // There is no Engage in this test. A request that reaches it had a valid session.
    for (seconds, expected) in [(0, 401), (60, 502)] {
        let mut rules = rules();
        rules.leeway = Duration::from_secs(seconds);
        let shop = Shop::open_before("http://127.0.0.1:1", rules).await;
        for claims in [&ended, &begins] {
            let request = shop.get("/challenges").bearer_auth(token(claims));
            assert_eq!(status(request).await, expected, "{seconds} {claims}");
        }
    }
}

#[tokio::test]
async fn an_audience_that_is_not_checked_does_no_harm() {
    let (shop, _engage) = Shop::open().await;
    let claims = json!({ "contact_id": ALVA, "exp": in_seconds(3_600), "aud": "web", "iss": "x" });
    assert_eq!(
        status(shop.get("/challenges").bearer_auth(token(&claims))).await,
        200
    );
}

#[tokio::test]
async fn with_a_public_key_only_the_private_half_can_sign() {
    let (rsa_private, rsa_public) = rsa();
    let (p256_private, p256_public) = p256();
    let cases = [
        (
            Algorithm::RS256,
            rsa_private,
            SessionKey::Rs256(rsa_public.clone()),
            rsa_public,
        ),
        (
            Algorithm::ES256,
            p256_private,
            SessionKey::Es256(p256_public.clone()),
            p256_public,
        ),
    ];
    for (algorithm, private, key, public) in cases {
        let shop = Shop::open_before("http://127.0.0.1:1", SessionRules::new(key)).await;
        let claims = session(ALVA);
        let good = signed(algorithm, &private, &claims);
        assert_eq!(
            status(shop.get("/challenges").bearer_auth(good)).await,
            502,
            "{algorithm:?}"
        );

        // Signed with the public key as a shared secret, which anybody could do.
        let as_secret = EncodingKey::from_secret(public.as_bytes());
        let forgeries = [
            signed(Algorithm::HS256, &as_secret, &claims),
            signed(
                Algorithm::HS256,
                &EncodingKey::from_secret(public.trim().as_bytes()),
                &claims,
            ),
            unsigned("none", &claims),
            signed(Algorithm::RS256, &rsa().0, &claims),
            signed(Algorithm::ES256, &p256().0, &claims),
        ];
        for forgery in forgeries {
            let request = shop.get("/challenges").bearer_auth(&forgery);
            assert_eq!(status(request).await, 401, "{algorithm:?}: {forgery:.60}");
        }
    }
}

/// The first two parts of a token.
fn head_of(claims: &Value) -> (String, String) {
    let token = token(claims);
    let mut parts = token.split('.').map(str::to_owned);
    (parts.next().unwrap(), parts.next().unwrap())
}

/// A token that says of itself that it is signed by this algorithm, and is not
/// signed at all.
fn unsigned(algorithm: &str, claims: &Value) -> String {
    let header = json!({ "alg": algorithm, "typ": "JWT" }).to_string();
    let encoded = pem::encode(&Pem::new("X", header)).replace(['\n', '\r'], "");
    let body = encoded.split("-----").nth(2).unwrap();
    let header = body
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_");
    format!("{header}.{}.", head_of(claims).1)
}

/// A new RSA key: the private half to sign with, the public one as PEM.
fn rsa() -> (EncodingKey, String) {
    let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
    let private: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let private = as_pem("PRIVATE KEY", private.as_ref());
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let key = EncodingKey::from_rsa_pem(private.as_bytes()).unwrap();
    (key, as_pem("PUBLIC KEY", public.as_ref()))
}

/// A new P-256 key in the same manner.
fn p256() -> (EncodingKey, String) {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let private = pair.to_pkcs8v1().unwrap();
    let private = as_pem("PRIVATE KEY", private.as_ref());
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let key = EncodingKey::from_ec_pem(private.as_bytes()).unwrap();
    (key, as_pem("PUBLIC KEY", public.as_ref()))
}

fn as_pem(label: &str, der: &[u8]) -> String {
    pem::encode(&Pem::new(label, der))
}
