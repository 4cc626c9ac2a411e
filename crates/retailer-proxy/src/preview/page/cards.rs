//! The cards: a section for each definition, with a row for each situation, and one with all
//! definitions on one page of a shopper.

use maud::{Markup, html};

use super::boxes::{Row, boxes};
use crate::content::{LanguageTag, Table};
use crate::preview::choice::{Cards, Choice, Languages, layout_name};
use crate::preview::definitions::Drawn;
use crate::preview::situation::Situation;
use crate::preview::together::TOGETHER;
use crate::preview::view::Shown;

/// How many widgets ask for their cards at once. Those below them wait until the reader
/// comes near.
const EAGER: usize = 8;

pub(super) fn cards(shown: &Shown, choice: &Choice) -> Markup {
    let tags = match &choice.languages {
        Languages::One(tag) => vec![tag.clone()],
        Languages::All => shown.content.languages(),
    };
    let is_chosen = |table: &&Table| {
        let id = choice.definition.as_ref();
        choice.cards != Cards::Together && id.is_none_or(|id| *id == table.id)
    };
    let visible = shown.tables.iter().filter(|table| !table.is_hidden);
    let is_together = match choice.cards {
        Cards::All => choice.definition.is_none() && visible.count() > 1,
        Cards::Together => true,
        Cards::In(_) => false,
    };
    let mut eager = EAGER;
    html! {
        @for table in shown.tables.iter().filter(is_chosen) {
            @if let Some(drawn) = shown.definition(&table.id) {
                (definition(shown, table, drawn, choice, &tags, &mut eager))
            }
        }
        @if is_together { (together(choice, &tags, &mut eager)) }
    }
}

fn together(choice: &Choice, tags: &[LanguageTag], eager: &mut usize) -> Markup {
    let row = Row {
        name: "All on one page".to_owned(),
        proxy: format!("/sample/{TOGETHER}/{TOGETHER}"),
        heading_level: "3",
    };
    html! {
        section class="definition" id=(TOGETHER) aria-labelledby="title-together"
            data-shape=(shape(&[], choice, tags)) {
            header {
                h2 id="title-together" { (row.name) }
                p class="note" {
                    "A shopper’s my pages with every definition that is not hidden, each in another state."
                }
            }
            (boxes(&row, choice, tags, eager))
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
    let definition = &drawn.definition;
    let title = shown.title_of(&table.id);
    let situations = situations(table, drawn, choice);
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
                } @else if definition.is_contact_consent_required && !table.has_consent {
                    p class="note" {
                        "It needs consent, and the file has no consent text. So it is not offered to "
                        "shoppers who have not joined."
                    }
                } @else if situations.is_empty() {
                    p class="note" { "There is no such state of a card with so few checkpoints." }
                }
            }
            div class="rows" {
                @for situation in situations {
                    @let row = row(title, id, situation);
                    div class="row" {
                        h3 { (situation.title()) }
                        p { (situation.about()) }
                        (boxes(&row, choice, tags, eager))
                    }
                }
            }
        }
    }
}

fn row(title: &str, id: &str, situation: Situation) -> Row {
    Row {
        name: format!("{title}, {}", situation.title()),
        proxy: format!("/sample/{id}/{}", situation.name()),
        heading_level: "4",
    }
}

/// The situations in which this definition is shown: none where it is hidden.
fn situations(table: &Table, drawn: &Drawn, choice: &Choice) -> Vec<Situation> {
    let required = drawn.definition.required_number_of_checkpoints;
    let is_chosen = |situation: &Situation| match choice.cards {
        Cards::In(chosen) => chosen == *situation,
        Cards::All | Cards::Together => true,
    };
    Situation::ALL
        .into_iter()
        .filter(is_chosen)
        .filter(|situation| situation.applies_to(required) && !table.is_hidden)
        .collect()
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
            li { (checkpoints) @if drawn.is_made_up { ", " a href="#origin" { "made up" } } }
            @if definition.is_contact_consent_required { li { "Asks for consent" } }
            li { code { (table.id.as_str()) } }
        }
    }
}
