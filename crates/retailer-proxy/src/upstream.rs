//! The proxy's calls to Engage. All of them pass `gate`, which waits for a permit of
//! the call queue, obeys the circuit breaker, and turns every failure into an error
//! for the browser, logged once.

mod assign;
mod award;
mod breaker;
mod budget;
mod call_queue;
mod failure;
mod fair_queue;
mod gate;
mod options;
mod pace;
mod patience;
mod shared_budget;
mod window;

pub use options::CallOptions;
pub use shared_budget::NoShare;

pub(crate) use assign::AssignFailure;
pub(crate) use award::AwardFailure;
pub(crate) use breaker::BreakerState;
pub(crate) use fair_queue::Caller;
pub(crate) use gate::GateStatus;
pub(crate) use pace::spread;
pub(crate) use patience::Patience;
pub(crate) use window::Priority;

use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use challenge_model::{
    Challenge, ChallengeId, ContactId, Definition, DefinitionId, Page, Unreadable,
};
use engage_client::{
    ChallengesQuery, Client, DefinitionFilter, Error, ErrorKind, Listing, ListingEnd, PageRange,
    Walk,
};
use parking_lot::Mutex;

use crate::api_error::ApiError;
use crate::metrics::Metrics;
use crate::shared::{Server, SharedOptions};
use budget::Budget;
use call_queue::Turn;
use gate::Gate;
use shared_budget::SharedBudget;
use window::Window;

/// Engage, as this proxy may use it. Clones share one gate.
#[derive(Clone, Debug)]
pub(crate) struct Upstream {
    client: Client,
    gate: Arc<Gate>,
}

impl Upstream {
    /// With a budget of its own.
    pub(crate) fn new(client: Client, options: &CallOptions, metrics: Arc<Metrics>) -> Self {
        let budget = Budget::Own(Mutex::new(Window::new(options.per_second)));
        let gate = Arc::new(Gate::new(options, budget, metrics));
        Self { client, gate }
    }

    /// With a budget that several instances share.
    ///
    /// # Errors
    ///
    /// When there are more instances than calls in a second.
    pub(crate) fn sharing(
        client: Client,
        options: &CallOptions,
        metrics: Arc<Metrics>,
        shared: &SharedOptions,
        server: Server,
    ) -> Result<Self, NoShare> {
        let budget = Box::new(SharedBudget::new(options, shared, server)?);
        let budget = Budget::Shared(budget);
        let gate = Arc::new(Gate::new(options, budget, metrics));
        Ok(Self { client, gate })
    }

    /// Keeps in touch with the server that the instances share. It never returns where there is
    /// one.
    pub(crate) async fn keep_sharing(&self) {
        self.gate.keep_sharing().await;
    }

    /// After how long the call that this caller's shopper waits for is likely to be made; `None`
    /// when none waits to be made.
    pub(crate) fn likely_wait(&self, of: Caller) -> Option<Duration> {
        self.gate.likely_wait(of)
    }

    /// How busy the gate is, for the metrics.
    pub(crate) fn status(&self) -> GateStatus {
        self.gate.status()
    }

    /// One page of a contact's challenges. A contact that Engage does not know has
    /// none.
    pub(crate) async fn challenges(
        &self,
        priority: Priority,
        query: &ChallengesQuery,
        range: PageRange,
    ) -> Result<Page<Challenge>, ApiError> {
        let call = || self.client.challenges(query, range);
        let turn = Turn::new(priority, Caller::of(&query.contact));
        let page = self.gate.read(turn, call).await?;
        let page = page.unwrap_or_else(|| page_of(Vec::new()));
        note_unreadable(page.unreadable);
        Ok(page)
    }

    /// All of a contact's challenges that match the query. Each page is a call.
    pub(crate) async fn all_challenges(
        &self,
        priority: Priority,
        query: &ChallengesQuery,
    ) -> Result<Vec<Challenge>, ApiError> {
        let page = |range| self.challenges(priority, query, range);
        let listing = walk(|challenge: &Challenge| challenge.id.clone(), page).await?;
        if listing.end == ListingEnd::TooManyPages {
            tracing::warn!("a contact has more challenges than are read");
        }
        Ok(listing.items)
    }

    /// All of a contact's challenges of one definition, as they are now.
    pub(crate) async fn challenges_of_definition(
        &self,
        priority: Priority,
        contact: &ContactId,
        definition: &DefinitionId,
    ) -> Result<Vec<Challenge>, ApiError> {
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

    /// One challenge, whosever it is, on behalf of this contact.
    pub(crate) async fn challenge(
        &self,
        priority: Priority,
        contact: &ContactId,
        id: &ChallengeId,
    ) -> Result<Option<Challenge>, ApiError> {
        let turn = Turn::new(priority, Caller::of(contact));
        self.gate.read(turn, || self.client.challenge(id)).await
    }

    /// All definitions, drafts too. Each page is a call.
    pub(crate) async fn definitions(
        &self,
        priority: Priority,
    ) -> Result<Vec<Definition>, ApiError> {
        let page = async |range| {
            let call = || self.client.definitions(DefinitionFilter::All, range);
            let turn = Turn::new(priority, Caller::default());
            let page = self.gate.read(turn, call).await?;
            Ok(page.unwrap_or_else(|| page_of(Vec::new())))
        };
        let listing = walk(|definition: &Definition| definition.id.clone(), page).await?;
        note_unreadable(listing.unreadable);
        if listing.end == ListingEnd::TooManyPages {
            tracing::warn!("Engage has more definitions than are read");
        }
        Ok(listing.items)
    }

    /// One definition, whatever its status.
    pub(crate) async fn definition(
        &self,
        priority: Priority,
        id: &DefinitionId,
    ) -> Result<Option<Definition>, ApiError> {
        // Ids that are in no list can be made up, so their calls have a line of their own.
        let turn = Turn::new(priority, Caller::of("single definitions"));
        self.gate.read(turn, || self.client.definition(id)).await
    }

    /// The contact whose custom key is this customer number, if exactly one has it.
    pub(crate) async fn contact_of_customer(
        &self,
        priority: Priority,
        number: &str,
    ) -> Result<Option<ContactId>, ApiError> {
        let call = || async {
            match self.client.contact_by_custom_key(number).await {
                Err(error) if says_several(&error) => {
                    tracing::warn!(
                        "several contacts have one customer number; none of them counts as its owner"
                    );
                    Ok(None)
                }
                answer => answer.map(Some),
            }
        };
        let turn = Turn::new(priority, Caller::of(number));
        let found = self.gate.read(turn, call).await?;
        Ok(found.flatten())
    }
}

/// Reads all pages of a list, one after the other.
async fn walk<T, Id, Pages>(
    id_of: fn(&T) -> Id,
    page: impl Fn(PageRange) -> Pages,
) -> Result<Listing<T>, ApiError>
where
    Id: Eq + Hash,
    Pages: Future<Output = Result<Page<T>, ApiError>>,
{
    let mut walk = Walk::new(id_of);
    while let Some(range) = walk.next() {
        walk.take_in(page(range).await?);
    }
    Ok(walk.listing())
}

/// Whether Engage knows more than one contact of a key.
fn says_several(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Rejected { status: 409, .. })
}

/// A list that consists of these items.
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
