//! When to look again by itself: soon enough to be fresh, seldom enough that
//! thousands of open pages are no burden.

use challenge_model::UnixMillis;

/// The least time between two looks that nobody asked for, in milliseconds.
pub(super) const LEAST_MILLIS: i64 = 15_000;
/// What is added at random to a look that waits, at most, in milliseconds: all
/// open pages hear of an event at the same time.
const JITTER_MILLIS: f64 = 3_000.0;

/// Whether the page can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    Visible,
    Hidden,
}

/// When to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// At once.
    Now,
    /// In so many milliseconds.
    In(u32),
    /// When the page comes into view, which is a hint of its own.
    WhenSeen,
}

/// When to follow a hint that there may be news, given when the last look was and
/// a random number from 0 to 1: the page came into view, or the network back, or
/// the proxy said so.
pub(super) fn look(
    visibility: Visibility,
    last: Option<UnixMillis>,
    now: UnixMillis,
    random: f64,
) -> Look {
    match (visibility, last) {
        (Visibility::Hidden, _) => Look::WhenSeen,
        (Visibility::Visible, None) => Look::Now,
        (Visibility::Visible, Some(last)) => {
            // A clock that was set back must not hold the next look up for days.
            let since = (now.0 - last.0).max(0);
            if since >= LEAST_MILLIS {
                Look::Now
            } else {
                Look::In(wait(LEAST_MILLIS - since, random))
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from 0 to a few thousand"
)]
fn wait(millis: i64, random: f64) -> u32 {
    let jitter = (random.clamp(0.0, 1.0) * JITTER_MILLIS) as u32;
    u32::try_from(millis)
        .unwrap_or(u32::MAX)
        .saturating_add(jitter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Visibility::{Hidden, Visible};

    const NOW: UnixMillis = UnixMillis(1_000_000);

    fn after(millis: i64, random: f64) -> Look {
        let last = UnixMillis(NOW.0 - millis);
        look(Visible, Some(last), NOW, random)
    }

    #[test]
    fn a_hint_is_followed_at_most_every_15_seconds() {
        assert_eq!(after(15_000, 0.0), Look::Now);
        assert_eq!(after(5_000, 0.0), Look::In(10_000));
    }

    #[test]
    fn a_look_that_waits_is_spread_over_three_seconds() {
        assert_eq!(after(5_000, 0.5), Look::In(11_500));
        assert_eq!(after(5_000, 1.0), Look::In(13_000));
    }

    #[test]
    fn nothing_is_done_while_nobody_looks() {
        assert_eq!(look(Hidden, None, NOW, 0.0), Look::WhenSeen);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_it() {
        assert_eq!(after(-86_400_000, 0.0), Look::In(15_000));
    }
}
