//! The cached definitions: one list for all shoppers, and single ones that are not in
//! that list.

use std::sync::Arc;
use std::time::Duration;

use challenge_model::{Definition, DefinitionId};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::cache_slot::CacheSlot;

/// How many ids that are not in the list are cached, whether they exist or not.
const SINGLES: u64 = 1_000;

#[derive(Debug)]
pub(super) struct DefinitionCache {
    list: Arc<CacheSlot<Vec<Definition>>>,
    singles: Cache<DefinitionId, Arc<CacheSlot<Option<Definition>>>>,
}

impl DefinitionCache {
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

    pub(super) fn list(&self) -> &Arc<CacheSlot<Vec<Definition>>> {
        &self.list
    }

    /// The place of a definition that is not in the list: it is newer than the list, or
    /// does not exist (T27).
    pub(super) fn single(&self, id: &DefinitionId) -> Arc<CacheSlot<Option<Definition>>> {
        self.singles.get_with_by_ref(id, Arc::default)
    }
}
