//! The proxy as a program.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use engage_client::Client;
use retailer_proxy::config::{ConsentsSettings, LogFormat, PreviewSettings, Settings};
use retailer_proxy::consents::Ledger;
use retailer_proxy::{
    Awards, Joining, Proxy, Server, internal_router, router_at, serve_internal, stop_signal,
};
use secrecy::ExposeSecret;
use tracing_subscriber::EnvFilter;

use checks::AskEngage;
use commands::ListFormat;
use database_commands::Database;

mod award_commands;
mod check_command;
mod checks;
mod commands;
mod database_commands;
mod preview_command;

/// The program of a release is linked with musl, whose own allocator is slow with several threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    #[arg(
        long,
        global = true,
        env = "RETAILER_PROXY_CONFIG",
        value_name = "FILE"
    )]
    config: Option<PathBuf>,
    /// Check the settings, the database and the ports, and do nothing else.
    #[arg(long)]
    check: bool,
    /// With --check, ask Engage too, with the key of the settings.
    #[arg(long, requires = "check")]
    ask_engage: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The commands besides serving.
#[derive(Subcommand)]
enum Command {
    /// Check a content file: mistakes, what is missing, and, where Engage's definitions
    /// are known, what does not fit them.
    Check(check_command::Arguments),
    /// Write the JSON Schema of content files to standard output, for editors.
    ContentSchema,
    /// Say whom a session token names, or why it is refused. Nothing is logged.
    CheckToken {
        /// The token; - for standard input, so that it is in no list of commands.
        token: String,
    },
    /// Show what a content file looks like: a page, for this machine alone, with its cards
    /// in every state. The page follows the file.
    Preview(preview_command::Arguments),
    /// List Engage's definitions with their ids.
    Definitions {
        /// Print them as JSON, for `check --definitions`.
        #[arg(long)]
        json: bool,
    },
    /// Write the contract between widget and proxy to standard output, as OpenAPI.
    Openapi,
    /// Commands for the consent ledger.
    #[command(subcommand)]
    Consents(Consents),
    /// Commands for awards: checkpoints that the shop has handed over.
    #[command(subcommand)]
    Awards(award_commands::Command),
    /// Write the consents and awards into a new file, whether the proxy runs or not: a
    /// SQLite database that can take the place of the present one.
    Backup {
        /// The new file. It must not be there yet.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum Consents {
    /// Write every consent to standard output, the oldest first, one JSON object
    /// a line.
    Export,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(Command::Check(check)) = &arguments.command {
        let checked = check_command::run(check, arguments.config.as_deref(), environment());
        // A file that cannot be checked is neither right nor wrong.
        return Box::pin(checked)
            .await
            .unwrap_or_else(|error| failure(&error, ExitCode::from(2)));
    }
    // The future is boxed because it holds all settings and is large.
    match Box::pin(run(&arguments)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(&error, ExitCode::FAILURE),
    }
}

/// For a wrong setting the message is enough; a backtrace would not help.
fn failure(error: &anyhow::Error, code: ExitCode) -> ExitCode {
    eprintln!("retailer-proxy: {error:#}");
    code
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(Command::ContentSchema) = &arguments.command {
        println!("{:#}", retailer_proxy::content::schema());
        return Ok(());
    }
    if let Some(Command::Openapi) = &arguments.command {
        println!("{}", retailer_proxy::openapi().to_pretty_json()?);
        return Ok(());
    }
    if let Some(Command::Preview(preview)) = &arguments.command {
        let settings = PreviewSettings::load(arguments.config.as_deref(), environment());
        return preview_command::run(preview, settings).await;
    }
    if let Some(Command::Definitions { json }) = &arguments.command {
        let engage = Settings::load_engage(arguments.config.as_deref(), environment());
        let format = if *json {
            ListFormat::Json
        } else {
            ListFormat::Lines
        };
        return commands::list_definitions(engage, format).await;
    }
    let database = || ConsentsSettings::load(arguments.config.as_deref(), environment());
    if let Some(Command::Consents(Consents::Export)) = &arguments.command {
        return commands::export_consents(&Database::open(database()).await?).await;
    }
    if let Some(Command::Awards(command)) = &arguments.command {
        return award_commands::run(command, &Database::open(database()).await?).await;
    }
    if let Some(Command::Backup { file }) = &arguments.command {
        return database_commands::back_up(database(), file).await;
    }
    let settings = Settings::load(arguments.config.as_deref(), environment());
    let settings = match settings {
        Err(problems) if arguments.config.is_none() => bail!(
            "the settings cannot be used. No file of settings was named, with --config or \
             RETAILER_PROXY_CONFIG, so only the environment counts\n{problems}"
        ),
        settings => commands::usable(settings)?,
    };
    if let Some(Command::CheckToken { token }) = &arguments.command {
        return commands::check_token(token, &settings.sessions).await;
    }
    if arguments.check {
        let (ask_engage, asked) = if arguments.ask_engage {
            (AskEngage::Yes, "accepts the key")
        } else {
            (AskEngage::No, "was not asked")
        };
        checks::start(&settings, ask_engage).await?;
        println!(
            "The settings are in order, the database can be used, and the ports are free. \
             Engage at {} {asked}.",
            settings.engage.base_url
        );
        return Ok(());
    }
    start_log(settings.running.log);
    serve(settings).await
}

/// The environment. Variables that are not Unicode cannot be settings.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn start_log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match format {
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).init(),
    }
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let running = settings.running.clone();
    let (address, base_path) = (settings.address, settings.base_path.clone());
    let proxy = proxy(settings).await?;
    let mut pages = router_at(&base_path, proxy.clone());
    if let Some(widget) = &running.widget {
        pages = pages.merge(widget.router(&running.proxy.edge.origins));
    }
    let listener = checks::listen(address, "listen.address").await?;
    let internal = checks::listen(running.internal, "internal.address").await?;
    let stop = stop_signal().context("cannot listen for signals")?;
    println!(
        "retailer-proxy listens on http://{}{}",
        listener.local_addr()?,
        base_path
    );
    println!(
        "probes and measurements are on http://{}",
        internal.local_addr()?
    );
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        address = %listener.local_addr()?,
        internal = %internal.local_addr()?,
        "started"
    );
    // Both tasks end with the program, so health checks are answered to the end.
    let probes = internal_router(proxy.clone());
    tokio::spawn(serve_internal(internal, probes, running.server));
    let sharing = proxy.clone();
    tokio::spawn(async move { sharing.keep_sharing().await });
    let watching = proxy.clone();
    tokio::spawn(async move { watching.keep_watching().await });
    let settling = proxy.clone();
    tokio::spawn(async move { settling.keep_settling().await });
    let awards = proxy.clone();
    let awarding = tokio::spawn(async move { awards.keep_awarding().await });
    Server::new(listener, &proxy, running.server)
        .serve(pages, stop)
        .await;
    // The answer to a batch that is under way is still noted. Without it, evidence decides.
    let _ = tokio::time::timeout(running.server.stop_time, awarding).await;
    Ok(())
}

