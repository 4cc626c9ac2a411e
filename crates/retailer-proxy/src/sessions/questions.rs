//! Questions that are under way. Requests with the same question share one answer.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::OnceCell;

/// The questions that are under way, by what is asked. A question that everybody has given
/// up is forgotten.
#[derive(Debug)]
pub(super) struct Questions<K, A> {
    asking: Mutex<HashMap<K, Weak<OnceCell<A>>>>,
}

impl<K: Eq + Hash, A: Clone> Questions<K, A> {
    pub(super) fn new() -> Self {
        Self {
            asking: Mutex::default(),
        }
    }

    /// The answer to this question. `ask` is called unless somebody asks already. When they
    /// give up before there is an answer, another who waits asks.
    pub(super) async fn answer<F, Fut>(&self, of: K, ask: F) -> A
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = A>,
    {
        let question = self.question(of);
        question.get_or_init(ask).await.clone()
    }

    /// The question that is under way, or a new one.
    fn question(&self, of: K) -> Arc<OnceCell<A>> {
        let mut asking = self.asking.lock();
        if let Some(question) = asking.get(&of).and_then(Weak::upgrade) {
            return question;
        }
        asking.retain(|_, question| question.strong_count() > 0);
        let question = Arc::default();
        asking.insert(of, Arc::downgrade(&question));
        question
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn questions_that_come_at_once_are_asked_once_and_later_ones_again() {
        let (questions, asked) = (Questions::new(), AtomicU32::new(0));
        let answered = Notify::new();
        let ask = || async {
            answered.notified().await;
            asked.fetch_add(1, Ordering::Relaxed)
        };
        let (first, second, ()) = tokio::join!(
            questions.answer("a", ask),
            questions.answer("a", ask),
            async { answered.notify_one() }
        );
        assert_eq!([first, second], [0, 0]);
        answered.notify_one();
        assert_eq!(questions.answer("a", ask).await, 1);
    }

    #[tokio::test]
    async fn another_asks_when_the_first_gives_up() {
        let questions = Questions::new();
        let mut first = Box::pin(questions.answer("a", std::future::pending));
        assert!(futures_util::poll!(&mut first).is_pending());
        let second = questions.answer("a", || async { 2 });
        let (second, ()) = tokio::join!(second, async { drop(first) });
        assert_eq!(second, 2);
    }
}
