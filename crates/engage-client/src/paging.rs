//! Reading a whole list, page by page.

use std::collections::HashSet;
use std::hash::Hash;

use challenge_model::{Page, Unreadable};

use crate::query::{PageRange, PageSize};

/// The most pages that are read of one list. A list of more than 10,000 items is a
/// fault, either of the server or of the query (T8).
const MAX_PAGES: usize = 100;

/// All items of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    /// The items in the order they were received, each once.
    pub items: Vec<T>,
    /// What could not be read and was left out.
    pub unreadable: Unreadable,
    /// Whether these are all items of the list.
    pub end: ListingEnd,
}

/// Why no more pages were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingEnd {
    /// There are no more items.
    Complete,
    /// There may be more items, but 100 pages have been read.
    TooManyPages,
}

/// Reads a whole list: `ask` is called for one page after the other, until the list
/// ends.
///
/// `id_of` tells items apart. It is needed because lists change while they are read,
/// and because a server that does not know pages sends the same items again.
///
/// Links in the answers are never followed. They may lead to another host, or
/// nowhere (T8).
///
/// For callers that make each call themselves, for example with a limit on the calls
/// per second. Others have
/// [`Client::all_challenges`](crate::Client::all_challenges) and
/// [`Client::all_definitions`](crate::Client::all_definitions).
///
/// # Errors
///
/// When `ask` fails. The items of the pages before are lost.
pub async fn all_pages<T, Id: Eq + Hash, Failure, Answer>(
    id_of: fn(&T) -> Id,
    mut ask: impl FnMut(PageRange) -> Answer,
) -> Result<Listing<T>, Failure>
where
    Answer: Future<Output = Result<Page<T>, Failure>>,
{
    let mut walk = Walk::new(id_of);
    while let Some(range) = walk.next() {
        walk.take_in(ask(range).await?);
    }
    Ok(walk.listing())
}

/// The decisions of [`all_pages`]: which page to ask for next, and when to stop.
pub struct Walk<T, Id> {
    listing: Listing<T>,
    id_of: fn(&T) -> Id,
    seen: HashSet<Id>,
    offset: usize,
    pages: usize,
}

impl<T, Id: Eq + Hash> Walk<T, Id> {
    /// A walk that has not begun.
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

    /// The page to ask for next. `None` when no more pages are needed.
    #[must_use]
    pub fn next(&self) -> Option<PageRange> {
        let goes_on = self.listing.end != ListingEnd::Complete && self.pages < MAX_PAGES;
        goes_on.then_some(PageRange {
            offset: self.offset,
            count: PageSize::MAX,
        })
    }

    /// Adds the page that was asked for.
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

    /// Everything that was added.
    #[must_use]
    pub fn listing(self) -> Listing<T> {
        self.listing
    }
}

/// Whether no page follows this one (T8).
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

    /// Reads a whole list, and says which offsets were asked for.
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
    fn the_walk_stops_where_the_list_ends(
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
    fn a_server_that_sends_shorter_pages_than_asked_for_is_read_to_the_end() {
        let (listing, offsets) = walked(|offset| page(offset..(offset + 40).min(100), Some(100)));
        assert_eq!(listing.items.len(), 100);
        assert_eq!(offsets, [0, 40, 80]);
    }

    #[test]
    fn a_server_without_pages_is_asked_twice_and_its_items_are_kept_once() {
        let (listing, offsets) = walked(|_| page(0..150, None));
        assert_eq!(listing.items.len(), 150);
        assert_eq!(listing.end, ListingEnd::Complete);
        assert_eq!(offsets, [0, 150]);
    }

    #[test]
    fn a_total_that_is_too_high_ends_the_walk_at_the_first_empty_page() {
        let (listing, _) = walked(|offset| page(offset..(offset + 100).min(150), Some(9_999)));
        assert_eq!(listing.items.len(), 150);
        assert_eq!(listing.end, ListingEnd::Complete);
    }

    #[test]
    fn an_endless_list_is_given_up_after_a_hundred_pages() {
        let (listing, offsets) = walked(|offset| page(offset..offset + 100, None));
        assert_eq!(offsets.len(), 100);
        assert_eq!(listing.end, ListingEnd::TooManyPages);
    }

    #[test]
    fn what_is_unreadable_is_counted_and_does_not_shift_the_pages() {
        let (listing, offsets) = walked(|offset| {
            let mut items = vec![json!(17); 100];
            items[99] = json!({ "id": offset.to_string(), "expirationMonths": "many" });
            Page::read(&json!({ "items": items, "totalCount": 200 })).unwrap()
        });
        assert_eq!(offsets, [0, 100]);
        assert_eq!(listing.items.len(), 2);
        assert_eq!(listing.unreadable.items, 198);
        assert_eq!(listing.unreadable.fields, 2);
    }

    #[test]
    fn a_page_without_readable_items_does_not_end_the_walk() {
        let (listing, offsets) = walked(|offset| match offset {
            0 => Page::read(&json!({ "items": vec![json!(17); 100], "totalCount": 200 })).unwrap(),
            _ => page(100..200, Some(200)),
        });
        assert_eq!(offsets, [0, 100]);
        assert_eq!(listing.items.len(), 100);
    }

    #[tokio::test]
    async fn all_pages_are_asked_for_one_after_the_other() {
        let mut offsets = Vec::new();
        let listing = all_pages(
            |definition: &Definition| definition.id.clone(),
            |range| {
                offsets.push(range.offset);
                std::future::ready(Ok::<_, ()>(page(
                    range.offset..range.offset + 100,
                    Some(200),
                )))
            },
        )
        .await
        .unwrap();
        assert_eq!(listing.items.len(), 200);
        assert_eq!(listing.end, ListingEnd::Complete);
        assert_eq!(offsets, [0, 100]);
    }

    #[tokio::test]
    async fn the_first_page_that_fails_ends_the_reading() {
        let mut calls = 0;
        let result = all_pages(
            |definition: &Definition| definition.id.clone(),
            |range| {
                calls += 1;
                std::future::ready(match range.offset {
                    0 => Ok(page(0..100, None)),
                    _ => Err("lost"),
                })
            },
        )
        .await;
        assert_eq!(result, Err("lost"));
        assert_eq!(calls, 2);
    }
}
