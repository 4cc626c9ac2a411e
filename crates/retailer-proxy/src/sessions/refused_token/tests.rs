//! What whoever sets sessions up is told of their tokens.

use jsonwebtoken::{EncodingKey, Header, encode};
use rstest::rstest;
use serde_json::json;

use super::*;

const SECRET: &str = "the shop and its proxy share this and nobody else";
const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
const FAR: u64 = 4_000_000_000;

fn rules() -> SessionRules {
    SessionRules::new(SessionKey::hs256(SECRET))
}

fn signed_with(secret: &[u8], claims: &Value) -> String {
    encode(
        &Header::default(),
        claims,
        &EncodingKey::from_secret(secret),
    )
    .unwrap()
}

fn signed(claims: &Value) -> String {
    signed_with(SECRET.as_bytes(), claims)
}

/// What is said of this token, by these rules.
async fn told_by(rules: &SessionRules, token: &str) -> String {
    let checked = Sessions::new(rules).unwrap().check_token(token).await;
    match checked {
        Ok(owner) => format!("names {owner}"),
        Err(refused) => refused.to_string(),
    }
}

#[tokio::test]
async fn a_valid_token_names_its_contact() {
    let token = signed(&json!({ "contact_id": ALVA, "exp": FAR }));
    assert_eq!(told_by(&rules(), &token).await, format!("names {ALVA}"));
}

#[tokio::test]
async fn a_token_that_never_ends_is_valid_and_says_so() {
    let token = signed(&json!({ "contact_id": ALVA, "exp": 1_790_000_000_000_u64 }));
    let told = told_by(&rules(), &token).await;
    assert!(
        told.starts_with(&format!("names {ALVA}, but it never ends")),
        "{told}"
    );
}

#[rstest]
#[case::no_expiry(json!({ "contact_id": ALVA }), "no claim exp")]
#[case::expiry_as_text(json!({ "contact_id": ALVA, "exp": "4000000000" }), "claim exp is \"4000000000\"")]
#[case::expired(json!({ "contact_id": ALVA, "exp": 1_700_000_000 }), "until 2023-11-14T22:13:20")]
#[case::not_yet(json!({ "contact_id": ALVA, "exp": FAR, "nbf": 3_900_000_000_u64 }), "before 2093-")]
#[case::not_yet_in_milliseconds(
    json!({ "contact_id": ALVA, "exp": FAR, "nbf": 1_790_000_000_000_u64 }),
    "seems to be in milliseconds"
)]
#[case::other_claim(json!({ "sub": ALVA, "exp": FAR }), "no claim contact_id, which session.claim names. It has: exp, sub")]
#[case::number(json!({ "contact_id": 4711, "exp": FAR }), "is 4711. It has to be a text")]
#[case::nobody(json!({ "contact_id": "null", "exp": FAR }), "names nobody")]
#[case::customer_number(json!({ "contact_id": "4711", "exp": FAR }), "session.names")]
#[tokio::test]
async fn what_is_wrong_with_the_claims_is_named(#[case] claims: Value, #[case] expected: &str) {
    let told = told_by(&rules(), &signed(&claims)).await;
    assert!(told.contains(expected), "{told}");
}

#[rstest]
#[case::empty("", "empty")]
#[case::with_bearer("Bearer a.b.c", "word Bearer")]
#[case::with_a_line_break("a.b.c\n", "line break")]
#[case::quoted("\"a.b.c\"", "quotation mark")]
#[case::id_of_a_session("s3ss10n", "[forward_auth]")]
#[case::encrypted("a.b.c.d.e", "encrypted")]
#[case::no_json("a.b.c", "first part")]
#[tokio::test]
async fn what_is_no_token_is_told_apart(#[case] token: &str, #[case] expected: &str) {
    let told = told_by(&rules(), token).await;
    assert!(told.contains(expected), "{told}");
}

#[rstest]
#[case::line_break(format!("{SECRET}\n").into_bytes(), "a line break at its end")]
#[case::base64(STANDARD.encode(SECRET).into_bytes(), "it in base64")]
#[case::foreign(b"a secret that nobody here has ever heard of".to_vec(), "Somebody else")]
#[tokio::test]
async fn a_secret_that_is_nearly_the_same_is_recognised(
    #[case] secret: Vec<u8>,
    #[case] expected: &str,
) {
    let token = signed_with(&secret, &json!({ "contact_id": ALVA, "exp": FAR }));
    let told = told_by(&rules(), &token).await;
    assert!(told.contains(expected), "{told}");
    assert!(!told.contains(SECRET), "{told}");
}

#[rstest]
#[case::trimmed(format!("{SECRET} "), SECRET.as_bytes().to_vec(), "without the blanks")]
#[case::decoded(STANDARD.encode(SECRET), SECRET.as_bytes().to_vec(), "stands in base64")]
#[tokio::test]
async fn so_is_one_that_the_shop_has_read_in_another_way(
    #[case] ours: String,
    #[case] theirs: Vec<u8>,
    #[case] expected: &str,
) {
    let token = signed_with(&theirs, &json!({ "contact_id": ALVA, "exp": FAR }));
    let told = told_by(&SessionRules::new(SessionKey::hs256(ours)), &token).await;
    assert!(told.contains(expected), "{told}");
}

#[tokio::test]
async fn another_algorithm_issuer_or_audience_is_named_with_the_expected_one() {
    let claims = json!({ "contact_id": ALVA, "exp": FAR, "iss": "a", "aud": "b" });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let header = Header::new(Algorithm::HS512);
    let told = told_by(&rules(), &encode(&header, &claims, &key).unwrap()).await;
    assert!(
        told.contains("\"HS512\"") && told.contains("HS256"),
        "{told}"
    );
    let issued = SessionRules {
        issuer: Some("shop".to_owned()),
        ..rules()
    };
    let told = told_by(&issued, &signed(&claims)).await;
    assert!(
        told.contains("iss is \"a\"") && told.contains("\"shop\""),
        "{told}"
    );
    let meant = SessionRules {
        audience: Some("loyalty".to_owned()),
        ..rules()
    };
    let told = told_by(&meant, &signed(&claims)).await;
    assert!(
        told.contains("aud is \"b\"") && told.contains("\"loyalty\""),
        "{told}"
    );
    let told = told_by(&meant, &signed(&json!({ "contact_id": ALVA, "exp": FAR }))).await;
    assert!(told.contains("no claim aud"), "{told}");
}

#[tokio::test]
async fn of_a_token_that_nobody_signed_it_is_said_that_it_is_not_signed() {
    let token = signed(&json!({ "contact_id": ALVA, "exp": FAR }));
    let mut parts = token.split('.').skip(1);
    // {"alg":"none","typ":"JWT"}
    let header = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let unsigned = format!("{header}.{}.", parts.next().unwrap());
    let told = told_by(&rules(), &unsigned).await;
    assert!(told.contains("It is not signed"), "{told}");
}

#[tokio::test]
async fn of_a_token_behind_the_name_of_its_cookie_it_is_said_to_leave_the_name_out() {
    let token = signed(&json!({ "contact_id": ALVA, "exp": FAR }));
    let told = told_by(&rules(), &format!("session={token}")).await;
    assert!(told.contains("Leave out the cookie's name"), "{told}");
}
