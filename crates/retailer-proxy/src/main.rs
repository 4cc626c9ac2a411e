//! The proxy as a program.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Parser;
use engage_client::Client;
use retailer_proxy::config::{LogFormat, Settings};
use retailer_proxy::{Proxy, Server, internal_router, router_at};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// The server a shop puts between its pages and Voyado Engage.
///
/// It holds the API key, knows the shopper from the shop's session, and lets out
/// only what that shopper may see. Its settings are explained in
/// proxy.example.toml; each can also come from the environment, as
/// `RETAILER_PROXY_<SECTION>_<KEY>`. `RUST_LOG` sets how much is logged.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The file with the settings.
    #[arg(long, env = "RETAILER_PROXY_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Check the settings and do nothing else.
    #[arg(long)]
    check: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        // A wrong setting is no bug: its message is enough.
        Err(error) => {
            eprintln!("retailer-proxy: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let settings = match Settings::load(arguments.config.as_deref(), environment()) {
        Ok(settings) => settings,
        Err(problems) => bail!("the settings cannot be used\n{problems}"),
    };
    if arguments.check {
        println!(
            "The settings are in order. Engage is {}.",
            settings.engage.base_url
        );
        return Ok(());
    }
    start_log(settings.running.log);
    serve(settings).await
}

/// Variables that are no text cannot be any of ours.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn start_log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
        LogFormat::Text => log.init(),
    }
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let running = settings.running;
    let client = Client::new(&settings.engage)?;
    let origins = running.proxy.edge.origins.clone();
    let proxy = Proxy::with_options(client, settings.sessions, running.proxy);
    let mut pages = router_at(&settings.base_path, proxy.clone());
    if let Some(widget) = &running.widget {
        pages = pages.merge(widget.router(&origins));
    }
    let listener = listen(settings.address, "listen.address").await?;
    let internal = listen(running.internal, "internal.address").await?;
    let stop = told_to_stop().context("cannot listen for signals")?;
    println!(
        "retailer-proxy listens on http://{}{}",
        listener.local_addr()?,
        settings.base_path
    );
    println!(
        "probes and measurements are on http://{}",
        internal.local_addr()?
    );
    // It ends with the program: probes are answered to the last.
    tokio::spawn(axum::serve(internal, internal_router(proxy.clone())).into_future());
    Server::new(listener, proxy, running.server)
        .serve(pages, stop)
        .await;
    Ok(())
}

async fn listen(address: SocketAddr, key: &str) -> anyhow::Result<TcpListener> {
    let variable = key.replace('.', "_").to_ascii_uppercase();
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}; is another program there already? \
             Choose another with {key} or RETAILER_PROXY_{variable}"
        )
    })
}

/// Ends with Ctrl-C or SIGTERM. Both are caught from the moment of the call, so
/// that nobody who has seen the proxy listen can stop it the hard way.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
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

/// Ends with Ctrl-C.
#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
