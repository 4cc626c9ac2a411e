//! Tokens that were verified not long ago: pure, with the time handed in.
//!
//! A browser sends the same token with each request, and reading it costs more than all
//! other checks of a request together. Only tokens that were accepted are remembered, so
//! that nobody fills this memory without tokens of the shop.

use std::collections::HashMap;
use std::ops::Range;

use aws_lc_rs::digest::{SHA256, digest};
use parking_lot::Mutex;

use super::identity::Identity;

/// In seconds. Every token is verified again after this time, also those that the shop has
/// made for a whole day.
const LASTS: u64 = 300;
/// How many tokens are remembered: 10,000 take some 2 MB.
const MOST: usize = 10_000;

/// A time in seconds since 1970, as in the claims of a token.
pub(super) type UnixSeconds = u64;

/// The SHA-256 of a token. The tokens themselves do not stay in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TokenDigest([u8; 32]);

/// Which keys a token was verified with. A change of the keys makes another version.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct KeysVersion(u64);

/// A token that was accepted.
pub(super) struct Accepted {
    pub(super) identity: Identity,
    /// The token's own expiry.
    pub(super) expires: UnixSeconds,
}

/// Whose the tokens are that were accepted lately.
#[derive(Default)]
pub(super) struct VerifiedTokens(Mutex<HashMap<TokenDigest, Verified>>);

struct Verified {
    identity: Identity,
    /// The keys as they were before the token was verified.
    keys: KeysVersion,
    /// When the outcome counts. It begins with the verification, so that a clock that is
    /// set back makes nothing last longer.
    counts: Range<UnixSeconds>,
}

impl TokenDigest {
    pub(super) fn of(token: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, token).as_ref());
        Self(bytes)
    }
}

impl KeysVersion {
    /// The version of the keys that replace these.
    pub(super) fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl VerifiedTokens {
    /// Whose token this is, if it was accepted with these keys not long ago and has not
    /// expired.
    pub(super) fn find(
        &self,
        token: TokenDigest,
        keys: KeysVersion,
        now: UnixSeconds,
    ) -> Option<Identity> {
        let tokens = self.0.lock();
        let known = tokens.get(&token)?;
        let counts = known.keys == keys && known.counts.contains(&now);
        counts.then(|| known.identity.clone())
    }

    /// Remembers a token that was accepted. `keys` are those from before it was verified:
    /// if they have changed meanwhile, the token is verified again.
    pub(super) fn remember(
        &self,
        token: TokenDigest,
        keys: KeysVersion,
        accepted: &Accepted,
        now: UnixSeconds,
    ) {
        let mut tokens = self.0.lock();
        if tokens.len() >= MOST {
            tokens.retain(|_, known| known.counts.contains(&now));
        }
        if tokens.len() >= MOST {
            tokens.clear();
        }
        let verified = Verified {
            identity: accepted.identity.clone(),
            keys,
            counts: now..accepted.expires.min(now.saturating_add(LASTS)),
        };
        tokens.insert(token, verified);
    }

    /// Removes the tokens whose time is over, so that nothing stays in memory of shoppers
    /// who have left.
    pub(super) fn sweep(&self, now: UnixSeconds) {
        let mut tokens = self.0.lock();
        tokens.retain(|_, known| known.counts.contains(&now));
    }

    /// Forgets all tokens.
    pub(super) fn forget_all(&self) {
        self.0.lock().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = 1_800_000_000;

    fn digest_of(number: usize) -> TokenDigest {
        TokenDigest::of(&number.to_be_bytes())
    }

    fn remember(tokens: &VerifiedTokens, number: usize, lasts: u64) {
        let accepted = Accepted {
            identity: Identity::of("4711").unwrap(),
            expires: NOW + lasts,
        };
        tokens.remember(digest_of(number), KeysVersion::default(), &accepted, NOW);
    }

    fn is_known(tokens: &VerifiedTokens, now: UnixSeconds) -> bool {
        let found = tokens.find(digest_of(1), KeysVersion::default(), now);
        found.is_some_and(|identity| identity.as_str() == "4711")
    }

    #[test]
    fn a_token_counts_until_it_expires_and_not_a_second_longer() {
        let tokens = VerifiedTokens::default();
        assert!(!is_known(&tokens, NOW));
        remember(&tokens, 1, 60);
        assert!(is_known(&tokens, NOW));
        assert!(is_known(&tokens, NOW + 59));
        assert!(!is_known(&tokens, NOW + 60));
    }

    #[test]
    fn a_token_that_lasts_for_long_is_verified_again_after_five_minutes() {
        let tokens = VerifiedTokens::default();
        remember(&tokens, 1, 86_400);
        assert!(is_known(&tokens, NOW + LASTS - 1));
        assert!(!is_known(&tokens, NOW + LASTS));
    }

    #[test]
    fn a_token_that_was_accepted_after_its_expiry_is_not_remembered() {
        let tokens = VerifiedTokens::default();
        remember(&tokens, 1, 0);
        assert!(!is_known(&tokens, NOW));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_no_token_count() {
        let tokens = VerifiedTokens::default();
        remember(&tokens, 1, 60);
        assert!(!is_known(&tokens, NOW - 1));
    }

    #[test]
    fn other_keys_make_no_token_count() {
        let tokens = VerifiedTokens::default();
        remember(&tokens, 1, 60);
        let others = KeysVersion::default().next();
        assert!(tokens.find(digest_of(1), others, NOW).is_none());
    }

    #[test]
    fn another_token_is_not_known() {
        let tokens = VerifiedTokens::default();
        remember(&tokens, 2, 60);
        assert!(!is_known(&tokens, NOW));
    }

    #[test]
    fn the_memory_is_bounded_and_the_last_token_is_in_it() {
        let tokens = VerifiedTokens::default();
        for number in (1..=MOST * 2 + 7).rev() {
            remember(&tokens, number, 60);
        }
        assert!(tokens.0.lock().len() <= MOST);
        assert!(is_known(&tokens, NOW));
    }

    #[test]
    fn nothing_stays_in_memory_of_tokens_whose_time_is_over() {
        let tokens = VerifiedTokens::default();
        remember(&tokens, 1, 60);
        remember(&tokens, 2, 120);
        tokens.sweep(NOW + 60);
        assert_eq!(tokens.0.lock().len(), 1);
        tokens.forget_all();
        assert!(tokens.0.lock().is_empty());
    }
}
