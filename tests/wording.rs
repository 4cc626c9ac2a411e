//! Numbers, dates and plural categories, compared with what Chromium writes.
//!
//! The browser's `Intl` and ICU4X on the server must agree. Otherwise a
//! server-rendered card changes before the shopper's eyes when it is hydrated. Both run
//! these tests: ICU4X on the host, and `Intl` in headless Chromium.
//! `wording/expected.html` says how to make `wording/expected.json` anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use challenge_cards::i18n::{DateLine, Language, Message};
use challenge_model::{Moment, UnixMillis};
use challenges_widget::formats::formats;
use serde_json::{Map, Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test(unsupported = test)]
fn plural_categories_agree() {
    compare("categories", |language, number| {
        language.counted(Message::DaysLeft, number.parse().unwrap(), &[])
    });
}

#[wasm_bindgen_test(unsupported = test)]
fn numbers_agree() {
    compare("numbers", |language, number| {
        language.number(number.parse().unwrap())
    });
}

#[wasm_bindgen_test(unsupported = test)]
fn days_of_this_year_agree() {
    compare("daysOfThisYear", |language, day| {
        day_seen_from("2026-07-01", language, day)
    });
}

#[wasm_bindgen_test(unsupported = test)]
fn days_of_other_years_agree() {
    compare("daysOfOtherYears", |language, day| {
        day_seen_from("2025-07-01", language, day)
    });
}

#[wasm_bindgen_test(unsupported = test)]
fn times_of_day_agree() {
    compare("times", |language, time| {
        let at = moment(&format!("2026-11-23T{time}Z")).instant();
        language.as_of(Message::Outdated, on_the_clock(at))
    });
}

/// Where a server writes otherwise than Chromium, and why that is accepted. Once both
/// agree, the test fails until the line is deleted.
#[cfg(not(target_arch = "wasm32"))]
const ACCEPTED: [(&str, &str); 4] = [
    // ICU4X 2.4 has CLDR 49, Chromium 156 still CLDR 48.
    ("numbers", "fr-CH"),
    ("daysOfOtherYears", "en-AE"),
    // The same; and no time of day is rendered on a server.
    ("times", "en-IN"),
    // ICU4X writes times as in Sweden; and no time of day is rendered on a server.
    ("times", "sv-FI"),
];
/// A browser agrees with itself.
#[cfg(target_arch = "wasm32")]
const ACCEPTED: [(&str, &str); 0] = [];

/// Writes everything that one part of the file expects, in each language, and lists
/// all that is different.
fn compare(part: &str, write: impl Fn(&Language, &str) -> String) {
    let mut different = Vec::new();
    for (page, expected) in read(include_str!("wording/expected.json")) {
        let before = different.len();
        let language = bare(&page);
        for (input, expected) in expected[part].as_object().unwrap() {
            let written = write(&language, input);
            if written != *expected {
                different.push(format!("{page} {input}: {written:?}, not {expected}"));
            }
        }
        if ACCEPTED.contains(&(part, page.as_str())) {
            assert!(
                different.len() > before,
                "{part} of {page} agree now: delete the line"
            );
            different.truncate(before);
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

fn read(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap()
}

/// The language of a page, with texts that are nothing but their placeholder or their
/// plural category.
fn bare(page: &str) -> Language {
    let tag = page.split('-').next().unwrap();
    let categories: Map<_, _> = ["zero", "one", "two", "few", "many", "other"]
        .map(|category| (category.to_owned(), category.into()))
        .into_iter()
        .collect();
    let texts = json!({ "daysLeft": categories, "endsOn": "{date}", "outdated": "{time}" });
    Language::with_texts(tag, page, &texts, formats)
}

fn day_seen_from(today: &str, language: &Language, day: &str) -> String {
    language.date_line(DateLine::EndsOn(moment(day)), moment(today).instant())
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// The time at which the shopper's clock shows what a clock in UTC shows at `at`.
#[cfg(target_arch = "wasm32")]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "both are whole, and small enough"
)]
fn on_the_clock(at: UnixMillis) -> UnixMillis {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.0 as f64));
    UnixMillis(at.0 + date.get_timezone_offset() as i64 * 60_000)
}

/// A server writes times in UTC.
#[cfg(not(target_arch = "wasm32"))]
fn on_the_clock(at: UnixMillis) -> UnixMillis {
    at
}
