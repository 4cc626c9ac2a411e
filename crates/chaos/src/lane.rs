//! One instance that is started and killed, again and again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::engage::{Aim, Calls, Instance, Target};
use crate::proxy::Program;
use crate::random::Random;
use crate::shopper::Addresses;

/// How long a planned kill waits for its row.
const LONGEST_AIM: Duration = Duration::from_secs(2);
/// One in so many kills falls into the start.
const IN_START: u64 = 12;

/// What is counted of all kills.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kills {
    /// All of them.
    pub(crate) total: u64,
    /// Those at whose moment at least one row was written and not settled: Engage had
    /// the call and the instance not its answer.
    pub(crate) among_rows: u64,
    /// How many such rows there were.
    pub(crate) rows: u64,
    /// Those of them that were planned for the moment after a row was written. The others
    /// met a row at a random moment.
    pub(crate) planned: u64,
    /// Those before the instance served.
    pub(crate) in_start: u64,
    /// How long all starts took together, and how many they were.
    pub(crate) starting: Duration,
    pub(crate) starts: u32,
    /// How often it did not start, because the machine or the database was too busy.
    pub(crate) failed_starts: u32,
}

/// The counts of all lanes.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Kills>);

impl Tally {
    pub(crate) fn kills(&self) -> Kills {
        *self.0.lock()
    }
}

/// An instance, and where it belongs.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) instance: Instance,
    pub(crate) program: Program,
    pub(crate) database: String,
    pub(crate) addresses: Addresses,
    /// Which of the addresses is its own.
    pub(crate) place: usize,
    pub(crate) calls: Arc<Calls>,
    pub(crate) tally: Arc<Tally>,
    pub(crate) random: Random,
}

/// When the instance is killed.
enum Plan {
    /// So long after its process was started.
    InStart(Duration),
    /// So long after it began to serve, whatever it does then.
    Later(Duration),
    /// When its next call of `assign` reaches Engage.
    AtRow(Target),
}

impl Lane {
    /// Starts and kills it until it is told to stop. It is dead then.
    pub(crate) async fn run(mut self, stop: watch::Receiver<bool>) -> Result<()> {
        while !*stop.borrow() {
            let plan = self.plan();
            let begun = Instant::now();
            let starting = self.program.start(self.instance, &self.database)?;
            if let Plan::InStart(after) = plan {
                sleep(after).await;
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
            {
                let mut kills = self.tally.0.lock();
                kills.starting += begun.elapsed();
                kills.starts += 1;
            }
            self.publish(Some(proxy.address.clone()));
            let done = self.wait(&plan).await;
            ensure!(
                proxy.runs()?,
                "{:?} ended by itself; its log may say why",
                self.instance
            );
            let rows = self.calls.under_way(self.instance);
            proxy.kill().await?;
            self.publish(None);
            self.calls.forget(self.instance);
            self.note(rows, &plan);
            if let Some(done) = done {
                // Engage may go on with the call whose caller is dead.
                let _ = done.send(());
            }
        }
        Ok(())
    }

    fn plan(&mut self) -> Plan {
        let random = &mut self.random;
        if random.one_in(IN_START) {
            Plan::InStart(random.milliseconds(0, 120))
        } else if random.one_in(4) {
            Plan::Later(random.milliseconds(20, 800))
        } else {
            Plan::AtRow(random.pick(&Target::ALL))
        }
    }

    /// Waits for the moment of the kill.
    async fn wait(&mut self, plan: &Plan) -> Option<tokio::sync::oneshot::Sender<()>> {
        match plan {
            Plan::InStart(time) | Plan::Later(time) => {
                sleep(*time).await;
                None
            }
            Plan::AtRow(target) => {
                // Not always the first call after a start.
                sleep(self.random.milliseconds(0, 60)).await;
                let (aim, due, done) = Aim::new(*target);
                self.calls.aim(self.instance, aim);
                // Without a call, it is a kill like any other.
                let _ = timeout(LONGEST_AIM, due).await;
                Some(done)
            }
        }
    }

    fn note(&self, rows: usize, plan: &Plan) {
        let mut kills = self.tally.0.lock();
        kills.total += 1;
        kills.rows += rows as u64;
        kills.among_rows += u64::from(rows > 0);
        kills.planned += u64::from(rows > 0 && matches!(plan, Plan::AtRow(_)));
    }

    fn publish(&self, address: Option<String>) {
        if let Some(place) = self.addresses.write().get_mut(self.place) {
            *place = address;
        }
    }
}