/// The proxy that the settings describe.
async fn proxy(settings: Settings) -> anyhow::Result<Proxy> {
    let ledger = ledger(&settings).await?;
    let awards = Awards::new(ledger.clone(), settings.awards.rules);
    let mut joining = Joining::new(ledger);
    for origin in &settings.joining_origins {
        joining = joining.with_origin(origin)?;
    }
    let mut engage = settings.engage;
    engage.timeouts.awards = settings.awards.timeout;
    let client = Client::new(&engage)?;
    let (sessions, options) = (settings.sessions, settings.running.proxy);
    let proxy = match &settings.shared {
        Some(shared) => Proxy::sharing(client, sessions, options, shared)?,
        None => Proxy::with_options(client, sessions, options),
    };
    let mut proxy = proxy
        .with_content(settings.content)
        .with_joining(joining)
        .with_awards(awards)
        .with_live_rules(settings.live.rules);
    if let Some(key) = settings.live.webhook_key {
        proxy = proxy.with_webhooks(key);
    }
    if let Some(secret) = settings.live.backend_secret {
        proxy = proxy.with_backend(secret);
    }
    Ok(proxy)
}

async fn ledger(settings: &Settings) -> anyhow::Result<Ledger> {
    let consents = &settings.consents;
    let url = consents.database.expose_secret();
    let ledger = Ledger::open_with(url, consents.server_identity).await;
    ledger.with_context(|| checks::no_database(url))
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind::MissingRequiredArgument;

    use super::*;

    #[test]
    fn every_command_line_of_the_pages_is_accepted() {
        let lines = documentation_examples::command_lines("retailer-proxy").unwrap();
        assert!(!lines.is_empty());
        // A word in capitals stands for what the reader has in its place: an id, mostly.
        let is_placeholder = |argument: &String| argument.chars().all(|c| c.is_ascii_uppercase());
        for line in lines {
            let arguments = line.arguments.into_iter().map(|argument| {
                if is_placeholder(&argument) {
                    "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01".to_owned()
                } else {
                    argument
                }
            });
            let typed = ["retailer-proxy".to_owned()].into_iter().chain(arguments);
            match Arguments::try_parse_from(typed) {
                Err(error) if line.is_whole || error.kind() != MissingRequiredArgument => {
                    panic!("{}: {error}", line.place);
                }
                _ => {}
            }
        }
    }
}
