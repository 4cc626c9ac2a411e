//! A run from beginning to end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use parking_lot::RwLock;
use temporary_postgres::TemporaryPostgres;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::crowd::Crowd;
use crate::engage::{Engage, Instance};
use crate::folder::Folder;
use crate::lane::{Lane, Tally};
use crate::owners::Owners;
use crate::proxy::{Program, Proxy};
use crate::random::Random;
use crate::records::{Pair, Records};
use crate::report::Report;
use crate::shopper::{Addresses, Shopper, World, browser};
use crate::verdict::{self, Record, Unsettled};
use crate::{Arguments, Database, faults, upkeep};

/// The instance that is never killed.
const SURVIVOR: Instance = Instance(0);
/// Shoppers of the survivor, and of those that are killed.
const SURVIVORS_GROUP: usize = 0;
const GROUP: usize = 1;
/// How many shoppers the survivor has at a time.
const SURVIVORS_SHOPPERS: usize = 4;
/// How long the survivor is used before it is measured for the first time.
const WARM_UP: Duration = Duration::from_secs(8);
/// One start in so many may fail, since a busy machine can be too slow for it.
const FAILED_STARTS: u32 = 100;
/// How long Engage may still work on the call of a killed instance: longer than any slow
/// answer among the faults, and than a call of `assign`.
const LONGEST_FAULT: Duration = Duration::from_millis(500);
/// How long what was assigned may take to be settled: the lease of a killed instance has
/// to end, and the next look may be a minute away.
const LONGEST_SETTLING: Duration = Duration::from_secs(150);
/// How much longer the rest takes: three minutes, and the next look.
const CERTAINTY: Duration = Duration::from_secs(270);

/// Everything that runs.
struct Run {
    engage: Engage,
    program: Program,
    survivor: Proxy,
    survivors: Addresses,
    /// The instances that are killed.
    addresses: Addresses,
    /// The ledger of those, and that of the survivor, which may be the same.
    databases: [String; 2],
    owners: Arc<Owners>,
    records: Arc<Records>,
    random: Random,
    shoppers: usize,
}

/// Runs, and says what came of it.
pub(crate) async fn run(arguments: &Arguments, seed: u64) -> Result<Report> {
    println!("seed {seed}");
    let folder = Folder::new("chaos")?;
    let (postgres, instances) = match arguments.database {
        Database::Sqlite => (None, 1),
        Database::Postgres => (Some(TemporaryPostgres::start()?), 2),
    };
    let databases = folder.databases(postgres.as_ref());
    let mut run = Run::begin(arguments, &folder, databases, instances, seed).await?;
    run.be_used(WARM_UP).await?;
    run.engage.cut_connections()?;
    let before = upkeep::at_rest(&run.survivor).await?;

    let tally = Arc::new(Tally::default());
    let begun = Instant::now();
    run.have_chaos(arguments, &tally).await?;
    let duration = begun.elapsed();
    let kills = tally.kills().total;
    println!(
        "{kills} kills in {} s; now everything settles",
        duration.as_secs()
    );

    let begun = Instant::now();
    let unsettled = if arguments.brief {
        Unsettled::Allowed
    } else {
        Unsettled::Wrong
    };
    let (records, mut findings) = run.settle(unsettled).await?;
    let settling = begun.elapsed();
    run.engage.cut_connections()?;
    let after = upkeep::at_rest_again(&run.survivor, before, arguments.database).await?;

    let kills = tally.kills();
    if let Some(wanted) = arguments.kills
        && kills.among_rows < wanted
    {
        let reached = kills.among_rows;
        findings.push(format!(
            "only {reached} of {wanted} kills among written rows"
        ));
    }
    if kills.failed_starts > kills.starts / FAILED_STARTS {
        findings.push(format!("{} starts failed", kills.failed_starts));
    }
    findings.extend(upkeep::growth(before, after, arguments.database));
    let presses = run.records.presses();
    let (answers, streams) = run.records.counts();
    let report = Report {
        database: match arguments.database {
            Database::Sqlite => "one instance and SQLite",
            Database::Postgres => "two instances and one PostgreSQL",
        },
        seed,
        duration,
        settling,
        kills,
        contacts: contacts(presses.keys()).len(),
        presses: presses
            .values()
            .map(|presses| u64::from(presses.consents()))
            .sum(),
        told_joined: presses
            .values()
            .map(|presses| u64::from(presses.joined))
            .sum(),
        calls: run.engage.calls.total(),
        assigned: run.assigned().len(),
        joined: records
            .iter()
            .filter(|record| record.outcome == verdict::Outcome::Joined)
            .count(),
        records: records.len(),
        answers,
        streams,
        before,
        after,
        findings,
    };
    folder.close(&report.findings);
    Ok(report)
}

