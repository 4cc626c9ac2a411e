//! What the proxy answers in each case: one function per case.

use serde::Serialize;
use serde_json::{Value, json};

use super::sample::{Clock, Sample};
use super::words::Words;

/// What the proxy answers in one case.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct CaseData {
    pub(super) list: ListOutcome,
    pub(super) join: JoinOutcome,
    /// Items of `GET /challenges`.
    pub(super) challenges: Vec<Value>,
    /// Items of `GET /challenges/definitions`.
    pub(super) definitions: Vec<Value>,
}

/// The outcome of a request for a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) enum ListOutcome {
    /// The list, at once.
    #[default]
    Answered,
    /// The list, after eight seconds.
    AnsweredLate,
    /// An error: there is no session.
    SignedOut,
    /// An error: Engage has failed.
    Failed,
}

/// The outcome of a request to join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) enum JoinOutcome {
    /// The shopper has joined.
    #[default]
    Joined,
    /// An error: the challenge can no longer be joined.
    NotJoinable,
    /// An error: Engage is overloaded.
    Busy,
}

impl CaseData {
    fn of(list: ListOutcome) -> Self {
        Self {
            list,
            ..Self::default()
        }
    }

    /// Challenges that the shopper has.
    fn joined(samples: impl IntoIterator<Item = Sample>) -> Self {
        Self {
            challenges: samples.into_iter().map(Sample::into_challenge).collect(),
            ..Self::default()
        }
    }

