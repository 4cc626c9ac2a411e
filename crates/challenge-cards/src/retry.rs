//! When a request for the challenges that failed is made again by itself, before the
//! shopper is told.

use crate::state::Failure;

/// How often a busy proxy is asked again.
const BUSY_RETRIES: u32 = 4;
/// The longest wait that the widget takes upon itself, in seconds. A shopper who would
/// have to wait longer is told, and has a button to try again.
const MAX_RETRY_AFTER: u32 = 60;
/// What is added at random to such a wait at most, in milliseconds: all who were sent away in
/// one moment must not come back in one moment. It is not more, because the proxy knows when the
/// turn of a shopper comes.
const MAX_JITTER: f64 = 2_000.0;
/// The pauses before a request without an answer is made again, in milliseconds. The
/// browser cancels requests when the shopper follows a link, even if the page stays
/// because the link is a download. It does not say so.
pub const PAUSES: [u32; 2] = [300, 1_500];

/// Whether the browser has a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// It says that it has.
    Online,
    /// It says that it has none.
    Offline,
}

/// After how many milliseconds a request is made again that has failed in this way;
/// `None` when the shopper is told. `failures` counts those before, `random` is a number
/// from 0 to 1.
#[must_use]
pub fn pause(failure: Failure, failures: u32, network: Network, random: f64) -> Option<u32> {
    match failure {
        Failure::Busy { retry_after, .. }
            if failures < BUSY_RETRIES && retry_after <= MAX_RETRY_AFTER =>
        {
            Some(with_jitter(retry_after.max(1) * 1_000, random))
        }
        Failure::Unreachable if network == Network::Online => {
            PAUSES.get(failures as usize).copied()
        }
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from 0 to two seconds"
)]
fn with_jitter(millis: u32, random: f64) -> u32 {
    millis + (MAX_JITTER * random.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use Network::{Offline, Online};

    fn busy(retry_after: u32) -> Failure {
        Failure::Busy {
            status: 503,
            retry_after,
        }
    }

    #[test]
    fn a_busy_proxy_is_asked_again_when_it_says_so_and_up_to_two_seconds_later() {
        assert_eq!(pause(busy(10), 0, Online, 0.0), Some(10_000));
        assert_eq!(pause(busy(10), 0, Online, 1.0), Some(12_000));
        assert_eq!(pause(busy(10), 0, Online, 7.0), Some(12_000));
    }

    #[test]
    fn a_proxy_that_says_at_once_is_asked_after_a_second() {
        assert_eq!(pause(busy(0), 0, Online, 0.0), Some(1_000));
    }

    #[test]
    fn a_busy_proxy_is_asked_again_four_times() {
        assert!(pause(busy(5), 3, Online, 0.0).is_some());
        assert_eq!(pause(busy(5), 4, Online, 0.0), None);
    }

    #[test]
    fn a_wait_of_more_than_a_minute_is_left_to_the_shopper() {
        assert_eq!(pause(busy(60), 0, Online, 0.0), Some(60_000));
        assert_eq!(pause(busy(61), 0, Online, 0.0), None);
    }

    #[test]
    fn a_request_without_an_answer_is_made_again_twice_and_soon() {
        let pauses = [0, 1, 2].map(|failures| pause(Failure::Unreachable, failures, Online, 1.0));
        assert_eq!(pauses, [Some(300), Some(1_500), None]);
    }

    #[test]
    fn without_a_network_the_shopper_is_told_at_once() {
        assert_eq!(pause(Failure::Unreachable, 0, Offline, 0.0), None);
    }

    #[test]
    fn any_other_failure_is_told_at_once() {
        for failure in [
            Failure::SignedOut,
            Failure::TimedOut,
            Failure::Status(503),
            Failure::Unreadable,
        ] {
            assert_eq!(pause(failure, 0, Online, 0.0), None);
        }
    }
}
