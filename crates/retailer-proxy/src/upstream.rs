//! What the proxy asks of Engage. Everything that comes from there comes through
//! here, and every failure is turned into a refusal and logged here, once.

use std::time::Duration;

use challenge_model::{Challenge, ChallengeId, Definition, DefinitionId, Page, Unreadable};
use engage_client::{
    ChallengesQuery, Client, DefinitionFilter, Error, ErrorKind, ListingEnd, PageRange,
};

use crate::refusal::Refusal;

/// How long browsers are told to wait when Engage is busy and does not say how
/// long (T20).
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Upstream {
    client: Client,
}

impl Upstream {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// For what is asked of Engage elsewhere: by `joining`.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// A stretch of a contact's challenges. A contact that Engage does not know
    /// has none.
    pub(crate) async fn challenges(
        &self,
        query: &ChallengesQuery,
        range: PageRange,
    ) -> Result<Page<Challenge>, Refusal> {
        let page = found(self.client.challenges(query, range).await)?;
        let page = page.unwrap_or_else(no_items);
        note_unreadable(page.unreadable);
        Ok(page)
    }

    /// One challenge, whosever it is.
    pub(crate) async fn challenge(&self, id: &ChallengeId) -> Result<Option<Challenge>, Refusal> {
        found(self.client.challenge(id).await)
    }

    /// All definitions of this status.
    pub(crate) async fn definitions(
        &self,
        filter: DefinitionFilter,
    ) -> Result<Vec<Definition>, Refusal> {
        let Some(listing) = found(self.client.all_definitions(filter).await)? else {
            return Ok(Vec::new());
        };
        note_unreadable(listing.unreadable);
        if listing.end == ListingEnd::TooManyPages {
            tracing::warn!("Engage has more definitions than are taken in");
        }
        Ok(listing.items)
    }

    /// One definition, whatever its status.
    pub(crate) async fn definition(
        &self,
        id: &DefinitionId,
    ) -> Result<Option<Definition>, Refusal> {
        found(self.client.definition(id).await)
    }
}

/// What was found, `None` for a 404, or the refusal that stands for the failure.
pub(crate) fn found<T>(answer: Result<T, Error>) -> Result<Option<T>, Refusal> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match refusal(error.kind()) {
            Refusal::NotFound => Ok(None),
            refusal => {
                tracing::warn!(code = refusal.code(), "{error}");
                Err(refusal)
            }
        },
    }
}

pub(crate) fn refusal(failure: &ErrorKind) -> Refusal {
    match failure {
        // An id that is no GUID is the id of nothing.
        ErrorKind::NotFound { .. } | ErrorKind::NotAGuid => Refusal::NotFound,
        ErrorKind::KeyRefused { .. } => Refusal::UpstreamRefused,
        ErrorKind::TimedOut => Refusal::UpstreamTimeout,
        ErrorKind::RateLimited { retry_after } => Refusal::UpstreamBusy {
            retry_after: retry_after.unwrap_or(DEFAULT_WAIT),
        },
        ErrorKind::Unreachable
        | ErrorKind::ConnectionLost
        | ErrorKind::ContentTypeLost
        | ErrorKind::Rejected { .. }
        | ErrorKind::ServerError { .. }
        | ErrorKind::Unreadable
        | ErrorKind::TooLong
        | ErrorKind::NotAssigned => Refusal::UpstreamFailed,
    }
}

fn no_items<T>() -> Page<T> {
    Page {
        items: Vec::new(),
        received: 0,
        total: Some(0),
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
