//! The program itself, as the operator starts it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread::{JoinHandle, spawn};

use engage_sim::DEFAULT_API_KEY;

use crate::shop::SECRET;

/// The program with settings that are in order, for an Engage at this URL.
pub(crate) fn program(engage: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"));
    command.env_clear().envs([
        ("RETAILER_PROXY_ENGAGE_BASE_URL", engage),
        ("RETAILER_PROXY_ENGAGE_API_KEY", DEFAULT_API_KEY),
        ("RETAILER_PROXY_SESSION_SECRET", SECRET),
        ("RETAILER_PROXY_LISTEN_ADDRESS", "127.0.0.1:0"),
        ("RETAILER_PROXY_INTERNAL_ADDRESS", "127.0.0.1:0"),
        ("RETAILER_PROXY_CONSENTS_DATABASE", "sqlite::memory:"),
    ]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A program that runs until it is stopped, or until this is dropped.
pub(crate) struct Running {
    child: Child,
    log: Option<JoinHandle<String>>,
    /// Where browsers ask, with a `/` at the end.
    pub(crate) address: String,
    /// The IP address and port of the internal listener.
    pub(crate) internal: String,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        // The log may be more than a pipe holds.
        let mut errors = child.stderr.take().unwrap();
        let log = spawn(move || {
            let mut log = String::new();
            errors.read_to_string(&mut log).unwrap();
            log
        });
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let mut after = |before: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(before).unwrap().to_owned()
        };
        let address = after("retailer-proxy listens on ");
        let internal = after("probes and measurements are on http://");
        Self {
            child,
            log: Some(log),
            address,
            internal,
        }
    }

    /// Stops the program, and returns what it has logged.
    pub(crate) fn stop(mut self) -> String {
        let _ = self.child.kill();
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
