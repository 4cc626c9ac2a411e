//! Sentences in which something to type stands between backquotes, as HTML.

use maud::{Markup, html};

/// The sentences, with what is to be typed as code. A backquote without another one is text.
pub(super) fn sentences(text: &str) -> Markup {
    html! {
        @for (part, is_code) in parts(text) {
            @if is_code { code { (part) } } @else { (part) }
        }
    }
}

/// The parts of a text, and whether each is code.
fn parts(text: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, code, after)) = split(rest) {
        parts.push((before, false));
        parts.push((code, true));
        rest = after;
    }
    parts.push((rest, false));
    parts
}

/// What stands before the first code, the code itself, and what stands behind it.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::none("Add a text.", "Add a text.")]
    #[case::one("Type `order = 2`.", "Type <code>order = 2</code>.")]
    #[case::two("`a` or `b`", "<code>a</code> or <code>b</code>")]
    #[case::markup("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;")]
    #[case::open("A ` alone", "A ` alone")]
    fn what_is_to_be_typed_is_code(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(sentences(text).into_string(), expected);
    }
}
