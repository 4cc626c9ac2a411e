//! The key and the contact's id are sent to Engage and shown nowhere else.

use std::error::Error;
use std::fmt::Write as _;

use engage_client::{ApiKey, BaseUrl, ChallengesQuery, Client, ClientOptions, PageRange};
use engage_sim::{Effect, Fault};

use crate::engage::{ALVA, DOG_FOOD, Engage, HELLO, NOBODY, contact, definition, row};

const KEY: &str = "secret-key-4711";

/// An error and all that caused it, in both ways it can be written.
fn in_full(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(text, "{error}\n{error:?}\n{error:#?}").unwrap();
        next = error.source();
    }
    text
}

fn assert_silent(text: &str) {
    for secret in [KEY, ALVA, NOBODY, &ALVA.replace('-', "")] {
        assert!(!text.contains(secret), "{secret} shows in:\n{text}");
    }
}

#[tokio::test]
async fn no_error_shows_the_key_or_a_contact_whatever_happened() {
    let engage = Engage::start().await;
    let mut options = engage.options();
    let refused = {
        options.api_key = ApiKey::new(KEY).unwrap();
        Client::new(&options).unwrap()
    };
    let unreachable = {
        let base_url = BaseUrl::parse("http://127.0.0.1:1").unwrap();
        Client::new(&ClientOptions::new(base_url, ApiKey::new(KEY).unwrap())).unwrap()
    };
    for client in [refused, unreachable] {
        assert_silent(&failures(&client).await);
    }
    for effect in [
        Effect::Disconnect,
        Effect::Html,
        Effect::Status {
            code: 500,
            retry_after: None,
        },
    ] {
        engage.simulator.clear_faults();
        engage.simulator.add_fault(Fault::new(effect));
        assert_silent(&failures(&engage.client()).await);
    }
}

/// The errors of calls that carry a contact's id.
async fn failures(client: &Client) -> String {
    let query = ChallengesQuery::of(contact(ALVA));
    let listing = client
        .challenges(&query, PageRange::default())
        .await
        .unwrap_err();
    let assigning = client
        .assign(&definition(HELLO), &contact(ALVA))
        .await
        .unwrap_err();
    let awarding = client
        .award_checkpoints(&[row(DOG_FOOD, ALVA, 1)])
        .await
        .unwrap_err();
    in_full(&listing) + &in_full(&assigning) + &in_full(&awarding)
}

#[test]
fn neither_options_nor_a_client_show_the_key() {
    let base_url = BaseUrl::parse("https://engage.example.test").unwrap();
    let options = ClientOptions::new(base_url, ApiKey::new(KEY).unwrap());
    let client = Client::new(&options).unwrap();
    assert_silent(&format!("{options:#?} {client:#?}"));
}
