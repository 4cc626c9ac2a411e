//! A document: what is sent, mutated, and for whom it is read, all by one number.

use std::sync::Arc;

use challenge_cards::i18n::Language;
use challenge_cards::options::Options;
use challenge_cards::view::DisplaySettings;
use challenge_model::UnixMillis;
use engage_client::{PageRange, PageSize};
use retailer_proxy::content::ShopperLanguages;

use crate::fixtures::Fixtures;
use crate::mutation::mutate;
use crate::random::Random;

/// How often a document is mutated at most.
const MOST_MUTATIONS: usize = 4;
/// In milliseconds. The dates of the fixtures lie in the years after it.
const START_OF_2023: usize = 1_672_531_200_000;
const FIVE_YEARS: usize = 5 * 366 * 24 * 3_600_000;
const START_OF_10000: usize = 253_402_300_800_000;

/// Values of `Accept-Language`: all languages of the widget, and odd ones.
const LANGUAGES: [&str; 16] = [
    "en",
    "sv-FI, sv;q=0.9",
    "nb",
    "da-DK",
    "fi",
    "de-AT, en;q=0.5",
    "nl",
    "fr-CA",
    "ar",
    "ar-EG-u-nu-latn",
    "zh-Hant-TW",
    "no",
    "en-US-posix",
    "sv-?, ;q=, *",
    "aaa-1-2-3-4-5-6-7-8",
    "",
];

/// Attributes of the element, right and wrong ones.
const ATTRIBUTES: [(&str, &str); 16] = [
    ("layout", "stamps"),
    ("layout", "path"),
    ("layout", "compact"),
    ("layout", "grid"),
    ("filter", "active"),
    ("filter", "available"),
    ("filter", "completed"),
    ("limit", "1"),
    ("limit", "3"),
    ("limit", "18446744073709551615"),
    ("limit", "0"),
    ("definition", "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11"),
    ("heading-level", "6"),
    ("login-url", "/log-in?a=\"><x-evil>"),
    ("hide-when-empty", ""),
    ("signed-out", "hide"),
];

/// What Engage or the retailer sends.
pub(crate) enum Sent {
    /// Engage's answers about challenges and definitions. `None` stands for one that is not
    /// mutated.
    Lists {
        challenges: Option<Vec<u8>>,
        definitions: Option<Vec<u8>>,
    },
    /// Any other answer of Engage.
    Single(Vec<u8>),
    /// The retailer's content.
    Content(Vec<u8>),
}

/// For whom it is read, and when.
pub(crate) struct Reader {
    pub(crate) languages: ShopperLanguages,
    pub(crate) settings: DisplaySettings,
    pub(crate) range: PageRange,
    /// Whether the retailer hides a definition.
    pub(crate) hides: bool,
    pub(crate) now: UnixMillis,
}

/// What is sent, and for whom it is read.
pub(crate) struct Document {
    pub(crate) sent: Sent,
    pub(crate) reader: Reader,
}

impl Document {
    /// The document of this number in the run of this seed.
    pub(crate) fn of(seed: u64, number: u64, fixtures: &Fixtures) -> Self {
        let mut random = Random::of_document(seed, number);
        Self {
            sent: Sent::random(fixtures, &mut random),
            reader: Reader::random(&mut random),
        }
    }
}

impl Sent {
    fn random(fixtures: &Fixtures, random: &mut Random) -> Self {
        let mutated = |originals: &[Vec<u8>], random: &mut Random| {
            let mut document = random.pick(originals).clone();
            for _ in 0..=random.below(MOST_MUTATIONS) {
                mutate(&mut document, &fixtures.answers, random);
            }
            document
        };
        match random.below(20) {
            0 => Self::Content(mutated(std::slice::from_ref(&fixtures.content), random)),
            1 | 2 => Self::Single(mutated(&fixtures.answers, random)),
            kind => Self::Lists {
                challenges: (kind < 13).then(|| mutated(&fixtures.challenges, random)),
                definitions: (kind >= 11).then(|| mutated(&fixtures.definitions, random)),
            },
        }
    }

    /// All bytes, with a line between two answers.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Single(body) | Self::Content(body) => body.clone(),
            Self::Lists {
                challenges,
                definitions,
            } => {
                let both = [challenges.as_deref(), definitions.as_deref()];
                let mutated: Vec<&[u8]> = both.into_iter().flatten().collect();
                mutated.join(&b"\n--- the definitions ---\n"[..])
            }
        }
    }
}

impl Reader {
    fn random(random: &mut Random) -> Self {
        let accepted = *random.pick(&LANGUAGES);
        let languages = ShopperLanguages::accepted(accepted);
        let mut options = Options::default();
        for _ in 0..random.below(4) {
            let (name, value) = *random.pick(&ATTRIBUTES);
            // What an attribute cannot have counts as the default, as in the proxy.
            let _ = options.set(name, Some(value));
        }
        let language: Arc<Language> = Language::of_page(languages.best().unwrap_or("en"));
        Self {
            settings: DisplaySettings { options, language },
            languages,
            range: range(random),
            hides: random.one_in(4),
            now: now(random),
        }
    }
}

/// Mostly the first page, as the widget asks for it.
fn range(random: &mut Random) -> PageRange {
    let first = PageRange::default();
    if !random.one_in(8) {
        return first;
    }
    PageRange {
        offset: random.below(8),
        count: PageSize::new(1 + random.below(8)).unwrap_or(first.count),
    }
}

fn now(random: &mut Random) -> UnixMillis {
    let millis = if random.one_in(16) {
        random.below(START_OF_10000)
    } else {
        START_OF_2023 + random.below(FIVE_YEARS)
    };
    UnixMillis(i64::try_from(millis).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_makes_the_same_document_again() {
        let fixtures = Fixtures::read().unwrap();
        for number in 0..50 {
            let [one, other] = [(); 2].map(|()| Document::of(3, number, &fixtures));
            assert_eq!(one.sent.bytes(), other.sent.bytes());
            assert_eq!(one.reader.now, other.reader.now);
            assert_eq!(one.reader.languages, other.reader.languages);
        }
    }
}
