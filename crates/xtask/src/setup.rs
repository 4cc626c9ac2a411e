//! `cargo xtask setup`: getting everything that the other commands need.

use anyhow::Result;

use crate::{chromium, node, rust, tools};

/// Gets every tool and says where each one is.
pub(crate) fn run() -> Result<()> {
    rust::ensure_formatter()?;
    rust::ensure_linter()?;
    rust::ensure_wasm_target()?;
    println!("npm packages: {}", node::programs()?.display());
    println!("Chromium: {}", chromium::browser()?.display());
    println!("chromedriver: {}", chromium::driver()?.display());
    for tool in [tools::CARGO_DENY, tools::WASM_BINDGEN, tools::TRUNK] {
        let folder = tool.folder()?;
        println!("{} {}: {}", tool.package, tool.version, folder.display());
    }
    Ok(())
}
