//! The boxes of one row, side by side: a widget for each language and colour scheme.

use maud::{Markup, html};
use serde_json::json;

use super::chooser::language_name;
use crate::content::LanguageTag;
use crate::preview::choice::{Choice, layout_name};

/// What the boxes of a row have in common.
pub(super) struct Row {
    /// What is shown: by this, screen readers tell the widgets of the page apart.
    pub(super) name: String,
    /// The path of the proxy that answers the widgets.
    pub(super) proxy: String,
    /// The level of the cards' headings.
    pub(super) heading_level: &'static str,
}

/// The boxes that the choice leads to. The first `eager` of the page ask for their cards at
/// once.
pub(super) fn boxes(row: &Row, choice: &Choice, tags: &[LanguageTag], eager: &mut usize) -> Markup {
    let schemes = choice.scheme.each();
    html! {
        div class="boxes" {
            @for tag in tags {
                @for scheme in schemes {
                    @let language = (tags.len() > 1).then(|| language_name(tag));
                    @let scheme_name = (schemes.len() > 1).then(|| (*scheme).to_owned());
                    @let caption: Vec<String> = language.into_iter().chain(scheme_name).collect();
                    (one_box(row, choice, tag, scheme, &caption.join(", "), eager))
                }
            }
        }
    }
}

/// A box, with a caption where there are several in its row.
fn one_box(
    row: &Row,
    choice: &Choice,
    tag: &LanguageTag,
    scheme: &str,
    caption: &str,
    eager: &mut usize,
) -> Markup {
    let is_lazy = *eager == 0;
    *eager = eager.saturating_sub(1);
    let label = if caption.is_empty() {
        row.name.clone()
    } else {
        format!("{}, {caption}", row.name)
    };
    // A box that may be wider than the window scrolls, by the keyboard too.
    let is_wide = choice.width.is_wide();
    html! {
        figure class="box" data-scheme=(scheme) data-width=(choice.width.name()) {
            @if !caption.is_empty() { figcaption { (caption) } }
            div class="stage" tabindex=[is_wide.then_some("0")] role=[is_wide.then_some("group")]
                aria-label=[is_wide.then_some(&label)] {
                div class="screen" {
                    challenges-widget
                        proxy=(row.proxy)
                        lang=(tag.as_str())
                        layout=[choice.layout.map(layout_name)]
                        color-scheme=(scheme)
                        heading-level=(row.heading_level)
                        loading=[is_lazy.then_some("lazy")]
                        texts=(json!({ "label": label })) {}
                }
            }
        }
    }
}
