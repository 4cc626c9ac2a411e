//! How the proxy is run: how it spares Engage, what it lets in, where it is
//! watched from, and the files it serves beside its own paths.

mod check;

pub(super) use check::check;

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

use super::environment::Kind;
use crate::edge::EdgeOptions;
use crate::proxy::ProxyOptions;
use crate::server::ServerOptions;
use crate::widget_files::WidgetFiles;

/// How the program is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// How Engage is spared, and what is let in.
    pub proxy: ProxyOptions,
    /// What connections may cost.
    pub server: ServerOptions,
    /// Where probes and measurements are answered.
    pub internal: SocketAddr,
    /// The built widget, where it is served from here.
    pub widget: Option<WidgetFiles>,
    /// How the log is written.
    pub log: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// An object a line, for programs that collect logs.
    #[default]
    Json,
    /// For people.
    Text,
}

/// The sections of the file that say so.
pub(super) struct Sections {
    pub(super) reads: Reads,
    pub(super) budget: Budget,
    pub(super) limits: Limits,
    pub(super) internal: Internal,
    pub(super) widget: Widget,
    pub(super) cors: Cors,
    pub(super) log: Log,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Reads {
    patience_seconds: Option<u64>,
    definitions_fresh_seconds: Option<u64>,
    definitions_kept_seconds: Option<u64>,
    challenges_fresh_seconds: Option<u64>,
    challenges_kept_seconds: Option<u64>,
    memory_megabytes: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Budget {
    calls_per_second: Option<u64>,
    calls_at_once: Option<u64>,
    queue: Option<u64>,
    repeat_after_seconds: Option<u64>,
    breaker_failures: Option<u64>,
    breaker_seconds: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    session_per_minute: Option<u64>,
    address_per_minute: Option<u64>,
    trusted_hops: Option<u64>,
    body_bytes: Option<u64>,
    header_bytes: Option<u64>,
    header_seconds: Option<u64>,
    write_seconds: Option<u64>,
    request_seconds: Option<u64>,
    connections: Option<u64>,
    stop_seconds: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Internal {
    address: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Widget {
    folder: Option<PathBuf>,
    path: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Cors {
    origins: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    format: Option<String>,
}

/// Every key of these sections, with the kind of its value.
pub(super) const KEYS: [(&str, Kind); 27] = [
    ("reads.patience_seconds", Kind::Number),
    ("reads.definitions_fresh_seconds", Kind::Number),
    ("reads.definitions_kept_seconds", Kind::Number),
    ("reads.challenges_fresh_seconds", Kind::Number),
    ("reads.challenges_kept_seconds", Kind::Number),
    ("reads.memory_megabytes", Kind::Number),
    ("budget.calls_per_second", Kind::Number),
    ("budget.calls_at_once", Kind::Number),
    ("budget.queue", Kind::Number),
    ("budget.repeat_after_seconds", Kind::Number),
    ("budget.breaker_failures", Kind::Number),
    ("budget.breaker_seconds", Kind::Number),
    ("limits.session_per_minute", Kind::Number),
    ("limits.address_per_minute", Kind::Number),
    ("limits.trusted_hops", Kind::Number),
    ("limits.body_bytes", Kind::Number),
    ("limits.header_bytes", Kind::Number),
    ("limits.header_seconds", Kind::Number),
    ("limits.write_seconds", Kind::Number),
    ("limits.request_seconds", Kind::Number),
    ("limits.connections", Kind::Number),
    ("limits.stop_seconds", Kind::Number),
    ("internal.address", Kind::Text),
    ("widget.folder", Kind::Text),
    ("widget.path", Kind::Text),
    ("cors.origins", Kind::List),
    ("log.format", Kind::Text),
];

impl Default for Running {
    fn default() -> Self {
        Self {
            proxy: ProxyOptions {
                edge: EdgeOptions::default(),
                ..ProxyOptions::default()
            },
            server: ServerOptions::default(),
            internal: SocketAddr::from(([127, 0, 0, 1], 8083)),
            widget: None,
            log: LogFormat::default(),
        }
    }
}
