//! The programs of a release: static ones for Linux on x86-64, which need nothing else of the
//! system that they run on.
//!
//! Rust brings musl, the C library that is linked into them. Two crates have C code (aws-lc and
//! SQLite), which needs a compiler that knows musl's headers.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::VERSION;
use crate::command::{cargo, on_path};
use crate::work::{Times, Work, run_side_by_side};
use crate::{apt, download, embed, remapping, rust, workspace};

/// What the programs run on, as their files' names say it.
pub(super) const PLATFORM: &str = "x86_64-linux";
/// The target that the programs are compiled for.
pub(super) const TARGET: &str = "x86_64-unknown-linux-musl";
/// The program that compiles C for musl. Debian's package `musl-tools` brings it.
const COMPILER: &str = "musl-gcc";
/// Where the crate `cc` looks for the compiler and its flags.
const COMPILER_VARIABLE: &str = "CC_x86_64_unknown_linux_musl";
const C_FLAGS_VARIABLE: &str = "CFLAGS_x86_64_unknown_linux_musl";

/// A program that is released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// The proxy, with the widget's files inside.
    RetailerProxy,
    /// The simulator of Engage.
    EngageSim,
}

/// How a program runs in a container.
pub(super) struct InContainer {
    pub(super) arguments: &'static [&'static str],
    pub(super) environment: &'static [&'static str],
    pub(super) ports: &'static [u16],
    pub(super) stop_signal: &'static str,
}

impl Program {
    pub(super) const ALL: [Self; 2] = [Self::RetailerProxy, Self::EngageSim];

    /// The name of the program and of its crate.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::RetailerProxy => "retailer-proxy",
            Self::EngageSim => "engage-sim",
        }
    }

    /// What it is, in a line.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::RetailerProxy => "The server a shop puts between its pages and Voyado Engage",
            Self::EngageSim => "A simulator of Voyado Engage's Challenges API",
        }
    }

    /// Where it is in an image.
    pub(super) fn path_in_image(self) -> String {
        format!("/usr/local/bin/{}", self.name())
    }

    /// The folder for what it keeps, if it keeps anything.
    pub(super) const fn data_folder(self) -> Option<&'static str> {
        match self {
            Self::RetailerProxy => Some("/var/lib/retailer-proxy"),
            Self::EngageSim => None,
        }
    }

    /// In a container, a program listens on all addresses: nobody reaches a port that is not
    /// published.
    pub(super) const fn in_container(self) -> InContainer {
        match self {
            Self::RetailerProxy => InContainer {
                arguments: &["--config", "/etc/retailer-proxy/proxy.toml"],
                environment: &[
                    "RETAILER_PROXY_LISTEN_ADDRESS=0.0.0.0:8082",
                    "RETAILER_PROXY_INTERNAL_ADDRESS=0.0.0.0:8083",
                ],
                ports: &[8082, 8083],
                stop_signal: "SIGTERM",
            },
            Self::EngageSim => InContainer {
                arguments: &[],
                environment: &["ENGAGE_SIM_ADDRESS=0.0.0.0"],
                ports: &[8081],
                // It ends at Ctrl-C.
                stop_signal: "SIGINT",
            },
        }
    }

    /// The program that was built.
    pub(super) fn binary(self) -> Result<Vec<u8>> {
        let file = folder()?.join(self.name());
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
    }
}

/// Fails on a machine that cannot build the programs.
pub(super) fn check_machine() -> Result<()> {
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Ok(());
    }
    bail!(
        "the programs of release {VERSION} are built on Linux on x86-64: \
         `cargo xtask package --only-npm` makes the npm package anywhere"
    )
}

/// Adds the target, and installs the compiler where apt can do it unasked.
pub(crate) fn install_compiler() -> Work {
    Work::new("musl", |log| {
        rust::ensure_target(TARGET, log)?;
        if has_compiler() || !apt::can_install() {
            return Ok(());
        }
        download::from(
            "musl-tools with apt-get",
            apt::install(&["musl-tools"], log),
        )
    })
}

/// Builds the programs, the proxy with the files of the widget that is built.
pub(super) fn build() -> Result<Times> {
    if !has_compiler() {
        bail!(
            "there is no C compiler for musl, which the programs need: put {COMPILER} on PATH \
             (Debian, Ubuntu: apt-get install musl-tools; Fedora: dnf install musl-gcc; \
             Arch: pacman -S musl), or name another one by {COMPILER_VARIABLE}"
        );
    }
    run_side_by_side(vec![vec![Work::new("programs", |log| {
        log.run(&mut build_command()?, "5 to 10 minutes the first time")
    })]])
}

fn build_command() -> Result<Command> {
    let mut build = cargo();
    build
        .args(["build", "--locked", "--release", "--target", TARGET])
        .args(Program::ALL.map(|program| format!("--package={}", program.name())))
        .env(remapping::VARIABLE, remapping::rustflags(&[])?)
        .env(C_FLAGS_VARIABLE, remapping::c_flags(C_FLAGS_VARIABLE)?)
        // C code that says when it was compiled (mimalloc) says 1970.
        .env("SOURCE_DATE_EPOCH", "0")
        .env("WIDGET_FILES_INSIDE", embed::folder());
    if env::var_os(COMPILER_VARIABLE).is_none() {
        build.env(COMPILER_VARIABLE, COMPILER);
    }
    Ok(build)
}

fn has_compiler() -> bool {
    env::var_os(COMPILER_VARIABLE).is_some() || on_path(COMPILER).is_some()
}

/// Where the built programs are.
fn folder() -> Result<PathBuf> {
    Ok(workspace::built_programs()?
        .with_file_name(TARGET)
        .join("release"))
}
