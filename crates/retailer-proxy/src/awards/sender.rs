//! Sends queued awards to Engage.
//!
//! A permit comes first, then the mark in the database, then the call. So an award that is
//! marked as sent waits for nothing but the call, and no award is marked while the circuit
//! is open or the budget is used up.
//!
//! Of several instances, each sends what it has marked. There is no lease: the marks keep
//! two of them from sending the same, and the end of one holds nothing up.

use std::collections::HashMap;
use std::time::Duration;

use challenge_model::UnixMillis;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::answer::{self, RowAnswer};
use super::award::AwardId;
use super::outbox::Sendable;
use super::pacing::Pacing;
use super::service::{AwardService, Next, POLL};
use super::state::{Rejection, State};
use crate::api_error::ApiError;
use crate::consents::LedgerError;
use crate::metrics::{BatchOutcome, SettledBy};
use crate::upstream::AwardFailure;

/// How old a mark may be when the call is made. Evidence counts from the mark on, so a call
/// that comes much later could be missed by it.
const OLDEST_MARK: Duration = Duration::from_secs(5);
/// How long an award that Engage refuses without a reason is left alone.
const REFUSED_FOR: Duration = Duration::from_mins(1);
/// How often the outcome is written before evidence has to decide.
const MOST_WRITES: u32 = 5;

/// The longest time from the mark to the end of the call, beside the time of the call
/// itself. The settings keep evidence from being read before.
pub(crate) const LONGEST_BEFORE_CALL: Duration = OLDEST_MARK;

