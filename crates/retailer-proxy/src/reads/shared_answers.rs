//! The answers that all instances share. An answer that one instance had from Engage serves the
//! others, with its age, and while one asks, the others wait for its answer.
//!
//! The server holds one entry for each contact, which has a generation. A change removes the
//! entry, and with it the generation, so an answer that was asked for before the change is not
//! kept after it. `exchange` is what instance and server say to each other, `form` is how an
//! answer is written, and `holds` says of whom nothing is shared for the moment. Whatever the
//! server does, shoppers get their answers from Engage.

mod exchange;
mod form;
mod holds;

pub(crate) use holds::{Hold, Holds};

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use challenge_model::{Challenge, ContactId, Page};
use tokio::time::{Instant, sleep};

use super::cache_slot::Given;
use super::contact_cache::PageSlot;
use super::freshness::Ages;
use crate::api_error::ApiError;
use crate::shared::{NoAnswer, Prefix, SealingKey, Server, SharedOptions, Store};
use crate::upstream::Priority;
use exchange::{Found, Looked, Question};

const LOOK: &str = include_str!("shared_answers/look.lua");
const STILL_ASKS: &str = include_str!("shared_answers/still_asks.lua");
const KEEP: &str = include_str!("shared_answers/keep.lua");

/// How often it is looked for an answer that another instance asks for.
const LOOKS_EVERY: Duration = Duration::from_millis(50);
/// For how long the others wait for an instance that says nothing any more.
const ASKS_FOR: Duration = Duration::from_secs(2);
/// How often an instance says that it still asks.
const SAYS_EVERY: Duration = Duration::from_millis(500);
/// How many fields an entry has at most: a few for each query.
const MOST_FIELDS: usize = 50;

/// The memory of answers that all instances share.
#[derive(Debug)]
pub(crate) struct SharedAnswers {
    store: Store,
    prefix: Prefix,
    key: SealingKey,
    ages: Ages,
    holds: Holds,
}

/// An answer that is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) contact: ContactId,
    /// Which query about this contact.
    pub(super) query: String,
    pub(super) priority: Priority,
    /// Where an older answer that is found meanwhile is noted.
    pub(super) slot: PageSlot,
}

type Answer = Result<Given<Page<Challenge>>, ApiError>;

impl SharedAnswers {
    /// Shares answers of these ages.
    pub(crate) fn new(server: Server, shared: &SharedOptions, ages: Ages) -> Self {
        Self {
            store: Store::new(server),
            prefix: shared.prefix.clone(),
            key: shared.sealing.clone(),
            ages,
            holds: Holds::default(),
        }
    }

    /// Of whom nothing is shared for the moment.
    pub(crate) fn holds(&self) -> &Holds {
        &self.holds
    }

    /// An answer that another instance had, or what Engage says. `engage` is the call, which is
    /// made only if it is polled.
    pub(super) async fn answer(
        self: Arc<Self>,
        wanted: Wanted,
        engage: impl Future<Output = Result<Page<Challenge>, ApiError>>,
    ) -> Answer {
        // Without randomness, an answer from before a change could count as one from after it.
        let Ok(me) = getrandom::u64() else {
            return engage.await.map(Given::by_engage);
        };
        let question = Question {
            key: self.prefix.contact(&wanted.contact),
            query: wanted.query.clone(),
            me: format!("{me:x}"),
        };
        let begun = Instant::now();
        loop {
            // What came while this waited is as good as an answer of its own.
            let enough = self.enough(wanted.priority).max(begun.elapsed());
            match self.look(&question, &wanted.contact, enough).await {
                Some(Looked::Enough(found)) => {
                    if let Some(given) = given(&found) {
                        return Ok(given);
                    }
                    return engage.await.map(Given::by_engage);
                }
                Some(Looked::Ask { generation, older }) => {
                    offer(&wanted.slot, older.as_ref());
                    return self.ask(wanted.contact, question, generation, engage).await;
                }
                Some(Looked::Wait { older }) => {
                    offer(&wanted.slot, older.as_ref());
                    sleep(LOOKS_EVERY).await;
                }
                None => return engage.await.map(Given::by_engage),
            }
        }
    }

