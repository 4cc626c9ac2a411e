//! What instances say to each other of changes, through the server that they share.
//!
//! A message that cannot be sent is sent later. An instance that was not connected may have
//! missed messages, so it doubts all that it has cached, and tells all its pages.

mod news;
mod unsent;

pub(crate) use news::News;

use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::changes::ThisInstance;
use crate::reads::{Hold, Holds};
use crate::shared::{NoAnswer, Prefix, Server};
use unsent::Unsent;

const SCRIPT: &str = include_str!("voice/say.lua");
/// How long it is waited before a message is sent again.
const PAUSE: Duration = Duration::from_millis(100);
/// For how long all answers are told from those before, and a contact counts as deleted: longer
/// than anything is kept.
const MARKED_FOR: Duration = Duration::from_hours(24);

/// The way to the other instances.
#[derive(Debug)]
pub(crate) struct Voice {
    server: Server,
    prefix: Prefix,
    channel: String,
    holds: Holds,
    /// Tells the messages of this instance apart from those of others.
    id: u64,
    unsent: Mutex<Unsent>,
    has_unsent: Notify,
}

impl Voice {
    /// `holds` are those of the answers that the instances share.
    pub(crate) fn new(server: Server, prefix: Prefix, holds: Holds) -> Self {
        Self {
            server,
            channel: prefix.name("changes"),
            prefix,
            holds,
            // Two instances with one id would not hear each other. Without randomness, an
            // instance hears its own messages as well, which does no harm.
            id: getrandom::u64().unwrap_or_default(),
            unsent: Mutex::new(Unsent::default()),
            has_unsent: Notify::new(),
        }
    }

    /// Holds back what the instances share of those whom this is about, until it is said.
    pub(super) fn hold(&self, news: &News) -> Hold {
        match news {
            News::Changed(contact) | News::Deleted(contact) => self.holds.contact(contact),
            News::Anything => self.holds.everybody(),
        }
    }

    /// Says this to all other instances: at once, or later when that fails. It takes no longer
    /// than one command. What was shared from before is gone then.
    pub(super) async fn say(&self, news: &News, hold: Hold) {
        // While messages wait, the next one does not wait for the server as well.
        let is_first = self.unsent.lock().is_empty();
        if !is_first || self.send(news).await.is_err() {
            let anything = || self.holds.everybody();
            self.unsent.lock().push(news.clone(), hold, anything);
            self.has_unsent.notify_one();
        }
    }

    /// The channel on which the others are heard.
    pub(crate) fn channel(&self) -> &str {
        &self.channel
    }

    /// Another instance may have said this, or this instance itself.
    pub(crate) fn hear(&self, message: &str, here: &ThisInstance) {
        match News::read(message) {
            Some((from, _)) if from == self.id && self.id != 0 => {}
            Some((_, news)) => here.hear(&news),
            None => tracing::warn!("a message of another instance is not understood"),
        }
    }

    /// Sends what could not be sent. It never returns.
    pub(crate) async fn keep_sending(&self) {
        loop {
            let next = self.unsent.lock().first();
            let Some(news) = next else {
                self.has_unsent.notified().await;
                continue;
            };
            self.server.connected().await;
            match self.send(&news).await {
                Ok(()) => self.unsent.lock().was_sent(&news),
                Err(_) => sleep(PAUSE).await,
            }
        }
    }

    async fn send(&self, news: &News) -> Result<(), NoAnswer> {
        let connection = self.server.connection().ok_or(NoAnswer::NotConnected)?;
        let (keys, mark) = match news {
            News::Changed(contact) => (vec![self.prefix.contact(contact)], String::new()),
            News::Deleted(contact) => {
                let number = self.prefix.number_of(contact);
                (vec![self.prefix.contact(contact), number], String::new())
            }
            News::Anything => (vec![self.prefix.everybody()], new_mark()?),
        };
        let keys: Vec<_> = keys.iter().map(String::as_str).collect();
        let marked_for = MARKED_FOR.as_millis().to_string();
        let message = news.message(self.id);
        let arguments = [self.channel.clone(), message, mark, marked_for];
        let said = connection.run(SCRIPT, &keys, &arguments).await;
        said.map(|_listeners: i64| ())
    }
}

/// Tells all answers from those before. Without randomness it could be the mark that is there.
fn new_mark() -> Result<String, NoAnswer> {
    let mark = getrandom::u64();
    let mark = mark.map_err(|_| NoAnswer::Failed("there is no randomness".to_owned()))?;
    Ok(format!("{mark:x}"))
}
