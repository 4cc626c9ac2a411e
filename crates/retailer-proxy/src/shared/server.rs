//! The server as this instance knows it: one connection that is made again whenever it is
//! lost, and subscribed to the channels on which instances speak.

use std::sync::Arc;
use std::time::Duration;

use redis::{AsyncConnectionConfig, Client, FromRedisValue as _, PushInfo, PushKind};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};

use super::address::ServerAddress;
use super::connection::{Connection, NoAnswer, TIME_LIMIT};

/// How long a connection may take until it is of use.
const CONNECTS_WITHIN: Duration = Duration::from_secs(2);
/// How long it is waited before a connection is made again, at first and at most.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// After how long a connection counts as one that works.
const STEADY: Duration = Duration::from_secs(10);

/// The server. Clones share one connection, which [`keep`](Self::keep) makes.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    address: ServerAddress,
    /// How long an answer is waited for.
    time_limit: Duration,
    current: Arc<watch::Sender<Option<Connection>>>,
}

/// What is heard on the channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A message.
    Message {
        /// On this channel.
        channel: String,
        /// What it says.
        text: String,
    },
    /// The subscriptions begin. What was said until now may have been missed.
    Anew,
}

impl Server {
    pub(crate) fn new(address: ServerAddress) -> Self {
        Self {
            address,
            time_limit: TIME_LIMIT,
            current: Arc::new(watch::Sender::new(None)),
        }
    }

    /// The same for tests in which lateness is not the matter.
    #[cfg(test)]
    pub(crate) fn with_patience(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    /// The connection, while there is one.
    pub(crate) fn connection(&self) -> Option<Connection> {
        self.current.borrow().clone()
    }

    /// Returns when there is a connection.
    pub(crate) async fn connected(&self) -> Connection {
        let mut current = self.current.subscribe();
        loop {
            if let Some(connection) = current.borrow_and_update().clone() {
                return connection;
            }
            // Waiting cannot fail: `self` holds the sender.
            let _ = current.changed().await;
        }
    }

    /// Keeps a connection that is subscribed to these channels, and passes on what is heard there.
    /// It never returns.
    pub(crate) async fn keep<Hear>(&self, channels: &[&str], hear: Hear)
    where
        Hear: Fn(Heard) + Clone + Send + Sync + 'static,
    {
        let mut pause = SHORTEST_PAUSE;
        let mut was_told = false;
        for number in 0.. {
            let begun = Instant::now();
            match self.connect(number, channels, hear.clone()).await {
                Ok((connection, lost)) => {
                    tracing::info!("connected to the server that the instances share");
                    was_told = false;
                    hear(Heard::Anew);
                    self.current.send_replace(Some(connection));
                    lost.notified().await;
                    self.current.send_replace(None);
                    tracing::warn!("the connection to the server that the instances share is lost");
                    if begun.elapsed() >= STEADY {
                        pause = SHORTEST_PAUSE;
                    }
                }
                Err(error) if !was_told => {
                    tracing::warn!("the server that the instances share is out of reach: {error}");
                    was_told = true;
                }
                Err(_) => {}
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn connect<Hear>(
        &self,
        number: u64,
        channels: &[&str],
        hear: Hear,
    ) -> Result<(Connection, Arc<Notify>), NoAnswer>
    where
        Hear: Fn(Heard) + Send + Sync + 'static,
    {
        let lost = Arc::new(Notify::new());
        let on_push = Arc::clone(&lost);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECTS_WITHIN))
            .set_response_timeout(Some(CONNECTS_WITHIN))
            .set_push_sender(move |push: PushInfo| {
                if push.kind == PushKind::Disconnection {
                    on_push.notify_one();
                } else if let Some(message) = message(push) {
                    hear(message);
                }
                Ok::<(), ()>(())
            });
        let connecting = async {
            let client = Client::open(self.address.info())?;
            let connecting = client.get_multiplexed_async_connection_with_config(&config);
            let mut redis = connecting.await?;
            redis.subscribe(channels).await?;
            Ok::<_, NoAnswer>(redis)
        };
        let redis = timeout(CONNECTS_WITHIN, connecting).await;
        let redis = redis.map_err(|_| NoAnswer::TooSlow)??;
        let connection = Connection::new(number, redis, Arc::clone(&lost), self.time_limit);
        Ok((connection, lost))
    }
}

/// What was said on a channel.
fn message(push: PushInfo) -> Option<Heard> {
    if push.kind != PushKind::Message {
        return None;
    }
    let mut said = push.data.into_iter();
    let mut word = || String::from_redis_value(said.next()?).ok();
    let (channel, text) = (word()?, word()?);
    Some(Heard::Message { channel, text })
}
