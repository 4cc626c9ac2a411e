//! The server a shop puts between its pages and Voyado Engage.
//!
//! It holds the API key, knows from the shop's own session who the shopper is,
//! and lets out only what that shopper may see. [`router`] is all of it as a
//! [`axum::Router`], which a shop written in Rust nests under any path:
//!
//! ```
//! # fn nest(shop: axum::Router, client: engage_client::Client) -> Result<axum::Router, retailer_proxy::SessionKeyError> {
//! use retailer_proxy::{Proxy, SessionKey, SessionRules, Sessions, router};
//!
//! let mut rules = SessionRules::new(SessionKey::hs256("at least 32 bytes that only the shop knows"));
//! rules.cookie = Some("session".to_owned());
//! let proxy = Proxy::new(client, Sessions::new(&rules)?);
//! Ok(shop.nest("/api/loyalty", router(proxy)))
//! # }
//! ```
//!
//! Who is asking is decided in [`Sessions`], what is asked for in `parameters`,
//! where it comes from in `upstream`, what leaves in `sanitised`, and every answer
//! that is none in [`Refusal`]. The program around it has its settings in
//! [`config`].

mod access_log;
mod changed;
mod clock;
pub mod config;
pub mod consents;
mod contact_id;
pub mod content;
mod expiring;
mod joining;
mod live;
mod openapi;
mod parameters;
mod proxy;
mod refusal;
mod router;
mod routes;
mod sanitised;
mod sessions;
mod shared_secret;
mod upstream;

pub use clock::Clock;
pub use joining::{Joining, NotAnOrigin, Settled};
pub use live::{LiveRules, WebhookKey, WebhookKeyError, internal_router};
pub use openapi::openapi;
pub use proxy::Proxy;
pub use refusal::{ParameterFault, Refusal};
pub use router::{router, router_at};
pub use sessions::{
    AddressError, ForwardAuthRules, GatewayRules, KeySetRules, PublicAlgorithm, SessionKey,
    SessionKeyError, SessionRules, Sessions,
};
pub use shared_secret::{SharedSecret, ShortSecret};
