//! The ids of messages that any instance has processed, at the server that the instances share.
//! Where it cannot be asked, each instance knows its own alone. A message that is processed twice
//! only makes the proxy ask Engage once more.

use super::signature::REMEMBERED;
use crate::shared::{NoAnswer, Prefix, SealingKey, Server, SharedOptions, Store};

const IS_PROCESSED: &str = "#!lua flags=no-writes\nreturn redis.call('EXISTS', KEYS[1])";
const NOTE: &str = "#!lua\nredis.call('SET', KEYS[1], '', 'PX', ARGV[1])\nreturn 1";

/// What all instances know of messages.
#[derive(Debug)]
pub(crate) struct Processed {
    store: Store,
    prefix: Prefix,
    key: SealingKey,
}

impl Processed {
    pub(crate) fn new(server: Server, shared: &SharedOptions) -> Self {
        Self {
            store: Store::new(server),
            prefix: shared.prefix.clone(),
            key: shared.sealing.clone(),
        }
    }

    /// Whether an instance has processed the message of this id.
    pub(super) async fn includes(&self, id: &str) -> bool {
        self.run(IS_PROCESSED, id)
            .await
            .is_ok_and(|found| found == 1)
    }

    /// Notes that the message of this id was processed. It is noted afterwards, so that a message
    /// whose instance ends meanwhile is processed when it comes again.
    pub(super) async fn note(&self, id: &str) {
        // When this fails, another instance may process the message again.
        let _ = self.run(NOTE, id).await;
    }

    async fn run(&self, script: &str, id: &str) -> Result<i64, NoAnswer> {
        let key = format!("w:{:x}", self.key.name_of(id.as_bytes()));
        let key = self.prefix.name(&key);
        let remembered = REMEMBERED.as_millis().to_string();
        self.store.run(script, &[&key], &[remembered]).await
    }
}
