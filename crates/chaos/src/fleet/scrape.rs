//! How reads were answered, as the metrics of the instances say.

use anyhow::Result;

use super::instances::Instances;

/// How many reads of challenges had each outcome.
pub(super) type Reads = Vec<(String, u64)>;

/// The sums over all instances.
pub(super) async fn reads(instances: &Instances) -> Result<Reads> {
    let mut sums = Reads::new();
    for instance in instances.running() {
        let metrics = instances.says(instance, "/metrics").await?;
        for (outcome, count) in metrics.lines().filter_map(outcome) {
            match sums.iter_mut().find(|(known, _)| known == outcome) {
                Some((_, sum)) => *sum += count,
                None => sums.push((outcome.to_owned(), count)),
            }
        }
    }
    sums.sort();
    Ok(sums)
}

/// What was added between two readings.
pub(super) fn more(before: &Reads, after: &Reads) -> Reads {
    let added = after.iter().map(|(outcome, count)| {
        let earlier = before.iter().find(|(known, _)| known == outcome);
        (
            outcome.clone(),
            count - earlier.map_or(0, |(_, count)| *count),
        )
    });
    added.collect()
}

fn outcome(line: &str) -> Option<(&str, u64)> {
    let labels = line.strip_prefix("retailer_proxy_reads_total{of=\"Challenges\",outcome=\"")?;
    let (outcome, count) = labels.split_once("\"} ")?;
    Some((outcome, count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_of_challenges_are_found_among_the_metrics_and_subtracted() {
        let hits = "retailer_proxy_reads_total{of=\"Challenges\",outcome=\"Hit\"} 12";
        assert_eq!(outcome(hits), Some(("Hit", 12)));
        assert_eq!(outcome(&hits.replace("Challenges", "Definitions")), None);
        let reads = |hits, misses| vec![("Hit".to_owned(), hits), ("Miss".to_owned(), misses)];
        let before = vec![("Hit".to_owned(), 2)];
        assert_eq!(more(&before, &reads(12, 3)), reads(10, 3));
    }
}
