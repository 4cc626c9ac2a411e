//! What stands between the network and the handlers: request ids, other origins,
//! how often, how much and how long. Nothing here knows what a challenge is.

mod client_address;
pub(crate) mod cors;
mod limiter;
mod limits;
mod options;
pub(crate) mod rate_limit;
pub(crate) mod request_id;

pub use cors::{AllowedOrigins, NotAnOrigin};
pub use options::EdgeOptions;

pub(crate) use limits::limit;
pub(crate) use rate_limit::RateLimits;
