//! One card.

use challenge_model::CardState;
use challenge_model::wire::Layout;

use super::image::image;
use super::join::join;
use super::milestones::milestones;
use super::track::track;
use super::words;
use crate::html::{Element, element};
use crate::i18n::{Language, Message};
use crate::options::Options;
use crate::state::RowState;

/// The card of one challenge.
pub(super) fn card(row: &RowState, options: &Options, language: &Language) -> Element {
    let card = &row.card;
    let state = state_name(card.state);
    let new = row.new_stamps.map_or(0, |new| new.count);
    let progress = element("div")
        .class("progress")
        .child(line("count", "count", words::count(card, language)))
        .child(line("to-go", "to-go", words::to_go(card, language)));
    let dates = row.dates.map(|dates| language.date_line(dates, row.as_of));
    element("li")
        .key(card.key.name())
        .class(if row.is_celebrated() {
            "card celebrated"
        } else {
            "card"
        })
        .part(["card ", state].concat())
        .attribute("data-state", state)
        .attribute("data-layout", layout_name(options.layout.or(card.layout)))
        .child(top(row, options, language))
        .child(line(
            "description",
            "description",
            card.wording.description.clone(),
        ))
        .child(track(card, new, language))
        .child(
            element("div")
                .class("facts")
                .child(progress)
                .child(line("dates", "dates", dates)),
        )
        .child(milestones(card, language))
        .child(card.wording.terms.clone().map(|text| terms(text, language)))
        .child(join(card, row.attempt, language))
}

/// The image, the title, and the state.
fn top(row: &RowState, options: &Options, language: &Language) -> Element {
    let card = &row.card;
    let title = element(options.heading_level.tag())
        .class("title")
        .part("title")
        .child(words::title(card, language));
    let heading = element("div").class("heading").child(title).child(line(
        "badge",
        "state",
        words::badge(card, language),
    ));
    let picture = card.image.as_ref().map(|url| image("picture", url));
    element("div").class("top").child(picture).child(heading)
}

/// A paragraph, where there is a text for it.
fn line(class: &'static str, part: &'static str, text: Option<String>) -> Option<Element> {
    text.map(|text| element("p").class(class).part(part).child(text))
}

/// The conditions, folded away.
fn terms(text: String, language: &Language) -> Element {
    let label = language.text(Message::Terms);
    element("details")
        .class("terms")
        .part("terms")
        .child(element("summary").class("summary").child(label))
        .child(element("p").class("terms-text").child(text))
}

fn state_name(state: CardState) -> &'static str {
    match state {
        CardState::Available => "available",
        CardState::Upcoming => "upcoming",
        CardState::Active => "active",
        CardState::Inactive => "inactive",
        CardState::Completed => "completed",
        CardState::Ended => "ended",
    }
}

fn layout_name(layout: Option<Layout>) -> &'static str {
    match layout {
        Some(Layout::Path) => "path",
        Some(Layout::Compact) => "compact",
        Some(Layout::Stamps) | None => "stamps",
    }
}
