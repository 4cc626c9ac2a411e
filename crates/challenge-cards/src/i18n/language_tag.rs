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
    let text = text.trim();
    if !is_language_tag(text) {
        return None;
    }
    let tag = text.split(['.', '@']).next().unwrap_or(text);
    Some(if tag.contains('_') {
        Cow::Owned(tag.replace('_', "-"))
    } else {
        Cow::Borrowed(tag)
    })
}

/// Whether [`language_tag`] finds a tag in this text, which has no space around it.
///
/// It is written byte by byte because the widget's WebAssembly needs it, and the
/// functions of `str` would have five times as many bytes.
pub(crate) fn is_language_tag(text: &str) -> bool {
    // The name of a language has two or three letters, and what follows has up to eight
    // letters or digits.
    let (mut least, mut most) = (2, 3);
    let mut length = 0;
    for byte in text.bytes() {
        match byte {
            b'.' | b'@' => break,
            b'-' | b'_' if length >= least => {
                (least, most) = (1, 8);
                length = 0;
            }
            b'a'..=b'z' | b'A'..=b'Z' if length < most => length += 1,
            b'0'..=b'9' if length < most && least == 1 => length += 1,
            _ => return false,
        }
    }
    length >= least
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
