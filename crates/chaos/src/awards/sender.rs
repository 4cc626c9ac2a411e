//! The shop's back end: hands awards over until they are accepted, and repeats itself.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use parking_lot::Mutex;
use reqwest::Client;
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::sleep;

use super::order::{Order, Orders};
use crate::proxy::BACKEND_SECRET;
use crate::random::Random;
use crate::shopper::Addresses;

/// The most awards of one request.
const MOST: u64 = 8;
/// One accepted request in so many is sent again.
const REPEATED: u64 = 4;
/// One request in so many is followed by another award with an id that is taken.
const CHANGED: u64 = 30;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was handed over, and what was wrong with the answers.
#[derive(Debug, Default)]
pub(super) struct Handed {
    accepted: Mutex<HashSet<Order>>,
    findings: Mutex<Vec<String>>,
    /// How many requests were sent, and how many of them for the second time or more.
    pub(super) requests: AtomicU64,
    pub(super) repeated: AtomicU64,
}

impl Handed {
    /// Every award that was answered with 202.
    pub(super) fn accepted(&self) -> HashSet<Order> {
        self.accepted.lock().clone()
    }

    pub(super) fn findings(&self) -> Vec<String> {
        self.findings.lock().clone()
    }

    fn find(&self, what: String) {
        self.findings.lock().push(what);
    }
}

/// The internal listeners of the instances.
#[derive(Debug)]
pub(super) struct Desk {
    client: Client,
    addresses: Addresses,
    random: Random,
}

impl Desk {
    pub(super) fn new(addresses: &Addresses, random: Random) -> Result<Self> {
        Ok(Self {
            client: Client::builder().timeout(PATIENCE).no_proxy().build()?,
            addresses: Arc::clone(addresses),
            random,
        })
    }

    /// Hands over to any instance that runs. `None` when there is no answer.
    pub(super) async fn hand_over(&mut self, body: &str) -> Option<(u16, Value)> {
        let address = self.address()?;
        let request = self.client.post(format!("{address}/awards"));
        let request = request.bearer_auth(BACKEND_SECRET);
        answer(request.body(body.to_owned())).await
    }

    /// Whether there are awards in this state. `None` when there is no answer.
    pub(super) async fn has(&mut self, state: &str) -> Option<bool> {
        let address = self.address()?;
        let path = format!("{address}/awards?state={state}&count=1");
        let request = self.client.get(path).bearer_auth(BACKEND_SECRET);
        let (_, list) = answer(request).await?;
        Some(!list["awards"].as_array()?.is_empty())
    }

    fn address(&mut self) -> Option<String> {
        let running: Vec<_> = self.addresses.read().iter().flatten().cloned().collect();
        let last = u64::try_from(running.len()).ok()?;
        let chosen = usize::try_from(self.random.below(last)).ok()?;
        running.get(chosen).cloned()
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Option<(u16, Value)> {
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let text = response.text().await.ok()?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Some((status, body))
}

/// One sender.
#[derive(Debug)]
pub(super) struct Sender {
    pub(super) desk: Desk,
    pub(super) orders: Arc<Orders>,
    pub(super) handed: Arc<Handed>,
    pub(super) random: Random,
}

impl Sender {
    /// Hands over until it is told to stop. What it has begun is accepted then.
    pub(super) async fn run(mut self, stop: watch::Receiver<bool>) -> Result<()> {
        while !*stop.borrow() {
            let count = 1 + self.random.below(MOST);
            let orders: Vec<_> = (0..count).map(|_| self.orders.next()).collect();
            let awards = orders.iter().map(|order| order.written());
            let body = awards.collect::<Value>().to_string();
            self.hand_over(&orders, &body).await;
            while self.random.one_in(REPEATED) {
                self.handed.repeated.fetch_add(1, Ordering::Relaxed);
                self.hand_over(&orders, &body).await;
            }
            if self.random.one_in(CHANGED) {
                self.change(orders[0]).await;
            }
            sleep(self.random.milliseconds(0, 250)).await;
        }
        Ok(())
    }

    /// Sends this request until it is accepted, as a shop does.
    async fn hand_over(&mut self, orders: &[Order], body: &str) {
        loop {
            self.handed.requests.fetch_add(1, Ordering::Relaxed);
            match self.desk.hand_over(body).await {
                Some((202, answer)) => {
                    let ids: Vec<_> = orders.iter().map(|order| order.id()).collect();
                    if answer["accepted"] != Value::from(ids) {
                        self.handed.find(format!("another answer: {answer}"));
                    }
                    self.handed.accepted.lock().extend(orders);
                    return;
                }
                Some((408 | 503, _)) | None => {}
                Some((status, answer)) => {
                    self.handed
                        .find(format!("{status} for a good request: {answer}"));
                    return;
                }
            }
            self.handed.repeated.fetch_add(1, Ordering::Relaxed);
            sleep(self.random.milliseconds(10, 200)).await;
        }
    }

    /// Sends another award under the id of this one, which was accepted. It must be refused.
    async fn change(&mut self, order: Order) {
        let mut changed = order.written();
        changed["reason"] = "changed".into();
        if let Some((status, answer)) = self.desk.hand_over(&changed.to_string()).await
            && !matches!(status, 408 | 409 | 503)
        {
            self.handed
                .find(format!("{status} for a changed award: {answer}"));
        }
    }
}
