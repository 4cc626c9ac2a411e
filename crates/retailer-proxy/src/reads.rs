//! Reads that spare Engage: every answer is kept for a while, asked for once
//! however many wait for it, and given out old rather than not at all.
//!
//! What is here decides how old an answer may be and who waits for how long.
//! Nothing in it knows HTTP, or who may see what.

mod ages;
mod contacts;
mod definitions;
mod options;
mod slot;
mod weight;

pub use ages::Ages;
pub use options::ReadsOptions;

pub(crate) use contacts::Extent;
pub(crate) use slot::Reading;

use std::sync::Arc;

use challenge_model::{Challenge, ChallengeId, ContactId, Definition, DefinitionId, Page};
use engage_client::ChallengesQuery;

use crate::measures::{Measures, Subject};
use crate::refusal::Refusal;
use crate::upstream::{Priority, Upstream, page_of};
use contacts::{Contacts, Question};
use definitions::Definitions;
use slot::Terms;

/// What Engage says, or has said not long ago.
#[derive(Debug)]
pub(crate) struct Reads {
    upstream: Upstream,
    contacts: Arc<Contacts>,
    definitions: Definitions,
    options: ReadsOptions,
    measures: Arc<Measures>,
}

impl Reads {
    pub(crate) fn new(upstream: Upstream, options: &ReadsOptions, measures: Arc<Measures>) -> Self {
        let contacts = Contacts::new(options.memory_bytes, options.challenges.kept);
        Self {
            upstream,
            contacts: Arc::new(contacts),
            definitions: Definitions::new(options.definitions.kept),
            options: *options,
            measures,
        }
    }

    /// A contact's challenges, or a stretch of them.
    pub(crate) async fn challenges(
        &self,
        query: ChallengesQuery,
        extent: Extent,
    ) -> Result<Reading<Page<Challenge>>, Refusal> {
        let question = Question::List {
            definition: query.definition.clone(),
            filter: query.filter,
            extent,
        };
        let contact = query.contact.clone();
        let upstream = self.upstream.clone();
        self.of_contact(&contact, &question, |priority| async move {
            match extent {
                Extent::Whole => Ok(page_of(upstream.all_challenges(priority, &query).await?)),
                Extent::Stretch(range) => upstream.challenges(priority, &query, range).await,
            }
        })
        .await
    }

    /// The challenge of this id if it is this contact's, which it must say itself:
    /// Engage gives any contact's to whoever has the key.
    pub(crate) async fn challenge(
        &self,
        contact: &ContactId,
        id: &ChallengeId,
    ) -> Result<Option<Challenge>, Refusal> {
        let (upstream, owner) = (self.upstream.clone(), contact.clone());
        let question = Question::One(id.clone());
        let id = id.clone();
        let page = self.of_contact(contact, &question, |priority| async move {
            let challenge = upstream.challenge(priority, &id).await?;
            let own = challenge.filter(|challenge| challenge.contact_id.as_ref() == Some(&owner));
            Ok(page_of(own.into_iter().collect()))
        });
        Ok(page.await?.value.items.first().cloned())
    }

    /// All definitions, drafts too: who may see which is decided where they go out.
    pub(crate) async fn definitions(&self) -> Result<Reading<Vec<Definition>>, Refusal> {
        let upstream = self.upstream.clone();
        let (reading, outcome) = self
            .definitions
            .list()
            .read(
                self.definition_terms(),
                |priority| async move { upstream.definitions(priority).await },
                || (),
            )
            .await;
        self.measures.read(Subject::Definitions, outcome);
        reading
    }

    /// One definition, from the list where it is there, else asked for by itself.
    pub(crate) async fn definition(
        &self,
        id: &DefinitionId,
    ) -> Result<Option<Definition>, Refusal> {
        let list = self.definitions().await?;
        if let Some(known) = list.value.iter().find(|definition| definition.id == *id) {
            return Ok(Some(known.clone()));
        }
        let (upstream, asked) = (self.upstream.clone(), id.clone());
        let place = self.definitions.single(id);
        let (reading, outcome) = place
            .read(
                self.definition_terms(),
                |priority| async move { upstream.definition(priority, &asked).await },
                || (),
            )
            .await;
        self.measures.read(Subject::Definitions, outcome);
        Ok(reading?.value.as_ref().clone())
    }

    /// Forgets what is known of a contact: what is asked from now on is asked of
    /// Engage. For after a join, an award, or an event that names the contact.
    pub(crate) fn forget(&self, contact: &ContactId) {
        self.contacts.forget(contact);
    }

    /// Frees the memory of what is too old to be given out.
    pub(crate) fn sweep(&self) {
        self.contacts.sweep();
    }

    /// How many contacts are kept, and how many bytes they take, about.
    pub(crate) fn size(&self) -> (u64, u64) {
        self.contacts.size()
    }

    /// Engage itself, for what must not come from a cache.
    pub(crate) fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    async fn of_contact<F>(
        &self,
        contact: &ContactId,
        question: &Question,
        ask: impl FnOnce(Priority) -> F,
    ) -> Result<Reading<Page<Challenge>>, Refusal>
    where
        F: Future<Output = Result<Page<Challenge>, Refusal>> + Send + 'static,
    {
        let drawer = self.contacts.drawer(contact);
        let place = drawer.place(question);
        let terms = Terms {
            ages: self.options.challenges,
            patience: self.options.patience,
        };
        let (contacts, contact) = (Arc::clone(&self.contacts), contact.clone());
        let landed = move || contacts.weigh(&contact, &drawer);
        let (reading, outcome) = place.read(terms, ask, landed).await;
        self.measures.read(Subject::Challenges, outcome);
        reading
    }

    fn definition_terms(&self) -> Terms {
        Terms {
            ages: self.options.definitions,
            patience: self.options.patience,
        }
    }
}
