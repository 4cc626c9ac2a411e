//! What one document holds must not count as an outage of Engage: all other shoppers
//! would be refused.

use std::num::NonZeroU32;

use retailer_proxy::Sessions;
use rstest::rstest;

use crate::engage::{answer_contact, answering, definitions};
use crate::shop::{ALVA, Behaviour, INES, NILS, Shop, refused, rules};

#[rstest]
#[case::cut(br#"{"items":[{"id":"#)]
#[case::no_list(br#"{"items":"none"}"#)]
#[case::page_of_html(b"<!DOCTYPE html><h1>Sorry</h1>")]
#[case::nothing(b"")]
#[tokio::test]
async fn a_contact_whose_list_is_unreadable_reloads_and_all_others_are_served(
    #[case] unreadable: &[u8],
) {
    let engage = answering(
        &definitions(br#""Long walks""#),
        br#"{"items":[],"totalCount":0}"#,
    )
    .await;
    answer_contact(&engage, ALVA, unreadable).await;
    let mut behaviour = Behaviour::without_memory();
    behaviour.calls.failures_to_rest = NonZeroU32::new(3).unwrap();
    let sessions = Sessions::new(&rules()).unwrap();
    let shop = Shop::open_knowing(&engage.uri(), sessions, behaviour).await;
    for _ in 0..12 {
        let answer = shop.answer(ALVA, "/challenges").await;
        assert_eq!(answer.refusal(), refused(502, "upstream_failed"));
    }
    for contact in [NILS, INES] {
        shop.json(contact, "/challenges").await;
    }
}
