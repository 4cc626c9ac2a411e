//! What answers about challenges and definitions are made from.

use std::sync::Arc;

use crate::clock::Clock;
use crate::content::ContentSource;
use crate::reads::Reads;

/// Engage's answers, the retailer's texts, and the time.
#[derive(Clone, Debug)]
pub(crate) struct CardSource {
    pub(crate) reads: Arc<Reads>,
    pub(crate) content: Arc<ContentSource>,
    pub(crate) clock: Clock,
}
