//! How the program is run: how often it calls Engage, what it lets in, where it is
//! monitored, and the files it serves beside its own paths.

use std::net::SocketAddr;

use super::form::{Choice, Text, text};
use super::given::{Given, Wrong};
use super::listen::socket_address;
use super::setting::section;
use super::{budget, limits, origins, reads, widget};
use crate::proxy::ProxyOptions;
use crate::server::ServerOptions;
use crate::widget_files::WidgetFiles;

section! {
    "internal" as INTERNAL: Internal {
        /// Where `/healthz`, `/readyz`, `/metrics`, `/contacts/changed` and `/awards` are. This must
        /// never be reachable from outside.
        address: Text<SocketAddr> = text("127.0.0.1:8083", socket_address);
    }
}

section! {
    "log" as LOG: Log {
        /// How the log is written: "json" for programs, "text" for people. `RUST_LOG` says how much
        /// is logged.
        format: Choice<LogFormat> = Choice(&[("json", LogFormat::Json), ("text", LogFormat::Text)]);
    }
}

/// How the program is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeSettings {
    /// How Engage is called, and what is let in.
    pub proxy: ProxyOptions,
    /// What connections may cost.
    pub server: ServerOptions,
    /// Where probes and metrics are answered.
    pub internal: SocketAddr,
    /// The built widget, where it is served from here.
    pub widget: Option<WidgetFiles>,
    /// How the log is written.
    pub log: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// An object a line, for programs that collect logs.
    Json,
    /// For people.
    Text,
}

/// Notes a fault when both listeners would be on one port.
pub(super) fn check_internal(
    public: SocketAddr,
    internal: SocketAddr,
    given: &mut Given,
) -> Result<(), Wrong> {
    let is_any = |address: SocketAddr| address.ip().is_unspecified();
    let meet = public.ip() == internal.ip() || is_any(public) || is_any(internal);
    // The system chooses a free port in place of 0.
    if public.port() == internal.port() && public.port() != 0 && meet {
        let what = "is on the port of listen.address: choose another one";
        return Err(given.fault(&INTERNAL.address, what));
    }
    Ok(())
}

pub(super) fn read(given: &mut Given) -> Result<RuntimeSettings, Wrong> {
    let reads = reads::read(given);
    let calls = budget::read(given);
    let origins = origins::allowed(given);
    let edge = limits::edge(origins.clone().unwrap_or_default(), given);
    let server = limits::server(given);
    let internal = given.read(&INTERNAL.address);
    let widget = widget::read(given);
    let log = given.read(&LOG.format);
    origins?;
    Ok(RuntimeSettings {
        proxy: ProxyOptions { reads, calls, edge },
        server,
        internal: internal?,
        widget: widget?,
        log: log?,
    })
}
