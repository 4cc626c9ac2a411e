//! The line of the file in which a mistake is, with its place marked.

/// A line in three parts. The one in the middle is the place of the mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excerpt<'t> {
    pub(super) before: &'t str,
    /// Empty where the mistake is at the end of the line: something is missing there.
    pub(super) place: &'t str,
    pub(super) after: &'t str,
}

impl<'t> Excerpt<'t> {
    /// The line with this number, and the word at this column. Both are counted from 1, and
    /// columns in characters. `None` where the text has no such line.
    pub(super) fn of(text: &'t str, line: usize, column: usize) -> Option<Self> {
        let line = text.lines().nth(line.checked_sub(1)?)?.trim_end();
        let start = line
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(line.len(), |(start, _)| start);
        let (before, rest) = line.split_at(start);
        let (place, after) = rest.split_at(length_of_word(rest));
        Some(Self {
            before,
            place,
            after,
        })
    }
}

/// How many bytes the first word has: a text in quotation marks is one, with its marks.
fn length_of_word(text: &str) -> usize {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else {
        return 0;
    };
    let end = if matches!(first, '"' | '\'') {
        let closing = characters.find(|(_, next)| *next == first);
        closing.map(|(at, quote)| at + quote.len_utf8())
    } else {
        let is_end = |next: char| next.is_whitespace() || matches!(next, '=' | '#' | ',');
        characters.find(|(_, next)| is_end(*next)).map(|(at, _)| at)
    };
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEXT: &str = "# Shop\norder = two # soon\ntitle.sv = \"Få säckar\"\r\nterms = \n";

    #[rstest]
    #[case::a_word(2, 9, "order = ", "two", " # soon")]
    #[case::a_key(2, 1, "", "order", " = two # soon")]
    #[case::a_text(3, 12, "title.sv = ", "\"Få säckar\"", "")]
    #[case::behind_a_letter_of_two_bytes(3, 16, "title.sv = \"Få ", "säckar\"", "")]
    #[case::the_end(4, 9, "terms =", "", "")]
    #[case::far_behind_the_end(1, 99, "# Shop", "", "")]
    fn the_word_at_the_column_is_marked(
        #[case] line: usize,
        #[case] column: usize,
        #[case] before: &str,
        #[case] place: &str,
        #[case] after: &str,
    ) {
        let expected = Excerpt {
            before,
            place,
            after,
        };
        assert_eq!(Excerpt::of(TEXT, line, column), Some(expected));
    }

    #[rstest]
    #[case(0)]
    #[case(5)]
    fn there_is_no_excerpt_of_a_line_that_is_not_there(#[case] line: usize) {
        assert_eq!(Excerpt::of(TEXT, line, 1), None);
    }
}
