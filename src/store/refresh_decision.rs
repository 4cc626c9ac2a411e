//! When a store refreshes by itself: soon enough for the cards to be fresh, and
//! seldom enough for thousands of open pages to be no burden.

use challenge_model::UnixMillis;

/// Why a store may have to refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    /// There may be something new: the page has become visible, or the network is back.
    Hint,
    /// The proxy says that there is something new.
    News,
}

impl Trigger {
    /// The least time between two refreshes, in milliseconds.
    const fn min_interval(self) -> i64 {
        match self {
            Self::Hint => 15_000,
            Self::News => 1_000,
        }
    }

    /// The most that is added at random to a refresh that waits, in milliseconds: all
    /// open pages may have the same trigger at the same time.
    const fn max_jitter(self) -> f64 {
        match self {
            Self::Hint => 3_000.0,
            Self::News => 1_000.0,
        }
    }
}

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

/// When to refresh after a trigger. `last` is when the last refresh began, `random` a
/// number from 0 to 1.
///
/// A hint that comes long after the last refresh is followed at once. News always waits
/// for its jitter, because the proxy tells many pages of it at the same time.
pub(super) fn decide(
    trigger: Trigger,
    visibility: Visibility,
    last: Option<UnixMillis>,
    now: UnixMillis,
    random: f64,
) -> RefreshDecision {
    match (visibility, last) {
        (Visibility::Hidden, _) => RefreshDecision::WhenVisible,
        (Visibility::Visible, last) => {
            let min_interval = trigger.min_interval();
            // A clock that was set back must not delay the next refresh for days.
            let elapsed = last.map_or(min_interval, |last| (now.0 - last.0).max(0));
            let rest = (min_interval - elapsed).max(0);
            if rest == 0 && trigger == Trigger::Hint {
                RefreshDecision::Now
            } else {
                RefreshDecision::After(delay(rest, random * trigger.max_jitter()))
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from 0 to a few thousand"
)]
fn delay(millis: i64, jitter: f64) -> u32 {
    u32::try_from(millis)
        .unwrap_or(u32::MAX)
        .saturating_add(jitter as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Trigger::{Hint, News};
    use Visibility::{Hidden, Visible};

    const NOW: UnixMillis = UnixMillis(1_000_000);

    /// The decision this many milliseconds after the last refresh.
    fn after(millis: i64, trigger: Trigger, random: f64) -> RefreshDecision {
        let last = UnixMillis(NOW.0 - millis);
        decide(trigger, Visible, Some(last), NOW, random)
    }

    #[test]
    fn a_hint_refreshes_at_most_every_15_seconds() {
        assert_eq!(after(15_000, Hint, 0.5), RefreshDecision::Now);
        assert_eq!(after(5_000, Hint, 0.0), RefreshDecision::After(10_000));
    }

    #[test]
    fn refreshes_after_a_hint_that_wait_are_spread_over_three_seconds() {
        assert_eq!(after(5_000, Hint, 0.5), RefreshDecision::After(11_500));
        assert_eq!(after(5_000, Hint, 1.0), RefreshDecision::After(13_000));
    }

    #[test]
    fn news_is_asked_for_within_a_second_and_spread_over_it() {
        assert_eq!(after(60_000, News, 0.0), RefreshDecision::After(0));
        assert_eq!(after(60_000, News, 0.5), RefreshDecision::After(500));
        assert_eq!(after(1_000, News, 1.0), RefreshDecision::After(1_000));
    }

    #[test]
    fn news_right_after_a_refresh_is_asked_for_within_two_seconds() {
        assert_eq!(after(0, News, 0.0), RefreshDecision::After(1_000));
        assert_eq!(after(0, News, 1.0), RefreshDecision::After(2_000));
    }

    #[test]
    fn a_hidden_page_is_not_refreshed() {
        for trigger in [Hint, News] {
            let decision = decide(trigger, Hidden, None, NOW, 0.0);
            assert_eq!(decision, RefreshDecision::WhenVisible);
        }
    }

    #[test]
    fn a_first_hint_refreshes_at_once() {
        assert_eq!(decide(Hint, Visible, None, NOW, 0.5), RefreshDecision::Now);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_refreshing() {
        assert_eq!(
            after(-86_400_000, Hint, 0.0),
            RefreshDecision::After(15_000)
        );
        assert_eq!(after(-86_400_000, News, 0.0), RefreshDecision::After(1_000));
    }
}
