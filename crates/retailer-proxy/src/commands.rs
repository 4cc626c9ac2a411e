//! The commands of the program besides serving.

use std::io::{self, Write};

use anyhow::{Context, bail};
use challenge_model::Definition;
use challenge_model::wire::DefinitionStatus;
use engage_client::{Client, ClientOptions, DefinitionFilter};
use retailer_proxy::Sessions;
use retailer_proxy::config::Problems;
use retailer_proxy::definition_list;

use crate::database_commands::Database;

/// The settings, or everything that is wrong with them.
pub(crate) fn usable<T>(settings: Result<T, Problems>) -> anyhow::Result<T> {
    match settings {
        Ok(settings) => Ok(settings),
        Err(problems) => bail!("the settings cannot be used\n{problems}"),
    }
}

/// What was wanted of Engage, for when it fails.
pub(crate) const NOT_ASKED: &str = "Engage cannot be asked for its definitions";

/// All definitions, as Engage has them now.
pub(crate) async fn definitions(options: &ClientOptions) -> anyhow::Result<Vec<Definition>> {
    let client = Client::new(options)?;
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

/// How definitions are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListFormat {
    /// A line for each: its id, its state in Engage, how many checkpoints it needs, whether it
    /// asks for consent, and its name.
    Lines,
    /// As Engage sends them.
    Json,
}

/// Prints Engage's definitions. It needs the settings about Engage alone.
pub(crate) async fn list_definitions(
    engage: Result<Option<ClientOptions>, Problems>,
    format: ListFormat,
) -> anyhow::Result<()> {
    let engage = engage.context("the settings cannot be used")?;
    let engage = engage.context(
        "the settings have no key for Engage: name their file with --config, or set \
         RETAILER_PROXY_ENGAGE_API_KEY",
    )?;
    let definitions = definitions(&engage).await;
    let mut definitions = definitions.context(NOT_ASKED)?;
    definitions.sort_by(|one, other| one.name.cmp(&other.name));
    if format == ListFormat::Json {
        let list = definition_list::to_json(&definitions);
        println!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(());
    }
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
pub(crate) async fn export_consents(database: &Database) -> anyhow::Result<()> {
    let mut last = None;
    loop {
        let consents = database.ledger.after(last.as_ref()).await;
        let consents = consents.context("the consents cannot be read")?;
        let mut output = io::stdout().lock();
        for consent in &consents {
            writeln!(output, "{}", consent.to_json_line())?;
        }
        output.flush()?;
        let Some(consent) = consents.into_iter().next_back() else {
            if last.is_none() {
                database.say_that_there_are_no("consents");
            }
            return Ok(());
        };
        last = Some(consent);
    }
}
