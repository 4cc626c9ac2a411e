//! What pages of other origins may do.

use super::form::List;
use super::given::{Given, Wrong};
use super::setting::section;
use crate::edge::AllowedOrigins;
use crate::joining;
use crate::origin::NotAnOrigin;

section! {
    "joining" as JOINING: Joining {
        /// Other origins from whose pages shoppers may join. They can always join from pages of the
        /// host that the proxy is reached at. Browsers let a page of another origin ask only where
        /// it is in [cors] too.
        origins: List<Vec<String>> = List(joining_origins), example "https://outlet.example";
    }
}

section! {
    "cors" as CORS: Cors {
        /// Other origins whose pages may ask in the shopper's name, each written out. To let
        /// shoppers join there, name them in [joining] too.
        origins: List<AllowedOrigins> = List(allowed_origins),
            suggestion "https://www.shop.example, https://checkout.shop.example";
    }
}

/// Origins besides the proxy's own whose pages may join.
pub(super) fn joining(given: &mut Given) -> Result<Vec<String>, Wrong> {
    given.read(&JOINING.origins)
}

/// Origins besides the proxy's own whose pages may ask.
pub(super) fn allowed(given: &mut Given) -> Result<AllowedOrigins, Wrong> {
    given.read(&CORS.origins)
}

fn joining_origins(origins: &[String]) -> Result<Vec<String>, &'static str> {
    for origin in origins {
        joining::check_origin(origin).map_err(|NotAnOrigin| NotAnOrigin::MESSAGE)?;
    }
    Ok(origins.to_vec())
}

fn allowed_origins(origins: &[String]) -> Result<AllowedOrigins, &'static str> {
    AllowedOrigins::new(origins).map_err(|NotAnOrigin| NotAnOrigin::MESSAGE)
}
