//! `cargo xtask screenshots`: the pictures in `docs/images`.

use anyhow::Result;

use crate::command::run as run_command;
use crate::engine::Engine;
use crate::setup::{self, Need};
use crate::{demo, end_to_end};

/// Builds the demo and takes the pictures.
pub(crate) fn run() -> Result<()> {
    setup::get(&[Need::Browser])?;
    println!("{}", demo::build()?);
    let script = end_to_end::folder().join("screenshots.ts");
    run_command(&mut end_to_end::node_command(
        Engine::Chromium,
        &[],
        &[script],
    )?)
}
