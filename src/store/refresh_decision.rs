//! When a store refreshes by itself: soon enough for the cards to be fresh, and
//! seldom enough for thousands of open pages to be no burden.

use challenge_model::UnixMillis;

/// The least time between two refreshes that nobody asked for, in milliseconds.
const MIN_INTERVAL: i64 = 15_000;
/// The most that is added at random to a refresh that waits, in milliseconds: all
/// open pages receive an event of the proxy at the same time.
const MAX_JITTER: f64 = 3_000.0;

/// Whether the page is visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    Visible,
    Hidden,
}

/// When to refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefreshDecision {
    /// At once.
    Now,
    /// After this many milliseconds.
    After(u32),
    /// When the page becomes visible, which is a trigger of its own.
    WhenVisible,
}

/// When to refresh after a trigger: the page has become visible, the network is
/// back, or the proxy has sent an event. `last` is when the last refresh began,
/// `random` a number from 0 to 1.
pub(super) fn decide(
    visibility: Visibility,
    last: Option<UnixMillis>,
    now: UnixMillis,
    random: f64,
) -> RefreshDecision {
    match (visibility, last) {
        (Visibility::Hidden, _) => RefreshDecision::WhenVisible,
        (Visibility::Visible, None) => RefreshDecision::Now,
        (Visibility::Visible, Some(last)) => {
            // A clock that was set back must not delay the next refresh for days.
            let elapsed = (now.0 - last.0).max(0);
            if elapsed >= MIN_INTERVAL {
                RefreshDecision::Now
            } else {
                RefreshDecision::After(delay(MIN_INTERVAL - elapsed, random))
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from 0 to a few thousand"
)]
fn delay(millis: i64, random: f64) -> u32 {
    let jitter = (random.clamp(0.0, 1.0) * MAX_JITTER) as u32;
    u32::try_from(millis)
        .unwrap_or(u32::MAX)
        .saturating_add(jitter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Visibility::{Hidden, Visible};

    const NOW: UnixMillis = UnixMillis(1_000_000);

    fn after(millis: i64, random: f64) -> RefreshDecision {
        let last = UnixMillis(NOW.0 - millis);
        decide(Visible, Some(last), NOW, random)
    }

    #[test]
    fn a_trigger_refreshes_at_most_every_15_seconds() {
        assert_eq!(after(15_000, 0.0), RefreshDecision::Now);
        assert_eq!(after(5_000, 0.0), RefreshDecision::After(10_000));
    }

    #[test]
    fn refreshes_that_wait_are_spread_over_three_seconds() {
        assert_eq!(after(5_000, 0.5), RefreshDecision::After(11_500));
        assert_eq!(after(5_000, 1.0), RefreshDecision::After(13_000));
    }

    #[test]
    fn a_hidden_page_is_not_refreshed() {
        let decision = decide(Hidden, None, NOW, 0.0);
        assert_eq!(decision, RefreshDecision::WhenVisible);
    }

    #[test]
    fn a_first_trigger_refreshes_at_once() {
        assert_eq!(decide(Visible, None, NOW, 0.5), RefreshDecision::Now);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_refreshing() {
        assert_eq!(after(-86_400_000, 0.0), RefreshDecision::After(15_000));
    }
}
