//! Settles awards whose answer was lost, by what Engage shows of the contact's challenges;
//! and removes awards after their time.

use std::time::Duration;

use challenge_model::UnixMillis;
use futures_util::stream::{self, StreamExt as _};
use tokio::time::Instant;

use super::evidence::{self, Attempt, Doubt, Look, Seen, Verdict};
use super::outbox::{Evidence, Unanswered};
use super::service::{AwardService, Next};
use super::state::State;
use crate::api_error::ApiError;
use crate::consents::LedgerError;
use crate::metrics::SettledBy;
use crate::upstream::Priority;

/// The lease of the one instance that settles.
const LEASE: &str = "settle awards";
/// How often awards without an answer are looked for, at the least and at the most.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often old awards are removed.
const REMOVAL: Duration = Duration::from_hours(1);
/// How many contacts are asked for at once.
const AT_ONCE: usize = 4;

impl AwardService {
    /// Settles and removes, until the proxy stops.
    pub(super) async fn keep_settling_awards(&self) {
        let mut removed: Option<Instant> = None;
        let pause = self.rules().settle_after / 10;
        let pause = pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        loop {
            if let Err(error) = self.settle_awards().await {
                tracing::error!("awards are not settled: {error}");
            }
            if removed.is_none_or(|at| at.elapsed() >= REMOVAL) {
                removed = Some(Instant::now());
                if let Err(error) = self.remove_old_awards().await {
                    tracing::error!("old awards are not removed: {error}");
                }
            }
            if !self.wait(Next::After(pause), None).await {
                return;
            }
        }
    }

    /// Settles the awards whose call is certainly over, once. It does nothing while another
    /// instance settles them.
    async fn settle_awards(&self) -> Result<(), LedgerError> {
        let longest = i64::try_from(self.rules().settle_after.as_millis()).unwrap_or(i64::MAX);
        // The verdict needs a time that is longer than the longest call.
        let by = UnixMillis(self.clock.now().0.saturating_sub(longest).saturating_sub(1));
        let mut unanswered = self.outbox().unanswered(by, None).await?;
        if unanswered.is_empty() {
            return Ok(());
        }
        let settling = async {
            loop {
                let last = unanswered.last().cloned();
                let settled = stream::iter(unanswered).map(|award| self.settle_one(award));
                let mut settled = settled.buffer_unordered(AT_ONCE);
                while let Some(settled) = settled.next().await {
                    if self.shutdown.has_started() || settled? == Asked::InVain {
                        return Ok(());
                    }
                }
                drop(settled);
                unanswered = self.outbox().unanswered(by, last.as_ref()).await?;
                if unanswered.is_empty() {
                    return Ok(());
                }
            }
        };
        self.alone(LEASE, settling).await?.unwrap_or(Ok(()))
    }

    async fn settle_one(&self, unanswered: Unanswered) -> Result<Asked, LedgerError> {
        let row = &unanswered.award.row;
        let looked = self.clock.now();
        let (contact, definition) = (row.contact_id(), row.definition_id());
        let challenges = self
            .upstream
            .challenges_of_definition(Priority::Background, contact, definition)
            .await;
        let challenges = match challenges {
            Ok(challenges) => challenges,
            Err(ApiError::UpstreamBusy { .. } | ApiError::UpstreamRefused) => {
                return Ok(Asked::InVain);
            }
            // It may be this contact's list alone that cannot be read.
            Err(_) => return Ok(Asked::Answered),
        };
        let seen = Seen::of(&challenges);
        let attempt = Attempt {
            sent: unanswered.sent,
            checkpoints: row.checkpoint_amount(),
            others_until: self.outbox().others_until(&unanswered.award).await?,
            before: self.outbox().last_look(&unanswered.award).await?,
        };
        let verdict =
            evidence::verdict(&attempt, &seen, looked, &self.rules().evidence(definition));
        self.note_verdict(&unanswered, looked, seen, verdict)
            .await?;
        Ok(Asked::Answered)
    }

    async fn note_verdict(
        &self,
        unanswered: &Unanswered,
        looked: UnixMillis,
        seen: Seen,
        verdict: Verdict,
    ) -> Result<(), LedgerError> {
        let (state, doubt) = match verdict {
            Verdict::TooEarly => return Ok(()),
            Verdict::NotAwarded => (State::Queued, None),
            Verdict::Awarded => (State::Awarded, None),
            Verdict::InDoubt(doubt) => (State::InDoubt, Some(doubt)),
        };
        let evidence = Evidence {
            look: Look { looked, seen },
            doubt,
        };
        let (outbox, now) = (self.outbox(), self.clock.now());
        outbox
            .settle_by_evidence(unanswered, &evidence, state, now)
            .await?;
        self.metrics
            .awards
            .settled(state.name(), SettledBy::Evidence, 1);
        tracing::warn!(
            id = %unanswered.award.id,
            state = state.name(),
            doubt = doubt.map(Doubt::name),
            "the answer to an award was lost, and Engage was asked what it has"
        );
        match state {
            State::Queued => self.wake_sender(),
            State::Awarded => {
                let contact = unanswered.award.row.contact_id();
                self.changes.changed(contact).await;
            }
            _ => {}
        }
        Ok(())
    }

    async fn remove_old_awards(&self) -> Result<(), LedgerError> {
        let retention = i64::try_from(self.rules().retention.as_millis()).unwrap_or(i64::MAX);
        let before = UnixMillis(self.clock.now().0.saturating_sub(retention));
        while self.outbox().remove_settled(before).await? > 0 {}
        Ok(())
    }
}

/// Whether Engage answers at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Answered,
    InVain,
}
