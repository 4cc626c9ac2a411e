//! How many requests a second one, two and four instances answer from what they have cached, and
//! how much processor time each part of the fleet takes for a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use parking_lot::RwLock;
use reqwest::Client;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::instances::Instances;
use super::nginx::Nginx;
use super::processes::processor_time;
use super::{INSTANCES, Surroundings};
use crate::Arguments;
use crate::crowd::add_contact;
use crate::owners::Owners;
use crate::proxy::Proxy;
use crate::random::Random;
use crate::records::Told;
use crate::shop;
use crate::shopper::{Shopper, World, browser, token};

/// The group of these contacts.
const GROUP: usize = 3;
/// How many contacts read, and how many challenges each has.
const CONTACTS: usize = 60;
const CHALLENGES: usize = 3;
/// How many requests are under way at a time.
const CONNECTIONS: usize = 32;
/// As many calls as the settings allow, so that everything is cached soon.
const BUDGET: usize = 200;
/// How long somebody tries to read before it is measured, and how often.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);
/// How many instances are measured.
const MEASURED: [usize; 3] = [1, 2, INSTANCES];

/// What so many instances do.
#[derive(Debug)]
pub(super) struct Capacity {
    pub(super) instances: usize,
    /// Requests a second.
    pub(super) rate: f64,
    /// Processor time for each request, in microseconds: of the instances, of nginx, of the
    /// Valkey.
    pub(super) microseconds: [f64; 3],
}

/// Measures each number of instances, one after the other.
pub(super) async fn measure(around: &Surroundings, arguments: &Arguments) -> Result<Vec<Capacity>> {
    let mut program = around.program(arguments, BUDGET, "capacity")?;
    // Nothing grows old while it is measured.
    program.settings.extend(
        [
            "RETAILER_PROXY_READS_CHALLENGES_FRESH_SECONDS",
            "RETAILER_PROXY_READS_CHALLENGES_KEPT_SECONDS",
            "RETAILER_PROXY_READS_DEFINITIONS_FRESH_SECONDS",
        ]
        .map(|name| (name, "900".to_owned())),
    );
    let time = Duration::from_secs((arguments.seconds / 6).max(2));
    let mut measured = Vec::new();
    let mut contacts = Vec::new();
    for many in MEASURED {
        let database = around.postgres.url().to_owned();
        let instances = Instances::start(program.clone(), database, many).await?;
        instances.share().await?;
        if contacts.is_empty() {
            contacts = join(around, &instances.running()[0]).await?;
        }
        warm(&instances, &contacts).await?;
        let nginx = Nginx::start(&instances.program().folder, &instances.listening())?;
        measured.push(load(around, &instances, &nginx, &contacts, time).await?);
    }
    Ok(measured)
}

/// Everybody joins some challenges. Returns their tokens.
async fn join(around: &Surroundings, proxy: &Proxy) -> Result<Vec<String>> {
    let simulator = &around.engage.simulator;
    let world = World {
        browser: browser()?,
        owners: Arc::new(Owners::new(simulator.clone())),
        records: Arc::default(),
    };
    let addresses = Arc::new(RwLock::new(vec![Some(proxy.address.clone())]));
    let mut joins = JoinSet::new();
    let mut tokens = Vec::new();
    for number in 0..CONTACTS {
        let contact = add_contact(simulator, GROUP, number)?;
        tokens.push(token(&contact)?);
        let shopper = Shopper::new(&world, &addresses, contact)?;
        joins.spawn(async move {
            for definition in shop::definitions().iter().take(CHALLENGES) {
                let told = shopper.join(definition, &mut Random::new(0)).await;
                ensure!(told == Told::Joined, "{} could not join", shopper.contact);
            }
            Ok(())
        });
    }
    while let Some(joined) = joins.join_next().await {
        joined??;
    }
    Ok(tokens)
}

/// Has every instance cache everybody's cards.
async fn warm(instances: &Instances, tokens: &[String]) -> Result<()> {
    let browser = browser()?;
    for proxy in instances.running() {
        for token in tokens {
            let address = format!("{}/challenges", proxy.address);
            let begun = Instant::now();
            loop {
                let answer = browser.get(&address).bearer_auth(token).send().await?;
                if answer.status() == 200 {
                    break;
                }
                // A call that waits for its turn goes on, and its answer is cached.
                let status = answer.status();
                ensure!(begun.elapsed() < PATIENCE, "{status} to warm up");
                sleep(PAUSE).await;
            }
        }
    }
    Ok(())
}

async fn load(
    around: &Surroundings,
    instances: &Instances,
    nginx: &Nginx,
    tokens: &[String],
    time: Duration,
) -> Result<Capacity> {
    let used = || {
        let proxies: Result<Vec<_>> = instances.running().iter().map(Proxy::process).collect();
        let valkey = around.valkey.process().context("the Valkey has ended")?;
        Ok::<_, anyhow::Error>([
            processor_time(proxies?)?,
            processor_time([nginx.process()])?,
            processor_time([valkey])?,
        ])
    };
    let calls = around.engage.calls.arrivals.count();
    let before = used()?;
    let begun = Instant::now();
    let requests = ask(&nginx.address(), tokens, time).await?;
    let took = begun.elapsed();
    let after = used()?;
    let calls = around.engage.calls.arrivals.count() - calls;
    ensure!(
        calls == 0,
        "Engage was asked {calls} times for what is cached"
    );
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^52")]
    let requests = requests as f64;
    let each =
        |part: usize| after[part].saturating_sub(before[part]).as_secs_f64() * 1e6 / requests;
    Ok(Capacity {
        instances: instances.running().len(),
        rate: requests / took.as_secs_f64(),
        microseconds: [each(0), each(1), each(2)],
    })
}

/// Asks for so long, over many connections, and says how often there was an answer.
async fn ask(address: &str, tokens: &[String], time: Duration) -> Result<usize> {
    let (stop, stopped) = watch::channel(false);
    let client = browser()?;
    let tokens: Arc<[String]> = tokens.into();
    let answered = Arc::new(AtomicUsize::new(0));
    let mut places = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let asking = Asking {
            client: client.clone(),
            address: format!("{address}/challenges"),
            tokens: Arc::clone(&tokens),
            answered: Arc::clone(&answered),
        };
        places.spawn(asking.until(stopped.clone()));
    }
    sleep(time).await;
    stop.send_replace(true);
    while let Some(place) = places.join_next().await {
        place??;
    }
    Ok(answered.load(Ordering::Relaxed))
}

/// One connection.
struct Asking {
    client: Client,
    address: String,
    tokens: Arc<[String]>,
    answered: Arc<AtomicUsize>,
}

impl Asking {
    async fn until(self, stop: watch::Receiver<bool>) -> Result<()> {
        while !*stop.borrow() {
            let number = self.answered.fetch_add(1, Ordering::Relaxed);
            let token = &self.tokens[number % self.tokens.len()];
            let answer = self
                .client
                .get(&self.address)
                .bearer_auth(token)
                .send()
                .await?;
            ensure!(answer.status() == 200, "{} under load", answer.status());
            answer.bytes().await?;
        }
        Ok(())
    }
}
