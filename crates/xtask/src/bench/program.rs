//! Programs that run while something is measured, and ports for them.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::cannot_start;

const START: Duration = Duration::from_secs(30);

/// A program that ends with this value.
pub(super) struct Program(Child);

impl Program {
    /// Starts it and waits until it listens.
    pub(super) fn start(command: &mut Command, port: u16) -> Result<Self> {
        command.stdout(Stdio::null()).stdin(Stdio::null());
        let child = command.spawn().with_context(|| cannot_start(command))?;
        let mut program = Self(child);
        let begun = Instant::now();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        while TcpStream::connect(address).is_err() {
            if let Some(status) = program.0.try_wait()? {
                bail!("{}: it ended at once ({status})", cannot_start(command));
            }
            if begun.elapsed() > START {
                bail!("{}: it does not listen on {address}", cannot_start(command));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(program)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SIGTERM where there is one: nginx takes its workers along.
        let id = self.0.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        if told.is_err() {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on.
pub(super) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
