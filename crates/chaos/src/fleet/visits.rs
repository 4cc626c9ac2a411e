//! Shoppers who come, read their cards several times through nginx, and make room for others.
//! They are as many at a time as Engage can be asked for in more than a second, so the budget is
//! used up as long as they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use engage_sim::Simulator;
use parking_lot::Mutex;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::crowd::add_contact;
use crate::shopper::{browser, token};

/// How many shoppers are there at a time.
const VISITORS: usize = 64;
/// How often one reads before they leave.
const READS: usize = 5;
/// How long one waits who was not told how long.
const PAUSE: Duration = Duration::from_secs(1);

/// Everybody who comes to one address.
#[derive(Clone)]
pub(super) struct Visits {
    browser: Client,
    address: String,
    simulator: Simulator,
    /// Keeps these contacts apart from those of other groups.
    group: usize,
    came: Arc<AtomicUsize>,
    visited: Arc<Mutex<Visited>>,
}

/// What became of all visits.
#[derive(Clone, Debug, Default)]
pub(super) struct Visited {
    /// How many shoppers came, and had their cards.
    pub(super) shoppers: usize,
    /// How long a shopper waited for their first cards, with all that they were told to wait.
    pub(super) first: Vec<Duration>,
    /// How long each later read took that was answered with cards.
    pub(super) later: Vec<Duration>,
    /// How often somebody was told to come again later.
    pub(super) told_to_wait: usize,
    /// What else was answered, or went wrong.
    pub(super) failures: Vec<String>,
}

impl Visits {
    pub(super) fn new(address: &str, simulator: &Simulator, group: usize) -> Result<Self> {
        Ok(Self {
            browser: browser()?,
            address: format!("{address}/challenges"),
            simulator: simulator.clone(),
            group,
            came: Arc::default(),
            visited: Arc::default(),
        })
    }

    /// Shoppers come and go for so long.
    pub(super) async fn go_on_for(&self, time: Duration) -> Result<Visited> {
        let (stop, stopped) = watch::channel(false);
        let mut places = JoinSet::new();
        for _ in 0..VISITORS {
            let (visits, stopped) = (self.clone(), stopped.clone());
            places.spawn(async move { visits.come_and_go(stopped).await });
        }
        sleep(time).await;
        stop.send_replace(true);
        while let Some(place) = places.join_next().await {
            place??;
        }
        Ok(self.visited.lock().clone())
    }

    async fn come_and_go(self, mut stop: watch::Receiver<bool>) -> Result<()> {
        while !*stop.borrow() {
            let number = self.came.fetch_add(1, Ordering::Relaxed);
            let token = token(&add_contact(&self.simulator, self.group, number)?)?;
            for read in 0..READS {
                let begun = Instant::now();
                if !self.read(&token, &mut stop).await {
                    break;
                }
                let mut visited = self.visited.lock();
                if read == 0 {
                    visited.shoppers += 1;
                    visited.first.push(begun.elapsed());
                } else {
                    visited.later.push(begun.elapsed());
                }
            }
        }
        Ok(())
    }

    /// Reads until there are cards. Returns whether there were before all had to leave.
    async fn read(&self, token: &str, stop: &mut watch::Receiver<bool>) -> bool {
        while !*stop.borrow() {
            let answer = self.browser.get(&self.address).bearer_auth(token).send();
            let pause = match answer.await {
                Ok(answer) if answer.status() == 200 => match answer.bytes().await {
                    Ok(_) => return true,
                    Err(error) => self.fail(error.to_string()),
                },
                Ok(answer) if is_told_to_wait(&answer) => {
                    self.visited.lock().told_to_wait += 1;
                    seconds(&answer).map_or(PAUSE, Duration::from_secs)
                }
                Ok(answer) => self.fail(answer.status().to_string()),
                Err(error) => self.fail(error.to_string()),
            };
            // Whoever waits leaves with all others.
            let _ = timeout(pause, stop.wait_for(|is_over| *is_over)).await;
        }
        false
    }

    fn fail(&self, what: String) -> Duration {
        self.visited.lock().failures.push(what);
        PAUSE
    }
}

fn is_told_to_wait(answer: &Response) -> bool {
    answer.status() == 503 && seconds(answer).is_some()
}

fn seconds(answer: &Response) -> Option<u64> {
    answer
        .headers()
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
