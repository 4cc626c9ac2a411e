//! Connections: how many, how slow they may be, and how they end.

mod impatient;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
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

use crate::proxy::Proxy;
use impatient::Impatient;

/// How long to leave a listener alone that cannot accept, for instance because
/// the process has no more files to open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How often what is too old to be given out is taken out of the memory: a shop
/// that nobody visits must not keep its last visitors' data.
const SWEEP: Duration = Duration::from_mins(1);

/// What connections may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerOptions {
    /// How many may be open; others wait to be accepted.
    pub connections: usize,
    /// How many bytes the head of a request may have: 8,192 at least.
    pub header_bytes: usize,
    /// How long the head of a request may take, and so how long a connection may
    /// stay open without one.
    pub header_time: Duration,
    /// How long a client may take to accept what it was sent, some kilobytes at a
    /// time, before its connection is closed.
    pub write_time: Duration,
    /// How long answers may still take when the program is told to stop.
    pub stop_time: Duration,
}

/// A server for browsers, or for the web server before it.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    proxy: Proxy,
    options: ServerOptions,
}

impl Server {
    /// A server for this proxy.
    #[must_use]
    pub fn new(listener: TcpListener, proxy: Proxy, options: ServerOptions) -> Self {
        Self {
            listener,
            proxy,
            options,
        }
    }

    /// Serves these pages until it is told to stop; then takes no more requests,
    /// and ends when the last answer is out or the time for that is over.
    pub async fn serve(self, pages: Router, stop: impl Future<Output = ()>) {
        let open = GracefulShutdown::new();
        let room = Arc::new(Semaphore::new(self.options.connections));
        let http = self.http();
        let mut sweep = interval(SWEEP);
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                _ = sweep.tick() => {
                    self.proxy.reads().sweep();
                    continue;
                }
                accepted = accept(&self.listener, &room) => accepted,
            };
            let Some((stream, peer, place)) = accepted else {
                sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let counted = self.proxy.measures().connection();
            let pages = pages
                .clone()
                .map_request(move |request| with_peer(request, peer));
            let stream = TokioIo::new(Impatient::new(stream, self.options.write_time));
            let connection = http.serve_connection(stream, TowerToHyperService::new(pages));
            let connection = open.watch(connection);
            tokio::spawn(async move {
                // How a connection broke is nobody's business but the client's.
                let _ = connection.await;
                drop((counted, place));
            });
        }
        self.proxy.stop();
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
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are small; waiting to fill a packet only delays them.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "cannot accept a connection");
            None
        }
    }
}
