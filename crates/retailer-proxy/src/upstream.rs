//! What the proxy asks of Engage. Everything that comes from there comes through
//! the gate, and every failure is turned into a refusal and logged there, once.

mod assign;
mod breaker;
mod budget;
mod gate;
mod options;
mod window;

pub use options::CallOptions;

pub(crate) use assign::AssignFailure;
pub(crate) use breaker::Standing;
pub(crate) use gate::Gate;
pub(crate) use window::Priority;

use std::sync::Arc;

use challenge_model::{
    Challenge, ChallengeId, ContactId, Definition, DefinitionId, Page, Unreadable,
};
use engage_client::{
    ChallengesQuery, Client, DefinitionFilter, Error, ErrorKind, ListingEnd, PageRange, Walk,
};

use crate::measures::Measures;
use crate::refusal::Refusal;

/// Engage, as this proxy may use it. Clones share one gate.
#[derive(Clone, Debug)]
pub(crate) struct Upstream {
    client: Client,
    gate: Arc<Gate>,
}

impl Upstream {
    pub(crate) fn new(client: Client, options: &CallOptions, measures: Arc<Measures>) -> Self {
        let gate = Arc::new(Gate::new(options, measures));
        Self { client, gate }
    }

    /// Where every call waits for its turn.
    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// A stretch of a contact's challenges. A contact that Engage does not know
    /// has none.
    pub(crate) async fn challenges(
        &self,
        priority: Priority,
        query: &ChallengesQuery,
        range: PageRange,
    ) -> Result<Page<Challenge>, Refusal> {
        let call = || self.client.challenges(query, range);
        let page = self.gate.read(priority, call).await?;
        let page = page.unwrap_or_else(|| page_of(Vec::new()));
        note_unreadable(page.unreadable);
        Ok(page)
    }

    /// All of a contact's challenges that are asked for. Each page of them is a call.
    pub(crate) async fn all_challenges(
        &self,
        priority: Priority,
        query: &ChallengesQuery,
    ) -> Result<Vec<Challenge>, Refusal> {
        let mut walk = Walk::new(|challenge: &Challenge| challenge.id.clone());
        while let Some(range) = walk.next() {
            walk.take_in(self.challenges(priority, query, range).await?);
        }
        let listing = walk.listing();
        if listing.end == ListingEnd::TooManyPages {
            tracing::warn!("a contact has more challenges than are taken in");
        }
        Ok(listing.items)
    }

    /// All of a contact's challenges of one definition, as they are now.
    pub(crate) async fn challenges_of_definition(
        &self,
        priority: Priority,
        contact: &ContactId,
        definition: &DefinitionId,
    ) -> Result<Vec<Challenge>, Refusal> {
        let query = ChallengesQuery {
            definition: Some(definition.clone()),
            ..ChallengesQuery::of(contact.clone())
        };
        let mut challenges = self.all_challenges(priority, &query).await?;
        challenges.retain(|challenge| {
            let owner = challenge.contact_id.as_ref();
            let of = challenge.definition_id.as_ref();
            owner.is_none_or(|owner| owner == contact) && of.is_none_or(|of| of == definition)
        });
        Ok(challenges)
    }

    /// One challenge, whosever it is.
    pub(crate) async fn challenge(
        &self,
        priority: Priority,
        id: &ChallengeId,
    ) -> Result<Option<Challenge>, Refusal> {
        self.gate.read(priority, || self.client.challenge(id)).await
    }

    /// All definitions, drafts too. Each page of them is a call.
    pub(crate) async fn definitions(&self, priority: Priority) -> Result<Vec<Definition>, Refusal> {
        let mut walk = Walk::new(|definition: &Definition| definition.id.clone());
        while let Some(range) = walk.next() {
            let call = || self.client.definitions(DefinitionFilter::All, range);
            let page = self.gate.read(priority, call).await?;
            walk.take_in(page.unwrap_or_else(|| page_of(Vec::new())));
        }
        let listing = walk.listing();
        note_unreadable(listing.unreadable);
        if listing.end == ListingEnd::TooManyPages {
            tracing::warn!("Engage has more definitions than are taken in");
        }
        Ok(listing.items)
    }

    /// One definition, whatever its status.
    pub(crate) async fn definition(
        &self,
        priority: Priority,
        id: &DefinitionId,
    ) -> Result<Option<Definition>, Refusal> {
        self.gate
            .read(priority, || self.client.definition(id))
            .await
    }

    /// The contact whose custom key is this customer number, if exactly one has it.
    pub(crate) async fn contact_of_customer(
        &self,
        number: &str,
    ) -> Result<Option<ContactId>, Refusal> {
        let call = || async {
            match self.client.contact_by_custom_key(number).await {
                Err(error) if says_several(&error) => {
                    tracing::warn!(
                        "several contacts have one customer number; none of them can sign in"
                    );
                    Ok(None)
                }
                answer => answer.map(Some),
            }
        };
        let found = self.gate.read(Priority::Waiting, call).await?;
        Ok(found.flatten())
    }
}

/// Whether Engage knows more than one contact of a key.
fn says_several(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Rejected { status: 409, .. })
}

/// These items and no others.
pub(crate) fn page_of<T>(items: Vec<T>) -> Page<T> {
    Page {
        received: items.len(),
        total: Some(items.len()),
        items,
        unreadable: Unreadable::default(),
    }
}

fn note_unreadable(unreadable: Unreadable) {
    if !unreadable.is_none() {
        tracing::warn!(
            items = unreadable.items,
            members = unreadable.fields,
            "left out of Engage's answer what could not be read"
        );
    }
}
