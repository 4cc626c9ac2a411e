//! What a widget is rendered from.

use std::num::NonZeroUsize;
use std::sync::Arc;

use crate::i18n::Language;
use crate::options::Options;
use crate::state::{Row, WidgetState};

/// How a widget shows its state.
pub struct DisplaySettings {
    /// What the shop's developer chose.
    pub options: Options,
    /// The language of everything the widget says.
    pub language: Arc<Language>,
}

/// What a widget is rendered from.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    /// The state to show.
    pub state: &'a WidgetState,
    /// What the shop's developer chose.
    pub options: &'a Options,
    /// The language of everything the widget says.
    pub language: &'a Language,
    /// What screen readers are told of the last change; empty if there was none.
    pub announcement: &'a str,
}

impl<'a> ViewContext<'a> {
    /// The rows that are shown: those that the options leave.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a Row> + use<'a> {
        let options = self.options;
        let limit = options.limit.map_or(usize::MAX, NonZeroUsize::get);
        let rows = self.state.rows.iter();
        rows.filter(|row| options.shows(&row.state.card))
            .take(limit)
    }
}
