//! The metrics of the proxy, in the form that Prometheus reads.
//!
//! Labels are names from this program alone: routes, statuses, outcomes. No id, no IP
//! address and nothing that a browser sent ever becomes a label.

mod awards;
mod database;
mod labels;
mod plain_text;

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
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use awards::AwardMetrics;
use database::DatabaseMetrics;
use labels::{Answered, Build, Call, Read, Refused, Route};

use crate::sessions::SignedOut;

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
    call_time: Histogram,
    refused_sessions: Family<Refused, Counter>,
    content_refused: Gauge,
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
    /// What is known of the database.
    pub(crate) database: DatabaseMetrics,
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
    /// Whether the content file cannot be used as it is now.
    pub(crate) content_refused: bool,
    pub(crate) contacts: u64,
    pub(crate) cache_bytes: u64,
}

/// How metrics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For those who ask for it.
    OpenMetrics,
    /// The text format 0.0.4, which every program that collects metrics reads.
    Plain,
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
            call_time: Histogram::new(BUCKETS),
            refused_sessions: Family::default(),
            content_refused: Gauge::default(),
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
            database: DatabaseMetrics::default(),
            awards: AwardMetrics::default(),
            registry: Registry::default(),
        };
        metrics.register_traffic(&mut registry);
        metrics.register_occupancy(&mut registry);
        metrics.database.register(&mut registry);
        metrics.awards.register(&mut registry);
        metrics.begin_at_zero();
        Self {
            registry,
            ..metrics
        }
    }

    /// What comes in, and what goes out to Engage.
    fn register_traffic(&self, registry: &mut Registry) {
        registry.register(
            "requests",
            "Requests by route and status",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "request",
            "How long requests took",
            Unit::Seconds,
            self.latency.clone(),
        );
        registry.register(
            "reads",
            "Reads by how they were answered",
            self.reads.clone(),
        );
        registry.register(
            "engage_calls",
            "Calls to Engage by outcome",
            self.calls.clone(),
        );
        registry.register_with_unit(
            "engage_call",
            "How long Engage took to answer",
            Unit::Seconds,
            self.call_time.clone(),
        );
        registry.register(
            "sessions_refused",
            "Requests without a valid session, by reason",
            self.refused_sessions.clone(),
        );
        registry.register(
            "content_refused",
            "Whether the content file cannot be used, so that a former one counts: 1 yes, 0 no",
            self.content_refused.clone(),
        );
        let build = Build {
            version: env!("CARGO_PKG_VERSION"),
        };
        registry.register("build", "The version of the program", Info::new(build));
        registry.register(
            "engage_queue",
            "Calls that wait for a permit",
            self.queued.clone(),
        );
        registry.register(
            "engage_calls_under_way",
            "Calls that Engage has not answered yet",
            self.under_way.clone(),
        );
        registry.register(
            "breaker",
            "The circuit breaker before Engage: 0 closed, 1 probing, 2 open",
            self.breaker.clone(),
        );
        registry.register(
            "budget_shared",
            "Whether calls come out of the budget that several instances share: 1 yes, 0 no",
            self.budget_shared.clone(),
        );
    }

    /// What is open, and what is in memory.
    fn register_occupancy(&self, registry: &mut Registry) {
        registry.register(
            "cached_contacts",
            "Contacts whose challenges are cached",
            self.contacts.clone(),
        );
        registry.register_with_unit(
            "cache",
            "Memory that the contacts' challenges take, estimated",
            Unit::Bytes,
            self.cache_bytes.clone(),
        );
        registry.register(
            "connections",
            "Connections that are open",
            self.connections.clone(),
        );
        registry.register(
            "connections_allowed",
            "Connections that may be open",
            self.connections_allowed.clone(),
        );
        registry.register(
            "event_streams_allowed",
            "Streams of events that may be open",
            self.event_streams_allowed.clone(),
        );
        registry.register(
            "event_streams",
            "Streams of events that are open",
            self.event_streams.clone(),
        );
    }

    /// Makes every outcome appear with 0, so that the first one is a rise from 0 to 1, which an
    /// alarm can notice.
    fn begin_at_zero(&self) {
        for of in Subject::ALL {
            for outcome in ReadOutcome::ALL {
                drop(self.reads.get_or_create(&Read { of, outcome }));
            }
        }
        for outcome in CallOutcome::ALL {
            drop(self.calls.get_or_create(&Call { outcome }));
        }
        for reason in SignedOut::ALL {
            drop(self.refused_sessions.get_or_create(&Refused { reason }));
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

    /// Notes how long Engage took for an answer or a failure.
    pub(crate) fn call_took(&self, time: Duration) {
        self.call_time.observe(time.as_secs_f64());
    }

    /// Counts a request without a valid session.
    pub(crate) fn session_refused(&self, reason: SignedOut) {
        self.refused_sessions
            .get_or_create(&Refused { reason })
            .inc();
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

    /// Writes all metrics in this format, with these gauges.
    pub(crate) fn text(&self, format: Format, gauges: Gauges) -> String {
        self.queued.set(whole(gauges.queued));
        self.under_way.set(whole(gauges.under_way));
        self.breaker.set(gauges.breaker);
        self.budget_shared.set(gauges.budget_shared.into());
        self.content_refused.set(gauges.content_refused.into());
        self.contacts
            .set(i64::try_from(gauges.contacts).unwrap_or(i64::MAX));
        #[expect(clippy::cast_precision_loss, reason = "the number is an estimate")]
        self.cache_bytes.set(gauges.cache_bytes as f64);
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = text::encode(&mut text, &self.registry);
        match format {
            Format::OpenMetrics => text,
            Format::Plain => plain_text::of_open_metrics(&text),
        }
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
