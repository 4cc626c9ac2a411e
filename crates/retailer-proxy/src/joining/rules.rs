//! What a retailer decides about joining.

use crate::consents::Ledger;
use crate::origin::{NotAnOrigin, Origin};

/// Where consents are written, and which pages may join.
#[derive(Clone, Debug)]
pub struct Joining {
    pub(super) ledger: Ledger,
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

    /// Joining from pages of this origin too (`https://shop.example`). Browsers let
    /// them send the request only when the origin is also one of
    /// [`EdgeOptions::origins`](crate::EdgeOptions::origins).
    ///
    /// # Errors
    ///
    /// When the text is not an origin.
    pub fn with_origin(mut self, origin: &str) -> Result<Self, NotAnOrigin> {
        self.allowed_origins.push(Origin::parse(origin)?);
        Ok(self)
    }

    /// Where consents are written.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(super) fn allows(&self, origin: &Origin) -> bool {
        self.allowed_origins.contains(origin)
    }
}

/// Checks that a text is an origin, for the settings.
pub(crate) fn check_origin(text: &str) -> Result<(), NotAnOrigin> {
    Origin::parse(text).map(drop)
}
