//! Whether memory and open files of an instance that is never killed are back where they
//! began, when nobody asks it for anything.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::time::sleep;

use crate::Database;
use crate::proxy::{Proxy, Usage};

/// How long a process may take to come to rest: longer than answers are kept.
const REST: Duration = Duration::from_secs(5);
/// How long it is waited for.
const LONGEST_REST: Duration = Duration::from_secs(30);
const EVERY: Duration = Duration::from_millis(250);
/// By how much memory may differ: the allocator's own fragments, in kilobytes …
const SLACK: u64 = 4 * 1024;
/// … and as a part of what there was.
const SLACK_PART: u64 = 10;

/// What it uses when it has come to rest.
pub(crate) async fn at_rest(proxy: &Proxy) -> Result<Usage> {
    sleep(REST).await;
    proxy.usage()
}

/// The same, once it is back where it began or has had all the time it may take.
pub(crate) async fn at_rest_again(
    proxy: &Proxy,
    before: Usage,
    database: Database,
) -> Result<Usage> {
    let begun = Instant::now();
    let mut usage = at_rest(proxy).await?;
    while !growth(before, usage, database).is_empty() && begun.elapsed() < LONGEST_REST {
        sleep(EVERY).await;
        usage = proxy.usage()?;
    }
    Ok(usage)
}

/// What has grown. Connections that the proxy's pool opens later than at the start, and
/// keeps, are no growth: how many it opens depends on how many shoppers wait at once.
pub(crate) fn growth(before: Usage, after: Usage, database: Database) -> Vec<String> {
    let mut growth = Vec::new();
    if after.files > before.files + database.most_connections() {
        growth.push(format!(
            "{} files are open that were not at the start",
            after.files - before.files
        ));
    }
    if after.memory > before.memory + (before.memory / SLACK_PART).max(SLACK) {
        growth.push(format!(
            "memory has grown from {} kB to {} kB",
            before.memory, after.memory
        ));
    }
    growth
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::same(100_000, 20, 0)]
    #[case::smaller(50_000, 10, 0)]
    #[case::fragments(109_000, 20, 0)]
    #[case::memory(111_000, 20, 1)]
    #[case::files(100_000, 21, 1)]
    #[case::both(200_000, 30, 2)]
    fn memory_and_files_must_not_grow(
        #[case] memory: u64,
        #[case] files: usize,
        #[case] expected: usize,
    ) {
        let growth = growth(BEFORE, Usage { memory, files }, Database::Sqlite);
        assert_eq!(growth.len(), expected, "{growth:?}");
    }

    #[rstest]
    #[case::pool_that_is_full(28, 0)]
    #[case::more_than_the_pool(29, 1)]
    fn a_pool_may_open_its_connections_late(#[case] files: usize, #[case] expected: usize) {
        let after = Usage { files, ..BEFORE };
        let growth = growth(BEFORE, after, Database::Postgres);
        assert_eq!(growth.len(), expected, "{growth:?}");
    }

    const BEFORE: Usage = Usage {
        memory: 100_000,
        files: 20,
    };
}