    /// Asks Engage while the others wait, and gives them the answer.
    async fn ask(
        self: Arc<Self>,
        contact: ContactId,
        question: Question,
        generation: String,
        engage: impl Future<Output = Result<Page<Challenge>, ApiError>>,
    ) -> Answer {
        let outcome = tokio::select! {
            outcome = engage => outcome,
            never = self.keep_asking(&question) => match never {},
        };
        let text = outcome.as_ref().ok().and_then(form::write);
        // The shopper does not wait for it.
        tokio::spawn(async move {
            let is_shared = !self.holds.include(&contact);
            let text = text.filter(|_| is_shared);
            self.keep(&question, &generation, text).await;
        });
        outcome.map(Given::by_engage)
    }

    async fn keep_asking(&self, question: &Question) -> Infallible {
        loop {
            sleep(SAYS_EVERY).await;
            self.still_asks(question).await;
        }
    }

    async fn still_asks(&self, question: &Question) {
        let arguments = [
            question.query.clone(),
            question.me.clone(),
            millis(ASKS_FOR),
            millis(self.ages.kept),
        ];
        // When this fails, another instance may ask as well, which does no harm.
        let _: Result<i64, NoAnswer> = self.run(STILL_ASKS, question, &arguments).await;
    }

    /// How old an answer may be that is taken as it is.
    fn enough(&self, priority: Priority) -> Duration {
        match priority {
            // An answer that is used while it is refreshed serves a shopper who waits.
            Priority::Acting | Priority::Waiting => self.ages.stale,
            Priority::Background => self.ages.fresh,
        }
    }

    /// What is to be done; `None` where nothing is shared now.
    async fn look(
        &self,
        question: &Question,
        contact: &ContactId,
        enough: Duration,
    ) -> Option<Looked> {
        if self.holds.include(contact) {
            return None;
        }
        let arguments = [
            question.query.clone(),
            question.me.clone(),
            millis(ASKS_FOR),
            millis(enough),
            millis(self.ages.kept),
        ];
        let reply = self.run(LOOK, question, &arguments).await.ok()?;
        question.read(reply, &self.key)
    }

    /// Gives the others an answer, or says that there is none.
    async fn keep(&self, question: &Question, generation: &str, text: Option<Vec<u8>>) {
        let sealed = text.and_then(|text| question.seal(&self.key, &text));
        let arguments = [
            question.query.clone().into_bytes(),
            question.me.clone().into_bytes(),
            generation.as_bytes().to_vec(),
            sealed.unwrap_or_default(),
            millis(self.ages.kept).into_bytes(),
            MOST_FIELDS.to_string().into_bytes(),
        ];
        // When this fails, the answer serves this instance alone.
        let _: Result<i64, NoAnswer> = self.run(KEEP, question, &arguments).await;
    }

    async fn run<A, T>(
        &self,
        script: &str,
        question: &Question,
        arguments: &[A],
    ) -> Result<T, NoAnswer>
    where
        A: redis::ToRedisArgs,
        T: redis::FromRedisValue,
    {
        let everybody = self.prefix.everybody();
        let keys = [question.key.as_str(), &everybody];
        self.store.run(script, &keys, arguments).await
    }
}

/// Notes an older answer in the slot, for when Engage fails.
fn offer(slot: &PageSlot, older: Option<&Found>) {
    if let Some(given) = older.and_then(given) {
        slot.offer(given);
    }
}

fn given(found: &Found) -> Option<Given<Page<Challenge>>> {
    Some(Given::by_another_instance(
        form::read(&found.text)?,
        found.age,
    ))
}

fn millis(time: Duration) -> String {
    time.as_millis().to_string()
}

#[cfg(test)]
mod tests;
