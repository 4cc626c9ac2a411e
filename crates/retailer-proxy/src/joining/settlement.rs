//! What came of the consents that were left unfinished: by a crash, or because
//! Engage did not answer. Engage is asked, and never told again.

use std::time::Duration;

use challenge_model::{CardState, UnixMillis, state};

use crate::consents::{Consent, LedgerError, Outcome};
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::upstream::Priority;

/// How often unfinished consents are looked for.
const PAUSE: Duration = Duration::from_mins(1);

/// How long Engage may still be carrying out a call whose answer was lost, in
/// milliseconds: longer than any call is waited for. Until then, "not assigned"
/// is no answer.
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

impl Proxy {
    /// Settles what is unfinished in the consent ledger: now, as the first thing
    /// after a start, and then every minute, for ever.
    pub async fn keep_settling(&self) {
        loop {
            match self.settle_consents().await {
                Ok(settled) if settled == Settled::default() => {}
                Ok(settled) => tracing::info!(
                    assigned = settled.assigned,
                    not_assigned = settled.not_assigned,
                    unfinished = settled.unfinished,
                    "settled consents that were left unfinished"
                ),
                Err(error) => tracing::error!("consents are not settled: {error}"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Settles what is unfinished in the consent ledger, once.
    ///
    /// # Errors
    ///
    /// When the ledger fails. What was settled by then stays settled.
    pub async fn settle_consents(&self) -> Result<Settled, LedgerError> {
        let mut settled = Settled::default();
        let Some(joining) = self.joining() else {
            return Ok(settled);
        };
        for consent in joining.ledger.unfinished().await? {
            let answer = is_assigned(self, &consent, Priority::Background).await;
            let Some(outcome) = outcome(&consent, answer, self.now()) else {
                settled.unfinished += 1;
                continue;
            };
            let now = self.now();
            let ledger = &joining.ledger;
            ledger
                .settle_if_unfinished(&consent.id, outcome, now)
                .await?;
            if outcome == Outcome::Assigned {
                settled.assigned += 1;
                self.changed(&consent.contact);
            } else {
                settled.not_assigned += 1;
            }
        }
        Ok(settled)
    }
}

/// Whether the contact has the challenge that they agreed to, activated.
pub(super) async fn is_assigned(
    proxy: &Proxy,
    consent: &Consent,
    priority: Priority,
) -> Result<bool, Refusal> {
    let upstream = proxy.reads().upstream();
    let challenges =
        upstream.challenges_of_definition(priority, &consent.contact, &consent.definition);
    let now = proxy.now();
    let activated = challenges
        .await?
        .iter()
        .any(|challenge| state::of_challenge(challenge, None, now) != CardState::Inactive);
    Ok(activated)
}

/// What came of it, where that can be told.
fn outcome(consent: &Consent, answer: Result<bool, Refusal>, now: UnixMillis) -> Option<Outcome> {
    let is_long_over = now.0.saturating_sub(consent.given.0) > LONGEST_CALL;
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
    #[case::nobody_knows(Err(Refusal::UpstreamFailed), LONGEST_CALL + 1, None)]
    #[case::clock_set_back(Ok(false), -LONGEST_CALL, None)]
    fn what_came_of_a_consent_is_said_only_when_it_is_certain(
        #[case] answer: Result<bool, Refusal>,
        #[case] later: i64,
        #[case] expected: Option<Outcome>,
    ) {
        let given = UnixMillis(1_000_000_000_000);
        let consent = Consent {
            id: ConsentId::random().unwrap(),
            contact: ContactId::guid(GUID).unwrap(),
            definition: DefinitionId::guid(GUID).unwrap(),
            text_version: None,
            given,
            outcome: Outcome::Unfinished,
            settled: None,
        };
        assert_eq!(
            outcome(&consent, answer, UnixMillis(given.0 + later)),
            expected
        );
    }
}
