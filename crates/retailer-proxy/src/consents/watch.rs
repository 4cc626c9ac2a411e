//! Whether the database answers, for the metrics and for `/readyz`.

use std::time::Duration;

use super::Ledger;
use crate::metrics::Metrics;

/// How often it is asked.
const EVERY: Duration = Duration::from_secs(10);

/// Notes every ten seconds whether the database answers. It never returns.
pub(crate) async fn keep_watching(ledger: &Ledger, metrics: &Metrics) {
    loop {
        look(ledger, metrics).await;
        tokio::time::sleep(EVERY).await;
    }
}

async fn look(ledger: &Ledger, metrics: &Metrics) {
    let answer = ledger.ask().await;
    let did_answer = metrics.database.note(answer.is_ok());
    match answer {
        Err(error) if did_answer != Some(false) => {
            tracing::error!("nobody can join, and no awards are taken: {error}");
        }
        Ok(()) if did_answer == Some(false) => {
            tracing::info!("the database of consents and awards answers again");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_that_answers_and_one_that_is_gone_are_told_apart() {
        let ledger = Ledger::in_memory().await.unwrap();
        let metrics = Metrics::new();
        assert_eq!(metrics.database.line(), "");
        look(&ledger, &metrics).await;
        assert_eq!(metrics.database.line(), "database answers\n");
        ledger.pool().close().await;
        look(&ledger, &metrics).await;
        assert_eq!(metrics.database.line(), "database does not answer\n");
    }
}
