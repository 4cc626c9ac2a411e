//! What every request passes before a handler: the request id, the check of other
//! origins (CORS), and the limits of number, size and time. Nothing here knows what
//! a challenge is.

mod client_address;
pub(crate) mod cors;
mod limiter;
mod limits;
mod options;
mod rate_limit;
pub(crate) mod request_id;

pub use cors::AllowedOrigins;
pub use options::EdgeOptions;

pub(crate) use limits::RequestLimits;
pub(crate) use rate_limit::{CountedAddress, RateLimits};
