//! The call that awards checkpoints. It is never repeated here, since Engage would award
//! them again (T13).

use engage_client::{AwardReport, CheckpointRow, ErrorKind};

use super::call_queue::Turn;
use super::fair_queue::Caller;
use super::gate::Passage;
use super::{Priority, Upstream, failure};
use crate::api_error::ApiError;

/// The right to award one batch now.
#[derive(Debug)]
pub(crate) struct AwardPermit<'upstream> {
    upstream: &'upstream Upstream,
    passage: Passage<'upstream>,
}

/// Why there is no report about a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AwardFailure {
    /// Nothing was awarded, for a reason that every batch would meet.
    NotNow(ApiError),
    /// Nothing was awarded, because Engage refuses this batch.
    Refused(ApiError),
    /// Engage may have awarded it, although no answer says so.
    InDoubt(ApiError),
}

impl Upstream {
    /// Waits until a batch may be awarded, behind every shopper who waits.
    ///
    /// # Errors
    ///
    /// When there is no permit: then nothing is sent.
    pub(crate) async fn permit_to_award(&self) -> Result<AwardPermit<'_>, ApiError> {
        let turn = Turn::new(Priority::Background, Caller::of("awards"));
        let passage = self.gate.enter(turn).await?;
        Ok(AwardPermit {
            upstream: self,
            passage,
        })
    }
}

impl AwardPermit<'_> {
    /// Awards these rows, which must be at most 1,000.
    ///
    /// # Errors
    ///
    /// When there is no report. The failure says whether something may have been awarded.
    pub(crate) async fn award(self, rows: &[CheckpointRow]) -> Result<AwardReport, AwardFailure> {
        let call = async {
            let awarded = self.upstream.client.award_checkpoints(rows).await;
            awarded.map_err(|error| error.cause)
        };
        let error = match self.passage.call(call).await {
            Ok(report) => return Ok(report),
            Err(error) => error,
        };
        let api_error = failure::api_error(error.kind());
        tracing::warn!(code = api_error.code(), rows = rows.len(), "{error}");
        Err(match error.kind() {
            _ if error.leaves_doubt() => AwardFailure::InDoubt(api_error),
            ErrorKind::NotFound { .. } | ErrorKind::Rejected { .. } => {
                AwardFailure::Refused(api_error)
            }
            _ => AwardFailure::NotNow(api_error),
        })
    }
}
