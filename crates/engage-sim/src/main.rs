//! The simulator as a program.

use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use engage_sim::switches::SWITCHES;
use engage_sim::{ADMIN_PATHS, Clock, DEFAULT_API_KEY, Seed, Settings, Simulator, Switches, serve};
use tokio::net::TcpListener;

/// What stands for the seed of a shop in place of a file. A file of this name is `./shop`.
const SHOP: &str = "shop";

/// A simulator of Voyado Engage's Challenges API, for this machine alone unless it is told
/// another address.
///
/// It answers under /api/v3 and /api/v2. Like Engage it demands the headers `apikey`,
/// `Content-Type: application/json` and `User-Agent` on every request.
#[derive(Debug, Parser)]
#[command(name = "engage-sim", version)]
struct Arguments {
    /// The address to listen on. In a container it is 0.0.0.0, and the container decides which
    /// ports are reached from outside.
    #[arg(long, env = "ENGAGE_SIM_ADDRESS", value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,

    /// The port to listen on. 0 takes any free port.
    #[arg(long, default_value_t = 8081)]
    port: u16,

    /// A seed to start with in place of the embedded one: a file, or `shop` for the embedded one
    /// without what may cause trouble for a client. README.md explains the format.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,

    /// An API key to accept. May be given several times.
    #[arg(long = "api-key", env = "ENGAGE_SIM_API_KEY", value_name = "KEY", default_value = DEFAULT_API_KEY)]
    api_keys: Vec<String>,

    /// A switch to set, for example enums=string. May be given several times.
    #[arg(long = "switch", value_name = "NAME=VALUE")]
    switches: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = arguments();
    let seed = read_seed(arguments.seed.as_deref())?;
    let settings = Settings {
        switches: switches(&arguments)?,
        clock: Clock::Real,
    };
    let listener = listen(SocketAddr::new(arguments.address, arguments.port)).await?;
    announce(&listener, &settings.switches)?;
    serve(listener, Simulator::new(seed, settings), interrupted())
        .await
        .context("the server stopped")
}

fn arguments() -> Arguments {
    let matches = Arguments::command().after_help(after_help()).get_matches();
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The tables of switches and admin paths.
fn after_help() -> String {
    let mut help = String::from("Switches (the default comes first):\n");
    for switch in SWITCHES {
        let _ = writeln!(
            help,
            "  {:<20} {:<32} {}",
            switch.name, switch.values, switch.meaning
        );
    }
    help.push_str("\nAdmin paths (they need no API key):\n");
    for path in ADMIN_PATHS {
        let _ = writeln!(
            help,
            "  {:<7} {:<36} {}",
            path.method, path.path, path.meaning
        );
    }
    help
}

fn switches(arguments: &Arguments) -> Result<Switches> {
    let start = Switches {
        api_keys: arguments.api_keys.clone(),
        ..Switches::default()
    };
    let switches = arguments
        .switches
        .iter()
        .try_fold(start, |switches, assignment| {
            switches.with_assignment(assignment)
        })?;
    Ok(switches)
}

fn read_seed(file: Option<&Path>) -> Result<Seed> {
    let file = match file {
        None => return Ok(Seed::embedded()),
        Some(file) if file == Path::new(SHOP) => return Ok(Seed::shop()),
        Some(file) => file,
    };
    let name = file.display().to_string();
    let text =
        fs::read_to_string(file).with_context(|| format!("the seed {name} cannot be read"))?;
    Ok(Seed::parse(&name, &text)?)
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let port = address.port();
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "port {port} is taken by another program: stop that one, or choose another port with --port"
            )
        }
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on")),
    }
}

/// Prints the URL that it listens on, and an example of a request.
fn announce(listener: &TcpListener, switches: &Switches) -> Result<()> {
    let base = format!("http://{}/api/v3/challenges", listener.local_addr()?);
    let key = switches.api_keys.first().map_or("KEY", String::as_str);
    println!("ready {base}");
    println!(
        "try   curl -H 'apikey: {key}' -H 'Content-Type: application/json' '{base}/definitions?status=Active'"
    );
    Ok(())
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Ctrl-C cannot be received, so the program runs until it is killed.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_shops_seed_stands_for_it_and_any_other_for_a_file() {
        assert!(read_seed(Some(Path::new("shop"))).is_ok());

        let error = read_seed(Some(Path::new("./shop"))).unwrap_err();
        assert_eq!(error.to_string(), "the seed ./shop cannot be read");
    }

    #[test]
    fn every_command_line_of_the_pages_is_accepted() {
        let lines = documentation_examples::command_lines("engage-sim").unwrap();
        assert!(!lines.is_empty());
        for line in lines {
            let typed = ["engage-sim".to_owned()].into_iter().chain(line.arguments);
            if let Err(error) = Arguments::try_parse_from(typed) {
                panic!("{}: {error}", line.place);
            }
        }
    }
}
