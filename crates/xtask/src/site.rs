//! `cargo xtask site`: the documentation as a site of files, with the gallery in it.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::{command, run as run_command};
use crate::setup::{self, Need};
use crate::{demo, node, tools, workspace};

/// Gets what the site needs, makes it, and says where it is.
///
/// # Errors
///
/// When something is missing and cannot be had, or a page is not in order.
pub(crate) fn run() -> Result<()> {
    println!("{}", setup::get(&[Need::SiteBuilder])?);
    let site = build()?;
    println!(
        "the site is in {}: any server of files can serve it, below any path",
        site.display()
    );
    Ok(())
}

/// Makes the site, and gives its folder. mdBook must be there.
///
/// # Errors
///
/// When a build fails, or a page is not in order.
pub(crate) fn build() -> Result<PathBuf> {
    println!("{}", demo::build()?);
    let mdbook = tools::MDBOOK.program("mdbook")?;
    run_command(node::script_command(["docs/book.mjs"])?.env("MDBOOK", mdbook))?;
    let site = workspace::root().join("target").join("book").join("site");
    let mut shop = command(workspace::built_program("demo-shop")?);
    shop.arg("--site").arg(workspace::site());
    run_command(shop.arg("gallery").arg(site.join("gallery")))?;
    Ok(site)
}
