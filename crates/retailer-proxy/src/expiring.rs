//! A small cache: so many entries, each for so long.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was found out lately.
#[derive(Debug)]
pub(crate) struct Expiring<K, V> {
    lasts: Duration,
    most: usize,
    entries: Mutex<HashMap<K, (Instant, V)>>,
}

impl<K: Eq + Hash, V: Clone> Expiring<K, V> {
    /// With room for so many entries that last so long.
    pub(crate) fn new(lasts: Duration, most: usize) -> Self {
        Self {
            lasts,
            most,
            entries: Mutex::default(),
        }
    }

    pub(crate) fn get(&self, key: &K) -> Option<V> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, value) = entries.get(key)?;
        (since.elapsed() < self.lasts).then(|| value.clone())
    }

    /// When there is no room, everything that is over goes, and if that is not
    /// enough, everything.
    pub(crate) fn put(&self, key: K, value: V) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= self.most && !entries.contains_key(&key) {
            entries.retain(|_, (since, _)| since.elapsed() < self.lasts);
            if entries.len() >= self.most {
                entries.clear();
            }
        }
        entries.insert(key, (Instant::now(), value));
    }

    /// Drops whatever has this value.
    pub(crate) fn forget(&self, is_over: impl Fn(&V) -> bool) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|_, (_, value)| !is_over(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_there_until_it_is_over_forgotten_or_crowded_out() {
        let cache = Expiring::new(Duration::from_hours(1), 2);
        cache.put("a", 1);
        cache.put("b", 2);
        cache.put("a", 3);
        assert_eq!((cache.get(&"a"), cache.get(&"b")), (Some(3), Some(2)));
        cache.forget(|value| *value == 2);
        assert_eq!((cache.get(&"a"), cache.get(&"b")), (Some(3), None));
        cache.put("b", 2);
        cache.put("c", 4);
        assert_eq!((cache.get(&"a"), cache.get(&"c")), (None, Some(4)));
        let over = Expiring::new(Duration::ZERO, 2);
        over.put("a", 1);
        assert_eq!(over.get(&"a"), None);
    }
}
