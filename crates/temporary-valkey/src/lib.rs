//! A real Valkey or Redis server that lasts as long as a test, where the machine has the
//! program for it. It has a folder and a port of its own, keeps nothing on disk, and listens
//! on 127.0.0.1 only. A test can kill it, start it again at the same port, and stop it for a
//! while.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs, io, process};

/// Tells the servers of one process apart.
static STARTED: AtomicU32 = AtomicU32::new(0);
/// How long a server may take to start on a busy machine.
const STARTS_WITHIN: Duration = Duration::from_mins(1);
/// How often it is asked whether it has started.
const ASKED_EVERY: Duration = Duration::from_millis(10);

/// A server that runs until this value is dropped, unless it is killed before.
#[derive(Debug)]
pub struct TemporaryValkey {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    settings: Vec<String>,
    running: Option<Child>,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Neither Valkey nor Redis is installed here.
    #[error(
        "Valkey is not installed: there is no valkey-server and no redis-server on the PATH. On \
         Debian and Ubuntu, `apt-get install redis-server` brings one"
    )]
    NotInstalled,
    /// The program runs, or has ended, and nobody answers.
    #[error("{program} does not answer; {log} may say why")]
    Silent {
        /// Which program.
        program: String,
        /// The server's log file.
        log: String,
    },
    /// The machine refused something.
    #[error("Valkey cannot be started: {0}")]
    Io(#[from] io::Error),
}

/// The program of the server, if Valkey or Redis is installed: the first on the `PATH`.
#[must_use]
pub fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let names = ["valkey-server", "redis-server"];
    let mut programs = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.find(|program| program.is_file())
}

impl TemporaryValkey {
    /// A server for a test, with these settings beside its own, such as `--maxmemory 1mb`.
    /// `None` where neither Valkey nor Redis is installed. That is said, and the test cannot
    /// run: `cargo xtask test` notes it beside the result.
    ///
    /// # Panics
    ///
    /// When the program is installed and does not start.
    #[must_use]
    pub fn for_test(settings: &[&str]) -> Option<Self> {
        match Self::start(settings) {
            Ok(server) => Some(server),
            Err(missing @ StartError::NotInstalled) => {
                eprintln!("SKIPPED: {missing}");
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts a server at a free port.
    ///
    /// # Errors
    ///
    /// When none is installed, or it does not start.
    pub fn start(settings: &[&str]) -> Result<Self, StartError> {
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("temporary-valkey-{}-{number}", process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        let mut server = Self {
            program: program().ok_or(StartError::NotInstalled)?,
            folder,
            port: free_port()?,
            settings: settings.iter().map(|word| (*word).to_owned()).collect(),
            running: None,
        };
        server.start_again()?;
        Ok(server)
    }

    /// Where clients reach it: `redis://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The port at which it is, or was before it was killed.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The number of its process, while it runs.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }

    /// Starts the server at the same port after it was killed. It has lost what it held.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start_again(&mut self) -> Result<(), StartError> {
        let mut command = Command::new(&self.program);
        command
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .arg("--dir")
            .arg(&self.folder)
            .arg("--logfile")
            .arg(self.log())
            .args(&self.settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.running = Some(command.spawn()?);
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let begun = Instant::now();
        while begun.elapsed() < STARTS_WITHIN {
            if TcpStream::connect(address).is_ok() {
                return Ok(());
            }
            sleep(ASKED_EVERY);
        }
        Err(StartError::Silent {
            program: self.program.display().to_string(),
            log: self.log().display().to_string(),
        })
    }

    /// Kills the server at once, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            // It may have ended by itself, and then there is nothing to kill.
            let _ = running.kill();
            let _ = running.wait();
        }
    }

    /// Stops the process without ending it: its connections stay, and nobody answers.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets the process go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        if let Some(running) = &self.running {
            let mut kill = Command::new("kill");
            let sent = kill.args([signal, &running.id().to_string()]).status();
            assert!(
                sent.is_ok_and(|status| status.success()),
                "kill {signal} failed"
            );
        }
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

impl Drop for TemporaryValkey {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.port())
}
