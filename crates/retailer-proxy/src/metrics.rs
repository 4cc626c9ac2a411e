//! The metrics of the proxy, in the form that Prometheus reads.
//!
//! Labels are names from this program alone: routes, statuses, outcomes. No id, no IP
//! address and nothing that a browser sent ever becomes a label.

mod awards;
mod labels;

pub(crate) use awards::{BatchOutcome, SettledBy};
pub(crate) use labels::{CallOutcome, ReadOutcome, Subject};

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use awards::AwardMetrics;
use labels::{Answered, Call, Read, Route};

/// In seconds: from the time of a cached answer to more than a shopper waits.
const BUCKETS: [f64; 11] = [
    0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 3.0, 10.0,
];

/// The counters and gauges of one proxy.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    latency: Family<Route, Histogram>,
    reads: Family<Read, Counter>,
    calls: Family<Call, Counter>,
    queued: Gauge,
    under_way: Gauge,
    breaker: Gauge,
    budget_shared: Gauge,
    contacts: Gauge,
    cache_bytes: Gauge<f64, AtomicU64>,
    connections: Gauge,
    connections_allowed: Gauge,
    event_streams: Gauge,
    event_streams_allowed: Gauge,
    /// What is counted of awards.
    pub(crate) awards: AwardMetrics,
}

/// Values that are read only when the metrics are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gauges {
    pub(crate) queued: usize,
    pub(crate) under_way: usize,
    /// 0 closed, 1 probing, 2 open.
    pub(crate) breaker: i64,
    /// Whether the budget of all instances is used, rather than this instance's own share.
    pub(crate) budget_shared: bool,
    pub(crate) contacts: u64,
    pub(crate) cache_bytes: u64,
}

/// Counts something that is open until this is dropped.
pub(crate) struct OpenGauge(Gauge);

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("retailer_proxy");
        let metrics = Self {
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            reads: Family::default(),
            calls: Family::default(),
            queued: Gauge::default(),
            under_way: Gauge::default(),
            breaker: Gauge::default(),
            budget_shared: Gauge::default(),
            contacts: Gauge::default(),
            cache_bytes: Gauge::default(),
            connections: Gauge::default(),
            connections_allowed: Gauge::default(),
            event_streams: Gauge::default(),
            event_streams_allowed: Gauge::default(),
            awards: AwardMetrics::default(),
            registry: Registry::default(),
        };
        registry.register(
            "requests",
            "Requests by route and status",
            metrics.requests.clone(),
        );
        registry.register_with_unit(
            "request",
            "How long requests took",
            Unit::Seconds,
            metrics.latency.clone(),
        );
        registry.register(
            "reads",
            "Reads by how they were answered",
            metrics.reads.clone(),
        );
        registry.register(
            "engage_calls",
            "Calls to Engage by outcome",
            metrics.calls.clone(),
        );
        registry.register(
            "engage_queue",
            "Calls that wait for a permit",
            metrics.queued.clone(),
        );
        registry.register(
            "engage_calls_under_way",
            "Calls that Engage has not answered yet",
            metrics.under_way.clone(),
        );
        registry.register(
            "breaker",
            "The circuit breaker before Engage: 0 closed, 1 probing, 2 open",
            metrics.breaker.clone(),
        );
        registry.register(
            "budget_shared",
            "Whether calls come out of the budget that several instances share: 1 yes, 0 no",
            metrics.budget_shared.clone(),
        );
        registry.register(
            "cached_contacts",
            "Contacts whose challenges are cached",
            metrics.contacts.clone(),
        );
        registry.register_with_unit(
            "cache",
            "Memory that the contacts' challenges take, estimated",
            Unit::Bytes,
            metrics.cache_bytes.clone(),
        );
        registry.register(
            "connections",
            "Connections that are open",
            metrics.connections.clone(),
        );
        registry.register(
            "connections_allowed",
            "Connections that may be open",
            metrics.connections_allowed.clone(),
        );
        registry.register(
            "event_streams_allowed",
            "Streams of events that may be open",
            metrics.event_streams_allowed.clone(),
        );
        registry.register(
            "event_streams",
            "Streams of events that are open",
            metrics.event_streams.clone(),
        );
        metrics.awards.register(&mut registry);
        Self {
            registry,
            ..metrics
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
    pub(crate) fn connection(&self) -> OpenGauge {
        OpenGauge::new(&self.connections)
    }

    /// Counts a stream of events until it is closed.
    pub(crate) fn event_stream(&self) -> OpenGauge {
        OpenGauge::new(&self.event_streams)
    }

    /// Notes how many connections may be open.
    pub(crate) fn allow_connections(&self, most: usize) {
        self.connections_allowed.set(whole(most));
    }

    /// Notes how many streams of events may be open.
    pub(crate) fn allow_event_streams(&self, most: usize) {
        self.event_streams_allowed.set(whole(most));
    }

    /// How many connections and streams of events are open, and may be.
    pub(crate) fn occupancy(&self) -> String {
        format!(
            "connections {} of {}\nevent streams {} of {}\n",
            self.connections.get(),
            self.connections_allowed.get(),
            self.event_streams.get(),
            self.event_streams_allowed.get(),
        )
    }

    /// Writes all metrics as text, with these gauges.
    pub(crate) fn text(&self, gauges: Gauges) -> String {
        self.queued.set(whole(gauges.queued));
        self.under_way.set(whole(gauges.under_way));
        self.breaker.set(gauges.breaker);
        self.budget_shared.set(gauges.budget_shared.into());
        self.contacts
            .set(i64::try_from(gauges.contacts).unwrap_or(i64::MAX));
        #[expect(clippy::cast_precision_loss, reason = "the number is an estimate")]
        self.cache_bytes.set(gauges.cache_bytes as f64);
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Metrics")
    }
}

impl OpenGauge {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for OpenGauge {
    fn drop(&mut self) {
        self.0.dec();
    }
}
