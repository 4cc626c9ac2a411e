//! What tokens are verified with: one key, or a set that may change.

use jsonwebtoken::{DecodingKey, decode_header};

use super::identity::SignedOut;
use super::key_set::KeySet;

pub(super) enum Keys {
    One(DecodingKey),
    Set(KeySet),
}

impl Keys {
    /// The key that this token should be signed with.
    pub(super) async fn of(&self, token: &[u8]) -> Result<DecodingKey, SignedOut> {
        match self {
            Self::One(key) => Ok(key.clone()),
            Self::Set(set) => {
                let header = decode_header(token).map_err(|error| SignedOut::from(&error))?;
                set.key(header.kid.as_deref()).await
            }
        }
    }
}