impl Run {
    async fn begin(
        arguments: &Arguments,
        folder: &Folder,
        databases: [String; 2],
        instances: usize,
        seed: u64,
    ) -> Result<Self> {
        let engage = Engage::start()?;
        let program = folder.program(&arguments.program, &engage.address)?;
        let survivor = program.start(SURVIVOR, &databases[1])?.serves().await?;
        let survivors = Arc::new(RwLock::new(vec![Some(survivor.address.clone())]));
        Ok(Self {
            owners: Arc::new(Owners::new(engage.simulator.clone())),
            engage,
            program,
            survivor,
            survivors,
            addresses: Arc::new(RwLock::new(vec![None; instances])),
            databases,
            records: Arc::default(),
            random: Random::new(seed),
            shoppers: arguments.shoppers,
        })
    }

    /// A browser of its own for each part of the run: with it, its connections go.
    fn world(&self) -> Result<World> {
        Ok(World {
            browser: browser()?,
            owners: Arc::clone(&self.owners),
            records: Arc::clone(&self.records),
        })
    }

    /// Has the survivor used as it will be during the run.
    async fn be_used(&mut self, time: Duration) -> Result<()> {
        let crowd = Crowd::new(&self.engage.simulator, &self.survivors, SURVIVORS_GROUP);
        // Contacts of their own, whose numbers do not meet those of the run.
        crowd
            .came
            .store(1 << 32, std::sync::atomic::Ordering::Relaxed);
        let (stop, told_to_stop) = watch::channel(false);
        let world = self.world()?;
        let faults = tokio::spawn(faults::keep_adding(
            self.engage.simulator.clone(),
            self.random.fork(),
        ));
        let shopping = crowd.shop(self.shoppers, &world, &mut self.random, &told_to_stop);
        let ending = async {
            sleep(time).await;
            stop.send_replace(true);
        };
        let (shopped, ()) = tokio::join!(shopping, ending);
        faults.abort();
        self.engage.simulator.clear_faults();
        shopped
    }

    /// Shoppers everywhere, faults, and kills, until there were enough.
    async fn have_chaos(&mut self, arguments: &Arguments, tally: &Arc<Tally>) -> Result<()> {
        let (stop, stopped) = watch::channel(false);
        let simulator = self.engage.simulator.clone();
        let faults = tokio::spawn(faults::keep_adding(simulator, self.random.fork()));
        let mut lanes = JoinSet::new();
        let instances = self.addresses.read().len();
        for place in 0..instances {
            let lane = Lane {
                instance: Instance(place + 1),
                program: self.program.clone(),
                database: self.databases[0].clone(),
                addresses: Arc::clone(&self.addresses),
                place,
                calls: Arc::clone(&self.engage.calls),
                tally: Arc::clone(tally),
                random: self.random.fork(),
            };
            lanes.spawn(lane.run(stopped.clone()));
        }
        let world = self.world()?;
        let [survivors, crowd] = [(&self.survivors, SURVIVORS_GROUP), (&self.addresses, GROUP)]
            .map(|(addresses, group)| Crowd::new(&self.engage.simulator, addresses, group));
        let mut random = self.random.fork();
        let ended = wait_until_enough(arguments, tally, &mut lanes);
        let ended = async {
            let ended = ended.await;
            stop.send_replace(true);
            ended
        };
        let (first, second, ended) = tokio::join!(
            survivors.shop(SURVIVORS_SHOPPERS, &world, &mut self.random, &stopped),
            crowd.shop(self.shoppers, &world, &mut random, &stopped),
            ended
        );
        ended?;
        while let Some(lane) = lanes.join_next().await {
            lane??;
        }
        faults.abort();
        self.engage.simulator.clear_faults();
        first.and(second)
    }

    /// Starts the killed instances for good, has some shoppers try again and leaves the
    /// rest to the program, and compares everything in the end.
    async fn settle(&mut self, unsettled: Unsettled) -> Result<(Vec<Record>, Vec<String>)> {
        // The proxy settles when it starts, and has to see everything that Engage did.
        sleep(LONGEST_FAULT).await;
        let mut proxies = Vec::new();
        let mut running = Vec::new();
        let instances = self.addresses.read().len();
        for place in 0..instances {
            let starting = self
                .program
                .start(Instance(place + 1), &self.databases[0])?;
            let proxy = starting.serves().await?;
            running.push(Some(proxy.address.clone()));
            proxies.push(proxy);
        }
        *self.addresses.write() = running;
        self.try_again(unsettled).await?;
        let longest = match unsettled {
            Unsettled::Allowed => LONGEST_SETTLING,
            Unsettled::Wrong => LONGEST_SETTLING + CERTAINTY,
        };
        let records = self.settled(unsettled, longest).await?;
        self.look_again().await?;
        let assigned = self.assigned();
        let presses = self.records.presses();
        let mut findings = verdict::findings(&records, &assigned, &presses, unsettled);
        findings.extend(self.records.findings());
        let overlaps = self.engage.calls.overlaps();
        findings.extend(
            overlaps
                .iter()
                .map(|pair| format!("two joins were carried out at once: {pair:?}")),
        );
        Ok((records, findings))
    }

