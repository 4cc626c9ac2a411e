//! The chaos run with awards: senders hand awards over and repeat themselves, Engage loses
//! answers, and the instances that send are killed. Afterwards every award that was
//! accepted must be in Engage exactly once, or be listed in doubt with evidence.

pub(crate) mod backlog;
mod engage;
mod faults;
mod lane;
mod order;
mod report;
mod sender;
mod verdict;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use parking_lot::RwLock;
use temporary_postgres::TemporaryPostgres;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::engage::Instance;
use crate::folder::Folder;
use crate::proxy::{Program, Proxy};
use crate::random::Random;
use crate::shopper::Addresses;
use crate::{Arguments, Database};
use engage::Engage;
use lane::{Lane, Tally};
use order::Orders;
use report::Report;
use sender::{Desk, Handed, Sender};

/// Who hands awards over.
const SENDERS: usize = 4;
/// A run has to hand over at least so many, unless it is brief.
const FEWEST_AWARDS: usize = 2_000;
/// How long everything may take to be settled, after the last kill: the time after which
/// evidence decides, several times over, since one award of a pair is settled at a time.
const LONGEST_SETTLING: Duration = Duration::from_mins(5);
const EVERY: Duration = Duration::from_millis(250);

/// Runs, and says what came of it.
pub(crate) async fn run(arguments: &Arguments, seed: u64) -> Result<Report> {
    println!("seed {seed}");
    let folder = Folder::new("chaos-awards")?;
    let (postgres, instances) = match arguments.database {
        Database::Sqlite => (None, 1),
        Database::Postgres => (Some(TemporaryPostgres::start()?), 2),
    };
    let [database, _] = folder.databases(postgres.as_ref());
    let engage = Engage::start()?;
    let program = folder.program(&arguments.program, &engage.address)?;
    let run = Run {
        orders: Arc::new(Orders::new(engage.simulator.clone())),
        engage,
        program,
        database,
        addresses: Arc::new(RwLock::new(vec![None; instances])),
        tally: Arc::default(),
        handed: Arc::default(),
    };
    let report = run.have_chaos(arguments, seed).await?;
    folder.close(&report.findings);
    Ok(report)
}

/// Everything that runs.
struct Run {
    engage: Engage,
    orders: Arc<Orders>,
    program: Program,
    database: String,
    /// The internal addresses of the instances that are killed.
    addresses: Addresses,
    tally: Arc<Tally>,
    handed: Arc<Handed>,
}

impl Run {
    async fn have_chaos(&self, arguments: &Arguments, seed: u64) -> Result<Report> {
        let mut random = Random::new(seed);
        let (stop, stopped) = watch::channel(false);
        let faults = tokio::spawn(faults::keep_adding(
            self.engage.simulator.clone(),
            random.fork(),
        ));
        let mut lanes = self.lanes(&mut random, &stopped);
        let mut senders = self.senders(&mut random, &stopped)?;

        let begun = Instant::now();
        self.wait_until_enough(arguments, &mut lanes, &mut senders)
            .await?;
        stop.send_replace(true);
        while let Some(lane) = lanes.join_next().await {
            lane??;
        }
        faults.abort();
        self.engage.simulator.clear_faults();
        let duration = begun.elapsed();
        println!("{} kills; now everything settles", self.tally.get().total);

        let begun = Instant::now();
        let proxies = self.start_for_good().await?;
        // They repeat what has no answer yet.
        while let Some(sender) = senders.join_next().await {
            sender??;
        }
        let is_settled = self.wait_until_settled().await?;
        let export = self.program.export_awards(&self.database).await?;
        drop(proxies);
        let mut findings = self.handed.findings();
        if !is_settled {
            findings.push("some awards were never settled".to_owned());
        }
        let accepted = self.handed.accepted();
        if !arguments.brief && accepted.len() < FEWEST_AWARDS {
            findings.push(format!("only {} awards were handed over", accepted.len()));
        }
        let totals = self.orders.totals();
        let (outcome, wrong) = verdict::verdict(&export, &accepted, &totals)?;
        findings.extend(wrong);
        if let Some(wanted) = arguments.kills
            && self.tally.get().among_awards < wanted
        {
            findings.push(format!("fewer than {wanted} kills among sent awards"));
        }
        Ok(Report {
            database: match arguments.database {
                Database::Sqlite => "one instance and SQLite",
                Database::Postgres => "two instances and one PostgreSQL",
            },
            seed,
            duration,
            settling: begun.elapsed(),
            kills: self.tally.get(),
            requests: self.handed.requests.load(Ordering::Relaxed),
            repeated: self.handed.repeated.load(Ordering::Relaxed),
            calls: self.engage.calls.total(),
            outcome,
            findings,
        })
    }

