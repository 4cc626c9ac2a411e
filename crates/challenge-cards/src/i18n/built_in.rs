//! All languages, for programs that render cards on a server.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::icu::IcuFormats;
use super::language::{Language, MakeFormats, regional};
use super::language_tag;
use super::messages::Texts;

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Norwegian has two written forms, and most pages just say `no`.
const ALIASES: [(&str, &str); 2] = [("no", "nb"), ("nn", "nb")];

/// How many languages are cached. A page may have any region, so there is no end of
/// them; a full cache is emptied.
const CACHE_SIZE: usize = 64;

/// The tags of a language's texts and of its formats.
type Key = (&'static str, String);
type Cache = HashMap<Key, Arc<Language>>;

static CACHE: LazyLock<RwLock<Cache>> = LazyLock::new(RwLock::default);

/// The formats of a server.
const FORMATS: MakeFormats = |tag| Box::new(IcuFormats::new(tag));

impl Language {
    /// The language for a page with this tag, with all its texts: that of the tag,
    /// else of its beginning (`sv` for `sv-FI`), else English. The tag may be written as
    /// [`language_tag`] reads it.
    ///
    /// Languages are cached, so this may be called with every request.
    #[must_use]
    pub fn of_page(page: &str) -> Arc<Self> {
        let page = language_tag(page).unwrap_or(Cow::Borrowed("en"));
        let page = page.as_ref();
        let (tag, texts) = find(page);
        // Tags do not differ by case.
        let key = (tag, regional(tag, page).to_ascii_lowercase());
        let cache = CACHE.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(language) = cache.get(&key) {
            return Arc::clone(language);
        }
        drop(cache);
        let language = Arc::new(Self::built_in(tag, page, texts, FORMATS));
        let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
        insert(&mut cache, key, Arc::clone(&language));
        language
    }
}

/// Adds a language to the cache, and empties it first where it is full.
fn insert(cache: &mut Cache, key: Key, language: Arc<Language>) {
    if cache.len() >= CACHE_SIZE {
        cache.clear();
    }
    cache.insert(key, language);
}

/// The texts for a page with this tag, and their tag: `sv-FI`, else `sv`, else English.
/// The loader finds the same ones in `src/element/locale.ts`.
fn find(page: &str) -> (&'static str, Texts) {
    let mut wanted = page;
    loop {
        if let Some(language) = language_of(wanted) {
            return language;
        }
        match wanted.rsplit_once('-') {
            Some((shorter, _)) => wanted = shorter,
            None => return ("en", super::messages::ENGLISH),
        }
    }
}

/// The language of exactly this tag.
fn language_of(tag: &str) -> Option<(&'static str, Texts)> {
    let same = |known: &str| known.eq_ignore_ascii_case(tag);
    let alias = ALIASES.iter().find(|(alias, _)| same(alias));
    let tag = alias.map_or(tag, |(_, tag)| tag);
    let same = |known: &str| known.eq_ignore_ascii_case(tag);
    LANGUAGES.iter().find(|(known, _)| same(known)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Message;
    use rstest::rstest;

    #[rstest]
    #[case("sv", "sv")]
    #[case("sv-FI", "sv")]
    #[case("SV-Latn-fi", "sv")]
    #[case("no", "nb")]
    #[case("nn-NO", "nb")]
    #[case("sv_SE", "sv")]
    #[case("ar_EG", "ar")]
    #[case("nn_NO.UTF-8", "nb")]
    #[case("C", "en")]
    #[case("zh-Hant", "en")]
    #[case("svenska", "en")]
    #[case("", "en")]
    #[case("-", "en")]
    fn a_page_gets_the_texts_of_its_language_or_english_ones(
        #[case] page: &str,
        #[case] tag: &str,
    ) {
        assert_eq!(Language::of_page(page).tag(), tag);
    }

    #[test]
    fn every_language_has_texts_of_its_own() {
        let english = Language::of_page("en").text(Message::Retry);
        for (tag, _) in LANGUAGES.iter().filter(|(tag, _)| *tag != "en") {
            let language = Language::of_page(tag);
            assert_eq!(language.tag(), *tag);
            assert_ne!(language.text(Message::Retry), english, "{tag}");
        }
    }

    #[test]
    fn the_cache_holds_so_many_languages_and_is_emptied_when_it_is_full() {
        let language = Language::of_page("sv");
        let mut cache = Cache::new();
        let sizes = (0..=CACHE_SIZE).map(|region| {
            let key = ("sv", format!("sv-{region}"));
            insert(&mut cache, key, Arc::clone(&language));
            cache.len()
        });
        let sizes: Vec<usize> = sizes.collect();
        assert_eq!(sizes[..CACHE_SIZE], (1..=CACHE_SIZE).collect::<Vec<_>>());
        assert_eq!(sizes[CACHE_SIZE], 1);
    }

    #[test]
    fn a_language_is_made_once_for_all_pages_that_get_the_same() {
        let swedish = Language::of_page("sv-SE");
        assert!(Arc::ptr_eq(&swedish, &Language::of_page("SV-se")));
        assert!(Arc::ptr_eq(&swedish, &Language::of_page("sv_SE")));
        assert!(Arc::ptr_eq(
            &Language::of_page("zh"),
            &Language::of_page("en")
        ));
        assert_eq!(swedish.number(1000), "1\u{a0}000");
    }

    #[test]
    fn the_cache_does_not_grow_with_the_tags_that_pages_make_up() {
        for number in 0..3 * CACHE_SIZE {
            let page = format!("sv-x-{number}");
            assert_eq!(Language::of_page(&page).tag(), "sv");
        }
        assert!(CACHE.read().unwrap().len() <= CACHE_SIZE);
    }

    #[test]
    fn a_page_whose_tag_is_malformed_gets_the_formats_of_english() {
        assert_eq!(Language::of_page("en-?").number(1000), "1,000");
        assert_eq!(Language::of_page("sv-?").number(1000), "1,000");
    }

    #[test]
    fn languages_are_shared_between_threads() {
        fn assert_shared<T: Send + Sync>() {}
        assert_shared::<Language>();
    }
}
