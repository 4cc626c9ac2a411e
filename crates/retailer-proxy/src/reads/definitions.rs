//! The definitions: one list for everybody, and single ones that are not in it.

use std::sync::Arc;
use std::time::Duration;

use challenge_model::{Definition, DefinitionId};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::slot::Slot;

/// How many ids that are not in the list are remembered, there or not.
const SINGLES: u64 = 1_000;

#[derive(Debug)]
pub(super) struct Definitions {
    list: Arc<Slot<Vec<Definition>>>,
    singles: Cache<DefinitionId, Arc<Slot<Option<Definition>>>>,
}

impl Definitions {
    pub(super) fn new(kept: Duration) -> Self {
        let singles = Cache::builder()
            .max_capacity(SINGLES)
            .time_to_live(kept)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self {
            list: Arc::default(),
            singles,
        }
    }

    pub(super) fn list(&self) -> &Arc<Slot<Vec<Definition>>> {
        &self.list
    }

    /// The place of one that is not in the list: it is newer than that, or there
    /// is none (T27).
    pub(super) fn single(&self, id: &DefinitionId) -> Arc<Slot<Option<Definition>>> {
        self.singles.get_with_by_ref(id, Arc::default)
    }
}
