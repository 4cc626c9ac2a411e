//! Language tags as shops write them.

use std::borrow::Cow;

/// The language tag (BCP 47) in this text: `sv-SE` for `sv_SE`, and for a name of a
/// locale such as `sv_SE.UTF-8` or `sv_SE@euro`. `None` where there is none, as in `C`
/// and `Swedish`. Upper and lower case stay as they are.
///
/// The loader has the same function in `src/element/language-tag.ts`. Both are tested
/// with `tests/fixtures/language-tags.json`.
#[must_use]
pub fn language_tag(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim().split(['.', '@']).next()?;
    let mut subtags = text.split(['-', '_']);
    let language = subtags.next()?;
    let is_tag = (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len())
                && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if !is_tag {
        None
    } else if text.contains('_') {
        Some(Cow::Owned(text.replace('_', "-")))
    } else {
        Some(Cow::Borrowed(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &str = include_str!("../../../../tests/fixtures/language-tags.json");

    #[test]
    fn a_tag_is_understood_in_the_spellings_of_shops_and_nothing_else_is() {
        let cases: Vec<(String, String)> = serde_json::from_str(CASES).unwrap();
        for (text, expected) in cases {
            let tag = language_tag(&text).unwrap_or_default();
            assert_eq!(tag, expected, "{text:?}");
        }
    }
}