    /// The records once nothing waits to be settled any more, or once nothing was settled
    /// for so long. How long all of it takes depends on how much there is.
    async fn settled(&self, unsettled: Unsettled, longest: Duration) -> Result<Vec<Record>> {
        let mut fewest = usize::MAX;
        let mut last_settled = Instant::now();
        loop {
            let records = self.ledger().await?;
            let waiting = verdict::waiting(&records, &self.assigned(), unsettled);
            if waiting < fewest {
                fewest = waiting;
                last_settled = Instant::now();
            }
            if waiting == 0 || last_settled.elapsed() > longest {
                return Ok(records);
            }
            sleep(Duration::from_secs(1)).await;
        }
    }

    /// About half of those who have not joined for sure press again. The instance that was
    /// never killed settles the rest only at its next interval, up to a minute later. Where
    /// nobody waits for that, all of its shoppers press again.
    async fn try_again(&mut self, unsettled: Unsettled) -> Result<()> {
        let world = self.world()?;
        let mut presses = JoinSet::new();
        for (pair, told) in self.records.presses() {
            if told.joined > 0 || told.consents() == 0 {
                continue;
            }
            let is_survivors = Arc::ptr_eq(self.addresses_of(&pair.contact), &self.survivors);
            let has_to = is_survivors && unsettled == Unsettled::Allowed;
            if !has_to && !self.random.one_in(2) {
                continue;
            }
            let mut random = self.random.fork();
            let addresses = self.addresses_of(&pair.contact);
            let shopper = Shopper::new(&world, addresses, pair.contact)?;
            presses.spawn(async move { shopper.join(&pair.definition, &mut random).await });
            if presses.len() >= self.shoppers
                && let Some(press) = presses.join_next().await
            {
                press?;
            }
        }
        while let Some(press) = presses.join_next().await {
            press?;
        }
        Ok(())
    }

    /// Every shopper looks at their cards once more, and must see what Engage has.
    async fn look_again(&mut self) -> Result<()> {
        let world = self.world()?;
        let mut assigned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for pair in self.assigned() {
            assigned
                .entry(pair.contact)
                .or_default()
                .insert(pair.definition);
        }
        for contact in contacts(self.records.presses().keys()) {
            let addresses = self.addresses_of(&contact);
            let shopper = Shopper::new(&world, addresses, contact)?;
            let shown = shopper.joined(&mut self.random).await;
            let expected = assigned.remove(&shopper.contact).unwrap_or_default();
            match shown {
                Some(shown) if shown.len() == expected.len() => {
                    if !shown.iter().all(|shown| expected.contains(shown)) {
                        let finding = format!("{} is shown other cards", shopper.contact);
                        self.records.find(finding);
                    }
                }
                shown => {
                    let finding = format!(
                        "{} is shown {:?} of {} cards",
                        shopper.contact,
                        shown.map(|shown| shown.len()),
                        expected.len()
                    );
                    self.records.find(finding);
                }
            }
        }
        Ok(())
    }

    fn addresses_of(&self, contact: &str) -> &Addresses {
        let survivors = crate::owners::contact_id(SURVIVORS_GROUP, 0);
        if contact[..13] == survivors[..13] {
            &self.survivors
        } else {
            &self.addresses
        }
    }

    /// Everything that is on record.
    async fn ledger(&self) -> Result<Vec<Record>> {
        let databases: BTreeSet<&String> = self.databases.iter().collect();
        let mut records = Vec::new();
        for database in databases {
            records.extend(verdict::read(&self.program.export(database).await?)?);
        }
        Ok(records)
    }

    /// Who has what in Engage.
    fn assigned(&self) -> BTreeSet<Pair> {
        self.engage.simulator.change_state(|state, _| {
            let challenges = state.challenges().iter();
            challenges
                .map(|challenge| Pair {
                    contact: challenge.contact_id.to_string(),
                    definition: challenge.definition_id.to_string(),
                })
                .collect()
        })
    }
}

/// Until there were enough kills, or the time is over, or a lane has failed.
async fn wait_until_enough(
    arguments: &Arguments,
    tally: &Tally,
    lanes: &mut JoinSet<Result<()>>,
) -> Result<()> {
    let begun = Instant::now();
    let longest = Duration::from_secs_f64(arguments.minutes * 60.0);
    let mut said = Instant::now();
    loop {
        let kills = tally.kills();
        let are_enough = arguments
            .kills
            .is_some_and(|wanted| kills.among_rows >= wanted);
        if are_enough || begun.elapsed() >= longest {
            return Ok(());
        }
        if said.elapsed() > Duration::from_secs(15) {
            said = Instant::now();
            println!(
                "{} kills, {} among written rows",
                kills.total, kills.among_rows
            );
        }
        if let Some(ended) = lanes.try_join_next() {
            ended??;
            bail!("a lane has ended by itself");
        }
        sleep(Duration::from_millis(100)).await;
    }
}

fn contacts<'a>(pairs: impl Iterator<Item = &'a Pair>) -> BTreeSet<String> {
    pairs.map(|pair| pair.contact.clone()).collect()
}
