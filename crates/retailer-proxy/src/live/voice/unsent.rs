//! Messages that could not be sent yet. Pure.

use std::collections::VecDeque;

use super::news::News;
use crate::reads::Hold;

/// How many messages wait at most. More of them become one that says that anything changed.
const MOST: usize = 10_000;

/// Messages in their order, each with what is held back until it is sent.
#[derive(Debug, Default)]
pub(super) struct Unsent(VecDeque<(News, Hold)>);

impl Unsent {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a message that has to be sent. `anything` holds everything back.
    pub(super) fn push(&mut self, news: News, hold: Hold, anything: impl FnOnce() -> Hold) {
        if self.0.len() >= MOST {
            let anything = anything();
            self.0.clear();
            self.0.push_back((News::Anything, anything));
        }
        self.0.push_back((news, hold));
    }

    /// The message that is sent next. It stays until it [was sent](Self::was_sent).
    pub(super) fn first(&self) -> Option<News> {
        self.0.front().map(|(news, _)| news.clone())
    }

    pub(super) fn was_sent(&mut self, news: &News) {
        if self.0.front().is_some_and(|(first, _)| first == news) {
            self.0.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use challenge_model::ContactId;

    use super::*;
    use crate::reads::Holds;

    fn push(unsent: &mut Unsent, holds: &Holds, news: News) {
        let hold = match &news {
            News::Changed(contact) | News::Deleted(contact) => holds.contact(contact),
            News::Anything => holds.everybody(),
        };
        unsent.push(news, hold, || holds.everybody());
    }

    fn news(number: usize) -> News {
        News::Changed(ContactId::guid(&format!("{:032x}", number + 1)).unwrap())
    }

    #[test]
    fn messages_are_sent_in_their_order_and_stay_until_then() {
        let (mut unsent, holds) = (Unsent::default(), Holds::default());
        push(&mut unsent, &holds, news(1));
        push(&mut unsent, &holds, news(2));
        assert_eq!(unsent.first(), Some(news(1)));
        assert_eq!(unsent.first(), Some(news(1)));
        unsent.was_sent(&news(1));
        assert_eq!(unsent.first(), Some(news(2)));
        unsent.was_sent(&news(2));
        assert!(unsent.is_empty());
    }

    #[test]
    fn too_many_messages_become_one_that_says_that_anything_changed() {
        let (mut unsent, holds) = (Unsent::default(), Holds::default());
        for number in 0..=MOST {
            push(&mut unsent, &holds, news(number));
        }
        assert_eq!(unsent.first(), Some(News::Anything));
        unsent.was_sent(&News::Anything);
        assert_eq!(unsent.first(), Some(news(MOST)));
    }
}
