//! Connections: how many there may be, how slow, and how they end.

mod write_timeout;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef as _;
use axum::extract::connect_info::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{interval, sleep, timeout};
use tower::ServiceExt as _;

use crate::metrics::Metrics;
use crate::proxy::Proxy;
use crate::reads::Reads;
use crate::shutdown::Shutdown;
use write_timeout::WriteTimeout;

/// How long to wait after the listener could not accept, for example because the
/// process has no more file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How often answers that are too old to be used are removed from memory: in a shop
/// without visitors, the data of the last ones must not stay.
const SWEEP: Duration = Duration::from_mins(1);

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
            metrics: Arc::from_ref(proxy),
            shutdown: Shutdown::from_ref(proxy),
            options,
        }
    }

    /// Serves these pages until it is told to stop. Then it accepts no more requests,
    /// and returns when the last answer is sent or the time for that is over.
    pub async fn serve(self, pages: Router, stop: impl Future<Output = ()>) {
        self.metrics.allow_connections(self.options.connections);
        let open = GracefulShutdown::new();
        let room = Arc::new(Semaphore::new(self.options.connections));
        let http = self.http();
        let mut sweep = interval(SWEEP);
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                _ = sweep.tick() => {
                    self.reads.sweep();
                    continue;
                }
                accepted = accept(&self.listener, &room) => accepted,
            };
            let Some((stream, peer, permit)) = accepted else {
                sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let open_connection = self.metrics.connection();
            let pages = pages
                .clone()
                .map_request(move |request| with_peer(request, peer));
            let stream = TokioIo::new(WriteTimeout::new(stream, self.options.write_time));
            let connection = http.serve_connection(stream, TowerToHyperService::new(pages));
            let connection = open.watch(connection);
            tokio::spawn(async move {
                // A broken connection concerns the client alone.
                let _ = connection.await;
                drop((open_connection, permit));
            });
        }
        self.shutdown.start();
        if timeout(self.options.stop_time, open.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some answers were not finished in time");
        }
    }

    fn http(&self) -> http1::Builder {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.options.header_time)
            .max_buf_size(self.options.header_bytes);
        http
    }
}

fn with_peer(mut request: Request<Incoming>, peer: SocketAddr) -> Request<Body> {
    request.extensions_mut().insert(ConnectInfo(peer));
    request.map(Body::new)
}

/// The next connection for which there is room; `None` when accepting fails.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are small, and waiting to fill a packet would only delay them.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, permit))
        }
        Err(error) => {
            tracing::warn!(%error, "cannot accept a connection");
            None
        }
    }
}
