//! What the program does besides serving.

use std::path::Path;

use anyhow::{Context, bail};
use engage_client::{Client, DefinitionFilter};
use retailer_proxy::config::Settings;
use retailer_proxy::content::Content;

/// Says everything there is to say about a content file; fails if it has mistakes.
pub(crate) async fn check_content(file: &Path, settings: Option<Settings>) -> anyhow::Result<()> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
    let content = match Content::parse(&text) {
        Ok(content) => content,
        Err(mistakes) => bail!("{name} has mistakes\n{mistakes}"),
    };
    let definitions = match settings {
        Some(settings) => Some(definitions(&settings).await?),
        None => None,
    };
    let asked = if definitions.is_some() {
        "compared with Engage"
    } else {
        "not compared with Engage, since no settings with a key were found (see --config)"
    };
    let findings = content.review(definitions.as_deref());
    if !findings.is_empty() {
        println!("{findings}");
    }
    println!(
        "{name} has no mistakes; it speaks of {} definitions. It was {asked}.",
        content.len()
    );
    Ok(())
}

async fn definitions(settings: &Settings) -> anyhow::Result<Vec<challenge_model::Definition>> {
    let client = Client::new(&settings.engage)?;
    let listing = client.all_definitions(DefinitionFilter::All).await;
    Ok(listing
        .context("Engage cannot be asked for its definitions")?
        .items)
}
