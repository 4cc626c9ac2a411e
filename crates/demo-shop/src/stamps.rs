//! Sending the checkpoints of an order to Engage. The shopper does not wait for it
//! for long, and the order is valid whether or not it succeeds.

use std::time::Duration;

use engage_client::{AwardError, CheckpointRow, Client, Repeat};
use tokio::time::{sleep, timeout};

use crate::orders::Stamps;

/// How long a shopper waits for Engage before the page is sent without its answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// How long to wait before each retry, as Engage's retry policy asks for.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_mins(1),
    Duration::from_mins(5),
];

/// The outcome of one attempt.
#[derive(Debug, PartialEq, Eq)]
enum Attempt {
    /// It is known what became of the checkpoints.
    Settled(Stamps),
    /// The checkpoints were certainly not awarded, and a retry may succeed.
    Retry,
    /// A retry would fail too, or could award the checkpoints twice (T13): a person
    /// has to look.
    NeedsReview,
}

/// Awards checkpoints and tells `settle` what became of them. Returns when that is
/// known or when the shopper has waited long enough; retries go on in the background.
pub(crate) async fn award(
    client: Client,
    row: CheckpointRow,
    settle: impl Fn(Stamps) + Send + 'static,
) {
    let first = tokio::spawn(async move {
        match attempt(&client, &row).await {
            Attempt::Settled(stamps) => settle(stamps),
            Attempt::Retry => drop(tokio::spawn(retry(client, row, PAUSES, settle))),
            Attempt::NeedsReview => {}
        }
    });
    // After a timeout or an error the page says that the stamps are awaited.
    let _ = timeout(TIMEOUT, first).await;
}

async fn retry(
    client: Client,
    row: CheckpointRow,
    pauses: impl IntoIterator<Item = Duration, IntoIter: Send> + Send,
    settle: impl Fn(Stamps) + Send,
) {
    for pause in pauses {
        sleep(pause).await;
        match attempt(&client, &row).await {
            Attempt::Settled(stamps) => return settle(stamps),
            Attempt::Retry => {}
            Attempt::NeedsReview => return,
        }
    }
    tracing::error!("checkpoints of an order were not awarded: Engage could not be reached");
}

async fn attempt(client: &Client, row: &CheckpointRow) -> Attempt {
    match client.award_checkpoints(std::slice::from_ref(row)).await {
        Ok(report) if report.is_complete() => {
            Attempt::Settled(Stamps::Awarded(row.checkpoint_amount()))
        }
        Ok(_) => Attempt::Settled(Stamps::NotAccepted),
        Err(error) => after_failure(&error),
    }
}

/// What follows from a failure.
fn after_failure(error: &AwardError) -> Attempt {
    if error.cause.repeat() == Repeat::Safe {
        tracing::warn!(cause = %error.cause, "checkpoints will be sent again");
        Attempt::Retry
    } else {
        tracing::error!(cause = %error.cause, "checkpoints of an order need somebody to look");
        Attempt::NeedsReview
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::{ContactId, DefinitionId};
    use engage_client::{ApiKey, BaseUrl, ClientOptions};
    use engage_sim::{
        DEFAULT_API_KEY, Effect, Endpoint, Fault, Seed, Settings, Simulator, When, serve,
    };
    use std::num::NonZeroU32;
    use std::sync::{Arc, Mutex};
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;

    const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
    const DOG_FOOD: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
    const DRAFT: &str = "81d2e367-d073-43cc-a485-f270b0938e88";

    struct Engage {
        simulator: Simulator,
        client: Client,
        server: JoinHandle<std::io::Result<()>>,
    }

    impl Engage {
        async fn start() -> Self {
            let simulator = Simulator::new(Seed::shop(), Settings::default());
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            let options = ClientOptions::new(
                BaseUrl::parse(&address).unwrap(),
                ApiKey::new(DEFAULT_API_KEY).unwrap(),
            );
            let forever = std::future::pending();
            Self {
                client: Client::new(&options).unwrap(),
                server: tokio::spawn(serve(listener, simulator.clone(), forever)),
                simulator,
            }
        }

        fn failing(self, effect: Effect, when: When, times: u32) -> Self {
            self.simulator.add_fault(Fault {
                when,
                count: NonZeroU32::new(times),
                ..Fault::new(effect)
            });
            self
        }

        fn calls(&self) -> u64 {
            self.simulator.log().count(Endpoint::AddCheckpoints)
        }
    }

    impl Drop for Engage {
        fn drop(&mut self) {
            self.server.abort();
        }
    }

    fn row(definition: &str) -> CheckpointRow {
        CheckpointRow::new(
            DefinitionId::guid(definition).unwrap(),
            ContactId::guid(ALVA).unwrap(),
            NonZeroU32::MIN,
        )
        .unwrap()
    }

    const AWARDED: Attempt = Attempt::Settled(Stamps::Awarded(NonZeroU32::MIN));
    const TOO_MANY: Effect = Effect::Status {
        code: 429,
        retry_after: None,
    };

    #[tokio::test]
    async fn checkpoints_that_engage_accepts_are_awarded() {
        let engage = Engage::start().await;

        assert_eq!(attempt(&engage.client, &row(DOG_FOOD)).await, AWARDED);
    }

    #[tokio::test]
    async fn checkpoints_that_engage_skips_are_not_accepted() {
        let engage = Engage::start().await;

        let outcome = attempt(&engage.client, &row(DRAFT)).await;

        assert_eq!(outcome, Attempt::Settled(Stamps::NotAccepted));
    }

    #[tokio::test]
    async fn a_connection_that_breaks_after_the_award_needs_review() {
        let engage = Engage::start()
            .await
            .failing(Effect::Disconnect, When::After, 1);

        let outcome = attempt(&engage.client, &row(DOG_FOOD)).await;

        assert_eq!(outcome, Attempt::NeedsReview);
    }

    #[tokio::test]
    async fn checkpoints_that_were_certainly_not_awarded_are_sent_again_until_engage_accepts_them()
    {
        let engage = Engage::start().await.failing(TOO_MANY, When::Before, 2);
        let settled = Arc::new(Mutex::new(Vec::new()));
        let settle = {
            let settled = settled.clone();
            move |stamps| settled.lock().unwrap().push(stamps)
        };

        let no_pauses = [Duration::ZERO; 5];
        retry(engage.client.clone(), row(DOG_FOOD), no_pauses, settle).await;

        assert_eq!(*settled.lock().unwrap(), [Stamps::Awarded(NonZeroU32::MIN)]);
        assert_eq!(
            engage.calls(),
            3,
            "two attempts fail and the third succeeds"
        );
    }

    #[tokio::test]
    async fn checkpoints_that_may_have_been_awarded_are_never_sent_again() {
        let engage = Engage::start()
            .await
            .failing(Effect::Disconnect, When::After, 9);

        let no_pauses = [Duration::ZERO; 5];
        retry(engage.client.clone(), row(DOG_FOOD), no_pauses, |_| {
            panic!("nothing is known");
        })
        .await;

        assert_eq!(engage.calls(), 1);
    }
}
