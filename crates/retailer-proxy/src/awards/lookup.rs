//! Looks up the contacts of awards that name a customer number.

use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use tokio::sync::Notify;

use super::award::{AwardId, CustomerNumber};
use super::pacing::Pacing;
use super::sender::{later, warn_of_rejected};
use super::service::{AwardService, Next, POLL};
use super::state::{Rejection, State};
use crate::api_error::ApiError;
use crate::consents::LedgerError;
use crate::metrics::SettledBy;
use crate::upstream::Priority;

/// The lease of the one instance that looks up.
const LEASE: &str = "look up customers of awards";
/// How long a number is left alone whose look-up failed.
const FAILED_FOR: Duration = Duration::from_mins(1);
/// How many numbers are looked up at once.
const AT_ONCE: usize = 4;

impl AwardService {
    /// Looks up what is queued, until the proxy stops.
    pub(super) async fn keep_looking_up(&self, woken: &Notify) {
        let mut pacing = Pacing::default();
        loop {
            let next = match self.look_up_all().await {
                Ok(next) => {
                    pacing.answered();
                    next
                }
                Err(error) => {
                    tracing::error!("customers of awards are not looked up: {error}");
                    pacing.failed();
                    Next::After(pacing.wait(0))
                }
            };
            if !self.wait(next, Some(woken)).await {
                return;
            }
        }
    }

    async fn look_up_all(&self) -> Result<Next, LedgerError> {
        let numbers = self.outbox().unknown_customers(self.clock.now()).await?;
        if numbers.is_empty() {
            return Ok(Next::WhenWoken);
        }
        let looking_up = async {
            let looked_up = stream::iter(numbers).map(|number| self.look_up(number));
            let mut looked_up = looked_up.buffer_unordered(AT_ONCE);
            while let Some(outcome) = looked_up.next().await {
                if let Some(wait) = outcome? {
                    return Ok(Next::After(wait));
                }
                if self.shutdown.has_started() {
                    break;
                }
            }
            Ok(Next::After(Duration::ZERO))
        };
        let looked_up = self.alone(LEASE, looking_up).await?;
        looked_up.unwrap_or(Ok(Next::After(POLL)))
    }

    /// Looks one number up. Returns how long to wait where none can be looked up now.
    async fn look_up(&self, number: CustomerNumber) -> Result<Option<Duration>, LedgerError> {
        let found = self
            .upstream
            .contact_of_customer(Priority::Background, number.as_str())
            .await;
        let outbox = self.outbox();
        match found {
            Ok(Some(contact)) => {
                outbox.note_contact(&number, &contact).await?;
                self.wake_sender();
            }
            Ok(None) => {
                let rejected = outbox.reject_customer(&number, self.clock.now()).await?;
                self.note_rejected(&rejected, Rejection::ContactUnknown);
            }
            Err(ApiError::UpstreamBusy { retry_after }) => return Ok(Some(retry_after)),
            Err(ApiError::UpstreamRefused) => return Ok(Some(FAILED_FOR)),
            Err(_) => {
                let until = later(self.clock.now(), FAILED_FOR);
                outbox.defer_customer(&number, until).await?;
            }
        }
        Ok(None)
    }

    /// Counts awards whose customer number has no contact, and says which they are.
    fn note_rejected(&self, ids: &[AwardId], rejection: Rejection) {
        let state = State::Rejected(rejection).name();
        let awards = &self.metrics.awards;
        awards.settled(state, SettledBy::Answer, ids.len());
        for id in ids {
            warn_of_rejected(id, rejection);
        }
    }
}
