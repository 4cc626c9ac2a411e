//! One instance of the retailer proxy: the real program, as a process.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use engage_sim::DEFAULT_API_KEY;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::engage::Instance;

/// What signs the shoppers' sessions.
pub(crate) const SESSION_SECRET: &str = "the shop and its proxy share this and nobody else";
/// What the shop's back end proves itself with.
pub(crate) const BACKEND_SECRET: &str = "the backend and the proxy share this";
/// How long a start may take on a busy machine.
const LONGEST_START: Duration = Duration::from_mins(1);

/// How the program is run.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The program itself.
    pub(crate) path: PathBuf,
    /// Where Engage is.
    pub(crate) engage: String,
    /// A folder of the run, with the content file in it. Logs go there.
    pub(crate) folder: PathBuf,
    /// Settings that differ from those of other runs, as in the environment.
    pub(crate) settings: Vec<(&'static str, String)>,
}

/// A process that serves. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Proxy {
    child: Child,
    /// Where shoppers ask.
    pub(crate) address: String,
    /// Where the shop's back end asks.
    pub(crate) internal: String,
    // Kept open: the program may write to it.
    _output: ChildStdout,
}

/// How a running process uses the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Memory that is resident, in kilobytes.
    pub(crate) memory: u64,
    /// Open files, connections among them.
    pub(crate) files: usize,
}

