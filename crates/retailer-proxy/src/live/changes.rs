//! The one place that every change to a contact's challenges is reported to: by the
//! proxy after a join, by Engage's webhook, by the shop's backend, or by the program
//! around the proxy.

use std::sync::Arc;

use challenge_model::ContactId;

use super::listeners::Listeners;
use super::voice::{News, Voice};
use crate::reads::Reads;
use crate::sessions::Sessions;

/// Everything that has to know of a change.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    pub(crate) here: ThisInstance,
    /// The way to the other instances, where there are any.
    pub(crate) voice: Option<Arc<Voice>>,
}

/// What this instance has cached, and the pages that are connected to it.
#[derive(Clone, Debug)]
pub(crate) struct ThisInstance {
    pub(crate) reads: Arc<Reads>,
    pub(crate) listeners: Arc<Listeners>,
    pub(crate) sessions: Arc<Sessions>,
}

impl Changes {
    /// Something about this contact's challenges changed: their cache is emptied in every
    /// instance, and then their open pages are told.
    pub(crate) async fn changed(&self, contact: &ContactId) {
        self.spread(News::Changed(contact.clone())).await;
    }

    /// The contact was deleted: nothing of theirs stays in memory. The consents in
    /// the ledger stay, because they are proof.
    pub(crate) async fn deleted(&self, contact: &ContactId) {
        self.spread(News::Deleted(contact.clone())).await;
    }

    /// The caches come first, here and elsewhere: a page that is told may ask any instance. Until
    /// the others know, their answers are not used here.
    async fn spread(&self, news: News) {
        let Some(voice) = self.voice.clone() else {
            self.here.forget(&news);
            self.here.tell(&news);
            return;
        };
        let hold = voice.hold(&news);
        self.here.forget(&news);
        let here = self.here.clone();
        let spreading = tokio::spawn(async move {
            voice.say(&news, hold).await;
            here.tell(&news);
        });
        // It goes on when nobody waits for it any more. A panic in it is in the log.
        let _ = spreading.await;
    }
}

impl ThisInstance {
    /// What others have said until now may have been missed.
    pub(crate) fn may_have_missed(&self) {
        self.hear(&News::Anything);
    }

    /// Another instance has said this.
    pub(super) fn hear(&self, news: &News) {
        self.forget(news);
        self.tell(news);
    }

    fn forget(&self, news: &News) {
        match news {
            News::Changed(contact) => self.reads.forget(contact),
            News::Deleted(contact) => {
                self.sessions.forget(contact);
                self.reads.forget(contact);
            }
            News::Anything => self.reads.doubt(),
        }
    }

    fn tell(&self, news: &News) {
        match news {
            News::Changed(contact) | News::Deleted(contact) => self.listeners.tell(contact),
            News::Anything => self.listeners.tell_all(),
        }
    }
}
