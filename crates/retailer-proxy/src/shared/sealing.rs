//! What is stored at the server is sealed: encrypted, and bound to the place that it is for.
//! Whoever is named there beside the contacts is named by a keyed hash.
//!
//! The server keeps answers about shoppers. Whoever can read its memory, a dump of it or its
//! commands must not learn what shoppers have, and whoever can write there must not be able to
//! show a shopper somebody else's cards. All instances with one API key have one key, so it
//! needs no setting. An instance with another API key finds nothing that it can open, and asks
//! Engage.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac;

/// What the key is for. The number belongs to the form of what is sealed: a release that changes
/// the form changes the number, and finds nothing of the release before.
const PURPOSE: &[u8] = b"retailer-proxy shared answers 1";
/// What the key of the hash is for.
const NAMES: &[u8] = b"retailer-proxy shared names 1";
/// In bytes.
const KEY: usize = 32;

/// The key with which what is shared is sealed. Clones are the same key.
#[derive(Clone)]
pub struct SealingKey(Arc<Keys>);

struct Keys {
    seals: RandomizedNonceKey,
    names: hmac::Key,
}

impl SealingKey {
    /// The key of all instances with this API key.
    ///
    /// # Errors
    ///
    /// When the cryptographic library refuses, which it does only without memory.
    pub fn of_api_key(api_key: &str) -> Result<Self, NoSealingKey> {
        Self::derive(api_key).map_err(|Unspecified| NoSealingKey)
    }

    fn derive(api_key: &str) -> Result<Self, Unspecified> {
        let extracted = Salt::new(HKDF_SHA256, &[]).extract(api_key.as_bytes());
        let derive = |purpose| -> Result<[u8; KEY], Unspecified> {
            let mut key = [0; KEY];
            extracted.expand(&[purpose], HKDF_SHA256)?.fill(&mut key)?;
            Ok(key)
        };
        Ok(Self(Arc::new(Keys {
            seals: RandomizedNonceKey::new(&AES_256_GCM, &derive(PURPOSE)?)?,
            names: hmac::Key::new(hmac::HMAC_SHA256, &derive(NAMES)?),
        })))
    }

    /// Seals a text for this place. `None` without randomness.
    pub(crate) fn seal(&self, place: &str, text: &[u8]) -> Option<Vec<u8>> {
        let mut sealed = text.to_vec();
        let aad = Aad::from(place.as_bytes());
        let seals = &self.0.seals;
        let nonce = seals.seal_in_place_append_tag(aad, &mut sealed).ok()?;
        sealed.splice(..0, nonce.as_ref().iter().copied());
        Some(sealed)
    }

    /// The text that was sealed for this place with this key; `None` when it was not.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let aad = Aad::from(place.as_bytes());
        let seals = &self.0.seals;
        let opened = seals.open_in_place(nonce, aad, &mut text).ok()?.len();
        text.truncate(opened);
        Some(text)
    }
}

impl SealingKey {
    /// The name by which all instances with this key know something. Nobody else can tell what
    /// it is the name of.
    pub(crate) fn name_of(&self, named: &[u8]) -> u64 {
        let tag = hmac::sign(&self.0.names, named);
        let first = tag.as_ref().first_chunk().copied();
        u64::from_be_bytes(first.unwrap_or_default())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealingKey(…)")
    }
}

/// There is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot be made into the key that seals what instances share")]
pub struct NoSealingKey;

#[cfg(test)]
mod tests {
    use super::*;

    fn key(api_key: &str) -> SealingKey {
        SealingKey::of_api_key(api_key).unwrap()
    }

    #[test]
    fn what_one_instance_seals_another_with_the_same_api_key_opens() {
        let sealed = key("4711").seal("here", b"three stamps").unwrap();
        let opened = key("4711").open("here", &sealed);
        assert_eq!(opened.as_deref(), Some(&b"three stamps"[..]));
    }

    #[test]
    fn nobody_reads_what_is_sealed() {
        let sealed = key("4711").seal("here", b"three stamps").unwrap();
        let stamps = sealed.windows(6).any(|bytes| bytes == b"stamps");
        assert!(!stamps);
        assert_ne!(Some(sealed), key("4711").seal("here", b"three stamps"));
    }

    #[test]
    fn what_was_sealed_elsewhere_or_was_changed_is_not_opened() {
        let mut sealed = key("4711").seal("here", b"three stamps").unwrap();
        assert_eq!(key("4711").open("there", &sealed), None);
        assert_eq!(key("4712").open("here", &sealed), None);
        assert_eq!(key("4711").open("here", &sealed[..20]), None);
        assert_eq!(key("4711").open("here", b""), None);
        sealed[14] ^= 1;
        assert_eq!(key("4711").open("here", &sealed), None);
    }

    #[test]
    fn instances_with_the_same_api_key_give_the_same_names() {
        assert_eq!(
            key("4711").name_of(b"1.1.1.1"),
            key("4711").name_of(b"1.1.1.1")
        );
        assert_ne!(
            key("4711").name_of(b"1.1.1.1"),
            key("4711").name_of(b"1.1.1.2")
        );
        assert_ne!(
            key("4711").name_of(b"1.1.1.1"),
            key("4712").name_of(b"1.1.1.1")
        );
    }

    #[test]
    fn a_key_shows_nothing_of_itself() {
        assert_eq!(format!("{:?}", key("4711")), "SealingKey(…)");
    }
}
