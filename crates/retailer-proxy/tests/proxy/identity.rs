//! The other ways to know a shopper: a key set, forward auth, a gateway, and
//! customer numbers.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use retailer_proxy::{
    ForwardAuthRules, GatewayRules, KeySetRules, PublicAlgorithm, SessionKey, SessionRules,
    Sessions, SharedSecret, TrustedHosts,
};
use serde_json::{Value, json};
use wiremock::matchers::{header, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::shop::{ALVA, Answer, Behaviour, NILS, Shop, refused, session, token};

/// An Engage in which every contact has an empty list.
pub(crate) async fn engage() -> MockServer {
    let server = MockServer::start().await;
    for at in ["/api/v3/challenges", "/api/v3/challenges/definitions"] {
        let empty = ResponseTemplate::new(200).set_body_json(json!({ "items": [] }));
        Mock::given(path(at))
            .respond_with(empty)
            .mount(&server)
            .await;
    }
    server
}

/// Whose challenges Engage was asked for last.
async fn asked_for(engage: &MockServer) -> Option<String> {
    let requests = engage.received_requests().await.unwrap();
    let mut pairs = requests.iter().rev().flat_map(|request| {
        let pairs = request.url.query_pairs();
        pairs.into_owned().collect::<Vec<_>>()
    });
    pairs.find_map(|(name, value)| (name == "contactId").then_some(value))
}

pub(crate) async fn calls(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// A key pair of the shop's, and its public half for a key set.
fn key_pair(id: &str) -> (EncodingKey, Value) {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let private = pair.to_pkcs8v1().unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (&point[1..33], &point[33..65]);
    let public = json!({
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": id,
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    });
    (EncodingKey::from_ec_der(private.as_ref()), public)
}

fn signed(id: Option<&str>, key: &EncodingKey) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = id.map(ToOwned::to_owned);
    encode(&header, &session(ALVA), key).unwrap()
}

async fn publish(shop: &MockServer, keys: &[Value]) {
    shop.reset().await;
    let set = ResponseTemplate::new(200).set_body_json(json!({ "keys": keys }));
    Mock::given(path("/jwks"))
        .respond_with(set)
        .mount(shop)
        .await;
}

fn key_set(shop: &MockServer, pause: Duration) -> Sessions {
    let rules = SessionRules::new(SessionKey::KeySet(KeySetRules {
        address: format!("{}/jwks", shop.uri()),
        algorithm: PublicAlgorithm::Es256,
        pause,
        trusted: TrustedHosts::default(),
    }));
    Sessions::new(&rules).unwrap()
}

async fn status(shop: &Shop, token: &str) -> u16 {
    let answer = Answer::of(shop.get("/challenges").bearer_auth(token)).await;
    answer.status.as_u16()
}

#[tokio::test]
async fn a_key_that_is_new_in_the_key_set_is_fetched_when_it_is_first_used() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (old, old_public) = key_pair("old");
    let (new, new_public) = key_pair("new");
    publish(&keys, &[old_public]).await;
    let shop = Shop::open_with_sessions(&engage.uri(), key_set(&keys, Duration::ZERO)).await;
    assert_eq!(status(&shop, &signed(Some("old"), &old)).await, 200);
    assert_eq!(status(&shop, &signed(None, &old)).await, 200);
    assert_eq!(calls(&keys).await, 1, "keys are kept");
    assert_eq!(status(&shop, &signed(Some("new"), &new)).await, 401);
    publish(&keys, &[new_public]).await;
    assert_eq!(status(&shop, &signed(Some("new"), &new)).await, 200);
    assert_eq!(status(&shop, &signed(Some("old"), &old)).await, 401);
    assert_eq!(status(&shop, &signed(Some("new"), &old)).await, 401);
}

