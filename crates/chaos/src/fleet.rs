//! Several instances behind nginx, with one Valkey and one PostgreSQL, under more load than
//! Engage may be asked for. Afterwards no second may have had more calls than the budget allows,
//! also while the Valkey and an instance were killed, every read must have been answered, and a
//! join at one instance must have been seen at the others within a second.
//!
//! `visits` is the load, `faults` what is killed meanwhile, `joins` and `capacity` are measured
//! without it.

mod capacity;
mod faults;
mod instances;
mod joins;
mod nginx;
mod processes;
mod report;
mod scrape;
mod visits;

use std::time::Duration;

use anyhow::{Result, ensure};
use temporary_postgres::TemporaryPostgres;
use temporary_valkey::TemporaryValkey;

use crate::engage::Engage;
use crate::folder::Folder;
use crate::proxy::Program;
use crate::{Arguments, Database};
use instances::Instances;
use nginx::Nginx;
use report::Loaded;
use visits::Visits;

pub(crate) use report::Report;

/// How many instances there are.
const INSTANCES: usize = 4;
/// How many calls all of them together may make in a second.
const BUDGET: usize = 50;
/// How many joins are measured.
const JOINS: usize = 24;

/// What runs beside the instances.
struct Surroundings {
    folder: Folder,
    postgres: TemporaryPostgres,
    valkey: TemporaryValkey,
    engage: Engage,
}

/// Runs, and says what came of it.
pub(crate) async fn run(arguments: &Arguments) -> Result<Report> {
    let needs = "several instances share a PostgreSQL: --database postgres";
    ensure!(arguments.database == Database::Postgres, needs);
    let seconds = arguments.seconds;
    let mut around = Surroundings {
        folder: Folder::new("fleet")?,
        postgres: TemporaryPostgres::start()?,
        valkey: TemporaryValkey::start(&[])?,
        engage: Engage::start()?,
    };
    println!(
        "{INSTANCES} instances, {seconds} s of load twice; {}",
        nginx::version()?
    );
    let program = around.program(arguments, BUDGET, "fleet")?;
    let database = around.postgres.url().to_owned();
    let mut instances = Instances::start(program, database, INSTANCES).await?;
    let nginx = Nginx::start(&instances.program().folder, &instances.listening())?;
    instances.share().await?;
    let joins = joins::measure(&instances, &around.engage.simulator, JOINS).await?;

    let load = Duration::from_secs(seconds);
    let calm = around.load(&instances, &nginx, 0, load).await?;
    let before = Loaded::begin(&around.engage);
    let visits = Visits::new(&nginx.address(), &around.engage.simulator, 1)?;
    let visiting = visits.go_on_for(load);
    let valkey = &mut around.valkey;
    let (visited, killed) = tokio::join!(visiting, faults::carry_out(load, valkey, &mut instances));
    killed?;
    let shared_again = instances.share().await?;
    let faulty = before.end(&around.engage, visited?, Vec::new());
    let busiest = around.engage.calls.arrivals.busiest_second(0);
    let memory = instances.memory()?;
    drop((nginx, instances));

    let capacity = capacity::measure(&around, arguments).await?;
    let report = Report::new(
        joins,
        [calm, faulty],
        busiest,
        shared_again,
        memory,
        capacity,
    );
    around.folder.close(&report.findings);
    Ok(report)
}

impl Surroundings {
    /// How an instance is run with this budget, and this prefix at the Valkey. Reads are
    /// cached as by default.
    fn program(&self, arguments: &Arguments, budget: usize, prefix: &str) -> Result<Program> {
        let settings = [
            ("RETAILER_PROXY_LISTEN_BASE_PATH", "/api/loyalty"),
            ("RETAILER_PROXY_LIMITS_TRUSTED_HOPS", "1"),
            (
                "RETAILER_PROXY_BUDGET_CALLS_PER_SECOND",
                &budget.to_string(),
            ),
            ("RETAILER_PROXY_BUDGET_REPEAT_AFTER_SECONDS", "1"),
            ("RETAILER_PROXY_BUDGET_BREAKER_FAILURES", "10"),
            ("RETAILER_PROXY_BUDGET_BREAKER_SECONDS", "10"),
            ("RETAILER_PROXY_READS_CHALLENGES_FRESH_SECONDS", "15"),
            ("RETAILER_PROXY_READS_CHALLENGES_KEPT_SECONDS", "300"),
            ("RETAILER_PROXY_READS_MEMORY_MEGABYTES", "256"),
            ("RETAILER_PROXY_SHARED_URL", &self.valkey.url()),
            ("RETAILER_PROXY_SHARED_PREFIX", prefix),
            ("RETAILER_PROXY_SHARED_INSTANCES", &INSTANCES.to_string()),
        ];
        let settings = settings.map(|(name, value)| (name, value.to_owned()));
        Ok(Program {
            settings: settings.into(),
            ..self
                .folder
                .program(&arguments.program, &self.engage.address)?
        })
    }

    /// Load while nothing is killed.
    async fn load(
        &self,
        instances: &Instances,
        nginx: &Nginx,
        group: usize,
        load: Duration,
    ) -> Result<Loaded> {
        let before = Loaded::begin(&self.engage);
        let reads = scrape::reads(instances).await?;
        let visits = Visits::new(&nginx.address(), &self.engage.simulator, group)?;
        let visited = visits.go_on_for(load).await?;
        let reads = scrape::more(&reads, &scrape::reads(instances).await?);
        Ok(before.end(&self.engage, visited, reads))
    }
}
