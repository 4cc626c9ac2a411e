//! The server as a memory that one can do without. After a failure it is left alone for a while,
//! so that a server that does not answer costs few shoppers any time.

use parking_lot::Mutex;
use redis::{FromRedisValue, ToRedisArgs};
use tokio::time::Instant;

use super::connection::NoAnswer;
use super::reach::Reach;
use super::server::Server;

/// What is kept at the server for one purpose.
#[derive(Debug)]
pub(crate) struct Store {
    server: Server,
    reach: Mutex<Reach>,
}

impl Store {
    pub(crate) fn new(server: Server) -> Self {
        Self {
            server,
            reach: Mutex::default(),
        }
    }

    /// Runs a script on these keys.
    ///
    /// # Errors
    ///
    /// When there is no answer in time, or the server is left alone. The script may have run all
    /// the same.
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
        if !self.reach.lock().is_asked(Instant::now()) {
            return Err(NoAnswer::LeftAlone);
        }
        let connection = self.server.connection().ok_or(NoAnswer::NotConnected)?;
        let answer = connection.run(script, keys, arguments).await;
        self.reach.lock().note(&answer, Instant::now());
        answer
    }

    /// The server itself.
    #[cfg(test)]
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }
}