impl AwardService {
    /// Sends what is queued, until the proxy stops.
    pub(super) async fn keep_sending(&self, woken: &Notify) {
        let mut pacing = Pacing::default();
        loop {
            let next = match self.send_all(&mut pacing).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!("awards are not sent: {error}");
                    pacing.failed();
                    Next::After(wait(&pacing))
                }
            };
            if !self.wait(next, Some(woken)).await {
                return;
            }
        }
    }

    /// Sends batches until there is nothing more to send, or something is in the way.
    async fn send_all(&self, pacing: &mut Pacing) -> Result<Next, LedgerError> {
        if !self.outbox().has_sendable(self.clock.now()).await? {
            return Ok(Next::WhenWoken);
        }
        while !self.shutdown.has_started() {
            if let Some(next) = self.send_batch(pacing).await? {
                return Ok(next);
            }
        }
        Ok(Next::WhenWoken)
    }

    /// Sends one batch. Returns what comes next unless it is another batch.
    async fn send_batch(&self, pacing: &mut Pacing) -> Result<Option<Next>, LedgerError> {
        let permit = match self.upstream.permit_to_award().await {
            Ok(permit) => permit,
            Err(ApiError::UpstreamBusy { retry_after }) => {
                return Ok(Some(Next::After(retry_after)));
            }
            Err(_) => {
                pacing.failed();
                return Ok(Some(Next::After(wait(pacing))));
            }
        };
        let sent = self.clock.now();
        let awards = self.outbox().claim(pacing.rows(), sent).await?;
        if awards.is_empty() {
            return Ok(Some(Next::WhenWoken));
        }
        let age = self.clock.now().0.saturating_sub(sent.0);
        if !(0..=i64::try_from(OLDEST_MARK.as_millis()).unwrap_or(i64::MAX)).contains(&age) {
            tracing::warn!("a batch of awards is not sent, because the database took too long");
            self.outbox().put_back(&awards, sent, None).await?;
            return Ok(None);
        }
        let rows: Vec<_> = awards.iter().map(|award| award.row.clone()).collect();
        match permit.award(&rows).await {
            Ok(report) => {
                self.metrics.awards.sent(BatchOutcome::Answered);
                if report.unknown_rows > 0 {
                    tracing::error!(
                        rows = report.unknown_rows,
                        "Engage refuses awards that were never sent to it"
                    );
                }
                let answers = answer::of_each_row(&rows, &report);
                self.note_answers(awards, sent, &answers).await?;
                pacing.answered();
                Ok(None)
            }
            Err(AwardFailure::NotNow(error)) => {
                self.metrics.awards.sent(BatchOutcome::Refused);
                pacing.failed();
                self.outbox().put_back(&awards, sent, None).await?;
                let wait = match error {
                    ApiError::UpstreamBusy { retry_after } => retry_after.max(wait(pacing)),
                    _ => wait(pacing),
                };
                Ok(Some(Next::After(wait)))
            }
            Err(AwardFailure::Refused(_)) => {
                self.metrics.awards.sent(BatchOutcome::Refused);
                pacing.refused(awards.len());
                self.put_back_refused(&awards, sent).await?;
                Ok(Some(Next::After(wait(pacing))))
            }
            Err(AwardFailure::InDoubt(_)) => {
                self.metrics.awards.sent(BatchOutcome::Unanswered);
                pacing.lost();
                Ok(Some(Next::After(wait(pacing))))
            }
        }
    }

    /// Queues a refused batch again. An award that is refused alone waits for some time, so
    /// that the others can go on.
    async fn put_back_refused(
        &self,
        awards: &[Sendable],
        sent: UnixMillis,
    ) -> Result<(), LedgerError> {
        let not_before = match awards {
            [alone] => {
                tracing::error!(id = %alone.id, "Engage refuses an award without a reason");
                Some(later(self.clock.now(), REFUSED_FOR))
            }
            _ => None,
        };
        self.outbox().put_back(awards, sent, not_before).await
    }

    /// Tells the contacts' pages, and notes what became of each award.
    async fn note_answers(
        &self,
        awards: Vec<Sendable>,
        sent: UnixMillis,
        answers: &[RowAnswer],
    ) -> Result<(), LedgerError> {
        let mut settled: HashMap<State, Vec<Sendable>> = HashMap::new();
        for (award, answer) in awards.into_iter().zip(answers) {
            let state = match answer {
                RowAnswer::Awarded => State::Awarded,
                RowAnswer::Rejected(rejection) => State::Rejected(*rejection),
                // Evidence decides about it.
                RowAnswer::Unclear => continue,
            };
            if state == State::Awarded {
                self.changes.changed(award.row.contact_id()).await;
            }
            if let State::Rejected(rejection) = state {
                warn_of_rejected(&award.id, rejection);
            }
            settled.entry(state).or_default().push(award);
        }
        for (state, awards) in settled {
            let by = SettledBy::Answer;
            self.metrics.awards.settled(state.name(), by, awards.len());
            self.write_down(&awards, sent, state).await?;
        }
        Ok(())
    }

    /// Writes an outcome down, and tries again where the database fails for a moment.
    /// Without it, evidence would have to decide what is known already.
    async fn write_down(
        &self,
        awards: &[Sendable],
        sent: UnixMillis,
        state: State,
    ) -> Result<(), LedgerError> {
        let now = self.clock.now();
        for write in 1.. {
            match self.outbox().settle(awards, sent, state, now).await {
                Err(error) if write < MOST_WRITES => {
                    tracing::error!("the outcome of awards is not written yet: {error}");
                    sleep(POLL).await;
                }
                written => return written,
            }
        }
        Ok(())
    }
}

fn wait(pacing: &Pacing) -> Duration {
    // Without randomness the waits of all instances are alike, and still long enough.
    pacing.wait(getrandom::u64().unwrap_or_default())
}

/// Says that an award is rejected. Its id is the shop's own, and names nobody.
pub(super) fn warn_of_rejected(id: &AwardId, rejection: Rejection) {
    let reason = rejection.name();
    tracing::warn!(%id, reason, "an award is rejected");
}

pub(super) fn later(now: UnixMillis, time: Duration) -> UnixMillis {
    let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    UnixMillis(now.0.saturating_add(time))
}
