//! The labels of the metrics. The names of the variants are the values that Prometheus
//! sees, so they never change.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};

use crate::sessions::SignedOut;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answered {
    pub(super) method: &'static str,
    pub(super) route: String,
    pub(super) status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Route {
    pub(super) route: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Read {
    pub(super) of: Subject,
    pub(super) outcome: ReadOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Call {
    pub(super) outcome: CallOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Refused {
    pub(super) reason: SignedOut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Build {
    pub(super) version: &'static str,
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Subject {
    Challenges,
    Definitions,
}

/// How a read was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum ReadOutcome {
    /// From the cache, fresh.
    Hit,
    /// From the cache, while it is refreshed.
    Stale,
    /// From the cache, because Engage failed or was too slow.
    Rescued,
    /// With an answer that another instance had.
    Shared,
    /// By Engage.
    Miss,
    /// With an error.
    Refused,
}

impl Subject {
    pub(super) const ALL: [Self; 2] = [Self::Challenges, Self::Definitions];
}

impl ReadOutcome {
    pub(super) const ALL: [Self; 6] = [
        Self::Hit,
        Self::Stale,
        Self::Rescued,
        Self::Shared,
        Self::Miss,
        Self::Refused,
    ];
}

impl CallOutcome {
    pub(super) const ALL: [Self; 6] = [
        Self::Answered,
        Self::Failed,
        Self::Refused,
        Self::RateLimited,
        Self::NoTurn,
        Self::LeftAlone,
    ];
}

/// What became of a call to Engage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum CallOutcome {
    Answered,
    Failed,
    Refused,
    RateLimited,
    /// It was not made, because there was no permit.
    NoTurn,
    /// It was not made, because of a pause or because the circuit is open.
    LeftAlone,
}
