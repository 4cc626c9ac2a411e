//! The commands of the program besides serving.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use challenge_model::Definition;
use challenge_model::wire::DefinitionStatus;
use engage_client::{Client, DefinitionFilter};
use retailer_proxy::Sessions;
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
        Some(settings) => Some(definitions(&settings).await.context(NOT_ASKED)?),
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
        "{name} has no mistakes. Definitions in it: {}. It was {compared}.",
        content.len()
    );
    Ok(())
}

/// What was wanted of Engage, for when it fails.
const NOT_ASKED: &str = "Engage cannot be asked for its definitions";

/// All definitions, as Engage has them now.
pub(crate) async fn definitions(settings: &Settings) -> anyhow::Result<Vec<Definition>> {
    let client = Client::new(&settings.engage)?;
    Ok(client.all_definitions(DefinitionFilter::All).await?.items)
}

/// Says whom a token names, or fails with the reason why it is refused.
pub(crate) async fn check_token(token: &str, sessions: &Sessions) -> anyhow::Result<()> {
    let token = match token {
        "-" => io::read_to_string(io::stdin()).context("standard input cannot be read")?,
        token => token.to_owned(),
    };
    // The line break at the end of a file or of a typed line is none of the token's.
    match sessions
        .check_token(token.trim_end_matches(['\r', '\n']))
        .await
    {
        Ok(owner) => println!("The token is valid and names {owner}."),
        Err(refused) => bail!("the token is refused. {refused}"),
    }
    Ok(())
}

/// Prints a line for each definition: its id, its state in Engage, how many checkpoints it
/// needs, whether it asks for consent, and its name.
pub(crate) async fn list_definitions(settings: &Settings) -> anyhow::Result<()> {
    let mut definitions = definitions(settings).await.context(NOT_ASKED)?;
    definitions.sort_by(|one, other| one.name.cmp(&other.name));
    let mut output = io::stdout().lock();
    for definition in &definitions {
        let status = match definition.status {
            Some(DefinitionStatus::Active) => "active",
            Some(DefinitionStatus::Draft) => "draft",
            Some(DefinitionStatus::Scheduled) => "scheduled",
            Some(DefinitionStatus::Ended) => "ended",
            None => "unknown",
        };
        let checkpoints = definition.required_number_of_checkpoints;
        let checkpoints = checkpoints.map_or("?".to_owned(), |number| number.to_string());
        let consent = if definition.is_contact_consent_required {
            "consent"
        } else {
            "-"
        };
        let name = definition.name.as_deref().unwrap_or_default();
        // A line break would end the row, and an escape would reach the terminal.
        let name = name.replace(char::is_control, " ");
        writeln!(
            output,
            "{}  {status:<9}  {checkpoints:>4}  {consent:<7}  {name}",
            definition.id.as_str()
        )?;
    }
    output.flush()?;
    Ok(())
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
