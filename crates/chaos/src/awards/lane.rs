//! One instance that is started and killed, again and again.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::engage::Calls;
use crate::engage::Instance;
use crate::proxy::Program;
use crate::random::Random;
use crate::shopper::Addresses;

/// One in so many kills falls into the start.
const IN_START: u64 = 12;
/// How long a kill that is meant for a batch waits for one.
const LONGEST_AIM: Duration = Duration::from_secs(2);
const EVERY: Duration = Duration::from_millis(2);

/// What is counted of all kills.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kills {
    /// All of them.
    pub(super) total: u64,
    /// Those at whose moment Engage had a batch that it had not answered.
    pub(super) among_awards: u64,
    /// Those before the instance served.
    pub(super) in_start: u64,
    /// How often it did not start, because the machine or the database was too busy.
    pub(super) failed_starts: u64,
}

/// The counts of all lanes.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Kills>);

impl Tally {
    pub(super) fn get(&self) -> Kills {
        *self.0.lock()
    }
}

/// An instance, and where it belongs.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) instance: Instance,
    pub(super) program: Program,
    pub(super) database: String,
    pub(super) addresses: Addresses,
    /// Which of the addresses is its own.
    pub(super) place: usize,
    pub(super) calls: Arc<Calls>,
    pub(super) tally: Arc<Tally>,
    pub(super) random: Random,
}

impl Lane {
    /// Starts and kills it until it is told to stop. It is dead then.
    pub(super) async fn run(mut self, stop: watch::Receiver<bool>) -> Result<()> {
        while !*stop.borrow() {
            let starting = self.program.start(self.instance, &self.database)?;
            if self.random.one_in(IN_START) {
                sleep(self.random.milliseconds(0, 120)).await;
                starting.kill().await?;
                let mut kills = self.tally.0.lock();
                kills.total += 1;
                kills.in_start += 1;
                continue;
            }
            let Ok(mut proxy) = starting.serves().await else {
                // Whoever watches over a program starts it again.
                self.tally.0.lock().failed_starts += 1;
                continue;
            };
            self.publish(Some(proxy.internal.clone()));
            self.wait().await;
            ensure!(
                proxy.runs()?,
                "{:?} ended by itself; its log may say why",
                self.instance
            );
            let batches = self.calls.under_way(self.instance);
            proxy.kill().await?;
            self.publish(None);
            let mut kills = self.tally.0.lock();
            kills.total += 1;
            kills.among_awards += u64::from(batches > 0);
        }
        Ok(())
    }

    /// Waits for the moment of the kill: a random one, and most often one at which Engage
    /// has a batch.
    async fn wait(&mut self) {
        sleep(self.random.milliseconds(20, 900)).await;
        if self.random.one_in(3) {
            return;
        }
        let begun = Instant::now();
        while self.calls.under_way(self.instance) == 0 && begun.elapsed() < LONGEST_AIM {
            sleep(EVERY).await;
        }
        // Before and after Engage has done the work.
        sleep(self.random.milliseconds(0, 60)).await;
    }

    fn publish(&self, address: Option<String>) {
        if let Some(place) = self.addresses.write().get_mut(self.place) {
            *place = address;
        }
    }
}
