//! Servers that stand beside the proxy: Engage, and the shop's own.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::shop::{Answer, Shop};

/// An Engage in which every contact has an empty list.
pub(crate) async fn engage() -> MockServer {
    engage_that_answers(empty_list()).await
}

/// An Engage that answers every list with this.
pub(crate) async fn engage_that_answers(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    for at in ["/api/v3/challenges", "/api/v3/challenges/definitions"] {
        let mock = Mock::given(path(at)).respond_with(answer.clone());
        mock.mount(&server).await;
    }
    server
}

pub(crate) fn empty_list() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "items": [] }))
}

/// A shop's own server that knows the contacts of these cookies, and nobody else.
pub(crate) async fn whoami(known: &[(&str, &str)]) -> MockServer {
    let server = MockServer::start().await;
    for (cookie, contact) in known {
        let answer = ResponseTemplate::new(200).set_body_json(json!({ "contactId": contact }));
        Mock::given(path("/whoami"))
            .and(header("cookie", *cookie))
            .respond_with(answer)
            .mount(&server)
            .await;
    }
    Mock::given(path("/whoami"))
        .respond_with(ResponseTemplate::new(401))
        .mount(&server)
        .await;
    server
}

/// How many requests a server has received.
pub(crate) async fn calls(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// A key pair of the shop's, and its public half for a key set.
pub(crate) fn key_pair(id: Option<&str>) -> (EncodingKey, Value) {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let private = pair.to_pkcs8v1().unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (&point[1..33], &point[33..65]);
    let mut public = json!({
        "kty": "EC", "crv": "P-256",
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    });
    if let Some(id) = id {
        public["kid"] = json!(id);
    }
    (EncodingKey::from_ec_der(private.as_ref()), public)
}

/// A token that is signed with this key.
pub(crate) fn signed(id: Option<&str>, key: &EncodingKey, claims: &Value) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = id.map(ToOwned::to_owned);
    encode(&header, claims, key).unwrap()
}

/// What a request for the challenges with these headers is answered.
pub(crate) async fn status(shop: &Shop, headers: &[(&str, &[u8])]) -> u16 {
    let mut request = shop.get("/challenges");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request).await.status.as_u16()
}