#[tokio::test]
async fn tokens_of_unknown_keys_do_not_cause_one_fetch_each() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (stranger, public) = key_pair("ours");
    publish(&keys, &[public]).await;
    let sessions = key_set(&keys, Duration::from_hours(1));
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    for number in 0..20 {
        let token = signed(Some(&format!("made-up-{number}")), &stranger);
        assert_eq!(status(&shop, &token).await, 401);
    }
    assert_eq!(calls(&keys).await, 1);
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret_and_a_shared_secret_no_public_key() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (_, mut public) = key_pair("a");
    let x = public["x"].as_str().unwrap().to_owned();
    let oct = json!({ "kty": "oct", "kid": "b", "k": x });
    public["use"] = json!("enc");
    publish(&keys, &[public, oct]).await;
    let shop = Shop::open_with_sessions(&engage.uri(), key_set(&keys, Duration::ZERO)).await;
    let secret = EncodingKey::from_base64_secret(&x.replace('-', "+").replace('_', "/"));
    let secret = secret.unwrap_or_else(|_| EncodingKey::from_secret(x.as_bytes()));
    for id in ["a", "b"] {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(id.to_owned());
        let token = encode(&header, &session(ALVA), &secret).unwrap();
        assert_eq!(status(&shop, &token).await, 401);
    }
}

#[tokio::test]
async fn without_keys_the_identity_is_unavailable() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (key, _) = key_pair("a");
    let shop = Shop::open_with_sessions(&engage.uri(), key_set(&keys, Duration::ZERO)).await;
    let token = signed(Some("a"), &key);
    let answer = Answer::of(shop.get("/challenges").bearer_auth(token)).await;
    assert_eq!(answer.refusal(), refused(503, "identity_unavailable"));
}

async fn whoami(cookie: &str, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path("/whoami"))
        .and(header("cookie", cookie))
        .respond_with(answer)
        .mount(&server)
        .await;
    let stranger = ResponseTemplate::new(401);
    Mock::given(path("/whoami"))
        .respond_with(stranger)
        .mount(&server)
        .await;
    server
}

fn forward_auth(shop: &MockServer) -> ForwardAuthRules {
    ForwardAuthRules::new(format!("{}/whoami", shop.uri()))
}

#[tokio::test]
async fn the_shop_is_asked_who_a_visitor_is_and_not_again_for_a_while() {
    let engage = engage().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({ "contactId": ALVA }));
    let whoami = whoami("session=alvas", answer).await;
    let rules = ForwardAuthRules {
        cookie: Some("session".to_owned()),
        ..forward_auth(&whoami)
    };
    let sessions = Sessions::forward_auth(&rules).unwrap();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let ask = async |cookie: &str| {
        let request = shop.get("/challenges").header("cookie", cookie);
        Answer::of(request).await.status.as_u16()
    };
    assert_eq!(ask("session=alvas; theme=dark").await, 200);
    assert_eq!(ask("session=alvas; theme=light").await, 200);
    assert_eq!(asked_for(&engage).await.as_deref(), Some(ALVA));
    assert_eq!(calls(&whoami).await, 1);
    assert_eq!(ask("session=nobodys").await, 401);
    assert_eq!(ask("session=nobodys").await, 401);
    assert_eq!(calls(&whoami).await, 2, "refusals are kept too");
    assert_eq!(ask("session=alvas; session=nobodys").await, 200);
    assert_eq!(ask("theme=dark").await, 401);
    assert_eq!(
        calls(&whoami).await,
        2,
        "without a session there is no need to ask"
    );
}

#[tokio::test]
async fn a_shop_that_fails_says_nothing_about_the_visitor() {
    let engage = engage().await;
    for answer in [
        ResponseTemplate::new(500),
        ResponseTemplate::new(302).insert_header("location", "/login"),
        ResponseTemplate::new(200).set_body_string("<html>"),
    ] {
        let whoami = whoami("session=alvas", answer).await;
        let sessions = Sessions::forward_auth(&forward_auth(&whoami)).unwrap();
        let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
        for _ in 0..2 {
            let request = shop.get("/challenges").header("cookie", "session=alvas");
            let answer = Answer::of(request).await;
            assert_eq!(answer.refusal(), refused(503, "identity_unavailable"));
        }
        assert_eq!(calls(&whoami).await, 2, "that is not kept");
    }
}

