//! How long a shopper waits for a call that goes on without them: as long as their patience
//! lasts, and not even that where the turn of the call is known to come later. They are told
//! when that is likely, and come back for the answer.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::api_error::ApiError;

/// After so long a call has its place in the queue, if it has to wait.
const HAS_ITS_PLACE: Duration = Duration::from_millis(250);
/// What a shopper is told whose call is under way: Engage is too slow.
const SLOW: Duration = Duration::from_secs(5);

/// How long a shopper waits at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience(pub(crate) Duration);

impl Patience {
    /// What the call answers. `likely_wait` says after how long it is likely to be made, if it
    /// waits to be made.
    ///
    /// # Errors
    ///
    /// [`ApiError::UpstreamBusy`] when the shopper has to come back for the answer.
    pub(crate) async fn wait_for<T>(
        self,
        call: impl Future<Output = T>,
        likely_wait: impl Fn() -> Option<Duration>,
    ) -> Result<T, ApiError> {
        let begun = Instant::now();
        let mut call = Box::pin(call);
        let soon = begun + HAS_ITS_PLACE.min(self.0);
        if let Ok(answer) = timeout_at(soon, &mut call).await {
            return Ok(answer);
        }
        if let Some(retry_after) = likely_wait().filter(|wait| *wait > self.0) {
            return Err(ApiError::UpstreamBusy { retry_after });
        }
        let answer = timeout_at(begun + self.0, call).await;
        answer.map_err(|_late| ApiError::UpstreamBusy {
            retry_after: likely_wait().unwrap_or(SLOW),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use rstest::rstest;
    use tokio::time::sleep;

    use super::*;

    const PATIENCE: Patience = Patience(Duration::from_secs(3));

    /// After how long a shopper is answered whose call takes as long, and what they are told.
    async fn waits(call: Option<u64>, likely_wait: Option<u64>) -> (Duration, Result<(), u64>) {
        let begun = Instant::now();
        let call = async {
            match call {
                Some(millis) => sleep(Duration::from_millis(millis)).await,
                None => pending().await,
            }
        };
        let likely_wait = || likely_wait.map(Duration::from_secs);
        let told = PATIENCE.wait_for(call, likely_wait).await;
        let told = told.map_err(|error| match error {
            ApiError::UpstreamBusy { retry_after } => retry_after.as_secs(),
            other => panic!("{other:?}"),
        });
        (begun.elapsed(), told)
    }

    #[rstest]
    #[case::at_once(Some(0), None, 0, Ok(()))]
    #[case::in_time(Some(2_999), Some(2), 2_999, Ok(()))]
    #[case::turn_comes_later(None, Some(20), 250, Err(20))]
    #[case::turn_was_to_come_in_time(None, Some(2), 3_000, Err(2))]
    #[case::engage_is_slow(None, None, 3_000, Err(5))]
    #[tokio::test(start_paused = true)]
    async fn a_shopper_waits_only_where_that_helps(
        #[case] call: Option<u64>,
        #[case] likely_wait: Option<u64>,
        #[case] millis: u64,
        #[case] told: Result<(), u64>,
    ) {
        let waited = waits(call, likely_wait).await;
        assert_eq!(waited, (Duration::from_millis(millis), told));
    }
}