impl Program {
    fn command(&self, instance: Instance, database: &str) -> Result<Command> {
        let mut command = Command::new(&self.path);
        command
            .env_clear()
            .envs([
                ("RETAILER_PROXY_ENGAGE_BASE_URL", self.engage.as_str()),
                ("RETAILER_PROXY_ENGAGE_API_KEY", DEFAULT_API_KEY),
                ("RETAILER_PROXY_ENGAGE_TIMEOUT_SECONDS", "5"),
                ("RETAILER_PROXY_ENGAGE_USER_AGENT", &instance.user_agent()),
                ("RETAILER_PROXY_SESSION_SECRET", SESSION_SECRET),
                ("RETAILER_PROXY_CONSENTS_DATABASE", database),
                ("RETAILER_PROXY_CONTENT_FILE", "content.toml"),
                ("RETAILER_PROXY_LISTEN_ADDRESS", "127.0.0.1:0"),
                ("RETAILER_PROXY_LISTEN_BASE_PATH", "/api"),
                ("RETAILER_PROXY_INTERNAL_ADDRESS", "127.0.0.1:0"),
                ("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND_SECRET),
                // Engage and the proxy have one clock here.
                ("RETAILER_PROXY_AWARDS_ONLY_SOURCE", "yes"),
                ("RETAILER_PROXY_AWARDS_TIMEOUT_SECONDS", "2"),
                ("RETAILER_PROXY_AWARDS_SETTLE_AFTER_SECONDS", "12"),
                ("RETAILER_PROXY_AWARDS_CLOCK_MARGIN_SECONDS", "1"),
                // Fast and forgetful, so that as much as possible happens.
                ("RETAILER_PROXY_BUDGET_CALLS_PER_SECOND", "200"),
                ("RETAILER_PROXY_BUDGET_REPEAT_AFTER_SECONDS", "0"),
                ("RETAILER_PROXY_BUDGET_BREAKER_FAILURES", "20"),
                ("RETAILER_PROXY_BUDGET_BREAKER_SECONDS", "1"),
                ("RETAILER_PROXY_READS_CHALLENGES_FRESH_SECONDS", "1"),
                ("RETAILER_PROXY_READS_CHALLENGES_KEPT_SECONDS", "2"),
                ("RETAILER_PROXY_READS_MEMORY_MEGABYTES", "1"),
                ("RETAILER_PROXY_LIMITS_SESSION_PER_MINUTE", "1000000"),
                ("RETAILER_PROXY_LIMITS_ADDRESS_PER_MINUTE", "1000000"),
                ("RETAILER_PROXY_LOG_FORMAT", "text"),
                ("RUST_LOG", "error"),
            ])
            .envs(self.settings.iter().cloned())
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stderr(self.log(instance)?)
            .kill_on_drop(true);
        Ok(command)
    }

    fn log(&self, instance: Instance) -> Result<File> {
        let path = self.folder.join(format!("instance-{}.log", instance.0));
        let log = OpenOptions::new().create(true).append(true).open(&path);
        log.with_context(|| format!("cannot write {}", path.display()))
    }

    /// Starts it. It may not serve yet: see [`Starting::serves`].
    pub(crate) fn start(&self, instance: Instance, database: &str) -> Result<Starting> {
        let mut command = self.command(instance, database)?;
        let child = command.stdout(Stdio::piped()).spawn();
        let child = child.with_context(|| format!("cannot run {}", self.path.display()))?;
        Ok(Starting(child))
    }

    /// Every consent that is on record, as the program itself exports them.
    pub(crate) async fn export(&self, database: &str) -> Result<String> {
        self.run(database, ["consents", "export"]).await
    }

    /// Every award, as the program itself exports them.
    pub(crate) async fn export_awards(&self, database: &str) -> Result<String> {
        self.run(database, ["awards", "export"]).await
    }

    async fn run(&self, database: &str, command: [&str; 2]) -> Result<String> {
        let [of, what] = command;
        let mut program = self.command(Instance(usize::MAX), database)?;
        let output = program.args(command).output().await?;
        ensure!(
            output.status.success(),
            "{of} {what} fails ({}); the log of the last instance in {} may say why",
            output.status,
            self.folder.display()
        );
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// A process that was started.
#[derive(Debug)]
pub(crate) struct Starting(Child);

impl Starting {
    /// Waits until it serves.
    pub(crate) async fn serves(mut self) -> Result<Proxy> {
        let output = self.0.stdout.take().context("it has no output")?;
        let mut output = BufReader::new(output);
        let public = address(&mut output, "retailer-proxy listens on ").await?;
        let internal = address(&mut output, "probes and measurements are on ").await?;
        Ok(Proxy {
            child: self.0,
            address: public,
            internal,
            _output: output.into_inner(),
        })
    }

    /// `kill -9`, wherever it is in its start.
    pub(crate) async fn kill(mut self) -> Result<()> {
        Ok(self.0.kill().await?)
    }
}

impl Proxy {
    /// `kill -9`: when this returns, it is dead.
    pub(crate) async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Whether it still runs, as it should until it is killed.
    pub(crate) fn runs(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> Result<u32> {
        self.child.id().context("it has ended")
    }

    /// How it uses the machine right now.
    pub(crate) fn usage(&self) -> Result<Usage> {
        let folder = PathBuf::from(format!("/proc/{}", self.process()?));
        let status = std::fs::read_to_string(folder.join("status"))?;
        let memory = resident(&status).context("the machine does not say how much memory")?;
        let files = std::fs::read_dir(folder.join("fd"))?.count();
        Ok(Usage { memory, files })
    }
}

/// The address in the next line of its output, which begins with these words.
async fn address(output: &mut BufReader<ChildStdout>, words: &str) -> Result<String> {
    let mut line = String::new();
    timeout(LONGEST_START, output.read_line(&mut line)).await??;
    let Some(address) = line.trim_end().strip_prefix(words) else {
        bail!("it does not start, and its log may say why: {line}");
    };
    Ok(address.trim_end_matches('/').to_owned())
}

/// The resident memory in `/proc/PID/status`, in kilobytes.
fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resident_memory_is_read_from_what_linux_says() {
        let status = "Name:\tretailer-proxy\nVmRSS:\t   12345 kB\nThreads:\t3\n";
        assert_eq!(resident(status), Some(12_345));
        assert_eq!(resident("Name:\tretailer-proxy\n"), None);
    }
}
