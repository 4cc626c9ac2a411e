//! The shopper joins: from the click to the record that proves it.
//!
//! `origin` decides whether the shop's own page asks, `standing` whether this
//! shopper may join this definition now, and `settlement` what came of consents
//! that a crash left unfinished. The order of events in [`Join::carry_out`] is the
//! whole point: the consent is durable before Engage is called.

mod carry_out;
mod origin;
mod settlement;
mod standing;

pub(crate) use carry_out::Join;
pub(crate) use origin::FromShopsPage;
pub use settlement::Settled;

use crate::consents::Ledger;
use crate::edge::NotAnOrigin;
use origin::Origin;

/// What joining needs.
#[derive(Clone, Debug)]
pub struct Joining {
    pub(crate) ledger: Ledger,
    allowed_origins: Vec<Origin>,
}

impl Joining {
    /// Joining with the consents in this ledger, from pages of the host that the
    /// proxy itself is reached at.
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self {
            ledger,
            allowed_origins: Vec::new(),
        }
    }

    /// The same, from pages of this origin too (`https://shop.example`). Browsers let
    /// them ask only where it is also one of
    /// [`EdgeOptions::origins`](crate::EdgeOptions::origins).
    ///
    /// # Errors
    ///
    /// When this is no origin.
    pub fn with_origin(mut self, origin: &str) -> Result<Self, NotAnOrigin> {
        self.allowed_origins.push(Origin::parse(origin)?);
        Ok(self)
    }

    fn allows(&self, origin: &Origin) -> bool {
        self.allowed_origins.contains(origin)
    }
}

/// Whether this text is an origin.
pub(crate) fn check_origin(text: &str) -> Result<(), NotAnOrigin> {
    Origin::parse(text).map(drop)
}
