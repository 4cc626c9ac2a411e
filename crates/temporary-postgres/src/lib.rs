//! A real PostgreSQL server that lasts as long as a test, where the machine has the
//! programs for it. It has a folder, a port and data of its own, and listens on
//! 127.0.0.1 only.

mod programs;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, io, process};

pub use programs::programs;

/// Tells the servers of one process apart.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A server that runs until this value is dropped.
#[derive(Debug)]
pub struct TemporaryPostgres {
    url: String,
    folder: PathBuf,
    programs: PathBuf,
    is_root: bool,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// PostgreSQL is not installed here.
    #[error(
        "PostgreSQL is not installed: there is no initdb in /usr/lib/postgresql/*/bin and none on \
         the PATH. On Debian and Ubuntu, `apt-get install postgresql` brings it"
    )]
    NotInstalled,
    /// One of its programs failed.
    #[error("{program} failed ({status}); {log} may say why")]
    Failed {
        /// Which program.
        program: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// The server's log file.
        log: String,
    },
    /// The machine refused something.
    #[error("PostgreSQL cannot be started: {0}")]
    Io(#[from] io::Error),
}

impl TemporaryPostgres {
    /// A server for a test. `None` where PostgreSQL is not installed. That is said, and the
    /// test cannot run: `cargo xtask test` notes it beside the result.
    ///
    /// # Panics
    ///
    /// When PostgreSQL is installed and does not start.
    #[must_use]
    pub fn for_test() -> Option<Self> {
        match Self::start() {
            Ok(server) => Some(server),
            Err(missing @ StartError::NotInstalled) => {
                eprintln!("SKIPPED: {missing}");
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Makes a database and starts a server for it.
    ///
    /// # Errors
    ///
    /// When PostgreSQL is not installed, or does not start.
    pub fn start() -> Result<Self, StartError> {
        let programs = programs().ok_or(StartError::NotInstalled)?;
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("temporary-postgres-{}-{number}", process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        let port = free_port()?;
        let server = Self {
            url: format!("postgres://shop@127.0.0.1:{port}/postgres"),
            folder,
            programs,
            is_root: is_root()?,
        };
        if server.is_root {
            Command::new("chown")
                .arg("postgres")
                .arg(&server.folder)
                .status()?;
        }
        let data = server.data();
        server.run("initdb", &["-D", &data, "--username=shop", "-A", "trust"])?;
        let socket_folder = server.folder.display();
        let options = format!("-p {port} -k {socket_folder} -c listen_addresses=127.0.0.1");
        let log = server.log().display().to_string();
        server.run(
            "pg_ctl",
            &["-D", &data, "-l", &log, "-o", &options, "-w", "start"],
        )?;
        Ok(server)
    }

    /// Where clients reach it: `postgres://shop@127.0.0.1:PORT/postgres`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn run(&self, program: &'static str, arguments: &[&str]) -> Result<(), StartError> {
        let status = self.command(program).args(arguments).status()?;
        if status.success() {
            return Ok(());
        }
        let log = self.log().display().to_string();
        Err(StartError::Failed {
            program,
            status,
            log,
        })
    }

    /// PostgreSQL refuses to run as root, so root runs it as the user `postgres`,
    /// which the package brings.
    fn command(&self, program: &str) -> Command {
        let mut command = with_rights_for(self.is_root, &self.programs.join(program));
        command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

impl Drop for TemporaryPostgres {
    fn drop(&mut self) {
        // After a start that failed there is nothing to stop.
        let data = self.data();
        let mut stop = self.command("pg_ctl");
        let _ = stop.args(["-D", &data, "-m", "immediate", "stop"]).status();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn with_rights_for(is_root: bool, program: &Path) -> Command {
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn is_root() -> io::Result<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(output.stdout.trim_ascii() == b"0")
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.port())
}