#[tokio::test]
async fn a_gateway_that_proves_itself_names_the_contact_and_a_browser_cannot() {
    const SECRET: &str = "what only the gateway and the proxy know";
    let engage = engage().await;
    let sessions = Sessions::gateway(GatewayRules {
        header: "x-contact-id".parse().unwrap(),
        secret_header: "x-gateway-secret".parse().unwrap(),
        secret: Arc::new(SharedSecret::new(SECRET).unwrap()),
    });
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let named = || shop.get("/challenges").header("x-contact-id", NILS);
    assert_eq!(Answer::of(named()).await.status, 401);
    assert_eq!(status(&shop, &token(&session(ALVA))).await, 401);
    assert_eq!(asked_for(&engage).await, None);
    let proved = named().header("x-gateway-secret", SECRET);
    assert_eq!(Answer::of(proved).await.status, 200);
    assert_eq!(asked_for(&engage).await.as_deref(), Some(NILS));
}

#[tokio::test]
async fn each_shopper_has_a_rate_limit_of_their_own_for_every_source_of_sessions() {
    const SECRET: &str = "what only the gateway and the proxy know";
    let engage = engage().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({ "contactId": ALVA }));
    let whoami = whoami("session=alvas", answer).await;
    let forward_auth = ForwardAuthRules {
        cookie: Some("session".to_owned()),
        ..forward_auth(&whoami)
    };
    let gateway = GatewayRules {
        header: "x-contact-id".parse().unwrap(),
        secret_header: "x-gateway-secret".parse().unwrap(),
        secret: Arc::new(SharedSecret::new(SECRET).unwrap()),
    };
    let of_cookie = |session: &str| vec![("cookie", format!("session={session}; theme=dark"))];
    let of_gateway = |contact: &str| {
        let secret = ("x-gateway-secret", SECRET.to_owned());
        vec![("x-contact-id", contact.to_owned()), secret]
    };
    for (sessions, one, other) in [
        (
            Sessions::forward_auth(&forward_auth).unwrap(),
            of_cookie("alvas"),
            of_cookie("nils"),
        ),
        (
            Sessions::gateway(gateway),
            of_gateway(ALVA),
            of_gateway(NILS),
        ),
    ] {
        let mut behaviour = Behaviour::default();
        behaviour.edge.per_session = NonZeroU32::MIN;
        let shop = Shop::open_knowing(&engage.uri(), sessions, behaviour).await;
        let ask = async |headers: &[(&'static str, String)]| {
            let request = headers
                .iter()
                .fold(shop.get("/challenges"), |request, (name, value)| {
                    request.header(*name, value)
                });
            Answer::of(request).await.status.as_u16()
        };
        assert_eq!(ask(&one).await, 200);
        assert_eq!(ask(&one).await, 429);
        assert_ne!(ask(&other).await, 429);
    }
}

#[tokio::test]
async fn a_customer_number_is_looked_up_once_and_only_if_one_contact_has_it() {
    let engage = engage().await;
    let number = "4711&contactId=x";
    for (number, answer) in [
        (number, ResponseTemplate::new(200).set_body_json(ALVA)),
        ("several", ResponseTemplate::new(409)),
        ("nobodys", ResponseTemplate::new(404)),
    ] {
        Mock::given(path("/api/v3/contacts/id"))
            .and(query_param("customKey", number))
            .respond_with(answer)
            .expect(1)
            .mount(&engage)
            .await;
    }
    let sessions = Sessions::new(&crate::shop::rules()).unwrap();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions.of_customer_numbers()).await;
    for _ in 0..2 {
        assert_eq!(status(&shop, &token(&session(number))).await, 200);
        assert_eq!(asked_for(&engage).await.as_deref(), Some(ALVA));
        assert_eq!(status(&shop, &token(&session("several"))).await, 401);
        assert_eq!(status(&shop, &token(&session("nobodys"))).await, 401);
    }
}
