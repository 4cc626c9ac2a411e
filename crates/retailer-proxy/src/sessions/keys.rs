//! What tokens are verified with: one key, or a set that may change.

use jsonwebtoken::DecodingKey;

use super::identity::SignedOut;
use super::key_set::KeySet;
use super::verified_tokens::KeysVersion;

pub(super) enum Keys {
    One(DecodingKey),
    Set(KeySet),
}

impl Keys {
    /// Which keys count now; `None` when there are none. Keys that are old are fetched
    /// again meanwhile, as when a token is verified.
    pub(super) fn version(&self) -> Option<KeysVersion> {
        match self {
            Self::One(_) => Some(KeysVersion::default()),
            Self::Set(set) => set.version(),
        }
    }

    /// The keys of which one should have signed a token that names this key id.
    pub(super) async fn of(&self, id: Option<&str>) -> Result<Vec<DecodingKey>, SignedOut> {
        match self {
            Self::One(key) => Ok(vec![key.clone()]),
            Self::Set(set) => set.keys(id).await,
        }
    }

    /// Looks for newer keys after those for this key id did not fit; whether there may
    /// be any.
    pub(super) async fn look_for_new(&self, id: Option<&str>) -> bool {
        match self {
            Self::One(_) => false,
            Self::Set(set) => set.look_for_new(id).await,
        }
    }
}