    /// Definitions that the shopper has not joined.
    fn open(samples: impl IntoIterator<Item = Sample>) -> Self {
        Self {
            definitions: samples.into_iter().map(Sample::into_definition).collect(),
            ..Self::default()
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.challenges.extend(other.challenges);
        self.definitions.extend(other.definitions);
        self
    }

    fn with_join(self, join: JoinOutcome) -> Self {
        Self { join, ..self }
    }
}

pub(super) fn available(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(1, words, clock)
        .definition(json!({ "scheduledTo": clock.days(30) }))
        .presentation(json!({ "terms": words.terms, "reward": words.reward }));
    CaseData::open([sample])
}

pub(super) fn consent(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(2, words, clock)
        .definition(json!({ "isContactConsentRequired": true }))
        .presentation(json!({
            "terms": words.terms,
            "reward": words.reward,
            "consentText": words.consent,
            "consentVersion": "2026-1",
        }));
    CaseData::open([sample])
}

pub(super) fn upcoming(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(3, words, clock).definition(json!({
        "scheduledFrom": clock.days(9),
        "scheduledTo": clock.days(39),
    }));
    CaseData::open([sample])
}

pub(super) fn active(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(4, words, clock)
        .challenge(json!({ "challengeEnd": clock.days(2) }))
        .presentation(json!({ "reward": words.reward }));
    CaseData::joined([sample])
}

pub(super) fn inactive(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(5, words, clock)
        .checkpoints(0, 5)
        .challenge(json!({ "isActive": false, "status": "Unknown" }));
    CaseData::joined([sample])
}

pub(super) fn completed(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(6, words, clock)
        .completed(clock, 3)
        .presentation(json!({ "reward": words.reward }));
    CaseData::joined([sample])
}

pub(super) fn ended(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(7, words, clock).challenge(json!({
        "challengeEnd": clock.days(-4),
        "isActive": false,
        "status": "NotCompleted",
    }));
    CaseData::joined([sample])
}

pub(super) fn milestones(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(8, words, clock)
        .checkpoints(2, 10)
        .presentation(json!({
            "reward": words.reward,
            "checkpoints": [
                { "at": 1, "label": words.first, "icon": "🐾" },
                { "at": 4, "reward": words.halfway, "icon": "🎾" },
                { "at": 7, "icon": "🥾", "label": "Trail Day", "link": "https://shop.example.test/trail-day" },
            ],
        }));
    CaseData::joined([sample])
}

/// In the reverse of the order that the widget shows, so that its sorting is seen.
pub(super) fn everything(words: &Words, clock: Clock) -> CaseData {
    [
        ended, completed, inactive, upcoming, available, consent, milestones, active,
    ]
    .into_iter()
    .map(|case| case(words, clock))
    .fold(CaseData::default(), CaseData::and)
}

pub(super) fn image(words: &Words, clock: Clock) -> CaseData {
    // No host under `.test` exists.
    let missing = "https://images.example.test/stamps/3.png";
    let of_engage = Sample::new(9, words, clock).challenge(json!({ "imageUrl": missing }));
    let of_the_retailer = Sample::new(10, words, clock).presentation(json!({
        "image": "https://images.example.test/dog-food.jpg",
        "checkpoints": [{ "at": 2, "image": missing }, { "at": 4, "image": missing }],
    }));
    CaseData::joined([of_engage, of_the_retailer])
}

pub(super) fn goal(words: &Words, clock: Clock, completed: usize, required: usize) -> CaseData {
    let sample = Sample::new(11, words, clock).checkpoints(completed, required);
    let is_full = required > 0 && completed >= required;
    CaseData::joined([if is_full {
        sample.challenge(json!({ "isActive": false, "isChallengeCompleted": true }))
    } else {
        sample
    }])
}

pub(super) fn no_definition(words: &Words, clock: Clock) -> CaseData {
    let mut item = Sample::new(12, words, clock).into_challenge();
    if let Value::Object(members) = &mut item {
        members.retain(|name, _| name != "definition" && name != "presentation");
    }
    CaseData {
        challenges: vec![item],
        ..CaseData::default()
    }
}

pub(super) fn markup(words: &Words, clock: Clock) -> CaseData {
    awkward(
        words,
        clock,
        "<b>Bold</b> & <script>alert(1)</script> &amp; <img src=x onerror=alert(1)>",
    )
}

pub(super) fn emoji(words: &Words, clock: Clock) -> CaseData {
    awkward(words, clock, "🐕‍🦺 Woof 👩‍👩‍👧‍👦 to the 🏔️ and back 🇸🇪🇳🇴 👍🏽")
}

pub(super) fn unbroken(words: &Words, clock: Clock) -> CaseData {
    awkward(words, clock, &"Donaudampfschifffahrt".repeat(24)[..500])
}

pub(super) fn right_to_left(words: &Words, clock: Clock) -> CaseData {
    awkward(words, clock, "אתגר החורף 2026 (5 חותמות) مع Fell & Paw!")
}

pub(super) fn line_breaks(words: &Words, clock: Clock) -> CaseData {
    awkward(
        words,
        clock,
        "First line\nSecond line\r\n\r\nFourth line\u{2028}Fifth",
    )
}

/// One text wherever a retailer can write one.
fn awkward(words: &Words, clock: Clock, text: &str) -> CaseData {
    let presentation = json!({
        "title": text,
        "description": text,
        "reward": text,
        "terms": text,
        "consentText": text,
        "checkpoints": [{ "at": 1, "label": text, "icon": text }, { "at": 4, "reward": text }],
    });
    let joined = Sample::new(13, words, clock).presentation(presentation.clone());
    let open = Sample::new(14, words, clock)
        .definition(json!({ "isContactConsentRequired": true }))
        .presentation(presentation);
    CaseData::joined([joined]).and(CaseData::open([open]))
}

pub(super) fn unsafe_links(words: &Words, clock: Clock) -> CaseData {
    let urls = [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "http://shop.example.test/plain",
        "//shop.example.test/no-scheme",
        "/relative",
    ];
    let checkpoints: Vec<_> = urls
        .iter()
        .enumerate()
        .map(|(index, url)| json!({ "at": index + 1, "label": url, "link": url, "image": url }))
        .collect();
    let sample = Sample::new(15, words, clock)
        .challenge(json!({ "imageUrl": "javascript:alert(1)" }))
        .presentation(json!({ "image": "data:image/png;base64,AAAA", "checkpoints": checkpoints }));
    CaseData::joined([sample])
}

pub(super) fn duplicates(words: &Words, clock: Clock) -> CaseData {
    let sample = Sample::new(16, words, clock);
    CaseData::joined([sample.clone(), sample.checkpoints(4, 5)])
}

pub(super) fn join_closed(words: &Words, clock: Clock) -> CaseData {
    available(words, clock).with_join(JoinOutcome::NotJoinable)
}

pub(super) fn join_busy(words: &Words, clock: Clock) -> CaseData {
    consent(words, clock).with_join(JoinOutcome::Busy)
}

pub(super) fn empty(_: &Words, _: Clock) -> CaseData {
    CaseData::default()
}

pub(super) fn signed_out(_: &Words, _: Clock) -> CaseData {
    CaseData::of(ListOutcome::SignedOut)
}

pub(super) fn failing(_: &Words, _: Clock) -> CaseData {
    CaseData::of(ListOutcome::Failed)
}

pub(super) fn slow(words: &Words, clock: Clock) -> CaseData {
    CaseData {
        list: ListOutcome::AnsweredLate,
        ..active(words, clock)
    }
}

/// The deadlines are an hour apart, so that the order stays the same when a challenge
/// gets a stamp. The page bench measures these challenges too.
pub(super) fn thousand(words: &Words, clock: Clock) -> CaseData {
    let samples = (0..1_000_u16).map(|index| {
        Sample::new(1_000 + usize::from(index), words, clock)
            .checkpoints(usize::from(index % 6), 10)
            .challenge(json!({ "challengeEnd": clock.hours(240 + i64::from(index)) }))
            .presentation(json!({
                "title": format!("{} – {}", words.title, index + 1),
                "reward": words.reward,
                "checkpoints": [{ "at": 5, "icon": "🎾", "reward": words.halfway }],
            }))
    });
    CaseData::joined(samples)
}
