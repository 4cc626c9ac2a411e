//! The commands for awards. They work on the database, whether the proxy runs or not.

use std::io::{self, Write as _};
use std::str::FromStr;

use anyhow::{Context as _, anyhow, bail};
use challenge_model::ContactId;
use clap::{Args, Subcommand};
use retailer_proxy::Clock;
use retailer_proxy::awards::{AwardId, Decided, Outbox, Record, StateName};

use crate::database_commands::Database;

/// How many awards are read at once.
const PART: usize = 500;

/// What to do with awards.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Write the awards in one state to standard output, the oldest first, one JSON
    /// object a line.
    List {
        /// queued, sent, awarded, rejected, `in_doubt` or cancelled.
        #[arg(long, value_parser = StateName::from_str, default_value = "in_doubt")]
        state: StateName,
    },
    /// Decide about an award that is in doubt, or send a rejected one again.
    Resolve {
        /// The shop's id of the award.
        #[arg(value_parser = AwardId::new)]
        id: AwardId,
        #[command(flatten)]
        decision: Decision,
    },
    /// Withdraw an award that was not sent yet.
    Cancel {
        /// The shop's id of the award.
        #[arg(value_parser = AwardId::new)]
        id: AwardId,
    },
    /// Write every award to standard output, one JSON object a line.
    Export,
    /// Remove the awards of a contact, as far as that is possible, and say what stays.
    Forget {
        /// The contact id, a GUID.
        #[arg(value_parser = contact)]
        contact: ContactId,
    },
}

/// What is decided: one of the two.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Decision {
    /// Engage has it.
    #[arg(long)]
    awarded: bool,
    /// Engage does not have it. It is sent once more. A rejected award can be sent again
    /// too, when the cause is gone.
    #[arg(long)]
    send_again: bool,
}

/// Runs a command.
pub(crate) async fn run(command: &Command, database: &Database) -> anyhow::Result<()> {
    let outbox = Outbox::beside(&database.ledger);
    let now = Clock::System.now();
    match command {
        Command::List { state } => {
            if list(&outbox, *state).await? == Written::Nothing {
                let words = state.to_string().replace('_', " ");
                database.say_that_there_are_no(&format!("awards {words}"));
            }
            Ok(())
        }
        Command::Export => {
            if export(&outbox).await? == Written::Nothing {
                database.say_that_there_are_no("awards");
            }
            Ok(())
        }
        Command::Resolve { id, decision } => {
            let decided = if decision.awarded {
                outbox.resolve_as_awarded(id, now).await
            } else {
                outbox.send_again(id, now).await
            };
            let (done, rule) = if decision.awarded {
                (
                    "is noted as awarded",
                    "Only an award that is in doubt can be resolved.",
                )
            } else {
                (
                    "is sent once more by the running proxy",
                    "Only an award that is in doubt or rejected can be sent again.",
                )
            };
            say(id, decided?, done, rule)
        }
        Command::Cancel { id } => {
            let cancelled = outbox.cancel(id, now).await?;
            say(
                id,
                cancelled,
                "is cancelled",
                "Only an award that is queued can be cancelled.",
            )
        }
        Command::Forget { contact } => forget(&outbox, contact).await,
    }
}

/// Whether a command found anything to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Nothing,
    Lines,
}

impl Written {
    /// What was written before a part that is empty, of which the latest is this.
    fn up_to<T>(latest: Option<&T>) -> Self {
        latest.map_or(Self::Nothing, |_| Self::Lines)
    }
}

async fn list(outbox: &Outbox, state: StateName) -> anyhow::Result<Written> {
    let mut place = None;
    loop {
        let records = outbox.in_state(state, place.as_ref(), PART).await;
        let records = records.context("the awards cannot be read")?;
        write(&records)?;
        match records.last() {
            Some(last) => place = Some(last.place()),
            None => return Ok(Written::up_to(place.as_ref())),
        }
    }
}

async fn export(outbox: &Outbox) -> anyhow::Result<Written> {
    let mut last = None;
    loop {
        let records = outbox.after(last.as_ref(), PART).await;
        let records = records.context("the awards cannot be read")?;
        write(&records)?;
        match records.into_iter().next_back() {
            Some(record) => last = Some(record),
            None => return Ok(Written::up_to(last.as_ref())),
        }
    }
}

fn write(records: &[Record]) -> anyhow::Result<()> {
    let mut output = io::stdout().lock();
    for record in records {
        writeln!(output, "{}", record.to_json_line()?)?;
    }
    Ok(output.flush()?)
}

fn say(id: &AwardId, decided: Decided, done: &str, rule: &str) -> anyhow::Result<()> {
    match decided {
        Decided::Noted => {
            println!("{id} {done}.");
            Ok(())
        }
        Decided::Unknown => bail!("there is no award {id}"),
        Decided::InState(state) => bail!("{id} is {state}. {rule}"),
    }
}

async fn forget(outbox: &Outbox, contact: &ContactId) -> anyhow::Result<()> {
    let forgotten = outbox.forget(contact).await?;
    println!("{} awards are removed.", forgotten.removed);
    if forgotten.on_their_way > 0 {
        println!(
            "{} awards stay: they may be on their way to Engage, or one of the same definition is. \
             Run this again in some minutes.",
            forgotten.on_their_way
        );
    }
    if forgotten.in_doubt > 0 {
        println!(
            "{} awards stay: they are in doubt. Resolve them (`awards list`, `awards resolve`), \
             and run this again.",
            forgotten.in_doubt
        );
    }
    println!(
        "This does not remove checkpoints and the contact in Engage, consents, which are proof, \
         backups of the database, and awards that name a customer number which has no contact. \
         An award that was removed counts as a new one when the shop hands it over again."
    );
    Ok(())
}

fn contact(text: &str) -> anyhow::Result<ContactId> {
    ContactId::guid(text).map_err(|_| anyhow!("must be a GUID"))
}
