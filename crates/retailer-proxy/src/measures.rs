//! What is measured, in the form that Prometheus reads.
//!
//! Labels are names from this program alone: routes, statuses, outcomes. No id,
//! no address and nothing that a browser sent ever becomes one.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Seconds: from a cached answer to a shopper's whole patience and beyond.
const BUCKETS: [f64; 11] = [
    0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 3.0, 10.0,
];

/// The counters and gauges of one proxy.
pub(crate) struct Measures {
    registry: Registry,
    requests: Family<Answered, Counter>,
    latency: Family<Route, Histogram>,
    reads: Family<Read, Counter>,
    calls: Family<Call, Counter>,
    queued: Gauge,
    under_way: Gauge,
    breaker: Gauge,
    contacts: Gauge,
    cache_bytes: Gauge<f64, AtomicU64>,
    connections: Gauge,
    event_streams: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Read {
    of: Subject,
    outcome: ReadOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    outcome: CallOutcome,
}

/// What is read from the cache.
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
    /// From the cache, because Engage did not answer well, or in time.
    Rescued,
    /// By Engage.
    Miss,
    /// Not at all.
    Refused,
}

/// What became of a call to Engage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum CallOutcome {
    Answered,
    Failed,
    Refused,
    RateLimited,
    /// It was never made, for want of a turn.
    NoTurn,
    /// It was never made, because the breaker is open.
    LeftAlone,
}

/// What only matters at the moment it is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Levels {
    pub(crate) queued: usize,
    pub(crate) under_way: usize,
    /// 0 closed, 1 probing, 2 open.
    pub(crate) breaker: i64,
    pub(crate) contacts: u64,
    pub(crate) cache_bytes: u64,
}

/// A thing that is open until this is dropped.
pub(crate) struct Open(Gauge);

impl Measures {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("retailer_proxy");
        let measures = Self {
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            reads: Family::default(),
            calls: Family::default(),
            queued: Gauge::default(),
            under_way: Gauge::default(),
            breaker: Gauge::default(),
            contacts: Gauge::default(),
            cache_bytes: Gauge::default(),
            connections: Gauge::default(),
            event_streams: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register(
            "requests",
            "Requests by route and status",
            measures.requests.clone(),
        );
        registry.register_with_unit(
            "request",
            "How long requests took",
            Unit::Seconds,
            measures.latency.clone(),
        );
        registry.register(
            "reads",
            "Reads by how they were answered",
            measures.reads.clone(),
        );
        registry.register(
            "engage_calls",
            "Calls to Engage by what became of them",
            measures.calls.clone(),
        );
        registry.register(
            "engage_queue",
            "Calls that wait for their turn",
            measures.queued.clone(),
        );
        registry.register(
            "engage_calls_under_way",
            "Calls that Engage has not answered yet",
            measures.under_way.clone(),
        );
        registry.register(
            "breaker",
            "The breaker before Engage: 0 closed, 1 probing, 2 open",
            measures.breaker.clone(),
        );
        registry.register(
            "cached_contacts",
            "Contacts whose challenges are kept",
            measures.contacts.clone(),
        );
        registry.register_with_unit(
            "cache",
            "Memory that the contacts' challenges take, estimated",
            Unit::Bytes,
            measures.cache_bytes.clone(),
        );
        registry.register(
            "connections",
            "Connections that are open",
            measures.connections.clone(),
        );
        registry.register(
            "event_streams",
            "Streams of events that are open",
            measures.event_streams.clone(),
        );
        Self {
            registry,
            ..measures
        }
    }

    /// Counts a request that was answered.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let route = route.to_owned();
        self.latency
            .get_or_create(&Route {
                route: route.clone(),
            })
            .observe(took.as_secs_f64());
        let answered = Answered {
            method,
            route,
            status,
        };
        self.requests.get_or_create(&answered).inc();
    }

    /// Counts a read.
    pub(crate) fn read(&self, of: Subject, outcome: ReadOutcome) {
        self.reads.get_or_create(&Read { of, outcome }).inc();
    }

    /// Counts a call to Engage.
    pub(crate) fn called(&self, outcome: CallOutcome) {
        self.calls.get_or_create(&Call { outcome }).inc();
    }

    /// Counts a connection until it is closed.
    pub(crate) fn connection(&self) -> Open {
        Open::new(&self.connections)
    }

    /// Counts a stream of events until it is closed.
    pub(crate) fn event_stream(&self) -> Open {
        Open::new(&self.event_streams)
    }

    /// All of it as text, with these levels.
    pub(crate) fn text(&self, levels: Levels) -> String {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.queued.set(count(levels.queued));
        self.under_way.set(count(levels.under_way));
        self.breaker.set(levels.breaker);
        self.contacts
            .set(i64::try_from(levels.contacts).unwrap_or(i64::MAX));
        #[expect(clippy::cast_precision_loss, reason = "an estimate to begin with")]
        self.cache_bytes.set(levels.cache_bytes as f64);
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}

impl fmt::Debug for Measures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Measures")
    }
}

impl Open {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
