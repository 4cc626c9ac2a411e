//! The connections of one listener: how many may be open, how long a head may be and how
//! long it may take, and how long a client may take to read.

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
use tokio::time::sleep;
use tower::ServiceExt as _;

use super::ServerOptions;
use super::write_timeout::WriteTimeout;

/// How long to wait after the listener could not accept, for example because the
/// process has no more file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A listener and what its connections may cost.
pub(super) struct Connections {
    listener: TcpListener,
    room: Arc<Semaphore>,
    http: http1::Builder,
    write_time: Duration,
    open: GracefulShutdown,
}

/// A connection that was accepted.
pub(super) struct Accepted {
    stream: TcpStream,
    peer: SocketAddr,
    permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn new(listener: TcpListener, options: ServerOptions) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(options.header_time)
            .max_buf_size(options.header_bytes);
        Self {
            listener,
            room: Arc::new(Semaphore::new(options.connections)),
            http,
            write_time: options.write_time,
            open: GracefulShutdown::new(),
        }
    }

    /// The next connection for which there is room.
    pub(super) async fn accept(&self) -> Accepted {
        loop {
            if let Some(accepted) = self.try_accept().await {
                return accepted;
            }
            sleep(ACCEPT_PAUSE).await;
        }
    }

    async fn try_accept(&self) -> Option<Accepted> {
        let permit = Arc::clone(&self.room).acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small, and waiting to fill a packet would only delay them.
                let _ = stream.set_nodelay(true);
                Some(Accepted {
                    stream,
                    peer,
                    permit,
                })
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                None
            }
        }
    }

    /// Answers on this connection until it is closed, and then drops what stands for it.
    pub(super) fn serve(&self, accepted: Accepted, pages: &Router, counted: impl Send + 'static) {
        let Accepted {
            stream,
            peer,
            permit,
        } = accepted;
        let pages = pages
            .clone()
            .map_request(move |request| with_peer(request, peer));
        let stream = TokioIo::new(WriteTimeout::new(stream, self.write_time));
        let service = TowerToHyperService::new(pages);
        let connection = self.http.serve_connection(stream, service);
        let connection = self.open.watch(connection);
        tokio::spawn(async move {
            // A broken connection concerns the client alone.
            let _ = connection.await;
            drop((counted, permit));
        });
    }

    /// Returns when the last answer is sent. No more requests are accepted.
    pub(super) async fn finish(self) {
        drop(self.listener);
        self.open.shutdown().await;
    }
}

fn with_peer(mut request: Request<Incoming>, peer: SocketAddr) -> Request<Body> {
    request.extensions_mut().insert(ConnectInfo(peer));
    request.map(Body::new)
}
