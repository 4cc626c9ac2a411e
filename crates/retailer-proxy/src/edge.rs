//! What every request passes before a handler: the request id, the check of other
//! origins (CORS), and the limits of number, size and time. Nothing here knows what
//! a challenge is.

mod answer_headers;
mod client_address;
pub(crate) mod cors;
mod limiter;
mod limits;
mod options;
mod rate_limit;
pub(crate) mod request_id;
mod telling;
mod told_requests;

pub use cors::AllowedOrigins;
pub use options::EdgeOptions;

pub(crate) use answer_headers::{CROSS_ORIGIN_RESOURCE_POLICY, DATA_POLICY};
pub(crate) use limits::{RequestLimits, limit};
pub(crate) use rate_limit::{CountedAddress, RateLimits};
pub(crate) use telling::Telling;
