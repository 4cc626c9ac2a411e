//! The nginx of `deploy/compose`, before the instances of this run.

use std::fmt::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};

/// What is started by `deploy/compose.yaml`, too.
const SETTINGS: &str = include_str!("../../../../deploy/compose/nginx.conf");
/// How long a start may take on a busy machine.
const LONGEST_START: Duration = Duration::from_mins(1);

/// It runs until this value is dropped.
pub(super) struct Nginx {
    running: Child,
    port: u16,
}

impl Nginx {
    /// Starts it before instances that listen at these addresses.
    pub(super) fn start(folder: &Path, instances: &[String]) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let file = folder.join("nginx.conf");
        fs::write(&file, settings(folder, port, instances))?;
        let running = Command::new("nginx")
            .arg("-c")
            .arg(&file)
            .arg("-e")
            .arg(folder.join("nginx.log"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start nginx (Debian: apt-get install nginx-light)")?;
        let mut nginx = Self { running, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if nginx.running.try_wait()?.is_some() || begun.elapsed() > LONGEST_START {
                bail!("nginx does not start; {} may say why", folder.display());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(nginx)
    }

    /// Where the proxy is reached through it.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/api/loyalty", self.port)
    }

    /// The number of its main process.
    pub(super) fn process(&self) -> u32 {
        self.running.id()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It takes its workers along, which it does not when it is killed.
        let id = self.running.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.running.wait();
    }
}

/// What nginx calls itself.
pub(super) fn version() -> Result<String> {
    let output = Command::new("nginx").arg("-v").output();
    let output = output.context("cannot start nginx (Debian: apt-get install nginx-light)")?;
    Ok(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// The file of `deploy/compose` with these instances, at this port, and what goes around it.
fn settings(folder: &Path, port: u16, instances: &[String]) -> String {
    let folder = folder.display();
    let mut settings = format!(
        "daemon off; worker_processes auto; pid {folder}/nginx.pid;\n\
         events {{ worker_connections 4096; }}\n\
         http {{\n\
         keepalive_requests 100000000;\n\
         client_body_temp_path {folder}/body; proxy_temp_path {folder}/temp;\n\
         fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
    );
    let mut are_written = false;
    for line in SETTINGS.lines() {
        // Writing to a string does not fail.
        let _ = match line.trim().strip_prefix("server proxy-") {
            Some(server) if !are_written => {
                are_written = true;
                let how = server.split_once(' ').map_or(";", |(_, how)| how);
                instances
                    .iter()
                    .try_for_each(|instance| writeln!(settings, "server {instance} {how}"))
            }
            Some(_) => Ok(()),
            None if line.trim() == "listen 80;" => writeln!(settings, "listen 127.0.0.1:{port};"),
            None if line.trim().starts_with("access_log ") => writeln!(settings, "access_log off;"),
            None => writeln!(settings, "{line}"),
        };
    }
    settings + "}\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_operators_get_is_used_with_other_instances_at_another_port() {
        let instances = ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"].map(str::to_owned);
        let settings = settings(Path::new("/run"), 4711, &instances);
        for instance in instances {
            let line = format!("server {instance} max_fails=1 fail_timeout=2s;\n");
            assert_eq!(settings.matches(&line).count(), 1, "{settings}");
        }
        assert!(settings.contains("listen 127.0.0.1:4711;\n"), "{settings}");
        assert!(!settings.contains("proxy-1"), "{settings}");
        assert!(!settings.contains("/var/log"), "{settings}");
        assert!(!settings.contains("hash "), "{settings}");
    }
}
