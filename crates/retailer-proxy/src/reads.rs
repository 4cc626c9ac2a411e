//! Reads that spare Engage: every answer is cached for a while, asked for once
//! however many requests wait for it, and used when it is old rather than not at all.
//!
//! What is here decides how old an answer may be and how long a shopper waits. It
//! knows nothing of HTTP, and nothing of who may see what.

mod cache_slot;
mod contact_cache;
mod definition_cache;
mod freshness;
mod options;
mod shared_answers;
mod weight;

pub use freshness::Ages;
pub use options::ReadsOptions;

pub(crate) use cache_slot::Cached;
pub(crate) use contact_cache::Extent;
pub(crate) use shared_answers::{Hold, Holds, SharedAnswers};

use std::sync::Arc;

use challenge_model::{Challenge, ChallengeId, ContactId, Definition, DefinitionId, Page};
use engage_client::ChallengesQuery;

use crate::api_error::ApiError;
use crate::metrics::{Metrics, Subject};
use crate::upstream::{Caller, Patience, Priority, Upstream, page_of};
use cache_slot::{CachePolicy, CacheSlot, Given};
use contact_cache::{ContactCaches, QueryKey};
use definition_cache::DefinitionCache;
use shared_answers::Wanted;

/// What Engage answers, or has answered not long ago.
#[derive(Debug)]
pub(crate) struct Reads {
    upstream: Upstream,
    contacts: Arc<ContactCaches>,
    definitions: DefinitionCache,
    options: ReadsOptions,
    metrics: Arc<Metrics>,
    /// The answers of all instances, where there are several.
    shared: Option<Arc<SharedAnswers>>,
}

impl Reads {
    pub(crate) fn new(
        upstream: Upstream,
        options: &ReadsOptions,
        metrics: Arc<Metrics>,
        shared: Option<Arc<SharedAnswers>>,
    ) -> Self {
        let contacts = ContactCaches::new(options.memory_bytes, options.challenges.kept);
        Self {
            upstream,
            contacts: Arc::new(contacts),
            definitions: DefinitionCache::new(options.definitions.kept),
            options: *options,
            metrics,
            shared,
        }
    }

    /// A contact's challenges, or a page of them.
    pub(crate) async fn challenges(
        &self,
        query: &ChallengesQuery,
        extent: Extent,
    ) -> Result<Cached<Page<Challenge>>, ApiError> {
        let key = QueryKey::List {
            definition: query.definition.clone(),
            filter: query.filter,
            extent,
        };
        let ask = |priority| {
            let (upstream, query) = (self.upstream.clone(), query.clone());
            async move {
                match extent {
                    Extent::All => Ok(page_of(upstream.all_challenges(priority, &query).await?)),
                    Extent::Page(range) => upstream.challenges(priority, &query, range).await,
                }
            }
        };
        self.read_contact(&query.contact, &key, ask).await
    }

    /// The challenge of this id if it says itself that it is this contact's: Engage
    /// gives any contact's challenge to the owner of the key.
    pub(crate) async fn challenge(
        &self,
        contact: &ContactId,
        id: &ChallengeId,
    ) -> Result<Option<Challenge>, ApiError> {
        let key = QueryKey::One(id.clone());
        let ask = |priority| {
            let (upstream, owner, id) = (self.upstream.clone(), contact.clone(), id.clone());
            async move {
                let challenge = upstream.challenge(priority, &owner, &id).await?;
                let own =
                    challenge.filter(|challenge| challenge.contact_id.as_ref() == Some(&owner));
                Ok(page_of(own.into_iter().collect()))
            }
        };
        let page = self.read_contact(contact, &key, ask).await?;
        Ok(page.value.items.first().cloned())
    }

    /// All definitions, drafts too. Which of them a shopper may see is decided where
    /// they are answered.
    pub(crate) async fn definitions(&self) -> Result<Cached<Vec<Definition>>, ApiError> {
        let ask = |priority| {
            let upstream = self.upstream.clone();
            async move { upstream.definitions(priority).await }
        };
        self.read_definitions(self.definitions.list(), ask).await
    }

