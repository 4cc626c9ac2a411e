//! The commands of the program besides serving.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use engage_client::{Client, DefinitionFilter};
use retailer_proxy::config::Settings;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::Content;

/// Prints the mistakes and warnings of a content file; fails if it has mistakes.
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
    let compared = if definitions.is_some() {
        "compared with Engage"
    } else {
        "not compared with Engage, since no settings with a key were found (see --config)"
    };
    let findings = content.review(definitions.as_deref());
    if !findings.is_empty() {
        println!("{findings}");
    }
    println!(
        "{name} has no mistakes; it speaks of {} definitions. It was {compared}.",
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

/// Writes the whole ledger to standard output, a part at a time.
pub(crate) async fn export_consents(ledger: &Ledger) -> anyhow::Result<()> {
    let mut last = None;
    loop {
        let consents = ledger.after(last.as_ref()).await;
        let consents = consents.context("the consents cannot be read")?;
        let mut output = io::stdout().lock();
        for consent in &consents {
            writeln!(output, "{}", consent.to_json_line())?;
        }
        output.flush()?;
        match consents.into_iter().next_back() {
            Some(consent) => last = Some(consent),
            None => return Ok(()),
        }
    }
}
