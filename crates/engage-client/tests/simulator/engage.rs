//! A simulator that serves on a free port for as long as a test lasts.

use std::num::NonZeroU32;
use std::time::Duration;

use challenge_model::{ContactId, DefinitionId};
use engage_client::{ApiKey, BaseUrl, CheckpointRow, Client, ClientOptions};
use engage_sim::{Clock, DEFAULT_API_KEY, Effect, Guid, Seed, Settings, Simulator, Switches};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
pub(crate) const NILS: &str = "c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02";
pub(crate) const INES: &str = "5e8f7b36-91c4-4d2a-b6e0-3a7c8d4f1c03";
pub(crate) const OTTO: &str = "2285d25b-622c-45ce-bc13-fccdd1147d4d";
pub(crate) const NOBODY: &str = "e9f00000-0000-4000-8000-0000000000ff";

pub(crate) const REVIEWS: &str = "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11";
pub(crate) const DOG_FOOD: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
pub(crate) const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
pub(crate) const NOTHING: &str = "f0f0f0f0-0000-4000-8000-00000000000f";

/// Alva's challenge of the dog food.
pub(crate) const ALVAS_DOG_FOOD: &str = "a1000000-1111-4aaa-8bbb-000000000003";

pub(crate) struct Engage {
    pub(crate) simulator: Simulator,
    pub(crate) address: String,
    server: JoinHandle<()>,
}

impl Engage {
    /// The embedded seed, at noon of a day in the middle of a month.
    pub(crate) async fn start() -> Self {
        Self::start_with(Seed::embedded()).await
    }

    pub(crate) async fn start_with(seed: Seed) -> Self {
        let settings = Settings {
            clock: Clock::Frozen {
                at: "2026-03-15T12:00:00Z".parse().unwrap(),
            },
            switches: Switches {
                requests_per_second: 100_000,
                ..Switches::default()
            },
        };
        let simulator = Simulator::new(seed, settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = engage_sim::serve(listener, simulator.clone(), std::future::pending());
        let server = tokio::spawn(async move { serving.await.unwrap() });
        Self {
            simulator,
            address,
            server,
        }
    }

    /// Sets switches as on the command line, the others as they come by default.
    pub(crate) fn switch(&self, assignments: &[&str]) {
        let start = Switches {
            requests_per_second: 100_000,
            ..Switches::default()
        };
        let switches = assignments.iter().try_fold(start, |switches, assignment| {
            switches.with_assignment(assignment)
        });
        self.simulator.set_switches(switches.unwrap());
    }

    pub(crate) fn options(&self) -> ClientOptions {
        let base_url = BaseUrl::parse(&self.address).unwrap();
        ClientOptions::new(base_url, ApiKey::new(DEFAULT_API_KEY).unwrap())
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.options()).unwrap()
    }

    /// A client that gives up after so long where the answer is held back, and
    /// else waits for as long as any.
    pub(crate) fn client_facing(&self, effect: &Effect, patience: Duration) -> Client {
        let mut options = self.options();
        if let Effect::Latency(_) = effect {
            options.timeouts.call = patience;
            options.timeouts.awards = patience;
        }
        Client::new(&options).unwrap()
    }

    /// How many checkpoints a contact's challenge of a definition has, in truth.
    pub(crate) fn checkpoints(&self, contact: &str, definition: &str) -> Option<u64> {
        let definition: Guid = definition.parse().unwrap();
        self.simulator
            .state()
            .challenges_of(contact.parse().unwrap())
            .find(|challenge| challenge.definition_id == definition)
            .map(|challenge| challenge.completed_checkpoints)
    }
}

impl Drop for Engage {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub(crate) fn contact(id: &str) -> ContactId {
    ContactId::guid(id).unwrap()
}

pub(crate) fn definition(id: &str) -> DefinitionId {
    DefinitionId::guid(id).unwrap()
}

pub(crate) fn row(definition_id: &str, contact_id: &str, amount: u32) -> CheckpointRow {
    CheckpointRow::new(
        definition(definition_id),
        contact(contact_id),
        NonZeroU32::new(amount).unwrap(),
    )
    .unwrap()
}
