//! The cards: a section for each definition, and in it a row for each situation.

use maud::{Markup, html};
use serde_json::json;

use super::chooser::language_name;
use crate::content::{LanguageTag, Table};
use crate::preview::choice::{Choice, Languages, layout_name};
use crate::preview::definitions::Drawn;
use crate::preview::situation::Situation;
use crate::preview::view::Shown;

/// How many widgets ask for their cards at once. Those below them wait until the reader
/// comes near.
const EAGER: usize = 8;

/// One widget.
struct Specimen<'a> {
    situation: Situation,
    language: &'a LanguageTag,
    scheme: &'static str,
    /// What tells it from the other widgets of its row; empty for the only one.
    caption: String,
}

pub(super) fn cards(shown: &Shown, choice: &Choice) -> Markup {
    let is_chosen = |table: &&Table| {
        let id = choice.definition.as_ref();
        id.is_none_or(|id| *id == table.id)
    };
    let tags = match &choice.languages {
        Languages::One(tag) => vec![tag.clone()],
        Languages::All => shown.content.languages(),
    };
    let mut eager = EAGER;
    html! {
        @for table in shown.tables.iter().filter(is_chosen) {
            @if let Some(drawn) = shown.definition(&table.id) {
                (definition(shown, table, drawn, choice, &tags, &mut eager))
            }
        }
    }
}

fn definition(
    shown: &Shown,
    table: &Table,
    drawn: &Drawn,
    choice: &Choice,
    tags: &[LanguageTag],
    eager: &mut usize,
) -> Markup {
    let id = table.id.as_str();
    let title = shown.title_of(&table.id);
    let required = drawn.definition.required_number_of_checkpoints;
    let situations: Vec<Situation> = Situation::ALL
        .into_iter()
        .filter(|situation| choice.situation.is_none_or(|chosen| chosen == *situation))
        .filter(|situation| situation.applies_to(required) && !table.is_hidden)
        .collect();
    html! {
        section class="definition" id={ "definition-" (id) } aria-labelledby={ "title-" (id) }
            data-shape=(shape(&situations, choice, tags)) {
            header {
                h2 id={ "title-" (id) } { (title) }
                (facts(table, drawn))
                @if table.is_hidden {
                    p class="note" {
                        "No shopper sees this definition: line " (table.line)
                        " and those below it say " code { "hidden = true" } "."
                    }
                } @else if situations.is_empty() {
                    p class="note" { "There is no such state of a card with so few checkpoints." }
                }
            }
            div class="rows" {
                @for situation in situations {
                    @let specimens = specimens(situation, choice, tags);
                    div class="row" data-boxes=(specimens.len()) {
                        h3 { (situation.title()) }
                        p { (situation.about()) }
                        div class="boxes" {
                            @for one in &specimens { (widget(title, id, one, choice, eager)) }
                        }
                    }
                }
            }
        }
    }
}

/// What is the same as long as no widget comes or goes and none has other attributes. The
/// script keeps the widgets of a section whose shape is the same, and refreshes them.
fn shape(situations: &[Situation], choice: &Choice, tags: &[LanguageTag]) -> String {
    let situations = situations.iter().map(|situation| situation.name());
    let tags = tags.iter().map(LanguageTag::as_str);
    let layout = choice.layout.map_or("own", layout_name);
    let parts = [layout, choice.scheme.name(), choice.width.name()];
    let all: Vec<&str> = situations.chain(tags).chain(parts).collect();
    all.join(" ")
}

fn facts(table: &Table, drawn: &Drawn) -> Markup {
    let definition = &drawn.definition;
    let checkpoints = match definition.required_number_of_checkpoints {
        Some(1) => "1 checkpoint".to_owned(),
        Some(number) => format!("{number} checkpoints"),
        None => "a number of checkpoints that Engage does not say".to_owned(),
    };
    html! {
        ul class="facts" {
            li { "Line " (table.line) }
            li { (checkpoints) @if drawn.is_made_up { ", made up" } }
            @if definition.is_contact_consent_required { li { "Asks for consent" } }
            li { code { (table.id.as_str()) } }
        }
    }
}

fn specimens<'a>(
    situation: Situation,
    choice: &Choice,
    tags: &'a [LanguageTag],
) -> Vec<Specimen<'a>> {
    let schemes = choice.scheme.each();
    let mut specimens = Vec::new();
    for language in tags {
        for scheme in schemes {
            let name = (tags.len() > 1).then(|| language_name(language));
            let scheme_name = (schemes.len() > 1).then(|| (*scheme).to_owned());
            let caption: Vec<String> = name.into_iter().chain(scheme_name).collect();
            specimens.push(Specimen {
                situation,
                language,
                scheme,
                caption: caption.join(", "),
            });
        }
    }
    specimens
}

fn widget(title: &str, id: &str, one: &Specimen<'_>, choice: &Choice, eager: &mut usize) -> Markup {
    let situation = one.situation;
    let is_lazy = *eager == 0;
    *eager = eager.saturating_sub(1);
    let parts = [title, situation.title(), &one.caption];
    let label: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let label = label.join(", ");
    html! {
        figure class="box" data-scheme=(one.scheme) data-width=(choice.width.name()) {
            @if !one.caption.is_empty() { figcaption { (one.caption) } }
            div class="stage" tabindex=[choice.width.is_wide().then_some("0")]
                role=[choice.width.is_wide().then_some("group")]
                aria-label=[choice.width.is_wide().then_some(&label)] {
                div class="screen" {
                    challenges-widget
                        proxy={ "/sample/" (id) "/" (situation.name()) }
                        lang=(one.language.as_str())
                        layout=[choice.layout.map(layout_name)]
                        color-scheme=(one.scheme)
                        heading-level="4"
                        loading=[is_lazy.then_some("lazy")]
                        texts=(json!({ "label": label })) {}
                }
            }
        }
    }
}
