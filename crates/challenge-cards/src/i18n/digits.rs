//! The digits of a language.

/// The regions in which Arabic is written with Arabic-Indic digits, in version 49 of
/// Unicode's locale data.
const ARABIC_INDIC: &str = "BH DJ EG ER IL IQ JO KM KW LB MR OM PS QA SA SD SO SS SY TD YE";

/// The numbering system of a language tag, by its name in Unicode: `arab` or `latn`.
///
/// Every formatter is told of it. Left to itself, a browser follows the version of
/// Unicode's data that it happens to have: older ones write `ar` with other digits, and a
/// server-rendered card would change when it is hydrated.
#[must_use]
pub fn numbering_system(tag: &str) -> &'static str {
    let mut subtags = tag.split('-');
    let is_arabic = subtags
        .next()
        .is_some_and(|language| language.eq_ignore_ascii_case("ar"));
    let is_arabic_indic = |subtag: &str| {
        let mut regions = ARABIC_INDIC.split(' ');
        regions.any(|region| region.eq_ignore_ascii_case(subtag))
    };
    if is_arabic && subtags.any(is_arabic_indic) {
        "arab"
    } else {
        "latn"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ar", "latn")]
    #[case("ar-EG", "arab")]
    #[case("AR-sa", "arab")]
    #[case("ar-Arab-IQ", "arab")]
    #[case("ar-AE", "latn")]
    #[case("en-EG", "latn")]
    #[case("arn-EG", "latn")]
    #[case("", "latn")]
    fn a_tag_has_its_digits(#[case] tag: &str, #[case] system: &str) {
        assert_eq!(numbering_system(tag), system);
    }
}
