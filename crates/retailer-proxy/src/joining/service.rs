//! What joining needs of the proxy.

use std::sync::Arc;

use crate::clock::Clock;
use crate::content::ContentSource;
use crate::live::Changes;
use crate::reads::Reads;
use crate::upstream::Upstream;

use super::in_progress::JoinsInProgress;
use super::rules::Joining;

/// Joins shoppers, and settles what an earlier join left unfinished.
#[derive(Clone, Debug)]
pub(crate) struct JoinService {
    pub(crate) joining: Arc<Joining>,
    pub(crate) in_progress: Arc<JoinsInProgress>,
    pub(crate) reads: Arc<Reads>,
    pub(crate) upstream: Upstream,
    pub(crate) content: Arc<ContentSource>,
    pub(crate) changes: Changes,
    pub(crate) clock: Clock,
}
