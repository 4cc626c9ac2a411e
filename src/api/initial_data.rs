//! What a store begins with.

use challenge_cards::state::Snapshot;
use js_sys::Promise;

/// What a store begins with.
pub(crate) enum InitialData {
    /// Nothing: the store makes the first requests itself.
    None,
    /// Requests that the loader has made before there was any WebAssembly.
    Pending(PendingRequests),
    /// Answers that came with server-rendered cards.
    Loaded(Snapshot),
}

/// The first two requests, as promises of their `Response`s.
pub(crate) struct PendingRequests {
    /// `GET {proxy}/challenges`.
    pub(crate) challenges: Promise,
    /// `GET {proxy}/challenges/definitions`.
    pub(crate) definitions: Promise,
}