    /// One definition, from the list if it is in there, and else by itself.
    pub(crate) async fn definition(
        &self,
        id: &DefinitionId,
    ) -> Result<Option<Definition>, ApiError> {
        let list = self.definitions().await?;
        if let Some(known) = list.value.iter().find(|definition| definition.id == *id) {
            return Ok(Some(known.clone()));
        }
        let ask = |priority| {
            let (upstream, id) = (self.upstream.clone(), id.clone());
            async move { upstream.definition(priority, &id).await }
        };
        let slot = self.definitions.single(id);
        let single = self.read_definitions(&slot, ask).await?;
        Ok(single.value.as_ref().clone())
    }

    /// Forgets everything about a contact, so that the next reads ask Engage: after a
    /// join, an award, or an event that names the contact.
    pub(crate) fn forget(&self, contact: &ContactId) {
        self.contacts.forget(contact);
    }

    /// Says that changes of some contacts may have been missed until now: the next read of each
    /// asks Engage, and what is cached is used only when Engage fails.
    pub(crate) fn doubt(&self) {
        self.contacts.doubt();
    }

    /// Frees the memory of answers that are too old to be used.
    pub(crate) fn sweep(&self) {
        self.contacts.sweep();
    }

    /// How many contacts are cached, and about how many bytes they take.
    pub(crate) fn size(&self) -> (u64, u64) {
        self.contacts.size()
    }

    async fn read_contact<F>(
        &self,
        contact: &ContactId,
        key: &QueryKey,
        ask: impl Fn(Priority) -> F,
    ) -> Result<Cached<Page<Challenge>>, ApiError>
    where
        F: Future<Output = Result<Page<Challenge>, ApiError>> + Send + 'static,
    {
        let cache = self.contacts.cache(contact);
        let slot = cache.slot(key);
        let policy = CachePolicy {
            ages: self.options.challenges,
            patience: Patience(self.options.patience),
            doubted: self.contacts.doubted(),
        };
        // Made only when Engage is asked: most answers come from the cache.
        let weigh = || {
            let (contacts, contact) = (Arc::clone(&self.contacts), contact.clone());
            let cache = Arc::clone(&cache);
            move || contacts.weigh(&contact, &cache)
        };
        let ask = |priority| {
            let engage = ask(priority);
            let shared = self.shared.clone().map(|shared| {
                let wanted = Wanted {
                    contact: contact.clone(),
                    query: key.name(),
                    priority,
                    slot: Arc::clone(&slot),
                };
                (shared, wanted)
            });
            async move {
                match shared {
                    Some((shared, wanted)) => shared.answer(wanted, engage).await,
                    None => engage.await.map(Given::by_engage),
                }
            }
        };
        let likely_wait = || self.upstream.likely_wait(Caller::of(contact));
        let (answer, outcome) = slot.read(policy, ask, likely_wait, weigh).await;
        self.metrics.read(Subject::Challenges, outcome);
        answer
    }

    async fn read_definitions<V, F>(
        &self,
        slot: &Arc<CacheSlot<V>>,
        ask: impl Fn(Priority) -> F,
    ) -> Result<Cached<V>, ApiError>
    where
        V: Send + Sync + 'static,
        F: Future<Output = Result<V, ApiError>> + Send + 'static,
    {
        let policy = CachePolicy {
            ages: self.options.definitions,
            patience: Patience(self.options.patience),
            doubted: None,
        };
        let ask = |priority| {
            let engage = ask(priority);
            async move { engage.await.map(Given::by_engage) }
        };
        let likely_wait = || self.upstream.likely_wait(Caller::default());
        let (answer, outcome) = slot.read(policy, ask, likely_wait, || || ()).await;
        self.metrics.read(Subject::Definitions, outcome);
        answer
    }
}
