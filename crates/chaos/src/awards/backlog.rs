//! A backlog of awards is sent while shoppers read. Afterwards every award must be in Engage
//! once, and no second may have had more calls than the budget allows. How long the reads
//! took is printed, with and without the backlog.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use engage_sim::Endpoint;
use parking_lot::{Mutex, RwLock};
use reqwest::Client;
use serde_json::Value;
use temporary_postgres::TemporaryPostgres;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::engage::Engage;
use super::order::{self, Order, Orders};
use super::sender::Desk;
use super::verdict;
use crate::engage::Instance;
use crate::folder::Folder;
use crate::percentile::percentile;
use crate::proxy::{Program, Proxy};
use crate::random::Random;
use crate::shopper::token;
use crate::{Arguments, Database};

/// How many awards there are.
const AWARDS: usize = 100_000;
/// How many of them one request hands over.
const PART: usize = 1_000;
/// How often a shopper reads.
const READ_EVERY: Duration = Duration::from_millis(10);
/// One read in so many is of a shopper whose challenges are not cached.
const UNCACHED: usize = 20;
/// How many shoppers have their challenges cached.
const SHOPPERS: usize = 20;
/// How many calls go to Engage in a second.
const BUDGET: u64 = 50;
/// How long reads are measured without the backlog.
const QUIET: Duration = Duration::from_secs(30);
/// How long the backlog may take.
const LONGEST: Duration = Duration::from_mins(15);
/// Nobody is there.
const NO_ENGAGE: &str = "http://127.0.0.1:1";

/// What came of it.
#[derive(Debug)]
pub(crate) struct Report {
    database: &'static str,
    drained: Duration,
    batches: u64,
    busiest_second: u64,
    with: Latencies,
    without: Latencies,
    /// What was wrong.
    pub(crate) findings: Vec<String>,
}

/// How long reads took.
#[derive(Clone, Debug, Default)]
struct Latencies {
    cached: Vec<Duration>,
    uncached: Vec<Duration>,
    failed: usize,
}

/// Runs, and says what came of it.
pub(crate) async fn run(arguments: &Arguments) -> Result<Report> {
    let folder = Folder::new("chaos-backlog")?;
    let (postgres, name) = match arguments.database {
        Database::Sqlite => (None, "SQLite"),
        Database::Postgres => (Some(TemporaryPostgres::start()?), "PostgreSQL"),
    };
    let [database, _] = folder.databases(postgres.as_ref());
    let engage = Engage::start()?;
    let program = |engage: &str| -> Result<Program> {
        Ok(Program {
            settings: vec![
                ("RETAILER_PROXY_BUDGET_CALLS_PER_SECOND", BUDGET.to_string()),
                (
                    "RETAILER_PROXY_READS_CHALLENGES_FRESH_SECONDS",
                    "900".into(),
                ),
                ("RETAILER_PROXY_READS_CHALLENGES_KEPT_SECONDS", "900".into()),
                ("RETAILER_PROXY_READS_MEMORY_MEGABYTES", "256".into()),
            ],
            ..folder.program(&arguments.program, engage)?
        })
    };
    let orders = Orders::new(engage.simulator.clone());
    // Engage is not there yet, so that all of them wait.
    let proxy = program(NO_ENGAGE)?.start(Instance(1), &database)?;
    let accepted = hand_over(&proxy.serves().await?, &orders).await?;

    let program = program(&engage.address)?;
    let proxy = program.start(Instance(1), &database)?.serves().await?;
    let begun = Instant::now();
    let readers = Readers::new(&proxy)?;
    let with = readers.read_while(drained(&proxy)).await?;
    let drained = begun.elapsed();
    let batches = engage.simulator.log().count(Endpoint::AddCheckpoints);
    let busiest_second = engage.simulator.log().busiest_second();
    let quiet = async {
        sleep(QUIET).await;
        Ok(())
    };
    let without = readers.read_while(quiet).await?;

    let export = program.export_awards(&database).await?;
    let (_, mut findings) = verdict::verdict(&export, &accepted, &orders.totals())?;
    if busiest_second > BUDGET {
        findings.push(format!("{busiest_second} calls in one second"));
    }
    if with.failed + without.failed > 0 {
        let (with, without) = (with.failed, without.failed);
        findings.push(format!("{with} and {without} reads failed"));
    }
    folder.close(&findings);
    Ok(Report {
        database: name,
        drained,
        batches,
        busiest_second,
        with,
        without,
        findings,
    })
}

