//! One connection to the server. Every command has a short time limit, so that a server that
//! is slow costs a shopper milliseconds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, RedisError, ToRedisArgs, cmd};
use tokio::sync::Notify;
use tokio::time::timeout;

/// How long an answer is waited for.
pub(crate) const TIME_LIMIT: Duration = Duration::from_millis(50);

/// A connection that is open, or was until a moment ago. Clones are the same connection.
#[derive(Clone)]
pub(crate) struct Connection {
    number: u64,
    redis: MultiplexedConnection,
    lost: Arc<Notify>,
    time_limit: Duration,
}

/// Why there is no answer. The command may have been carried out all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// There is no connection.
    NotConnected,
    /// The server has failed a moment ago, and is not asked.
    LeftAlone,
    /// It took too long.
    TooSlow,
    /// The server refuses it, or the connection broke: what kind of error it was. The server's
    /// own words are left out.
    Failed(String),
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected => formatter.write_str("there is no connection"),
            Self::LeftAlone => formatter.write_str("it failed a moment ago"),
            Self::TooSlow => formatter.write_str("its answer took too long"),
            Self::Failed(kind) => formatter.write_str(kind),
        }
    }
}

impl From<RedisError> for NoAnswer {
    fn from(error: RedisError) -> Self {
        let code = error.code().unwrap_or_default();
        let is_word = |byte: u8| byte.is_ascii_uppercase();
        Self::Failed(if !code.is_empty() && code.bytes().all(is_word) {
            format!("{} ({code})", error.category())
        } else {
            error.category().to_owned()
        })
    }
}

impl Connection {
    pub(super) fn new(
        number: u64,
        redis: MultiplexedConnection,
        lost: Arc<Notify>,
        time_limit: Duration,
    ) -> Self {
        Self {
            number,
            redis,
            lost,
            time_limit,
        }
    }

    /// Tells the connections of one program apart.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Runs a script on these keys.
    ///
    /// # Errors
    ///
    /// When there is no answer in time. The script may have run all the same.
    pub(crate) async fn run<A, T>(
        &self,
        script: &str,
        keys: &[&str],
        arguments: &[A],
    ) -> Result<T, NoAnswer>
    where
        A: ToRedisArgs,
        T: FromRedisValue,
    {
        let mut run = cmd("EVAL");
        run.arg(script).arg(keys.len()).arg(keys).arg(arguments);
        self.ask(&run).await
    }

    /// Sends a message to every instance that listens to the channel.
    ///
    /// # Errors
    ///
    /// When there is no answer in time. The message may have been sent all the same.
    pub(crate) async fn publish(&self, channel: &str, message: &str) -> Result<(), NoAnswer> {
        let mut publish = cmd("PUBLISH");
        publish.arg(channel).arg(message);
        let _listeners: i64 = self.ask(&publish).await?;
        Ok(())
    }

    /// Says that this connection is of no use any more, so that another is made.
    pub(crate) fn give_up(&self) {
        self.lost.notify_one();
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, NoAnswer> {
        let mut redis = self.redis.clone();
        let answer = timeout(self.time_limit, command.query_async(&mut redis)).await;
        Ok(answer.map_err(|_| NoAnswer::TooSlow)??)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Connection {}", self.number)
    }
}
