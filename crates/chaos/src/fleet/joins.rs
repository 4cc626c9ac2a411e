//! How soon a join at one instance is seen at another: by a page that listens there, and by a
//! shopper who reads there.

use std::slice;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use engage_sim::Simulator;
use parking_lot::RwLock;
use reqwest::Response;
use tokio::time::{sleep, timeout};

use super::instances::Instances;
use crate::crowd::add_contact;
use crate::owners::Owners;
use crate::proxy::Proxy;
use crate::random::Random;
use crate::records::Told;
use crate::shop;
use crate::shopper::{Shopper, World, browser, token};

/// The group of the contacts who join.
const GROUP: usize = 2;
/// How long a page waits for what it should hear.
const PATIENCE: Duration = Duration::from_secs(30);
/// How soon a reader asks again.
const PAUSE: Duration = Duration::from_millis(5);

/// How soon joins were seen, counted from the answer to the shopper who joined.
#[derive(Debug, Default)]
pub(super) struct Joins {
    /// By pages at another instance.
    pub(super) heard: Vec<Duration>,
    /// By readers there.
    pub(super) shown: Vec<Duration>,
}

/// Measures so many joins, one after the other, each with another pair of instances.
pub(super) async fn measure(
    instances: &Instances,
    simulator: &Simulator,
    many: usize,
) -> Result<Joins> {
    let world = World {
        browser: browser()?,
        owners: Arc::new(Owners::new(simulator.clone())),
        records: Arc::default(),
    };
    let proxies = instances.running();
    let definitions = shop::definitions();
    let mut random = Random::new(1);
    let mut joins = Joins::default();
    for number in 0..many {
        let (here, there) = pair(number, proxies.len());
        let contact = add_contact(simulator, GROUP, number)?;
        let joining = at(&proxies[here], &world, &contact)?;
        let reading = at(&proxies[there], &world, &contact)?;
        let definition = &definitions[number % definitions.len()];
        // The other instance has an answer that will be wrong in a moment.
        until_shown(&reading, &[], &mut random).await?;
        let mut page = Page::open(&world, &proxies[there], &contact).await?;
        let told = joining.join(definition, &mut random).await;
        let begun = Instant::now();
        ensure!(told == Told::Joined, "{contact} could not join");
        timeout(PATIENCE, page.is_told()).await??;
        joins.heard.push(begun.elapsed());
        until_shown(&reading, slice::from_ref(definition), &mut random).await?;
        joins.shown.push(begun.elapsed());
    }
    Ok(joins)
}

/// Reads until these challenges are shown, which is at once but where the call has to wait for
/// its turn.
async fn until_shown(reader: &Shopper, expected: &[String], random: &mut Random) -> Result<()> {
    let begun = Instant::now();
    while reader.joined(random).await.as_deref() != Some(expected) {
        let contact = &reader.contact;
        ensure!(
            begun.elapsed() < PATIENCE,
            "{contact} never saw {expected:?}"
        );
        sleep(PAUSE).await;
    }
    Ok(())
}

/// Two different instances of so many: every pair before one comes again.
fn pair(number: usize, many: usize) -> (usize, usize) {
    let here = number % many;
    let distance = 1 + (number / many) % (many - 1);
    (here, (here + distance) % many)
}

/// This contact at this instance alone.
fn at(proxy: &Proxy, world: &World, contact: &str) -> Result<Shopper> {
    let addresses = Arc::new(RwLock::new(vec![Some(proxy.address.clone())]));
    Shopper::new(world, &addresses, contact.to_owned())
}

/// A page that listens.
struct Page {
    stream: Response,
    text: String,
}

impl Page {
    /// Opens it, and waits until it listens.
    async fn open(world: &World, proxy: &Proxy, contact: &str) -> Result<Self> {
        let address = format!("{}/challenges/events", proxy.address);
        let request = world.browser.get(address).bearer_auth(token(contact)?);
        let stream = request.send().await?.error_for_status()?;
        let text = String::new();
        let mut page = Self { stream, text };
        page.block().await?;
        Ok(page)
    }

    /// Waits until it is told that something changed.
    async fn is_told(&mut self) -> Result<()> {
        while !self.block().await?.contains("event: changed") {}
        Ok(())
    }

    /// The next block of the stream.
    async fn block(&mut self) -> Result<String> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                return Ok(self.text.drain(..end + 2).collect());
            }
            let chunk = self.stream.chunk().await?;
            let chunk = chunk.context("the event stream has ended")?;
            self.text += &String::from_utf8_lossy(&chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_instance_is_paired_with_every_other_one() {
        let pairs: BTreeSet<_> = (0..12).map(|number| pair(number, 4)).collect();
        assert_eq!(pairs.len(), 12);
        assert!(pairs.iter().all(|(here, there)| here != there));
    }
}
