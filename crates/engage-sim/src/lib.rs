//! A faithful simulator of Voyado Engage's Challenges API.
//!
//! It answers the six endpoints over HTTP as the public documentation says and,
//! where that is silent, in every way that has been seen or is likely: see
//! [`switches`]. What can go wrong on the way is in [`faults`]. The rules
//! themselves are functions without clock or I/O, in [`rules`].
//!
//! It shares no code with the crates that read Engage's answers, so that an error
//! of writing cannot be undone by the same error of reading.
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

mod admin;
pub mod clock;
mod endpoint;
mod engage;
pub mod faults;
pub mod guid;
pub mod moment;
mod rate_limit;
pub mod request_log;
pub mod rules;
pub mod seed;
mod server;
mod simulator;
pub mod switches;
mod wire;

pub use admin::{ADMIN_PATHS, AdminPath};
pub use clock::Clock;
pub use endpoint::Endpoint;
pub use faults::{Effect, Fault, When};
pub use guid::Guid;
pub use request_log::RequestLog;
pub use seed::{Seed, SeedError};
pub use server::serve;
pub use simulator::{Settings, Simulator};
pub use switches::{DEFAULT_API_KEY, Switches};
