//! Listening on this machine alone, and stopping within a second.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::time::sleep;

/// How long requests under way may take after the shutdown.
const GRACE: Duration = Duration::from_secs(1);

/// Listens on a port of this machine alone; 0 for any free one.
pub(crate) async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// Serves until `shutdown` is ready, and then until the requests under way are
/// answered, for a second at most.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Clone + Send + 'static,
) -> io::Result<()> {
    let serving = axum::serve(listener, router).with_graceful_shutdown(shutdown.clone());
    let grace_is_over = async move {
        shutdown.await;
        sleep(GRACE).await;
    };
    tokio::select! {
        result = serving => result,
        () = grace_is_over => Ok(()),
    }
}
