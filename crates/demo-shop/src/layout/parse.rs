//! Finding the markers.

use super::{Piece, Slot};

const OPENING: &str = "<!-- shop:";
const CLOSING: &str = "<!-- /shop:";
const END: &str = " -->";

/// Why an index.html cannot be the layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// A slot is not there at all.
    #[error("the marker `<!-- shop:{} -->` is missing", .0.name())]
    Missing(Slot),
    /// A slot is there a second time.
    #[error("line {line}: the marker `<!-- shop:{} -->` is there twice", .slot.name())]
    Twice {
        /// The slot.
        slot: Slot,
        /// Where it begins again.
        line: usize,
    },
    /// A slot has no end.
    #[error("the marker `<!-- shop:{} -->` has no end", .0.name())]
    NotClosed(Slot),
    /// An end without a beginning, or while another slot is still open.
    #[error("line {line}: `<!-- /shop:{name} -->` ends nothing that is open here")]
    NotOpen {
        /// The name in the marker.
        name: String,
        /// Where it stands.
        line: usize,
    },
    /// No slot has this name.
    #[error("line {line}: no part of the shop is called `{name}`")]
    Unknown {
        /// The name in the marker.
        name: String,
        /// Where it stands.
        line: usize,
    },
}

/// What is read so far: the slots that are open, innermost last, each with the
/// pieces around it.
struct Reading {
    pieces: Vec<Piece>,
    open: Vec<(Slot, Vec<Piece>)>,
    seen: Vec<Slot>,
}

enum Marker<'html> {
    Opening(&'html str),
    Closing(&'html str),
}

/// The pieces of a layout.
pub(super) fn pieces(html: &str) -> Result<Vec<Piece>, LayoutError> {
    let mut reading = Reading {
        pieces: Vec::new(),
        open: Vec::new(),
        seen: Vec::new(),
    };
    let mut position = 0;
    while let Some((before, marker, length)) = next_marker(&html[position..]) {
        let line = 1 + html[..position + before.len()].matches('\n').count();
        reading.text(before);
        match marker {
            Marker::Opening(name) => reading.open(name, line)?,
            Marker::Closing(name) => reading.close(name, line)?,
        }
        position += before.len() + length;
    }
    reading.text(&html[position..]);
    reading.finish()
}

/// The text before the next marker, the marker, and its length.
fn next_marker(html: &str) -> Option<(&str, Marker<'_>, usize)> {
    let opening = html.find(OPENING).map(|at| (at, OPENING));
    let closing = html.find(CLOSING).map(|at| (at, CLOSING));
    let (at, start) = [opening, closing].into_iter().flatten().min()?;
    let (before, marker) = html.split_at(at);
    let rest = &marker[start.len()..];
    let name = &rest[..rest.find(END)?];
    let length = start.len() + name.len() + END.len();
    let marker = if start == OPENING {
        Marker::Opening(name)
    } else {
        Marker::Closing(name)
    };
    Some((before, marker, length))
}

impl Reading {
    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }

    fn open(&mut self, name: &str, line: usize) -> Result<(), LayoutError> {
        let slot = Slot::named(name).ok_or_else(|| LayoutError::Unknown {
            name: name.to_owned(),
            line,
        })?;
        if self.seen.contains(&slot) {
            return Err(LayoutError::Twice { slot, line });
        }
        self.seen.push(slot);
        self.open.push((slot, std::mem::take(&mut self.pieces)));
        Ok(())
    }

    fn close(&mut self, name: &str, line: usize) -> Result<(), LayoutError> {
        match self.open.pop() {
            Some((slot, around)) if slot.name() == name => {
                let own = std::mem::replace(&mut self.pieces, around);
                self.pieces.push(Piece::Region(slot, own));
                Ok(())
            }
            _ => Err(LayoutError::NotOpen {
                name: name.to_owned(),
                line,
            }),
        }
    }

    fn finish(self) -> Result<Vec<Piece>, LayoutError> {
        if let Some((slot, _)) = self.open.last() {
            return Err(LayoutError::NotClosed(*slot));
        }
        let missing = Slot::ALL.into_iter().find(|slot| !self.seen.contains(slot));
        missing.map_or(Ok(self.pieces), |slot| Err(LayoutError::Missing(slot)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn with_all_slots() -> String {
        let region = |slot: Slot| {
            let name = slot.name();
            format!("<!-- shop:{name} -->\n<!-- /shop:{name} -->\n")
        };
        Slot::ALL.map(region).concat()
    }

    #[test]
    fn a_slot_that_is_missing_is_named() {
        let html = with_all_slots().replace("<!-- shop:orders -->\n<!-- /shop:orders -->\n", "");

        let error = pieces(&html).unwrap_err();

        assert_eq!(error, LayoutError::Missing(Slot::Orders));
        assert_eq!(
            error.to_string(),
            "the marker `<!-- shop:orders -->` is missing"
        );
    }

    #[rstest]
    #[case::twice(
        "<!-- shop:title --><!-- /shop:title -->",
        "line 19: the marker `<!-- shop:title -->` is there twice"
    )]
    #[case::unknown(
        "<!-- shop:basket -->",
        "line 19: no part of the shop is called `basket`"
    )]
    #[case::never_opened(
        "<!-- /shop:main -->",
        "line 19: `<!-- /shop:main -->` ends nothing that is open here"
    )]
    fn a_marker_too_many_is_named_with_its_line(#[case] addition: &str, #[case] expected: &str) {
        let html = with_all_slots() + addition;

        assert_eq!(pieces(&html).unwrap_err().to_string(), expected);
    }

    #[test]
    fn a_slot_without_an_end_is_named() {
        let html = with_all_slots().replace("<!-- /shop:orders -->", "");

        assert_eq!(
            pieces(&html).unwrap_err(),
            LayoutError::NotClosed(Slot::Orders)
        );
    }

    #[test]
    fn slots_that_overlap_are_refused() {
        let html = "<!-- shop:title --><!-- shop:main --><!-- /shop:title --><!-- /shop:main -->";

        assert!(matches!(
            pieces(html).unwrap_err(),
            LayoutError::NotOpen { line: 1, .. }
        ));
    }
}
