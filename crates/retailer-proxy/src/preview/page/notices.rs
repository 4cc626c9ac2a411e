//! What the page says of the file: its mistakes, what is missing and what is too long.

use std::io;

use challenge_model::DefinitionId;
use maud::{Markup, html};

use super::Frame;
use super::sentences::sentences;
use crate::content::{Finding, Table, Topic};
use crate::preview::excerpt::Excerpt;
use crate::preview::view::{FileState, Shown, View};

/// One line for the head of the page.
pub(super) fn status(view: &View) -> Markup {
    let mistakes = view.mistakes().count();
    let (kind, text) = match &view.file {
        FileState::Missing if view.shown.is_none() => {
            ("waiting", "Waiting for the file".to_owned())
        }
        FileState::Missing => ("mistaken", "The file is gone".to_owned()),
        FileState::Unreadable(_) => ("mistaken", "The file cannot be read".to_owned()),
        FileState::Read(_) if mistakes > 0 => ("mistaken", counted(mistakes, "mistake")),
        FileState::Read(file) if !file.is_shown => {
            ("waiting", "Waiting for a definition".to_owned())
        }
        FileState::Read(_) => ("fine", "Shown as saved".to_owned()),
    };
    html! { span class="light" data-kind=(kind) aria-hidden="true" {} (text) }
}

/// Why the file as it is now is not what the cards show, and every mistake in it.
pub(super) fn mistakes(view: &View) -> Markup {
    let found: Vec<&Finding> = view.mistakes().collect();
    let is_former = view.shown.is_some();
    match &view.file {
        FileState::Missing if is_former => notice(
            "The file is gone",
            "The cards are those of its last version. When it is back, so are its cards.",
            &html! {},
        ),
        FileState::Unreadable(kind) => notice("The file cannot be read", advice(*kind), &html! {}),
        FileState::Read(file) if !found.is_empty() => {
            let title = counted(found.len(), "mistake");
            let about = match (file.is_shown, is_former) {
                (true, _) => "The rest of the file is shown as it is.",
                (false, true) => "The cards are still those of the last version without mistakes.",
                (false, false) => "The cards are shown as soon as there is none.",
            };
            let list = html! {
                ol { @for finding in found { (mistake(finding, &file.text)) } }
            };
            notice(&title, about, &list)
        }
        FileState::Read(file) if !file.is_shown && is_former => notice(
            "The file has no definition",
            "The cards are those of its last version.",
            &html! {},
        ),
        FileState::Missing | FileState::Read(_) => html! {},
    }
}

fn notice(title: &str, about: &str, more: &Markup) -> Markup {
    html! {
        div class="mistakes" { h2 { (title) } p { (about) } (more) }
    }
}

fn advice(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::PermissionDenied => "You may not read it. Ask for the right to, or copy it.",
        io::ErrorKind::IsADirectory => "It is a folder. Start the preview with the file in it.",
        _ => "It is tried again all the time.",
    }
}

fn mistake(finding: &Finding, text: &str) -> Markup {
    html! {
        li {
            p {
                strong { "Line " (finding.line) ", column " (finding.column) ": " }
                (sentences(&finding.what)) " " (sentences(&finding.instead))
            }
            @if let Some(excerpt) = Excerpt::of(text, finding.line, finding.column) {
                (quoted(finding.line, &excerpt))
            }
        }
    }
}

fn quoted(line: usize, excerpt: &Excerpt<'_>) -> Markup {
    html! {
        pre class="excerpt" tabindex="0" role="group" aria-label={ "Line " (line) } {
            span class="number" aria-hidden="true" { (line) }
            code {
                (excerpt.before)
                mark { @if excerpt.place.is_empty() { "\u{a0}" } @else { (excerpt.place) } }
                (excerpt.after)
            }
        }
    }
}

/// The groups of the panel, in their order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Definitions,
    Consents,
    Texts,
    TooLong,
    Others,
}

impl Group {
    const ALL: [Self; 5] = [
        Self::Consents,
        Self::Texts,
        Self::TooLong,
        Self::Definitions,
        Self::Others,
    ];

    const fn title(self) -> &'static str {
        match self {
            Self::Consents => "Missing consent texts",
            Self::Texts => "Missing texts and languages",
            Self::TooLong => "Too long",
            Self::Definitions => "Definitions in Engage without a text",
            Self::Others => "To look at",
        }
    }

    fn of(finding: &Finding, shown: &Shown) -> Self {
        match finding.topic {
            Topic::TooLong => Self::TooLong,
            Topic::Missing => match definition_of(finding) {
                Some(id) if shown.definition(&id).is_none() => Self::Definitions,
                _ if is_about_consent(finding) => Self::Consents,
                _ => Self::Texts,
            },
            _ => Self::Others,
        }
    }
}

/// What is missing, what is too long, and what else is worth a look.
pub(super) fn panel(view: &View, shown: &Shown, frame: &Frame) -> Markup {
    let warnings: Vec<&Finding> = view.warnings().collect();
    if warnings.is_empty() {
        // While there are mistakes, nothing else was looked for.
        let is_looked_at = matches!(&view.file, FileState::Read(file) if file.is_shown);
        return html! {
            @if is_looked_at {
                p class="all-well" {
                    "Nothing is missing, and nothing is too long"
                    @if frame.definitions.known().is_none() {
                        ", as far as the file alone tells"
                    }
                    "."
                }
            }
        };
    }
    html! {
        details class="panel" open {
            summary { (counted(warnings.len(), "thing")) " to look at" }
            @for group in Group::ALL {
                @let own: Vec<_> = warnings
                    .iter()
                    .filter(|finding| Group::of(finding, shown) == group)
                    .collect();
                @if !own.is_empty() {
                    h2 { (group.title()) }
                    ul { @for finding in own { (warning(finding, shown)) } }
                }
            }
        }
    }
}

fn warning(finding: &Finding, shown: &Shown) -> Markup {
    let table = table_of(finding, shown);
    html! {
        li {
            @if let Some(table) = table {
                a href={ "#definition-" (table.id.as_str()) } { (shown.title_of(&table.id)) }
                ", line " (finding.line) ": "
            }
            (sentences(&finding.what)) " " (sentences(&finding.instead))
        }
    }
}

/// The table of the definition that a finding is about: the one that it names, or else the
/// one in which it stands. `None` for one about a definition that has no table.
fn table_of<'s>(finding: &Finding, shown: &'s Shown) -> Option<&'s Table> {
    if let Some(id) = definition_of(finding) {
        return shown.tables.iter().find(|table| table.id == id);
    }
    let above = |table: &&Table| table.line <= finding.line;
    shown.tables.iter().rfind(above)
}

/// The definition that a finding is about, from a path such as `definition.ID.title.sv`.
fn definition_of(finding: &Finding) -> Option<DefinitionId> {
    let path = finding.path.as_deref()?.strip_prefix("definition.")?;
    let id = path.split('.').next()?;
    DefinitionId::guid(id).ok()
}

fn is_about_consent(finding: &Finding) -> bool {
    let path = finding.path.as_deref().unwrap_or_default();
    path.split('.').any(|part| part == "consent")
}

/// `1 mistake`, `2 mistakes`.
fn counted(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
