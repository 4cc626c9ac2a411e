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
//! A request passes these modules: `router` has the paths, `edge` the limits that hold
//! for all of them, [`Sessions`] says who the shopper is, `parameters` what the request
//! asks for, `routes` and `merge` who may see what. `reads` is the cache, `upstream` calls Engage,
//! and `sanitised` lists what may leave the proxy, as data or as
//! [`server_rendered`] cards. Every error is in `api_error`. Shoppers join in `joining`, and open pages
//! hear of changes through `live`. [`config`] has the settings of the program, and [`preview`] the
//! page on which a marketer sees what she writes.

mod access_log;
mod api_error;
pub mod awards;
mod bearer_scheme;
mod clock;
pub mod config;
pub mod consents;
mod contact_id;
pub mod content;
pub mod definition_list;
#[cfg(test)]
mod documentation;
mod edge;
mod error_responses;
mod internal;
mod joining;
mod live;
mod merge;
mod metrics;
mod openapi;
mod origin;
mod parameters;
pub mod preview;
mod proxy;
mod reads;
mod router;
mod routes;
mod sanitised;
mod server;
pub mod server_rendered;
mod sessions;
mod shared;
mod shared_secret;
mod shutdown;
mod stop_signal;
mod upstream;
mod widget_files;

pub use awards::{AwardRules, Awards};
pub use clock::Clock;
pub use edge::{AllowedOrigins, EdgeOptions};
pub use internal::router as internal_router;
pub use joining::{Joining, Settled};
pub use live::{LiveRules, WebhookKey, WebhookKeyError};
pub use merge::Merge;
pub use openapi::openapi;
pub use origin::NotAnOrigin;
pub use proxy::{Proxy, ProxyOptions};
pub use reads::{Ages, ReadsOptions};
pub use router::{router, router_at};
pub use sanitised::{LONGEST_HTML, LONGEST_JSON};
pub use server::{Server, ServerOptions, serve_internal};
pub use sessions::{
    AddressError, ForwardAuthRules, GatewayRules, KeySetRules, NotAHost, PublicAlgorithm,
    RefusedToken, SessionKey, SessionKeyError, SessionRules, Sessions, TokenOwner, TrustedHosts,
};
pub use shared::{
    NoSealingKey, NotAPrefix, Prefix, SealingKey, ServerAddress, ServerAddressError, SharedOptions,
};
pub use shared_secret::{SharedSecret, ShortSecret};
pub use stop_signal::stop_signal;
pub use upstream::{CallOptions, NoShare};
pub use widget_files::{FileInside, WidgetFiles, WidgetSource};
