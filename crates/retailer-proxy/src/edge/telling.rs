//! How instances tell each other of the requests that they have counted, through the server
//! that they share. What cannot be told is dropped: each instance counts by itself then.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{MissedTickBehavior, interval};

use super::told_requests::{Kind, Told, Untold, read};
use crate::shared::{SealingKey, Server, SharedOptions};

/// How often the others are told. A client that asks all instances at once is noticed as late.
const EVERY: Duration = Duration::from_millis(250);

/// The way to the other instances, and what they have not been told.
#[derive(Debug)]
pub(crate) struct Telling {
    server: Server,
    channel: String,
    key: SealingKey,
    /// Tells the messages of this instance apart from those of others.
    id: u64,
    untold: Mutex<Untold>,
}

impl Telling {
    pub(crate) fn new(server: Server, shared: &SharedOptions) -> Self {
        Self {
            server,
            channel: shared.prefix.name("requests"),
            key: shared.sealing.clone(),
            // Without randomness, an instance counts its own requests twice.
            id: getrandom::u64().unwrap_or_default(),
            untold: Mutex::default(),
        }
    }

    /// The channel on which the others are heard.
    pub(crate) fn channel(&self) -> &str {
        &self.channel
    }

    /// The name of a client, which is the same in all instances.
    pub(super) fn name(&self, client: &str) -> u64 {
        self.key.name_of(client.as_bytes())
    }

    /// Notes requests of a client, or that some do not count any more.
    pub(super) fn count(&self, kind: Kind, client: u64, more: i32) {
        self.untold.lock().count(kind, client, more);
    }

    /// What another instance has counted; nothing in a message of this instance.
    pub(super) fn hear(&self, message: &str) -> Vec<Told> {
        match read(message) {
            Some((from, told)) if from != self.id => told,
            Some(_) => Vec::new(),
            None => {
                tracing::warn!("the requests that another instance counts are not understood");
                Vec::new()
            }
        }
    }

    /// Tells the others, again and again. It never returns.
    pub(crate) async fn keep(&self) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let message = self.untold.lock().message(self.id);
            if let (Some(message), Some(connection)) = (message, self.server.connection()) {
                // What is lost is counted by this instance alone.
                let _ = connection.publish(&self.channel, &message).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::consents::ServerIdentity;
    use crate::shared::{Prefix, ServerAddress};

    fn telling() -> Telling {
        let url = "redis://127.0.0.1:1";
        let shared = SharedOptions {
            server: ServerAddress::parse(url, ServerIdentity::Verified).unwrap(),
            prefix: Prefix::new("test").unwrap(),
            instances: NonZeroU32::new(2).unwrap(),
            sealing: SealingKey::of_api_key("key").unwrap(),
        };
        Telling::new(Server::new(shared.server.clone()), &shared)
    }

    #[test]
    fn an_instance_hears_what_others_have_counted_and_not_itself() {
        let (one, other) = (telling(), telling());
        let client = one.name("203.0.113.7");
        assert_eq!(client, other.name("203.0.113.7"));
        one.count(Kind::Address, client, 1);
        let message = one.untold.lock().message(one.id).unwrap();
        assert_eq!(one.hear(&message), []);
        let told = Told {
            kind: Kind::Address,
            client,
            requests: 1,
        };
        assert_eq!(other.hear(&message), [told]);
    }
}
