//! The languages of a shopper: `?lang`, then `Accept-Language`, then the default of the
//! file. Each is tried as it is and then without its last part, so that `sv` serves
//! `sv-FI`.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use challenge_cards::i18n::language_tag;

/// More than anybody reads. A header may have thousands.
const MOST_LANGUAGES: usize = 16;
/// In bytes. No language that anybody reads has a longer tag.
const LONGEST_TAG: usize = 35;

/// A BCP 47 tag, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LanguageTag(String);

impl LanguageTag {
    pub(super) fn english() -> Self {
        Self("en".to_owned())
    }

    /// Reads a tag in the spellings of [`language_tag`]; `None` for any other text, and
    /// for `*`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let tag = language_tag(text)?;
        (tag.len() <= LONGEST_TAG).then(|| Self(tag.to_ascii_lowercase()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Itself, then without its last part, and so on.
    pub(super) fn with_fallbacks(&self) -> impl Iterator<Item = Self> {
        let next = |tag: &Self| Some(Self(tag.0.rsplit_once('-')?.0.to_owned()));
        std::iter::successors(Some(self.clone()), next)
    }
}

/// The languages that a shopper reads, in the order of preference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShopperLanguages(Vec<LanguageTag>);

impl ShopperLanguages {
    /// The languages in the value of an `Accept-Language`.
    #[must_use]
    pub fn accepted(value: &str) -> Self {
        Self(by_weight(value).collect())
    }

    fn of(asked: Option<&str>, headers: &HeaderMap) -> Self {
        let asked = asked.and_then(LanguageTag::parse);
        let accepted = headers
            .get_all(ACCEPT_LANGUAGE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect::<Vec<_>>()
            .join(",");
        Self(asked.into_iter().chain(by_weight(&accepted)).collect())
    }

    /// The language that they prefer.
    #[must_use]
    pub fn best(&self) -> Option<&str> {
        self.0.first().map(LanguageTag::as_str)
    }

    /// All tags to try, in order, with the default of the file last.
    pub(crate) fn chain(&self, default: &LanguageTag) -> Vec<LanguageTag> {
        let mut chain = Vec::new();
        let all = self.0.iter().chain(std::iter::once(default));
        for tag in all.flat_map(LanguageTag::with_fallbacks) {
            if !chain.contains(&tag) {
                chain.push(tag);
            }
        }
        chain
    }
}

/// The tags of an `Accept-Language`, those of the greatest weight first.
fn by_weight(header: &str) -> impl Iterator<Item = LanguageTag> {
    let mut weighed: Vec<(u16, LanguageTag)> = header
        .split(',')
        .filter_map(|item| {
            let (tag, weight) = item.split_once(';').unwrap_or((item, "q=1"));
            let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
            let thousandths = (weight.clamp(0.0, 1.0) * 1000.0).round();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is from 0 to 1000; what is no number becomes 0"
            )]
            let thousandths = thousandths as u16;
            Some((thousandths, LanguageTag::parse(tag)?)).filter(|_| thousandths > 0)
        })
        .take(MOST_LANGUAGES)
        .collect();
    weighed.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    weighed.into_iter().map(|(_, tag)| tag)
}

impl<S: Sync> FromRequestParts<S> for ShopperLanguages {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let asked = query.ok().and_then(|Query(pairs)| {
            let mut named = pairs.into_iter().filter(|(name, _)| name == "lang");
            named.next().map(|(_, value)| value)
        });
        Ok(Self::of(asked.as_deref(), &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn chain(asked: Option<&str>, accepted: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accepted.parse().unwrap());
        let chain = ShopperLanguages::of(asked, &headers).chain(&LanguageTag::english());
        let tags: Vec<_> = chain.iter().map(LanguageTag::as_str).collect();
        tags.join(" ")
    }

    #[rstest]
    #[case::nothing(None, "", "en")]
    #[case::region(None, "sv-FI", "sv-fi sv en")]
    #[case::asked_first(Some("nb"), "sv-FI, de;q=0.8", "nb sv-fi sv de en")]
    #[case::by_weight(None, "de;q=0.5, fi, sv;q=0.9", "fi sv de en")]
    #[case::refused(None, "de;q=0, sv", "sv en")]
    #[case::anything(None, "*", "en")]
    #[case::script(None, "zh-Hant-TW", "zh-hant-tw zh-hant zh en")]
    #[case::rubbish(Some("../x"), "1;2;3, ;q=, sv;q=NaN, q", "en")]
    #[case::twice(Some("sv"), "sv, sv-SE", "sv sv-se en")]
    #[case::name_of_a_locale(Some("sv_SE"), "ar_EG.UTF-8;q=0.9", "sv-se sv ar-eg ar en")]
    #[case::no_language(Some("C"), "POSIX, sv", "sv en")]
    #[case::endless(None, "aa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee, sv", "sv en")]
    fn languages_come_in_the_shoppers_order_each_with_its_fallbacks(
        #[case] asked: Option<&str>,
        #[case] accepted: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(chain(asked, accepted), expected);
    }

    #[test]
    fn a_header_of_thousands_of_languages_is_cut_off() {
        let accepted = (0..5_000).map(|number| format!("aa-{number}"));
        let accepted = accepted.collect::<Vec<_>>().join(",");
        assert!(chain(None, &accepted).split(' ').count() < 20);
    }
}
