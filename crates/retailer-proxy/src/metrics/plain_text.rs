//! The text format of Prometheus (0.0.4), from the text of `OpenMetrics`. It names counters by what
//! stands in their samples, and knows neither units nor information. Pure.

use std::collections::HashMap;
use std::fmt::Write as _;

/// The same metrics in the older format.
pub(super) fn of_open_metrics(text: &str) -> String {
    let kinds: HashMap<&str, &str> = text.lines().filter_map(kind).collect();
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let Some(comment) = line.strip_prefix("# ") else {
            // Writing to a string cannot fail.
            let _ = writeln!(plain, "{line}");
            continue;
        };
        let mut words = comment.splitn(3, ' ');
        if let (Some(what @ ("HELP" | "TYPE")), Some(name), Some(rest)) =
            (words.next(), words.next(), words.next())
        {
            let ending = match kinds.get(name) {
                Some(&"counter") => "_total",
                Some(&"info") => "_info",
                _ => "",
            };
            let rest = match (what, rest) {
                ("TYPE", "info") => "gauge",
                ("TYPE", "unknown") => "untyped",
                _ => rest,
            };
            let _ = writeln!(plain, "# {what} {name}{ending} {rest}");
        }
    }
    plain
}

/// The name and the kind that a line gives.
fn kind(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("# TYPE ")?.split_once(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_and_information_are_named_as_their_samples() {
        let text = "# HELP p_reads Reads.\n# TYPE p_reads counter\np_reads_total{of=\"A\"} 3\n\
                    # HELP p_call_seconds Time.\n# TYPE p_call_seconds histogram\n\
                    # UNIT p_call_seconds seconds\np_call_seconds_sum 0.5\n\
                    # HELP p_build Version.\n# TYPE p_build info\np_build_info{version=\"1\"} 1\n\
                    # EOF\n";

        let expected = "# HELP p_reads_total Reads.\n# TYPE p_reads_total counter\n\
                        p_reads_total{of=\"A\"} 3\n\
                        # HELP p_call_seconds Time.\n# TYPE p_call_seconds histogram\n\
                        p_call_seconds_sum 0.5\n\
                        # HELP p_build_info Version.\n# TYPE p_build_info gauge\n\
                        p_build_info{version=\"1\"} 1\n";
        assert_eq!(of_open_metrics(text), expected);
    }
}
