//! The signals by which a program of the proxy is told to stop.

use std::io;

/// Returns on Ctrl-C or SIGTERM. Both are caught from the call on, so that a signal that
/// comes just after the start does not kill the program.
///
/// # Errors
///
/// When the system does not let the program listen for signals.
#[cfg(unix)]
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns on Ctrl-C. When the system does not report it, the program runs until it is killed.
///
/// # Errors
///
/// Never.
#[cfg(not(unix))]
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
