//! Listening on this machine, and stopping in time.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::time::sleep;

/// How long answers on their way are waited for after the shutdown.
const GRACE: Duration = Duration::from_secs(1);

/// Listens on a port of this machine alone; 0 for any free one.
pub(crate) async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// Serves until `shutdown` comes, and then for a moment more, so that answers on
/// their way arrive.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Clone + Send + 'static,
) -> io::Result<()> {
    let serving = axum::serve(listener, router).with_graceful_shutdown(shutdown.clone());
    let out_of_patience = async move {
        shutdown.await;
        sleep(GRACE).await;
    };
    tokio::select! {
        result = serving => result,
        () = out_of_patience => Ok(()),
    }
}
