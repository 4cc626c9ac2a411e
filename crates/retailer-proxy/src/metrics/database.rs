//! Whether the database of consents and awards answers.

use parking_lot::Mutex;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// What is known of the database.
#[derive(Default)]
pub(crate) struct DatabaseMetrics {
    answers: Gauge,
    /// Whether it answered when it was last asked.
    answered: Mutex<Option<bool>>,
}

impl DatabaseMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "database",
            "Whether the database of consents and awards answers: 1 yes, 0 no",
            self.answers.clone(),
        );
    }

    /// Notes whether it answers. Returns what was noted before.
    pub(crate) fn note(&self, answers: bool) -> Option<bool> {
        self.answers.set(answers.into());
        self.answered.lock().replace(answers)
    }

    /// Whether it answered when it was last asked, as a line. Empty where it was not asked.
    pub(crate) fn line(&self) -> &'static str {
        match *self.answered.lock() {
            Some(true) => "database answers\n",
            Some(false) => "database does not answer\n",
            None => "",
        }
    }
}
