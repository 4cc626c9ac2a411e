//! Settles consents whose outcome is unknown, because of a crash or because Engage
//! did not answer. Engage is only asked what it has; nothing is assigned again.

use std::time::Duration;

use challenge_model::{CardState, UnixMillis, state};

use super::service::JoinService;
use crate::api_error::ApiError;
use crate::consents::{Consent, LEASE_DURATION, LedgerError, Outcome};
use crate::upstream::Priority;

/// How often unfinished consents are looked for.
const PAUSE: Duration = Duration::from_mins(1);
/// The lease of the one instance that settles.
const LEASE: &str = "settle consents";

/// How long Engage may still be working on a call whose answer was lost, in
/// milliseconds: longer than the proxy waits for any call. Until then, a challenge
/// that is not there yet may still come.
const LONGEST_CALL: i64 = 3 * 60 * 1_000;

/// How many consents were settled, and how many are still unfinished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Engage says that they are assigned.
    pub assigned: usize,
    /// Engage says that they are not, and their call is long over.
    pub not_assigned: usize,
    /// It is too early to tell, or Engage does not answer.
    pub unfinished: usize,
}

impl JoinService {
    /// Settles the unfinished consents now, which is first after a start, and then
    /// every minute. It never returns.
    pub(crate) async fn keep_settling(&self) {
        loop {
            let pause = match self.settle().await {
                // Another instance settles them, or was killed while it did.
                Ok(None) => LEASE_DURATION,
                Ok(Some(settled)) => {
                    if settled != Settled::default() {
                        log(settled);
                    }
                    PAUSE
                }
                Err(error) => {
                    tracing::error!("consents are not settled: {error}");
                    PAUSE
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Settles the unfinished consents once. Returns `None` while another instance
    /// settles them.
    ///
    /// # Errors
    ///
    /// When the ledger fails. What was settled by then stays settled.
    pub(crate) async fn settle(&self) -> Result<Option<Settled>, LedgerError> {
        let ledger = &self.joining.ledger;
        let Some(lease) = ledger.lease(LEASE).await? else {
            return Ok(None);
        };
        let settled = self.settle_under_lease().await;
        lease.release().await;
        ledger.remove_ended_leases().await?;
        settled.map(Some)
    }

    async fn settle_under_lease(&self) -> Result<Settled, LedgerError> {
        let ledger = &self.joining.ledger;
        let mut settled = Settled::default();
        for consent in ledger.unfinished().await? {
            let answer = self.is_assigned(&consent, Priority::Background).await;
            let now = self.clock.now();
            let Some(outcome) = outcome(&consent, answer, now) else {
                settled.unfinished += 1;
                continue;
            };
            ledger.settle_if_unfinished(&consent, outcome, now).await?;
            if outcome == Outcome::Assigned {
                settled.assigned += 1;
                self.changes.changed(&consent.contact).await;
            } else {
                settled.not_assigned += 1;
            }
        }
        Ok(settled)
    }

    /// Whether the contact has the challenge that they agreed to, activated.
    pub(super) async fn is_assigned(
        &self,
        consent: &Consent,
        priority: Priority,
    ) -> Result<bool, ApiError> {
        let challenges = self
            .upstream
            .challenges_of_definition(priority, &consent.contact, &consent.definition)
            .await?;
        let now = self.clock.now();
        let mut states = challenges
            .iter()
            .map(|challenge| state::of_challenge(challenge, None, now));
        Ok(states.any(|state| state != CardState::Inactive))
    }
}

fn log(settled: Settled) {
    tracing::info!(
        assigned = settled.assigned,
        not_assigned = settled.not_assigned,
        unfinished = settled.unfinished,
        "settled consents that were left unfinished"
    );
}

/// The outcome of a consent, where it is certain.
fn outcome(consent: &Consent, answer: Result<bool, ApiError>, now: UnixMillis) -> Option<Outcome> {
    let is_long_over = now.0.saturating_sub(consent.latest_call().0) > LONGEST_CALL;
    match answer {
        Ok(true) => Some(Outcome::Assigned),
        Ok(false) if is_long_over => Some(Outcome::NotAssigned),
        Ok(false) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consents::ConsentId;
    use challenge_model::{ContactId, DefinitionId};
    use rstest::rstest;

    const GUID: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

    #[rstest]
    #[case::there(Ok(true), 0, Some(Outcome::Assigned))]
    #[case::there_later(Ok(true), LONGEST_CALL + 1, Some(Outcome::Assigned))]
    #[case::not_there_yet(Ok(false), LONGEST_CALL, None)]
    #[case::not_there(Ok(false), LONGEST_CALL + 1, Some(Outcome::NotAssigned))]
    #[case::nobody_knows(Err(ApiError::UpstreamFailed), LONGEST_CALL + 1, None)]
    #[case::clock_set_back(Ok(false), -LONGEST_CALL, None)]
    fn the_outcome_of_a_consent_is_noted_only_when_it_is_certain(
        #[case] answer: Result<bool, ApiError>,
        #[case] later: i64,
        #[case] expected: Option<Outcome>,
    ) {
        let called = UnixMillis(1_000_000_000_000);
        let consent = Consent {
            id: ConsentId::random().unwrap(),
            contact: ContactId::guid(GUID).unwrap(),
            definition: DefinitionId::guid(GUID).unwrap(),
            text_version: None,
            given: UnixMillis(0),
            called: Some(called),
            outcome: Outcome::Unfinished,
            settled: None,
        };
        assert_eq!(
            outcome(&consent, answer, UnixMillis(called.0 + later)),
            expected
        );
    }
}
