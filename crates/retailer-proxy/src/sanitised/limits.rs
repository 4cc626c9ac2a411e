//! How long answers may be. Engage states no limits of its own (T26), and one long text of
//! a definition is answered with each challenge of a page.

use challenge_model::HttpsUrl;

/// The most bytes of an answer as JSON, apart from the retailer's texts: those of a page
/// of 100 items whose texts are as long as they may be.
pub const LONGEST_JSON: usize = 5 * 1024 * 1024;

/// The most bytes of server-rendered cards with the two answers that they were rendered
/// from, apart from the retailer's texts.
pub const LONGEST_HTML: usize = 12 * 1024 * 1024;

/// In characters.
pub(super) const LONGEST_NAME: usize = 500;
/// In characters.
pub(super) const LONGEST_DESCRIPTION: usize = 5_000;
/// In bytes. No browser needs to follow longer ones.
const LONGEST_URL: usize = 2_048;

/// A text of at most so many characters: the beginning of a longer one, with an ellipsis.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    // No character has less than one byte.
    if text.len() <= longest {
        return text.to_owned();
    }
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A URL that is not too long. Half a URL leads somewhere else, so a longer one is left out.
pub(super) fn short_url(url: &HttpsUrl) -> Option<String> {
    let url = url.as_str();
    (url.len() <= LONGEST_URL).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::short("stamps", "stamps")]
    #[case::just_as_long("stamps are", "stamps are")]
    #[case::too_long("stamps are here", "stamps are…")]
    #[case::without_the_space("stamps of  ours", "stamps of…")]
    #[case::of_long_letters("ååååååååååå", "åååååååååå…")]
    #[case::of_just_as_many_long_letters("åååååååååå", "åååååååååå")]
    fn a_text_that_is_too_long_ends_with_an_ellipsis(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(shortened(text, 10), expected);
    }

    #[test]
    fn a_url_that_is_too_long_is_left_out() {
        let url = |length| HttpsUrl::parse(&format!("https://a.test/{}", "a".repeat(length)));
        assert!(short_url(&url(2_000).unwrap()).is_some());
        assert_eq!(short_url(&url(2_048).unwrap()), None);
    }
}
