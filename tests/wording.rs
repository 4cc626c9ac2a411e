//! Numbers, dates and plural categories, held against what Chromium says.
//!
//! The browser's `Intl` and ICU4X on the server must agree, or a card drawn by
//! the server changes under the shopper's eyes. Both run these tests: on this
//! machine ICU4X, in headless Chromium its `Intl`. `wording/expected.html` says how
//! to make `wording/expected.json` anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use challenge_model::{Moment, UnixMillis};
use challenges_widget::i18n::{DateLine, Language, Message};
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

/// Where a server writes otherwise than Chromium, and why that is borne. Whatever
/// comes to agree is a line to delete: a test says so.
#[cfg(not(target_arch = "wasm32"))]
const BORNE: [(&str, &str); 4] = [
    // ICU4X 2.4 has CLDR 49, Chromium 156 still CLDR 48.
    ("numbers", "fr-CH"),
    ("daysOfOtherYears", "en-AE"),
    // As above; and no time of day is drawn on a server.
    ("times", "en-IN"),
    // ICU4X takes the time of Sweden; and no time of day is drawn on a server.
    ("times", "sv-FI"),
];
/// A browser agrees with itself.
#[cfg(target_arch = "wasm32")]
const BORNE: [(&str, &str); 0] = [];

/// Writes everything that is expected in one part of the file, in each language,
/// and shows all that came out differently.
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
        if BORNE.contains(&(part, page.as_str())) {
            assert!(different.len() > before, "{part} of {page} agree by now");
            different.truncate(before);
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

fn read(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap()
}

/// A page's language, whose texts are nothing but what is put into them, or the
/// plural category.
fn bare(page: &str) -> Language {
    let tag = page.split('-').next().unwrap();
    let categories: Map<_, _> = ["zero", "one", "two", "few", "many", "other"]
        .map(|category| (category.to_owned(), category.into()))
        .into_iter()
        .collect();
    let texts = json!({ "daysLeft": categories, "endsOn": "{date}", "outdated": "{time}" });
    Language::with_texts(tag, page, &texts)
}

fn day_seen_from(today: &str, language: &Language, day: &str) -> String {
    language.date_line(DateLine::EndsOn(moment(day)), moment(today).instant())
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// When the shopper's clock shows what a clock in UTC shows at this time.
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

/// A server's clock is that of UTC.
#[cfg(not(target_arch = "wasm32"))]
fn on_the_clock(at: UnixMillis) -> UnixMillis {
    at
}