    fn lanes(&self, random: &mut Random, stopped: &watch::Receiver<bool>) -> JoinSet<Result<()>> {
        let mut lanes = JoinSet::new();
        let instances = self.addresses.read().len();
        for place in 0..instances {
            let lane = Lane {
                instance: Instance(place + 1),
                program: self.program.clone(),
                database: self.database.clone(),
                addresses: Arc::clone(&self.addresses),
                place,
                calls: Arc::clone(&self.engage.calls),
                tally: Arc::clone(&self.tally),
                random: random.fork(),
            };
            lanes.spawn(lane.run(stopped.clone()));
        }
        lanes
    }

    fn senders(
        &self,
        random: &mut Random,
        stopped: &watch::Receiver<bool>,
    ) -> Result<JoinSet<Result<()>>> {
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            let sender = Sender {
                desk: Desk::new(&self.addresses, random.fork())?,
                orders: Arc::clone(&self.orders),
                handed: Arc::clone(&self.handed),
                random: random.fork(),
            };
            senders.spawn(sender.run(stopped.clone()));
        }
        Ok(senders)
    }

    async fn wait_until_enough(
        &self,
        arguments: &Arguments,
        lanes: &mut JoinSet<Result<()>>,
        senders: &mut JoinSet<Result<()>>,
    ) -> Result<()> {
        let begun = Instant::now();
        let longest = Duration::from_secs_f64(arguments.minutes * 60.0);
        let mut said = Instant::now();
        loop {
            let (kills, accepted) = (self.tally.get(), self.handed.accepted().len());
            let is_enough = arguments
                .kills
                .is_some_and(|wanted| kills.among_awards >= wanted && accepted >= FEWEST_AWARDS);
            if is_enough || begun.elapsed() >= longest {
                return Ok(());
            }
            if said.elapsed() > Duration::from_secs(15) {
                said = Instant::now();
                println!(
                    "{} kills, {} among sent awards; {accepted} awards accepted",
                    kills.total, kills.among_awards
                );
            }
            if let Some(ended) = lanes.try_join_next().or_else(|| senders.try_join_next()) {
                ended??;
                bail!("a lane or a sender has ended by itself");
            }
            sleep(EVERY).await;
        }
    }

    /// Starts the instances that were killed, and kills them no more.
    async fn start_for_good(&self) -> Result<Vec<Proxy>> {
        let mut proxies = Vec::new();
        let instances = self.addresses.read().len();
        for place in 0..instances {
            let starting = self.program.start(Instance(place + 1), &self.database)?;
            let proxy = starting.serves().await?;
            self.addresses.write()[place] = Some(proxy.internal.clone());
            proxies.push(proxy);
        }
        Ok(proxies)
    }

    /// Whether nothing is queued and nothing is on its way any more.
    async fn wait_until_settled(&self) -> Result<bool> {
        let mut desk = Desk::new(&self.addresses, Random::new(0))?;
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_SETTLING {
            let (queued, sent) = (desk.has("queued").await, desk.has("sent").await);
            if queued == Some(false) && sent == Some(false) {
                return Ok(true);
            }
            sleep(EVERY).await;
        }
        Ok(false)
    }
}
