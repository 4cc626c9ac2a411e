//! Examines many documents on several threads.

use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::contract::Contract;
use crate::document::Document;
use crate::examination::Examiner;
use crate::fixtures::Fixtures;
use crate::panics;
use crate::tally::Tally;

/// How many documents one thread examines. The thread is named after them: where a document
/// ends the whole program, because it needs more stack than there is, the last message has
/// the name of the thread.
const BATCH: u64 = 1_000;
/// The run ends after so many findings.
const MOST_FINDINGS: usize = 20;
/// How often the run says how far it is.
const SAID_EVERY: Duration = Duration::from_secs(15);

/// Which documents are examined.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) numbers: Range<u64>,
    pub(crate) threads: usize,
}

/// What the threads share.
struct Run<'f> {
    seed: u64,
    end: u64,
    /// The number of the first document that no thread has taken.
    next: AtomicU64,
    fixtures: &'f Fixtures,
    examiner: Examiner<'f>,
    progress: Mutex<Progress>,
}

struct Progress {
    tally: Tally,
    said: Instant,
}

/// Examines all documents of the plan, or as many as it takes to find enough.
///
/// # Errors
///
/// When a fixture or the contract cannot be read, or a thread cannot be started.
pub(crate) fn run(plan: &Plan) -> Result<Tally> {
    let fixtures = Fixtures::read()?;
    panics::keep_messages();
    let run = Run {
        seed: plan.seed,
        end: plan.numbers.end,
        next: AtomicU64::new(plan.numbers.start),
        examiner: Examiner {
            unmutated: &fixtures.unmutated,
            contract: Contract::read()?,
        },
        fixtures: &fixtures,
        progress: Mutex::new(Progress {
            tally: Tally::default(),
            said: Instant::now(),
        }),
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..plan.threads)
            .map(|_| scope.spawn(|| run.work()))
            .collect();
        workers.into_iter().try_for_each(|worker| {
            let stopped = || io::Error::other("a thread of the run panicked");
            worker.join().unwrap_or_else(|_| Err(stopped()))
        })
    })?;
    let tally = run.lock().tally.clone();
    Ok(tally)
}

impl Run<'_> {
    /// Examines one batch after the other.
    fn work(&self) -> io::Result<()> {
        while let Some(batch) = self.take() {
            let name = format!("documents {} to {}", batch.start, batch.end - 1);
            let examined = thread::scope(|scope| {
                let thread = thread::Builder::new().name(name);
                let thread = thread.spawn_scoped(scope, || self.examine(batch))?;
                let stopped = |_| io::Error::other("a batch panicked between two documents");
                thread.join().map_err(stopped)
            })?;
            self.note(examined);
        }
        Ok(())
    }

    /// The numbers of the next batch.
    fn take(&self) -> Option<Range<u64>> {
        let start = self.next.fetch_add(BATCH, Ordering::Relaxed);
        (start < self.end).then(|| start..(start + BATCH).min(self.end))
    }

    fn examine(&self, numbers: Range<u64>) -> Tally {
        let mut tally = Tally::default();
        for number in numbers {
            let begun = Instant::now();
            let outcome = panics::caught(|| {
                let document = Document::of(self.seed, number, self.fixtures);
                self.examiner.examine(&document)
            });
            tally.note(number, outcome, begun.elapsed());
        }
        tally
    }

    fn note(&self, examined: Tally) {
        let mut progress = self.lock();
        progress.tally.add(examined);
        if progress.tally.findings.len() >= MOST_FINDINGS {
            self.next.store(self.end, Ordering::Relaxed);
        }
        if progress.said.elapsed() >= SAID_EVERY {
            progress.said = Instant::now();
            println!("{} documents", progress.tally.documents);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_of_a_plan_is_examined_once_on_any_number_of_threads() {
        let run = |threads| {
            let numbers = 10..60;
            run(&Plan {
                seed: 5,
                numbers,
                threads,
            })
            .unwrap()
        };
        let (one, three) = (run(1), run(3));
        assert_eq!(one.documents, 50);
        assert_eq!(one.whole + one.partly + one.refused, 50, "{one}");
        assert_eq!(one.whole, three.whole);
        assert_eq!(one.refused, three.refused);
    }
}
