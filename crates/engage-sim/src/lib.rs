//! A faithful simulator of Voyado Engage's Challenges API.
//!
//! It answers the six endpoints over HTTP as the public documentation says. Where the
//! documentation says nothing, [`Switches`] choose between the answers that have been
//! seen or are likely. A [`Fault`] makes something go wrong between Engage and its
//! client. The rules of Engage are functions without a clock or I/O, in the module
//! `rules`; the answers are written in the module `wire`.
//!
//! The simulator shares no code with the crates that read Engage's answers, so that an
//! error in writing cannot be hidden by the same error in reading.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use engage_sim::{Seed, Settings, Simulator, serve};
//!
//! let simulator = Simulator::new(Seed::embedded(), Settings::default());
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! println!("http://{}/api/v3/challenges", listener.local_addr()?);
//! serve(listener, simulator, async { /* until this is done */ }).await
//! # }
//! ```

/// The example of the README is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod admin;
mod clock;
mod endpoint;
mod engage;
mod faults;
mod guid;
mod rate_limit;
mod request_log;
mod rules;
mod seed;
mod seed_date;
mod server;
mod simulator;
pub mod switches;
mod wire;

pub use admin::{ADMIN_PATHS, AdminPath};
pub use clock::Clock;
pub use endpoint::Endpoint;
pub use faults::{Effect, Fault, FaultNumber, When};
pub use guid::{Guid, NotAGuid};
pub use request_log::{LoggedRequest, Outcome, RequestLog};
pub use rules::{
    Activation, AssignmentStatus, Audit, Challenge, ChangeRefusal, CheckpointAssignOn, Consent,
    Contact, Definition, DefinitionStatus, Publication, Repetition, State,
};
pub use seed::{Seed, SeedError};
pub use server::serve;
pub use simulator::{Settings, Simulator};
pub use switches::{DEFAULT_API_KEY, Switches};
