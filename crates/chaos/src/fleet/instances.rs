//! The instances that serve together. One can be killed, and started again where it was.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use tokio::time::sleep;

use crate::engage::Instance;
use crate::proxy::{Program, Proxy};
use crate::shopper::browser;

/// How long instances may take until they share a budget.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Instances of one program with one database.
pub(super) struct Instances {
    program: Program,
    database: String,
    running: Vec<Proxy>,
    client: Client,
}

impl Instances {
    /// Starts so many.
    pub(super) async fn start(program: Program, database: String, many: usize) -> Result<Self> {
        let mut running = Vec::new();
        for number in 1..=many {
            let starting = program.start(Instance(number), &database)?;
            running.push(starting.serves().await?);
        }
        Ok(Self {
            program,
            database,
            running,
            client: browser()?,
        })
    }

    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// All of them. The last one is not among them while it is dead.
    pub(super) fn running(&self) -> &[Proxy] {
        &self.running
    }

    /// Where they listen: `127.0.0.1:PORT`.
    pub(super) fn listening(&self) -> Vec<String> {
        self.running.iter().map(listening).collect()
    }

    /// Kills the last one, and says where it listened.
    pub(super) async fn kill_one(&mut self) -> Result<String> {
        let last = self.running.pop().context("no instance runs")?;
        let address = listening(&last);
        last.kill().await?;
        Ok(address)
    }

    /// Starts one more, which listens here.
    pub(super) async fn start_one(&mut self, address: String) -> Result<()> {
        let mut program = self.program.clone();
        let setting = ("RETAILER_PROXY_LISTEN_ADDRESS", address);
        program.settings.push(setting);
        let number = Instance(self.running.len() + 1);
        let starting = program.start(number, &self.database)?;
        self.running.push(starting.serves().await?);
        Ok(())
    }

    /// Waits until all of them take their permits out of the budget of all, and says how long
    /// that took.
    pub(super) async fn share(&self) -> Result<Duration> {
        let begun = Instant::now();
        for instance in &self.running {
            while !self
                .says(instance, "/readyz")
                .await?
                .contains("budget of all instances")
            {
                if begun.elapsed() > LONGEST_WAIT {
                    bail!("{} does not share the budget", instance.internal);
                }
                sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(begun.elapsed())
    }

    /// What an instance answers on its internal listener.
    pub(super) async fn says(&self, instance: &Proxy, path: &str) -> Result<String> {
        let request = self.client.get(format!("{}{path}", instance.internal));
        Ok(request.send().await?.text().await?)
    }

    /// The resident memory of each, in kilobytes.
    pub(super) fn memory(&self) -> Result<Vec<u64>> {
        let memory = |proxy: &Proxy| Ok(proxy.usage()?.memory);
        self.running.iter().map(memory).collect()
    }
}

fn listening(proxy: &Proxy) -> String {
    let address = proxy.address.trim_start_matches("http://");
    address.split('/').next().unwrap_or(address).to_owned()
}
