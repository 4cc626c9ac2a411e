//! Walking through all pages of a list.

use std::collections::HashSet;
use std::hash::Hash;

use challenge_model::{Page, Unreadable};

use crate::query::{PageRange, PageSize};

/// How many pages a walk takes in at most: 10,000 items. A list that is longer
/// than that is a fault, on one side or the other (T8).
pub const MAX_PAGES: usize = 100;

/// All items of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    /// The items, in the order they came in, each once.
    pub items: Vec<T>,
    /// What had to be left out.
    pub unreadable: Unreadable,
    /// Whether that is all.
    pub end: ListingEnd,
}

/// Why a walk came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingEnd {
    /// There are no more items.
    Complete,
    /// There may be more, beyond [`MAX_PAGES`].
    TooManyPages,
}

/// A walk through all pages: it says which stretch to ask for next, and takes in
/// what came. Addresses in the answers are never followed: they may lead to
/// another host, or nowhere (T8).
///
/// For those who make the calls themselves, each in its own time; who does not
/// care has [`Client::all_definitions`](crate::Client::all_definitions).
pub struct Walk<T, Id> {
    listing: Listing<T>,
    /// Tells items apart: lists move while they are read, and a server may not
    /// know about pages at all and send the same one again.
    id_of: fn(&T) -> Id,
    seen: HashSet<Id>,
    offset: usize,
    pages: usize,
}

impl<T, Id: Eq + Hash> Walk<T, Id> {
    /// A walk that has not begun, through items told apart by this.
    #[must_use]
    pub fn new(id_of: fn(&T) -> Id) -> Self {
        Self {
            listing: Listing {
                items: Vec::new(),
                unreadable: Unreadable::default(),
                end: ListingEnd::TooManyPages,
            },
            id_of,
            seen: HashSet::new(),
            offset: 0,
            pages: 0,
        }
    }

    /// What to ask for next; `None` when the walk is over.
    #[must_use]
    pub fn next(&self) -> Option<PageRange> {
        let goes_on = self.listing.end != ListingEnd::Complete && self.pages < MAX_PAGES;
        goes_on.then_some(PageRange {
            offset: self.offset,
            count: PageSize::MAX,
        })
    }

    /// Takes in the page that was asked for.
    pub fn take_in(&mut self, page: Page<T>) {
        let is_last = is_last(&page, self.offset);
        self.pages += 1;
        self.offset += page.received;
        self.listing.unreadable.items += page.unreadable.items;
        self.listing.unreadable.fields += page.unreadable.fields;
        let came = page.items.len();
        let fresh: Vec<T> = page
            .items
            .into_iter()
            .filter(|item| self.seen.insert((self.id_of)(item)))
            .collect();
        let repeats = came > 0 && fresh.is_empty();
        self.listing.items.extend(fresh);
        if is_last || repeats {
            self.listing.end = ListingEnd::Complete;
        }
    }

    /// Everything that was taken in.
    #[must_use]
    pub fn listing(self) -> Listing<T> {
        self.listing
    }
}

/// Whether no page comes after this one (T8).
fn is_last<T>(page: &Page<T>, offset: usize) -> bool {
    let after = offset + page.received;
    match page.total {
        _ if page.received == 0 => true,
        Some(total) => after >= total,
        None => page.received < PageSize::MAX.get(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::Definition;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn page(ids: std::ops::Range<usize>, total: Option<usize>) -> Page<Definition> {
        let items: Vec<Value> = ids.map(|id| json!({ "id": id.to_string() })).collect();
        Page::read(&json!({ "items": items, "totalCount": total })).unwrap()
    }

    /// Walks through a list and tells which offsets were asked for.
    fn walked(answer: impl Fn(usize) -> Page<Definition>) -> (Listing<Definition>, Vec<usize>) {
        let mut walk = Walk::new(|definition: &Definition| definition.id.clone());
        let mut offsets = Vec::new();
        while let Some(range) = walk.next() {
            offsets.push(range.offset);
            walk.take_in(answer(range.offset));
        }
        (walk.listing(), offsets)
    }

    #[rstest]
    #[case::one_page(5, Some(5), &[0])]
    #[case::a_full_page_and_no_more(100, Some(100), &[0])]
    #[case::three_pages(250, Some(250), &[0, 100, 200])]
    #[case::no_total_and_a_short_page(150, None, &[0, 100])]
    #[case::no_total_and_full_pages(200, None, &[0, 100, 200])]
    #[case::nothing(0, Some(0), &[0])]
    fn the_walk_stops_where_the_list_does(
        #[case] length: usize,
        #[case] total: Option<usize>,
        #[case] expected: &[usize],
    ) {
        let (listing, offsets) = walked(|offset| {
            let end = (offset + 100).min(length);
            if offset == 0 || offset < length {
                page(offset..end, total)
            } else {
                page(0..0, Some(0))
            }
        });
        assert_eq!(listing.items.len(), length);
        assert_eq!(listing.end, ListingEnd::Complete);
        assert_eq!(offsets, expected);
    }

    #[test]
    fn a_server_that_sends_shorter_pages_than_asked_for_is_read_whole() {
        let (listing, offsets) = walked(|offset| page(offset..(offset + 40).min(100), Some(100)));
        assert_eq!(listing.items.len(), 100);
        assert_eq!(offsets, [0, 40, 80]);
    }

    #[test]
    fn a_server_that_knows_no_pages_is_asked_twice_and_read_once() {
        let (listing, offsets) = walked(|_| page(0..150, None));
        assert_eq!(listing.items.len(), 150);
        assert_eq!(listing.end, ListingEnd::Complete);
        assert_eq!(offsets, [0, 150]);
    }

    #[test]
    fn a_total_that_lies_ends_the_walk_at_the_first_empty_page() {
        let (listing, _) = walked(|offset| page(offset..(offset + 100).min(150), Some(9_999)));
        assert_eq!(listing.items.len(), 150);
        assert_eq!(listing.end, ListingEnd::Complete);
    }

    #[test]
    fn an_endless_list_is_given_up_after_so_many_pages() {
        let (listing, offsets) = walked(|offset| page(offset..offset + 100, None));
        assert_eq!(offsets.len(), MAX_PAGES);
        assert_eq!(listing.end, ListingEnd::TooManyPages);
    }

    #[test]
    fn unreadable_items_are_counted_and_do_not_shift_the_pages() {
        let (listing, offsets) = walked(|offset| {
            let mut items = vec![json!(17); 100];
            items[99] = json!({ "id": offset.to_string() });
            Page::read(&json!({ "items": items, "totalCount": 200 })).unwrap()
        });
        assert_eq!(offsets, [0, 100]);
        assert_eq!((listing.items.len(), listing.unreadable.items), (2, 198));
    }
}
