//! What languages are called, and what people write in place of their codes.

/// Every two-letter code of a language (ISO 639-1).
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co \
    cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he \
    hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku \
    kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr \
    nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr \
    ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo \
    za zh zu";

/// A language that shops often write in.
struct Language {
    code: &'static str,
    /// Its name in English.
    name: &'static str,
    /// Other ways to write it, in lower case: its own name, its three-letter codes, and codes
    /// of countries that are no languages.
    also: &'static [&'static str],
    /// The code of a country where it is spoken, which as a language is another one.
    country: Option<(&'static str, &'static str)>,
}

const fn language(
    code: &'static str,
    name: &'static str,
    also: &'static [&'static str],
) -> Language {
    Language {
        code,
        name,
        also,
        country: None,
    }
}

const LANGUAGES: [Language; 36] = [
    language(
        "en",
        "English",
        &["eng", "uk-en", "gb", "us", "usa", "engelska", "englisch"],
    ),
    Language {
        country: Some(("se", "Northern Sami")),
        ..language("sv", "Swedish", &["swe", "svenska", "schwedisch"])
    },
    language("nb", "Norwegian Bokmål", &["nob", "bokmål", "bokmal"]),
    language("no", "Norwegian", &["nor", "norsk"]),
    language("da", "Danish", &["dan", "dansk", "dk"]),
    language("fi", "Finnish", &["fin", "suomi"]),
    language("is", "Icelandic", &["isl", "ice", "íslenska"]),
    language("de", "German", &["deu", "ger", "deutsch", "at"]),
    language("nl", "Dutch", &["nld", "dut", "nederlands"]),
    language("fr", "French", &["fra", "fre", "français", "francais"]),
    language("es", "Spanish", &["spa", "español", "espanol"]),
    language("pt", "Portuguese", &["por", "português", "portugues"]),
    language("it", "Italian", &["ita", "italiano"]),
    language("pl", "Polish", &["pol", "polski"]),
    language("cs", "Czech", &["ces", "cze", "čeština", "cestina", "cz"]),
    language("sk", "Slovak", &["slk", "slo", "slovenčina"]),
    Language {
        country: Some(("si", "Sinhala")),
        ..language("sl", "Slovenian", &["slv", "slovene", "slovenščina"])
    },
    Language {
        country: Some(("ee", "Ewe")),
        ..language("et", "Estonian", &["est", "eesti"])
    },
    language("lv", "Latvian", &["lav", "latviešu"]),
    language("lt", "Lithuanian", &["lit", "lietuvių"]),
    language("el", "Greek", &["ell", "gre", "ελληνικά", "gr"]),
    language("hu", "Hungarian", &["hun", "magyar"]),
    language("ro", "Romanian", &["ron", "rum", "română", "romana"]),
    language("bg", "Bulgarian", &["bul", "български"]),
    language("hr", "Croatian", &["hrv", "hrvatski"]),
    language("sr", "Serbian", &["srp", "srpski", "rs"]),
    language("uk", "Ukrainian", &["ukr", "українська", "ua"]),
    language("ru", "Russian", &["rus", "русский"]),
    language("tr", "Turkish", &["tur", "türkçe", "turkce"]),
    language("ar", "Arabic", &["ara", "العربية", "eg"]),
    language("he", "Hebrew", &["heb", "עברית", "iw"]),
    language("ja", "Japanese", &["jpn", "日本語", "jp"]),
    language("zh", "Chinese", &["zho", "chi", "中文", "cn"]),
    language("ko", "Korean", &["kor", "한국어"]),
    language("vi", "Vietnamese", &["vie", "vn"]),
    language("ga", "Irish", &["gle", "gaeilge"]),
];

/// Whether browsers may ask for this language: its two-letter code exists, or it has none. The
/// text is the first part of a tag, in lower case.
pub(super) fn is_language(code: &str) -> bool {
    match code.len() {
        2 => CODES.split_ascii_whitespace().any(|known| known == code),
        3 => meant(code).is_none(),
        _ => false,
    }
}

/// Short texts in lower case that are written in place of a code, and are none.
pub(super) fn wrong_codes() -> impl Iterator<Item = &'static str> {
    let others = LANGUAGES.iter().flat_map(|language| language.also).copied();
    others.filter(|other| other.len() <= 3 && other.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// The code and the English name of languages that shops often write in.
pub(super) fn often_used() -> impl Iterator<Item = (&'static str, &'static str)> {
    LANGUAGES
        .iter()
        .map(|language| (language.code, language.name))
}

/// The code and the English name of the language that somebody means by a name, a
/// three-letter code or the code of a country.
pub(super) fn meant(written: &str) -> Option<(&'static str, &'static str)> {
    let written = written.to_lowercase();
    let is_meant = |language: &&Language| {
        language.name.to_lowercase() == written || language.also.contains(&written.as_str())
    };
    let found = LANGUAGES.iter().find(is_meant)?;
    Some((found.code, found.name))
}

/// For a code that is a language and, more often, a country: the language itself, and the code
/// and name of the one that is spoken in the country.
pub(super) fn country(code: &str) -> Option<(&'static str, &'static str, &'static str)> {
    LANGUAGES.iter().find_map(|language| {
        let (country, itself) = language.country?;
        (country == code).then_some((itself, language.code, language.name))
    })
}

/// What a language is called in English, or its code.
pub(super) fn name(code: &str) -> &str {
    let found = LANGUAGES.iter().find(|language| language.code == code);
    found.map_or(code, |language| language.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("eng", Some("en"))]
    #[case("Swedish", Some("sv"))]
    #[case("svenska", Some("sv"))]
    #[case("dk", Some("da"))]
    #[case("cz", Some("cs"))]
    #[case("gr", Some("el"))]
    #[case("jp", Some("ja"))]
    #[case("ua", Some("uk"))]
    #[case("no", None)]
    #[case("klingon", None)]
    fn what_people_write_leads_to_a_language(
        #[case] written: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(meant(written).map(|(code, _)| code), expected);
    }

    #[rstest]
    #[case("en", true)]
    #[case("no", true)]
    #[case("se", true)]
    #[case("fil", true)]
    #[case("dk", false)]
    #[case("eng", false)]
    #[case("xx", false)]
    fn a_language_is_one_that_a_browser_may_ask_for(#[case] code: &str, #[case] expected: bool) {
        assert_eq!(is_language(code), expected);
    }

    #[test]
    fn a_country_whose_code_is_another_language_is_known() {
        assert_eq!(country("se"), Some(("Northern Sami", "sv", "Swedish")));
        assert_eq!(country("ee"), Some(("Ewe", "et", "Estonian")));
        assert_eq!(country("sv"), None);
    }

    #[test]
    fn every_language_in_the_table_has_a_code_and_no_other_spelling_is_one() {
        for language in &LANGUAGES {
            assert!(is_language(language.code), "{}", language.code);
            for other in language.also {
                assert!(!is_language(other), "{other}");
            }
        }
    }
}
