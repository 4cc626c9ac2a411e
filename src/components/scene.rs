//! What a widget is drawn from.

use crate::i18n::Language;
use crate::options::Options;
use crate::store::{Overview, Row};

/// What a widget is drawn from.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// What is known.
    pub(super) overview: &'a Overview,
    /// What the shop's developer chose.
    pub(super) options: &'a Options,
    /// What everything is said in.
    pub(super) language: &'a Language,
    /// What the shopper is told of what has just happened.
    pub(super) news: &'a str,
}

impl<'a> Scene<'a> {
    /// The rows that are shown.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a Row> + use<'a> {
        let options = self.options;
        let limit = options.limit.map_or(usize::MAX, std::num::NonZero::get);
        let rows = self.overview.rows.iter();
        rows.filter(|row| options.shows(&row.state.card))
            .take(limit)
    }
}
