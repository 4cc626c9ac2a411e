//! The simulator as an HTTP server.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::simulator::Simulator;
use crate::{admin, engage};

/// How long the server waits for unfinished answers after the shutdown.
const GRACE: Duration = Duration::from_secs(1);

impl Simulator {
    /// The API under `/api/v2` and `/api/v3`, and the admin paths under `/simulator`.
    /// Every other path is answered as Engage answers unknown paths.
    pub fn router(&self) -> Router {
        Router::new()
            .nest("/simulator", admin::router())
            .route("/simulator/", get(admin::overview))
            .fallback(engage::answer)
            .with_state(self.clone())
    }
}

/// Serves until `shutdown` is done, and then for up to one second more, so that
/// unfinished answers arrive.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    simulator: Simulator,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (announce, announced) = oneshot::channel();
    let announced_shutdown = async move {
        shutdown.await;
        // The receiver is gone only when the server has already stopped by itself.
        let _ = announce.send(());
    };
    let serving =
        axum::serve(listener, simulator.router()).with_graceful_shutdown(announced_shutdown);
    tokio::select! {
        result = serving => result,
        () = grace_after(announced) => Ok(()),
    }
}

async fn grace_after(announced: oneshot::Receiver<()>) {
    if announced.await.is_err() {
        // The server stopped without a shutdown, so its own result counts.
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(GRACE).await;
}
