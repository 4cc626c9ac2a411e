//! What one instance has found out about sessions, for all of them: whom the shop's own server
//! names for a session, and which contact a customer number belongs to.
//!
//! It is sealed, and bound to the session or the number, so nobody at the server learns who
//! shoppers are or makes one count as another. A number counts while its contact does not count
//! as deleted. Where the server cannot be asked, each instance finds out by itself.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use challenge_model::ContactId;

use crate::reads::Holds;
use crate::shared::{NoAnswer, Prefix, SealingKey, Server, SharedOptions, Store};

const LOOK: &str = include_str!("shared_lookups/look.lua");
const IS_NUMBER_OF: &str = include_str!("shared_lookups/is_number_of.lua");
const KEEP: &str = include_str!("shared_lookups/keep.lua");
const KEEP_NUMBER: &str = include_str!("shared_lookups/keep_number.lua");

/// What all instances know of sessions.
#[derive(Debug)]
pub(crate) struct SharedLookups {
    store: Store,
    prefix: Prefix,
    key: SealingKey,
    holds: Holds,
}

/// What another instance has found out, and for how long it still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known<T> {
    pub(super) value: T,
    pub(super) left: Duration,
}

/// What was looked up.
#[derive(Clone, Copy)]
enum Of<'a> {
    /// The session of these headers, by their digest.
    Session(&'a [u8; 32]),
    /// This customer number.
    Number(&'a str),
}

impl SharedLookups {
    /// `holds` say whose deletion the other instances may not know yet.
    pub(crate) fn new(server: Server, shared: &SharedOptions, holds: Holds) -> Self {
        Self {
            store: Store::new(server),
            prefix: shared.prefix.clone(),
            key: shared.sealing.clone(),
            holds,
        }
    }

    /// Whom this session names.
    pub(super) async fn session(&self, digest: &[u8; 32]) -> Option<Known<String>> {
        self.look(Of::Session(digest)).await
    }

    /// Notes whom this session names.
    pub(super) async fn keep_session(&self, digest: &[u8; 32], names: &str, lasts: Duration) {
        let of = Of::Session(digest);
        if let Some(sealed) = self.seal(of, names, lasts) {
            let lasts = lasts.as_millis().to_string().into_bytes();
            let arguments = [sealed, lasts];
            // When this fails, the others ask the shop as well.
            let _: Result<i64, NoAnswer> =
                self.store.run(KEEP, &[&self.name(of)], &arguments).await;
        }
    }

    /// The contact of this customer number.
    pub(super) async fn contact(&self, number: &str) -> Option<Known<ContactId>> {
        let of = Of::Number(number);
        let Known { value, left } = self.look(of).await?;
        let contact = ContactId::guid(&value).ok()?;
        if self.holds.include(&contact) {
            return None;
        }
        let keys = [&*self.prefix.number_of(&contact)];
        let is_theirs = self.store.run(IS_NUMBER_OF, &keys, &[self.name(of)]).await;
        let value = contact;
        (is_theirs == Ok(1)).then_some(Known { value, left })
    }

    /// Notes the contact of this customer number.
    pub(super) async fn keep_contact(&self, number: &str, contact: &ContactId, lasts: Duration) {
        let of = Of::Number(number);
        if self.holds.include(contact) {
            return;
        }
        if let Some(sealed) = self.seal(of, contact.as_str(), lasts) {
            let name = self.name(of);
            let keys = [name.as_str(), &self.prefix.number_of(contact)];
            let lasts = lasts.as_millis().to_string().into_bytes();
            let arguments = [sealed, lasts];
            // When this fails, the others ask Engage as well.
            let _: Result<i64, NoAnswer> = self.store.run(KEEP_NUMBER, &keys, &arguments).await;
        }
    }

    async fn look(&self, of: Of<'_>) -> Option<Known<String>> {
        let arguments: [&str; 0] = [];
        let looked = self.store.run(LOOK, &[&self.name(of)], &arguments).await;
        let (sealed, left): (Vec<u8>, i64) = looked.ok()?;
        let text = self.key.open(&self.place(of), &sealed)?;
        let text = String::from_utf8(text).ok()?;
        let (until, value) = text.split_once(' ')?;
        // Whoever may write to the server could bring back what is over by now.
        let until = Duration::from_millis(until.parse().ok()?);
        let left = Duration::from_millis(u64::try_from(left).ok()?);
        let left = left.min(until.checked_sub(since_1970())?);
        (!left.is_zero()).then(|| Known {
            value: value.to_owned(),
            left,
        })
    }

    fn seal(&self, of: Of<'_>, value: &str, lasts: Duration) -> Option<Vec<u8>> {
        let until = since_1970() + lasts;
        let text = format!("{} {value}", until.as_millis());
        let sealed = self.key.seal(&self.place(of), text.as_bytes());
        sealed.filter(|_| !lasts.is_zero())
    }

    /// Where it is at the server.
    fn name(&self, of: Of<'_>) -> String {
        let (kind, name) = match of {
            Of::Session(digest) => ('s', self.key.name_of(digest)),
            Of::Number(number) => ('n', self.key.name_of(number.as_bytes())),
        };
        self.prefix.name(&format!("{kind}:{name:x}"))
    }

    /// What it is bound to. Unlike the name, no two sessions or numbers have one place.
    fn place(&self, of: Of<'_>) -> String {
        let mut place = self.name(of) + " ";
        match of {
            Of::Session(digest) => {
                for byte in digest {
                    // Writing to a string cannot fail.
                    let _ = write!(place, "{byte:02x}");
                }
            }
            Of::Number(number) => place += number,
        }
        place
    }
}

fn since_1970() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default()
}

#[cfg(test)]
mod tests;
