//! Live updates: open pages are told by server-sent events that a contact's
//! challenges changed. An event never says what changed; the page fetches again and
//! gets what its shopper may see.
//!
//! Changes are reported by `webhook` (Engage), by `backend` (the shop's own
//! servers) and by the proxy itself after a join. All of them end in [`Changes`],
//! which empties the contact's cache and wakes the streams in `listeners`. `pacing` says
//! when each of them tells its page, and `voice` is the way to other instances.

mod backend;
mod changes;
pub(crate) mod event_stream;
mod listeners;
mod pacing;
mod rules;
mod voice;
pub(crate) mod webhook;

pub use rules::LiveRules;
pub use webhook::{WebhookKey, WebhookKeyError};

pub(crate) use backend::{Backend, contacts_changed};
pub(crate) use changes::{Changes, ThisInstance};
pub(crate) use event_stream::EventStreams;
pub(crate) use listeners::Listeners;
pub(crate) use voice::Voice;
pub(crate) use webhook::{Processed, Webhooks};
