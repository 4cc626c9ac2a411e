//! `cargo xtask demo`: the demo shop, with the simulator and the proxy it starts.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;

use crate::command::{cargo, command};
use crate::work::{Times, Work, run_side_by_side};
use crate::{setup, tools, widget, workspace};

/// Where the demo listens, on this machine only.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Port of the shop
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of the Engage simulator
    #[arg(long, default_value_t = 8081)]
    engage_port: u16,
}

/// Builds what the demo consists of and becomes the demo shop.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    // The shop reports a taken port as well, but only after the long build.
    check_free(arguments.port, "--port")?;
    check_free(arguments.engage_port, "--engage-port")?;
    println!("{}", build()?);
    let mut shop = command(workspace::built_program("demo-shop")?);
    shop.args(["--port", &arguments.port.to_string()])
        .args(["--engage-port", &arguments.engage_port.to_string()])
        .arg("--site")
        .arg(workspace::site());
    hand_over_to(shop)
}

/// Builds the widget and the demo shop, with everything that this needs.
///
/// # Errors
///
/// When a tool is missing and cannot be had, or a build fails.
pub(crate) fn build() -> Result<Times> {
    let downloads = setup::downloads()?;
    let builds = run_side_by_side(vec![
        vec![
            tools::TRUNK.install(),
            tools::WASM_BINDGEN.install(),
            widget::work(),
        ],
        vec![servers()],
    ])?;
    Ok(downloads.then(builds))
}

fn servers() -> Work {
    Work::new("servers", |log| {
        log.run(
            // The end-to-end tests start the proxy by itself. The demo has compiled all of it.
            cargo()
                .args(["build", "--locked"])
                .args(["--package=demo-shop", "--package=retailer-proxy"]),
            "2 to 4 minutes the first time",
        )
    })
}

fn check_free(port: u16, flag: &str) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .with_context(|| {
            format!(
                "port {port} of 127.0.0.1 cannot be used: stop what listens there, \
                 or choose another with {flag}"
            )
        })
}

/// Replaces this program by another, which so gets every signal itself and whose
/// exit status is the command's.
#[cfg(unix)]
fn hand_over_to(mut program: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(program.exec()).with_context(|| crate::command::cannot_start(&program))
}

/// Runs another program to its end and takes over its exit status. Ctrl-C reaches
/// every program of the console.
#[cfg(not(unix))]
fn hand_over_to(mut program: Command) -> Result<ExitCode> {
    let status = program
        .status()
        .with_context(|| crate::command::cannot_start(&program))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_an_error_that_names_the_port_and_the_flag_that_moves_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();

        let error = check_free(port, "--engage-port").unwrap_err();

        assert_eq!(
            error.to_string(),
            format!(
                "port {port} of 127.0.0.1 cannot be used: stop what listens there, \
                 or choose another with --engage-port"
            )
        );
    }

    #[test]
    fn a_port_that_can_be_used_is_accepted() {
        let any_free_port = 0;

        assert!(check_free(any_free_port, "--port").is_ok());
    }
}
