//! No cookie beside the session may sign a shopper out, or hide a second session.

use retailer_proxy::{ForwardAuthRules, Sessions};
use rstest::rstest;
use serde_json::json;

use crate::shop::{ALVA, NILS, Shop, in_seconds, rules, session, token};
use crate::shop_servers::{calls, engage, status, whoami};

async fn token_status(cookies: &[&[u8]]) -> u16 {
    let engage = engage().await;
    let sessions = Sessions::new(&rules()).unwrap();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let headers: Vec<_> = cookies.iter().map(|cookie| ("cookie", *cookie)).collect();
    status(&shop, &headers).await
}

async fn forward_status(cookies: &[&[u8]]) -> (u16, usize) {
    let engage = engage().await;
    let whoami = whoami(&[("session=alvas", ALVA), ("session=nils", NILS)]).await;
    let sessions = Sessions::forward_auth(&ForwardAuthRules {
        cookie: Some("session".to_owned()),
        ..ForwardAuthRules::new(format!("{}/whoami", whoami.uri()))
    });
    let shop = Shop::open_with_sessions(&engage.uri(), sessions.unwrap()).await;
    let headers: Vec<_> = cookies.iter().map(|cookie| ("cookie", *cookie)).collect();
    (status(&shop, &headers).await, calls(&whoami).await)
}

fn cookie(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[rstest]
#[case::latin(b"\xc5=1; ")]
#[case::value(b"town=\xc5m\xe5l; ")]
#[case::utf8("town=Åmål; ".as_bytes())]
#[case::no_name(b"; =x; nothing; ")]
#[tokio::test]
async fn a_letter_in_another_cookie_does_not_sign_a_shopper_out(#[case] beside: &[u8]) {
    let token = token(&session(ALVA));
    let cookie = cookie(&[beside, b"session=", token.as_bytes()]);
    assert_eq!(token_status(&[&cookie]).await, 200);
    let cookie = [beside, b"session=alvas"].concat();
    assert_eq!(forward_status(&[&cookie]).await, (200, 1));
}

#[tokio::test]
async fn a_letter_in_another_cookie_does_not_hide_a_second_session() {
    let (alva, nils) = (token(&session(ALVA)), token(&session(NILS)));
    let first = cookie(&[b"town=\xc5; session=", nils.as_bytes()]);
    let second = cookie(&[b"session=", alva.as_bytes()]);
    assert_eq!(token_status(&[&first, &second]).await, 401);
    let cookies: [&[u8]; 2] = [b"town=\xc5; session=nils", b"session=alvas"];
    assert_eq!(forward_status(&cookies).await.0, 401);
}

#[tokio::test]
async fn a_letter_in_a_bearer_token_does_not_make_the_cookie_count() {
    let engage = engage().await;
    let sessions = Sessions::new(&rules()).unwrap();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let cookie = format!("session={}", token(&session(ALVA)));
    let headers: [(&str, &[u8]); 2] = [
        ("authorization", b"Bearer \xc5"),
        ("cookie", cookie.as_bytes()),
    ];
    assert_eq!(status(&shop, &headers).await, 401);
}

#[tokio::test]
async fn a_cookie_that_is_no_session_does_not_sign_a_shopper_out() {
    let valid = token(&session(ALVA));
    let expired = token(&json!({ "contact_id": NILS, "exp": in_seconds(-3_600) }));
    for other in ["", "nonsense", expired.as_str()] {
        for (first, second) in [(other, valid.as_str()), (valid.as_str(), other)] {
            let cookies = format!("session={first}; session={second}");
            assert_eq!(token_status(&[cookies.as_bytes()]).await, 200, "{cookies}");
        }
    }
    for cookies in [
        &b"session=; session=alvas"[..],
        b"session=old; session=alvas",
    ] {
        assert_eq!(forward_status(&[cookies]).await.0, 200);
    }
}

#[tokio::test]
async fn two_sessions_of_different_contacts_are_never_one_of_them() {
    let (alva, nils) = (token(&session(ALVA)), token(&session(NILS)));
    let cookies = format!("session={alva}; session={nils}");
    assert_eq!(token_status(&[cookies.as_bytes()]).await, 401);
    let cookies: &[u8] = b"session=alvas; session=nils";
    assert_eq!(forward_status(&[cookies]).await.0, 401);
}

#[tokio::test]
async fn many_cookies_of_one_name_do_not_ask_the_shop_many_times() {
    let cookies: Vec<String> = (0..50).map(|number| format!("session={number}")).collect();
    let (status, calls) = forward_status(&[cookies.join("; ").as_bytes()]).await;
    assert_eq!(status, 401);
    assert!(calls <= 4, "{calls} calls");
}
