//! `cargo xtask package`: what a release consists of, in `dist/release`.
//!
//! The same commit makes the same bytes: no file holds the time of the build, a folder of the
//! machine, or what depends on the order in which a folder is read.

mod archive;
mod bill;
mod certificates;
mod checksums;
mod commit;
mod debian;
mod image;
mod npm;
mod programs;
mod release;

use anyhow::Result;
use clap::Args;

use self::commit::Commit;
use self::programs::Program;
use self::release::Release;
use crate::setup::{self, Need};
use crate::widget;

pub(crate) use self::npm::npm;
pub(crate) use self::programs::install_compiler;

/// The version in the workspace's `Cargo.toml`. All crates have it, and so have the packages.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What to make.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Make the npm package alone, which every machine can
    #[arg(long)]
    only_npm: bool,
}

/// Builds the widget and the programs, makes the packages, and says where they are.
///
/// # Errors
///
/// When a tool is missing and cannot be had, or a build fails.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.only_npm {
        widget::build()?;
        println!("{}", npm()?.display());
        return Ok(());
    }
    let release = everything()?;
    println!("\nthe release is in {}:", release.folder().display());
    print!("{}", release.table()?);
    Ok(())
}

/// Makes all files of the release, in a folder that holds nothing else.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn everything() -> Result<Release> {
    programs::check_machine()?;
    println!("{}", setup::get(&[Need::StaticPrograms])?);
    println!("{}", widget::build()?);
    let release = Release::begin()?;
    npm()?;
    let commit = Commit::current()?;
    println!("{}", programs::build()?);
    release.write("challenges-widget", bill::FILE, &bill::of_widget(commit)?)?;
    for program in Program::ALL {
        let binary = program.binary()?;
        release.write_program(program, &binary)?;
        release.write(
            program.name(),
            image::FILE,
            &image::archive(program, &binary, commit)?,
        )?;
        release.write(
            program.name(),
            bill::FILE,
            &bill::of_program(program, commit)?,
        )?;
    }
    let proxy = Program::RetailerProxy.binary()?;
    release.write_named(&debian::file(), &debian::package(&proxy, commit)?)?;
    checksums::write(&release)?;
    Ok(release)
}