async fn hand_over(proxy: &Proxy, orders: &Orders) -> Result<HashSet<Order>> {
    let mut desk = desk(proxy)?;
    let mut accepted = HashSet::new();
    while accepted.len() < AWARDS {
        let part: Vec<_> = (0..PART).map(|_| orders.next()).collect();
        let awards: Value = part.iter().map(|order| order.written()).collect();
        let answer = desk.hand_over(&awards.to_string()).await;
        let (status, answer) = answer.context("the proxy does not answer")?;
        ensure!(status == 202, "{status}: {answer}");
        accepted.extend(part);
    }
    Ok(accepted)
}

/// Returns when nothing is queued and nothing is on its way any more.
async fn drained(proxy: &Proxy) -> Result<()> {
    let mut desk = desk(proxy)?;
    let begun = Instant::now();
    while begun.elapsed() < LONGEST {
        let (queued, sent) = (desk.has("queued").await, desk.has("sent").await);
        if queued == Some(false) && sent == Some(false) {
            return Ok(());
        }
        sleep(Duration::from_millis(200)).await;
    }
    anyhow::bail!(
        "the backlog is not sent after {} minutes",
        LONGEST.as_secs() / 60
    )
}

fn desk(proxy: &Proxy) -> Result<Desk> {
    let addresses = Arc::new(RwLock::new(vec![Some(proxy.internal.clone())]));
    Desk::new(&addresses, Random::new(0))
}

/// Shoppers who read.
struct Readers {
    client: Client,
    address: String,
    came: Mutex<usize>,
}

impl Readers {
    fn new(proxy: &Proxy) -> Result<Self> {
        Ok(Self {
            client: Client::builder().no_proxy().build()?,
            address: format!("{}/challenges", proxy.address),
            came: Mutex::new(SHOPPERS),
        })
    }

    /// Reads until this is done.
    async fn read_while(&self, done: impl Future<Output = Result<()>>) -> Result<Latencies> {
        let mut latencies = Latencies::default();
        for shopper in 0..SHOPPERS {
            self.read(shopper)?.await;
        }
        let mut reads = JoinSet::new();
        let mut ticks = interval(READ_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut done = std::pin::pin!(done);
        let mut number = 0;
        loop {
            tokio::select! {
                done = &mut done => {
                    done?;
                    break;
                }
                _ = ticks.tick() => {
                    number += 1;
                    let is_cached = number % UNCACHED != 0;
                    let shopper = if is_cached { number % SHOPPERS } else { self.another() };
                    let read = self.read(shopper)?;
                    reads.spawn(async move { (is_cached, read.await) });
                }
                Some(read) = reads.join_next() => latencies.add(read?),
            }
        }
        while let Some(read) = reads.join_next().await {
            latencies.add(read?);
        }
        Ok(latencies)
    }

    /// A shopper who was not there yet.
    fn another(&self) -> usize {
        let mut came = self.came.lock();
        *came += 1;
        *came
    }

    /// How long one read takes. `None` when it fails.
    fn read(
        &self,
        shopper: usize,
    ) -> Result<impl Future<Output = Option<Duration>> + Send + use<>> {
        // Shoppers whose awards are in the backlog would not stay cached.
        let contact = order::contact_id(10_000_000 + shopper);
        let request = self.client.get(&self.address).bearer_auth(token(&contact)?);
        Ok(async move {
            let begun = Instant::now();
            let response = request.send().await.ok()?;
            let is_good = response.status() == 200;
            response.bytes().await.ok()?;
            is_good.then(|| begun.elapsed())
        })
    }
}

impl Latencies {
    fn add(&mut self, (is_cached, took): (bool, Option<Duration>)) {
        match (is_cached, took) {
            (_, None) => self.failed += 1,
            (true, Some(took)) => self.cached.push(took),
            (false, Some(took)) => self.uncached.push(took),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{AWARDS} queued awards with {}: sent in {:.0} s, in {} batches; at most {} calls in \
             one second",
            self.database,
            self.drained.as_secs_f64(),
            self.batches,
            self.busiest_second
        )?;
        for (name, latencies) in [("with", &self.with), ("without", &self.without)] {
            for (kind, reads) in [
                ("cached", &latencies.cached),
                ("uncached", &latencies.uncached),
            ] {
                writeln!(
                    f,
                    "{kind} reads {name} the backlog: {}, p50 {:.1} ms, p99 {:.1} ms",
                    reads.len(),
                    percentile(reads, 500),
                    percentile(reads, 990)
                )?;
            }
        }
        for finding in self.findings.iter().take(20) {
            writeln!(f, "FOUND: {finding}")?;
        }
        writeln!(f, "{} findings", self.findings.len())
    }
}
