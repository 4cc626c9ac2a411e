//! What the page shows: made of what was read last, and of what could be shown before. Pure.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use challenge_model::DefinitionId;

use super::definitions::{Definitions, Drawn};
use crate::content::{Checked, Content, Finding, Severity, Table, check};

/// What the content file says, or why it cannot be read.
pub(super) type FileRead = Result<Vec<u8>, io::ErrorKind>;

/// Everything that the page shows.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// Another number for each view.
    pub(super) revision: u64,
    pub(super) file: FileState,
    /// The last content that could be used, even if the file has mistakes by now.
    pub(super) shown: Option<Arc<Shown>>,
}

/// What the file is now.
#[derive(Clone, Debug, Default)]
pub(super) enum FileState {
    /// There is none yet.
    #[default]
    Missing,
    /// It is there, and cannot be read.
    Unreadable(io::ErrorKind),
    /// It was read.
    Read(FileContent),
}

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct FileContent {
    /// The lines, in which mistakes are shown. What is no UTF-8 is replaced.
    pub(super) text: String,
    pub(super) findings: Vec<Finding>,
    /// Whether the cards are those of this file, and not of a former one.
    pub(super) is_shown: bool,
}

/// Content with the definitions that it is drawn with.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) content: Content,
    /// The tables of the file, in the order of their lines.
    pub(super) tables: Vec<Table>,
    definitions: HashMap<DefinitionId, Drawn>,
}

impl View {
    /// The next view, after the file was read.
    pub(super) fn after(&self, read: FileRead, definitions: &Definitions) -> Self {
        let mut next = Self {
            revision: self.revision + 1,
            ..self.clone()
        };
        next.file = match read {
            Ok(bytes) => next.take_in(&bytes, definitions),
            Err(io::ErrorKind::NotFound) => FileState::Missing,
            Err(kind) => FileState::Unreadable(kind),
        };
        next
    }

    fn take_in(&mut self, bytes: &[u8], definitions: &Definitions) -> FileState {
        let Checked { content, findings } = check(bytes, definitions.known());
        // The proxy does not use a file without definitions either.
        let usable = content.filter(|content| !content.is_empty());
        let is_shown = usable.is_some();
        if let Some(content) = usable {
            self.shown = Some(Arc::new(Shown::new(content, definitions)));
        }
        FileState::Read(FileContent {
            text: String::from_utf8_lossy(bytes).into_owned(),
            findings: findings.iter().cloned().collect(),
            is_shown,
        })
    }

    /// The mistakes in the file as it is now, in the order of their places.
    pub(super) fn mistakes(&self) -> impl Iterator<Item = &Finding> {
        self.findings(Severity::Mistake)
    }

    /// What is probably not meant in the file as it is now, in the order of the places.
    pub(super) fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.findings(Severity::Warning)
    }

    fn findings(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        let file = match &self.file {
            FileState::Read(file) => Some(file),
            FileState::Missing | FileState::Unreadable(_) => None,
        };
        let findings = file.into_iter().flat_map(|file| &file.findings);
        findings.filter(move |finding| finding.severity == severity)
    }
}

impl Shown {
    fn new(content: Content, definitions: &Definitions) -> Self {
        let tables = content.tables();
        let drawn = tables
            .iter()
            .map(|table| (table.id.clone(), definitions.of(table)));
        Self {
            definitions: drawn.collect(),
            tables,
            content,
        }
    }

    /// The definition with this id, if the file has a table for it.
    pub(super) fn definition(&self, id: &DefinitionId) -> Option<&Drawn> {
        self.definitions.get(id)
    }

    /// What to call a definition: its title in the default language, its name in Engage, or
    /// its id.
    pub(super) fn title_of<'a>(&'a self, id: &'a DefinitionId) -> &'a str {
        let drawn = self.definitions.get(id);
        let known = drawn.filter(|drawn| !drawn.is_made_up);
        let title = self
            .content
            .title_of(id, known.map(|known| &known.definition));
        title.unwrap_or(id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]\ntitle = \"Five\"\n";
    const MISTAKEN: &str = "[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]\norder = two\n";

    fn after(reads: &[FileRead]) -> View {
        reads.iter().cloned().fold(View::default(), |view, read| {
            view.after(read, &Definitions::MadeUp)
        })
    }

    fn text(text: &str) -> Vec<u8> {
        text.as_bytes().to_owned()
    }

    fn is_shown(view: &View) -> bool {
        matches!(&view.file, FileState::Read(file) if file.is_shown)
    }

    #[test]
    fn a_file_without_mistakes_is_shown() {
        let view = after(&[Ok(text(GOOD))]);
        assert!(is_shown(&view));
        assert_eq!(view.mistakes().count(), 0);
        assert_eq!(view.shown.unwrap().tables.len(), 1);
    }

    #[test]
    fn while_the_file_has_a_mistake_the_last_good_cards_stay() {
        let view = after(&[Ok(text(GOOD)), Ok(text(MISTAKEN))]);
        assert!(!is_shown(&view));
        assert_eq!(view.mistakes().next().unwrap().line, 2);
        assert!(view.shown.is_some());
    }

    #[test]
    fn when_the_mistake_is_gone_so_is_its_message() {
        let view = after(&[Ok(text(MISTAKEN)), Ok(text(GOOD))]);
        assert!(is_shown(&view));
        assert_eq!(view.mistakes().count(), 0);
    }

    #[test]
    fn a_file_that_is_empty_or_gone_takes_no_card_away() {
        for read in [Ok(text("")), Err(io::ErrorKind::NotFound)] {
            let view = after(&[Ok(text(GOOD)), read]);
            assert!(!is_shown(&view));
            assert!(view.shown.is_some());
        }
    }

    #[test]
    fn a_file_that_does_not_exist_yet_has_no_mistake() {
        let view = after(&[Err(io::ErrorKind::NotFound)]);
        assert!(matches!(view.file, FileState::Missing));
        assert_eq!(view.mistakes().count(), 0);
    }

    #[test]
    fn every_view_has_a_revision_of_its_own() {
        assert_eq!(
            after(&[Ok(text(GOOD)), Ok(text(MISTAKEN)), Ok(text(GOOD))]).revision,
            3
        );
    }

    #[test]
    fn a_definition_is_called_by_its_title_in_the_default_language() {
        let view = after(&[Ok(text(GOOD))]);
        let shown = view.shown.unwrap();
        assert_eq!(shown.title_of(&shown.tables[0].id), "Five");
    }
}
