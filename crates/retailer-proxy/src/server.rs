//! The two listeners: how many connections they have, how slow these may be, and how
//! they end.

mod connections;
mod write_timeout;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::FromRef as _;
use tokio::net::TcpListener;
use tokio::time::{interval, timeout};

use crate::metrics::Metrics;
use crate::proxy::Proxy;
use crate::reads::Reads;
use crate::sessions::Sessions;
use crate::shutdown::Shutdown;
use connections::Connections;

/// How often answers and sessions that are too old to be used are removed from memory: in
/// a shop without visitors, the data of the last ones must not stay.
const SWEEP: Duration = Duration::from_mins(1);
/// How many connections may be open on the internal listener: more than probes, monitoring
/// and the shop's backend need.
const INTERNAL_CONNECTIONS: usize = 256;

/// What connections may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerOptions {
    /// How many may be open. Others wait to be accepted.
    pub connections: usize,
    /// How many bytes the head of a request may have: at least 8,192.
    pub header_bytes: usize,
    /// How long the head of a request may take, and therefore how long a connection may
    /// stay open without a request.
    pub header_time: Duration,
    /// How long a client may take to read what was sent to it, some kilobytes at a
    /// time, before its connection is closed.
    pub write_time: Duration,
    /// How long answers may still take after the program was told to stop.
    pub stop_time: Duration,
}

/// The server that browsers, or the web server in front, connect to.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    reads: Arc<Reads>,
    sessions: Arc<Sessions>,
    metrics: Arc<Metrics>,
    shutdown: Shutdown,
    options: ServerOptions,
}

impl Server {
    /// A server for this proxy.
    #[must_use]
    pub fn new(listener: TcpListener, proxy: &Proxy, options: ServerOptions) -> Self {
        Self {
            listener,
            reads: Arc::from_ref(proxy),
            sessions: Arc::from_ref(proxy),
            metrics: Arc::from_ref(proxy),
            shutdown: Shutdown::from_ref(proxy),
            options,
        }
    }

    /// Serves these pages until it is told to stop. Then it accepts no more requests,
    /// and returns when the last answer is sent or the time for that is over.
    pub async fn serve(self, pages: Router, stop: impl Future<Output = ()>) {
        self.metrics.allow_connections(self.options.connections);
        let connections = Connections::new(self.listener, self.options);
        let mut sweep = interval(SWEEP);
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                _ = sweep.tick() => {
                    self.reads.sweep();
                    self.sessions.sweep();
                }
                accepted = connections.accept() => {
                    connections.serve(accepted, &pages, self.metrics.connection());
                }
            }
        }
        self.shutdown.start();
        let finished = timeout(self.options.stop_time, connections.finish()).await;
        if finished.is_err() {
            tracing::warn!("some answers were not finished in time");
        }
    }
}

/// Serves the pages for the shop's own machines, to the end of the program. Heads, idle
/// connections and slow readers have the same limits as those of browsers, and at most
/// 256 connections are open.
pub async fn serve_internal(listener: TcpListener, pages: Router, options: ServerOptions) {
    let options = ServerOptions {
        connections: options.connections.min(INTERNAL_CONNECTIONS),
        ..options
    };
    let connections = Connections::new(listener, options);
    loop {
        let accepted = connections.accept().await;
        connections.serve(accepted, &pages, ());
    }
}
