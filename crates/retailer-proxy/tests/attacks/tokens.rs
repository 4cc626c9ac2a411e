//! No token says more than the shop meant, and nobody is a contact.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use retailer_proxy::{ForwardAuthRules, Sessions};
use serde_json::json;

use crate::shop::{ALVA, NILS, SECRET, Shop, in_seconds, rules, session, token};
use crate::shop_servers::{calls, engage, status, whoami};

async fn bearer_status(authorization: &str) -> u16 {
    let engage = engage().await;
    let sessions = Sessions::new(&rules()).unwrap();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    status(&shop, &[("authorization", authorization.as_bytes())]).await
}

#[tokio::test]
async fn a_tab_after_bearer_does_not_hide_the_token() {
    let token = token(&session(ALVA));
    for authorization in [format!("Bearer\t{token}"), format!("bearer \t {token}\t")] {
        assert_eq!(bearer_status(&authorization).await, 200);
    }
}

#[tokio::test]
async fn a_token_with_a_critical_header_that_is_not_understood_does_not_count() {
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for header in [
        json!({ "alg": "HS256", "crit": ["exp"], "exp": 1 }),
        json!({ "alg": "HS256", "crit": [] }),
        json!({ "alg": "HS256", "b64": false, "crit": ["b64"] }),
    ] {
        let signed = format!("{}.{}", part(&header), part(&session(ALVA)));
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SECRET.as_bytes());
        let signature = aws_lc_rs::hmac::sign(&key, signed.as_bytes());
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
        assert_eq!(
            bearer_status(&format!("Bearer {token}")).await,
            401,
            "{header}"
        );
    }
}

#[tokio::test]
async fn a_token_that_was_let_in_lets_in_no_other_that_begins_or_ends_like_it() {
    let engage = engage().await;
    let sessions = Sessions::new(&rules()).unwrap();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let good = token(&session(ALVA));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let others = token(&session(NILS));
    let claims = others.split('.').nth(1).unwrap();
    let answer = async |token: &str| {
        let bearer = format!("Bearer {token}");
        status(&shop, &[("authorization", bearer.as_bytes())]).await
    };
    for bad in [
        head.to_owned(),
        format!("{head}."),
        format!("{good}x"),
        good[1..].to_owned(),
        format!("{header}.{claims}.{signature}"),
    ] {
        assert_eq!(answer(&good).await, 200);
        assert_eq!(answer(&bad).await, 401, "{bad}");
    }
}

#[tokio::test]
async fn nobody_is_a_contact() {
    for nobody in [
        "00000000-0000-0000-0000-000000000000",
        "00000000000000000000000000000000",
        "{00000000-0000-0000-0000-000000000000}",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "",
        " ",
    ] {
        let token = token(&session(nobody));
        assert_eq!(bearer_status(&format!("Bearer {token}")).await, 401);
        let (engage, whoami) = (engage().await, whoami(&[("session=a", nobody)]).await);
        let rules = ForwardAuthRules::new(format!("{}/whoami", whoami.uri()));
        let sessions = Sessions::forward_auth(&rules).unwrap();
        let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
        assert_eq!(status(&shop, &[("cookie", b"session=a")]).await, 401);
        assert_eq!(calls(&engage).await, 0);
    }
}

#[tokio::test]
async fn a_word_for_none_is_no_customer_number() {
    for none in [
        json!("null"),
        json!("undefined"),
        json!("0"),
        json!("-1"),
        json!("NULL"),
    ] {
        let engage = engage().await;
        let sessions = Sessions::new(&rules()).unwrap().of_customer_numbers();
        let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
        let claims = json!({ "contact_id": none, "exp": in_seconds(60) });
        let authorization = format!("Bearer {}", token(&claims));
        let answer = status(&shop, &[("authorization", authorization.as_bytes())]).await;
        assert_eq!(answer, 401, "{none}");
        assert_eq!(calls(&engage).await, 0, "{none}");
    }
}
