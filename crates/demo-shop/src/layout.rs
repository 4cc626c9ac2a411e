//! The layout of all pages: index.html, with slots that a page can fill.
//!
//! A slot is what stands between `<!-- shop:NAME -->` and `<!-- /shop:NAME -->`.
//! What no page fills keeps its content, so index.html is a whole page by itself.
//! Slots may lie within each other.

mod parse;

use maud::Markup;

pub use parse::LayoutError;

/// A part of index.html that pages fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The `<title>` element.
    Title,
    /// What loads the widget: only my pages keep it.
    Widget,
    /// The visitor's end of the header.
    Account,
    /// Everything between header and footer.
    Main,
    /// The greeting of my pages, within [`Slot::Main`].
    Greeting,
    /// The answer to what the visitor just did, within [`Slot::Main`].
    Notice,
    /// The widget, within [`Slot::Main`].
    Cards,
    /// Products that bring checkpoints, within [`Slot::Main`].
    Suggestions,
    /// The orders of this session, within [`Slot::Main`].
    Orders,
}

impl Slot {
    /// All slots. A layout has each of them once.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Widget,
        Self::Account,
        Self::Main,
        Self::Greeting,
        Self::Notice,
        Self::Cards,
        Self::Suggestions,
        Self::Orders,
    ];

    /// The name in the markers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Widget => "widget",
            Self::Account => "account",
            Self::Main => "main",
            Self::Greeting => "greeting",
            Self::Notice => "notice",
            Self::Cards => "cards",
            Self::Suggestions => "suggestions",
            Self::Orders => "orders",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.name() == name)
    }
}

/// A layout that was read and checked.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Region(Slot, Vec<Piece>),
}

/// What a page puts into the slots.
#[derive(Debug, Default)]
pub(crate) struct Content {
    fillings: Vec<(Slot, Markup)>,
}

impl Content {
    /// The same content, with this slot filled.
    pub(crate) fn with(mut self, slot: Slot, markup: Markup) -> Self {
        self.fillings.push((slot, markup));
        self
    }

    fn of(&self, slot: Slot) -> Option<&str> {
        let filling = self
            .fillings
            .iter()
            .rev()
            .find(|(filled, _)| *filled == slot);
        filling.map(|(_, markup)| markup.0.as_str())
    }
}

impl Layout {
    /// Reads a layout.
    ///
    /// # Errors
    ///
    /// When a marker is missing, misplaced or unknown.
    pub(crate) fn parse(html: &str) -> Result<Self, LayoutError> {
        parse::pieces(html).map(|pieces| Self { pieces })
    }

    /// A whole page: the layout with its slots filled.
    pub(crate) fn page(&self, content: &Content) -> String {
        let mut page = String::new();
        write(&mut page, &self.pieces, content);
        page
    }
}

fn write(page: &mut String, pieces: &[Piece], content: &Content) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => page.push_str(text),
            Piece::Region(slot, own) => match content.of(*slot) {
                Some(filling) => page.push_str(filling),
                None => write(page, own, content),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;

    /// A layout with all slots, the inner ones within `main`.
    const WHOLE: &str = "\
        <!-- shop:title --><title>Own</title><!-- /shop:title -->\
        <!-- shop:widget -->script<!-- /shop:widget -->\
        <!-- shop:account -->log in<!-- /shop:account -->\
        <!-- shop:main -->\
        <!-- shop:greeting -->Hello<!-- /shop:greeting -->\
        <!-- shop:notice --><!-- /shop:notice -->\
        <!-- shop:cards --><challenges-widget></challenges-widget><!-- /shop:cards -->\
        <!-- shop:suggestions --><!-- /shop:suggestions -->\
        <!-- shop:orders -->none<!-- /shop:orders -->\
        <!-- /shop:main -->end";

    #[test]
    fn a_page_that_fills_nothing_is_the_layout_without_its_markers() {
        let page = Layout::parse(WHOLE).unwrap().page(&Content::default());

        assert_eq!(
            page,
            "<title>Own</title>scriptlog inHello<challenges-widget></challenges-widget>noneend"
        );
    }

    #[test]
    fn a_filled_slot_replaces_what_stood_there_and_leaves_the_rest() {
        let content = Content::default().with(Slot::Greeting, html! { "Good to see you" });

        let page = Layout::parse(WHOLE).unwrap().page(&content);

        assert!(
            page.contains("Good to see you<challenges-widget>"),
            "{page}"
        );
        assert!(page.contains("none"), "{page}");
    }

    #[test]
    fn filling_an_outer_slot_replaces_the_inner_ones_too() {
        let content = Content::default()
            .with(Slot::Main, html! { "shelves" })
            .with(Slot::Greeting, html! { "nobody" });

        let page = Layout::parse(WHOLE).unwrap().page(&content);

        assert!(page.ends_with("log inshelvesend"), "{page}");
    }

    #[test]
    fn a_marker_within_a_filling_is_only_text() {
        let content = Content::default().with(Slot::Notice, html! { "<!-- shop:main -->" });

        let page = Layout::parse(WHOLE).unwrap().page(&content);

        assert!(page.contains("&lt;!-- shop:main --&gt;"), "{page}");
    }
}
