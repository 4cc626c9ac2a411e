//! Where something stands in the file.

use serde::Serialize;

/// A place in the file, as an editor counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Position {
    /// Counted from 1.
    pub(super) line: usize,
    /// In characters, counted from 1.
    pub(super) column: usize,
}

impl Position {
    /// The first place of a file.
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte of this text. What lies behind the text, or inside of a character,
    /// is where the text or the character begins to end.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset);
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before
                .get(line_start..)
                .map_or(0, |line| line.chars().count())
                + 1,
        }
    }
}

/// Where the lines of a text begin, for whoever asks for many places in it.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self { text, starts }
    }

    /// The same as [`Position::of`].
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        Position {
            line,
            column: before.chars().count() + 1,
        }
    }
}

impl Default for Position {
    fn default() -> Self {
        Self::START
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, 1, 1)]
    #[case(1, 1, 2)]
    #[case::inside_a_character(2, 1, 2)]
    #[case(3, 1, 3)]
    #[case::line_break(4, 1, 4)]
    #[case(5, 2, 1)]
    #[case::end(6, 2, 2)]
    #[case::behind_the_end(99, 2, 2)]
    fn columns_are_counted_in_characters(
        #[case] offset: usize,
        #[case] line: usize,
        #[case] column: usize,
    ) {
        let expected = Position { line, column };
        assert_eq!(Position::of("aåb\nc", offset), expected);
        assert_eq!(Lines::of("aåb\nc").position(offset), expected);
    }
}
