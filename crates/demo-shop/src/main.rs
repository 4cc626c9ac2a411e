//! The demo as a program: the shop, the retailer proxy and the Engage simulator.

use std::env::{self, VarError};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use demo_shop::{Demo, DemoSettings, SessionSecret, Site, write_gallery};
use retailer_proxy::stop_signal;
use tracing_subscriber::EnvFilter;

const SECRET_VARIABLE: &str = "DEMO_SHOP_SESSION_SECRET";

const ENVIRONMENT: &str = "\
Environment:
  DEMO_SHOP_SESSION_SECRET  what sessions are signed with, at least 32 bytes: keeps
                            shoppers logged in over a restart; random when not set
  RUST_LOG                  what to log, such as info or debug; warn when not set";

/// Fell & Paw: a demo shop whose my pages show the challenges widget, with the
/// retailer proxy and an Engage simulator, all on this machine alone.
#[derive(Debug, Parser)]
#[command(name = "demo-shop", version, after_help = ENVIRONMENT)]
struct Arguments {
    /// The shop's port at 127.0.0.1; 0 for any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,

    /// The Engage simulator's port at 127.0.0.1; 0 for any free one.
    #[arg(long, default_value_t = 8081)]
    engage_port: u16,

    /// The folder of the built site, as Trunk leaves it.
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    site: PathBuf,

    #[command(subcommand)]
    command: Option<Command>,
}

/// What it does in place of running the shop.
#[derive(Debug, Subcommand)]
enum Command {
    /// Write the gallery of the widget as files, which any server of files can serve.
    Gallery {
        /// The folder to write into; what is there is replaced.
        folder: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    write_log_to_stderr();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    if let Some(Command::Gallery { folder }) = arguments.command {
        let site = Site::open(arguments.site)?;
        return write_gallery(&site, &folder)
            .with_context(|| format!("the gallery cannot be written to {}", folder.display()));
    }
    let demo = Demo::start(DemoSettings {
        port: arguments.port,
        engage_port: arguments.engage_port,
        site: arguments.site,
        secret: secret()?,
    })
    .await?;
    let stop = stop_signal().context("cannot listen for signals")?;
    announce(&demo)?;
    demo.run_until(stop).await.context("a server stopped")
}

fn write_log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}

fn secret() -> Result<SessionSecret> {
    match env::var(SECRET_VARIABLE) {
        Ok(secret) => SessionSecret::new(secret).context(SECRET_VARIABLE),
        Err(VarError::NotPresent) => Ok(SessionSecret::random()?),
        Err(error) => Err(error).context(SECRET_VARIABLE),
    }
}

fn announce(demo: &Demo) -> Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "ready {}", demo.shop_url())?;
    writeln!(
        stdout,
        "the Engage simulator listens at {}",
        demo.engage_url()
    )?;
    Ok(stdout.flush()?)
}
