//! Selects a page of a list, and writes the envelope around it.

use super::json::Json;
use super::writer::Writer;
use crate::switches::Envelope;

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    /// The number of items before the page.
    pub(crate) offset: usize,
    /// The most items that the page may have.
    pub(crate) count: usize,
}

impl Default for Paging {
    fn default() -> Self {
        Self {
            offset: 0,
            count: 100,
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub(crate) struct Page<T> {
    /// Which page it is.
    pub(crate) paging: Paging,
    /// The items of the page.
    pub(crate) items: Vec<T>,
    /// The number of items in the whole list.
    pub(crate) total: usize,
}

impl<T> Page<T> {
    /// The page of `all` that is asked for.
    pub(crate) fn of(all: impl IntoIterator<Item = T>, paging: Paging) -> Self {
        let mut total = 0;
        let items = all
            .into_iter()
            .inspect(|_| total += 1)
            .enumerate()
            .filter(|(place, _)| paging.contains(*place))
            .map(|(_, item)| item)
            .collect();
        Self {
            paging,
            items,
            total,
        }
    }

    /// The page before this one, if there is one.
    fn previous(&self) -> Option<Paging> {
        let Paging { offset, count } = self.paging;
        (offset > 0).then(|| Paging {
            offset: offset.saturating_sub(count),
            count,
        })
    }

    /// The page after this one, if there is one.
    fn next(&self) -> Option<Paging> {
        let Paging { offset, count } = self.paging;
        let end = offset.saturating_add(count);
        (count > 0 && end < self.total).then_some(Paging { offset: end, count })
    }
}

impl Paging {
    fn contains(self, place: usize) -> bool {
        place >= self.offset && place - self.offset < self.count
    }
}

impl Writer<'_> {
    /// A page of written items. `url` makes the URL of another page.
    pub(crate) fn page(&self, page: Page<Json>, url: impl Fn(Paging) -> String) -> Json {
        let items = match self.switches.envelope {
            Envelope::Array => return Json::from(page.items),
            Envelope::Items => "items",
            Envelope::CapitalItems => "Items",
        };
        let link = |rel, paging: Option<Paging>| {
            Self::link(rel, None, paging.map(&url).unwrap_or_default())
        };
        let links = vec![link("previous", page.previous()), link("next", page.next())];
        let envelope = self
            .object()
            .member("links", links)
            .member("count", page.items.len())
            .member("offset", page.paging.offset)
            .member(items, page.items)
            .member("totalCount", page.total);
        Json::from(envelope)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn following_the_pages_gives_every_item_once(total in 0_usize..60, count in 1_usize..20) {
            let mut seen = Vec::new();
            let mut paging = Some(Paging { offset: 0, count });
            while let Some(part) = paging {
                let page = Page::of(0..total, part);
                prop_assert_eq!(page.total, total);
                prop_assert!(page.items.len() <= count);
                seen.extend(page.items.iter().copied());
                paging = page.next();
            }
            prop_assert_eq!(seen, (0..total).collect::<Vec<_>>());
        }

        #[test]
        fn any_page_can_be_asked_for(offset in any::<usize>(), count in any::<usize>()) {
            let page = Page::of(0..10, Paging { offset, count });
            prop_assert_eq!(page.total, 10);
            let expected: Vec<usize> = (0..10).skip(offset).take(count).collect();
            prop_assert_eq!(page.items, expected);
        }
    }

    #[test]
    fn there_is_nothing_before_the_first_page_and_nothing_after_the_last() {
        for count in [5, 100] {
            let only = Page::of(0..5, Paging { offset: 0, count });
            assert_eq!((only.previous(), only.next()), (None, None));
        }
    }

    #[test]
    fn the_previous_page_never_begins_before_the_list() {
        let page = Page::of(
            0..5,
            Paging {
                offset: 1,
                count: 3,
            },
        );
        assert_eq!(
            page.previous(),
            Some(Paging {
                offset: 0,
                count: 3
            })
        );
        assert_eq!(
            page.next(),
            Some(Paging {
                offset: 4,
                count: 3
            })
        );
    }
}
