//! What a shopper asks for when they join.

use challenge_model::{ContactId, DefinitionId};

use crate::content::ConsentVersion;

/// What a shopper asks for by pressing the button.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Join {
    pub(crate) contact: ContactId,
    pub(crate) definition: DefinitionId,
    /// The version of the consent text that the shopper was shown.
    pub(crate) consent_version: Option<ConsentVersion>,
}
