//! How long most of many things took.

use std::time::Duration;

/// This part of them, in thousandths, took no longer than this, in milliseconds.
pub(crate) fn percentile(durations: &[Duration], thousandths: usize) -> f64 {
    let mut sorted = durations.to_vec();
    sorted.sort();
    let place = sorted.len() * thousandths / 1_000;
    let last = sorted.len().saturating_sub(1);
    let duration = sorted.get(place.min(last)).copied().unwrap_or_default();
    duration.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<_> = (1..=1_000).rev().map(Duration::from_millis).collect();
        assert!((percentile(&values, 500) - 501.0).abs() < 0.01);
        assert!((percentile(&values, 990) - 991.0).abs() < 0.01);
        assert!(percentile(&[], 990) < 0.01);
    }
}
