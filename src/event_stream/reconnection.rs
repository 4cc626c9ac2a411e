//! When to open a stream again that the browser has given up.

/// The least time to wait after the first failure, in milliseconds. It doubles with each
/// further one.
const FIRST_WAIT: u32 = 5_000;
/// How often it doubles.
const MAX_DOUBLINGS: u32 = 5;

/// How long to wait, in milliseconds, when the stream has failed so often before in a row:
/// 5 to 10 seconds after the first time, and 160 to 320 seconds in the end. `random` is a
/// number from 0 to 1: all open pages lose their streams in the same moment, and must not
/// come back in one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from 0 to a few hundred thousand"
)]
pub(super) fn wait(failures: u32, random: f64) -> u32 {
    let least = FIRST_WAIT << failures.min(MAX_DOUBLINGS);
    let jitter = f64::from(least) * random.clamp(0.0, 1.0);
    least + jitter as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wait_is_between_five_and_ten_seconds() {
        assert_eq!([wait(0, 0.0), wait(0, 1.0)], [5_000, 10_000]);
    }

    #[test]
    fn waits_double_up_to_some_minutes() {
        let waits: Vec<_> = (0..8).map(|failures| wait(failures, 0.0)).collect();
        assert_eq!(
            waits,
            [
                5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 160_000, 160_000
            ]
        );
        assert_eq!(wait(u32::MAX, 1.0), 320_000);
    }

    #[test]
    fn the_jitter_grows_with_the_wait() {
        assert_eq!([wait(2, 0.5), wait(4, 0.5)], [30_000, 120_000]);
    }

    #[test]
    fn a_number_beyond_its_range_or_none_does_not_break_the_wait() {
        assert_eq!(wait(0, 7.0), 10_000);
        assert_eq!(wait(0, -1.0), 5_000);
        assert_eq!(wait(0, f64::NAN), 5_000);
    }
}
