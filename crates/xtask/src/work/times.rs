//! How long each piece of work took.

use std::fmt;
use std::time::Duration;

/// Names of works and how long each took, in the order in which they ended.
#[derive(Debug, Default)]
pub(crate) struct Times {
    works: Vec<(String, Duration)>,
    /// How long it all took. Less than the sum where works ran side by side.
    whole: Duration,
}

impl Times {
    pub(super) fn add(&mut self, name: &str, took: Duration) {
        self.works.push((name.to_owned(), took));
    }

    pub(super) fn of_stage(self, whole: Duration) -> Self {
        Self { whole, ..self }
    }

    /// The times of what came first and of what came next.
    pub(crate) fn then(mut self, next: Self) -> Self {
        self.works.extend(next.works);
        self.whole += next.whole;
        self
    }

    #[cfg(test)]
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.works.iter().map(|(name, _)| name.as_str())
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("times: ")?;
        for (name, took) in &self.works {
            write!(formatter, "{name} {}, ", clock(*took))?;
        }
        write!(formatter, "all together {}", clock(self.whole))
    }
}

/// A duration as minutes and seconds, such as `2:05`.
pub(crate) fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_says_how_long_each_work_and_all_of_it_took() {
        let mut first = Times::default();
        first.add("crates", Duration::from_secs(9));
        let mut next = Times::default();
        next.add("trunk 0.21.14", Duration::from_secs(141));

        let times = first
            .of_stage(Duration::from_secs(9))
            .then(next.of_stage(Duration::from_secs(143)));

        assert_eq!(
            times.to_string(),
            "times: crates 0:09, trunk 0.21.14 2:21, all together 2:32"
        );
    }
}
