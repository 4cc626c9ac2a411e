//! The page as HTML: the frame around what [`chooser`], [`notices`] and [`cards`] make.
//!
//! Each of these parts is an element with an id, which `assets/preview/preview.js` replaces by the
//! one of a newer page. So everything that can be seen is made here.

mod boxes;
mod cards;
mod chooser;
mod notices;
mod sentences;

use maud::{DOCTYPE, Markup, html};

use super::choice::{Choice, Parameters};
use super::definitions::Definitions;
use super::view::{FileState, View};

/// What stays the same while the preview runs.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The name of the content file, without its folder.
    pub(super) file: String,
    pub(super) definitions: Definitions,
    /// The name of the file with the definitions, where they come from one.
    pub(super) definitions_file: Option<String>,
}

/// The page that shows this view, as the parameters of its URL choose.
pub(super) fn page(frame: &Frame, view: &View, revision: &str, parameters: &Parameters) -> Markup {
    let shown = view.shown.as_deref();
    let choice = shown.map(|shown| Choice::read(parameters, shown));
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&frame.file))
            body {
                header class="top" {
                    div class="name" {
                        p class="eyebrow" { "Preview" }
                        h1 { (frame.file) }
                    }
                    p class="status" id="status" role="status" { (notices::status(view)) }
                }
                main data-revision=(revision) {
                    div id="mistakes" role="alert" { (notices::mistakes(view)) }
                    @if let (Some(shown), Some(choice)) = (shown, &choice) {
                        (chooser::chooser(shown, choice))
                        div id="panel" { (notices::panel(view, shown, frame)) }
                        div id="cards" { (cards::cards(shown, choice)) }
                    } @else {
                        div id="cards" { (waiting(frame, view)) }
                    }
                }
                footer id="origin" { (origin(frame)) }
            }
        }
    }
}

fn head(file: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (file) " · Preview" }
            link rel="icon" href="data:,";
            link rel="stylesheet" href="/preview.css";
            script type="module" src="/preview.js" {}
            script type="module" src="/widget/challenges-widget.js" {}
        }
    }
}

/// What stands there until there is a card to be seen.
fn waiting(frame: &Frame, view: &View) -> Markup {
    html! {
        div class="waiting" {
            h2 { "No cards yet" }
            @match &view.file {
                FileState::Missing => p {
                    "There is no file " code { (frame.file) } " yet. Save it, and its cards are "
                    "shown here at once."
                },
                FileState::Unreadable(_) | FileState::Read(_) => p {
                    "The cards are shown here as soon as the file has a definition and no mistakes."
                },
            }
            p { "A definition looks like this, with its id in Engage:" }
            pre { code { (EXAMPLE) } }
        }
    }
}

const EXAMPLE: &str = "default_language = \"en\"

[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]
title.en = \"Five bags, one on us\"
reward.en = \"The next bag is free\"";

/// Where the definitions come from, and what to do to see others.
fn origin(frame: &Frame) -> Markup {
    match (&frame.definitions, &frame.definitions_file) {
        (Definitions::OfEngage(_), _) => html! {
            p { "The definitions are Engage’s, as they were when the preview was started." }
        },
        (Definitions::OfFile(_), Some(file)) => html! {
            p {
                "The definitions are those of " code { (file) }
                ", as it was when the preview was started."
            }
        },
        (Definitions::OfFile(_), None) => html! { p { "The definitions are those of a file." } },
        (Definitions::MadeUp, _) => html! {
            h2 { "The definitions are made up" }
            p {
                "The preview does not know Engage’s. Each definition here needs as many checkpoints "
                "as your file describes, and at least five. To see how many they really need, and "
                "which ones have no text yet, ask whoever has the key to Engage for the file that "
                code { "retailer-proxy definitions --json > definitions.json" }
                " writes, and start the preview with " code { "--definitions definitions.json" } "."
            }
        },
    }
}

#[cfg(test)]
mod tests;
