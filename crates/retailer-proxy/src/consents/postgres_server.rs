//! A PostgreSQL server of a test's own, where the machine has the programs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

/// A server that runs until it is dropped.
pub(super) struct Postgres {
    pub(super) address: String,
    folder: PathBuf,
    programs: PathBuf,
}

impl Postgres {
    /// `None` where there is no PostgreSQL on this machine.
    pub(super) fn start() -> Option<Self> {
        let programs = programs()?;
        let name = format!("retailer-proxy-postgres-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let server = Self {
            address: format!("postgres://shop@127.0.0.1:{port}/postgres"),
            folder,
            programs,
        };
        let data = server.data();
        server.run("initdb", &["-D", &data, "--username=shop", "-A", "trust"]);
        let folder = server.folder.display();
        let options = format!("-p {port} -k {folder} -c listen_addresses=127.0.0.1");
        server.run(
            "pg_ctl",
            &["-D", &data, "-l", "log", "-o", &options, "-w", "start"],
        );
        Some(server)
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let status = self.status(program, arguments);
        assert!(status.success(), "{program} {arguments:?}: {status}");
    }

    /// Runs a program, as another user where the test runs as root: PostgreSQL refuses to
    /// run as root.
    fn status(&self, program: &str, arguments: &[&str]) -> ExitStatus {
        let program = self.programs.join(program);
        std::fs::create_dir_all(&self.folder).unwrap();
        let mut command = if is_root() {
            let mut own = Command::new("chown");
            own.arg("postgres").arg(&self.folder).status().unwrap();
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let command = command.args(arguments).current_dir(&self.folder);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // After a failed start there is nothing to stop.
        let _ = self.status("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.trim_ascii() == b"0"
}

/// Where Debian and its like keep them, the newest version first.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<_> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    folders.sort();
    folders.pop()
}
