//! The command that checks a content file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use challenge_model::Definition;
use clap::Args;
use retailer_proxy::config::Settings;
use retailer_proxy::content::{Checked, Content, Finding, Findings, Severity, check, not_compared};
use retailer_proxy::definition_list;
use serde_json::json;

use crate::commands;

/// What is checked, and how.
#[derive(Args)]
#[command(
    after_help = "Exit codes: 0 without mistakes, 1 with mistakes (with --strict: also with \
                        warnings), 2 where the file or the definitions cannot be read."
)]
pub(crate) struct Arguments {
    /// The content file.
    file: PathBuf,
    /// Compare with the definitions in this file, and do not ask Engage. The file is what
    /// `definitions --json` prints, or an answer of Engage's `GET /challenges/definitions`.
    #[arg(long, value_name = "FILE")]
    definitions: Option<PathBuf>,
    /// Fail for warnings too, also where there are no definitions to compare with.
    #[arg(long)]
    strict: bool,
    /// Print one JSON document, for tools.
    #[arg(long)]
    json: bool,
}

/// What the file is compared with.
struct Compared {
    /// A name for it.
    with: String,
    definitions: Vec<Definition>,
}

/// Prints all findings. The exit code says whether there are mistakes.
pub(crate) async fn run(
    arguments: &Arguments,
    config: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> anyhow::Result<ExitCode> {
    let name = arguments.file.display();
    let file = std::fs::read(&arguments.file).with_context(|| format!("{name} cannot be read"))?;
    let compared = compared(arguments, config, environment).await;
    let compared = match compared {
        Ok(compared) => compared,
        // Mistakes in how the file is written are told without Engage too.
        Err(error) if check(&file, None).content.is_none() => {
            eprintln!("retailer-proxy: {error:#}");
            None
        }
        Err(error) => return Err(error),
    };
    let definitions = compared
        .as_ref()
        .map(|compared| compared.definitions.as_slice());
    let Checked {
        content,
        mut findings,
    } = check(&file, definitions);
    if arguments.strict && definitions.is_none() {
        findings.extend([not_compared()]);
    }
    let report = Report {
        name: arguments.file.display().to_string(),
        compared_with: compared.map(|compared| compared.with),
        definitions: content.as_ref().map(Content::len),
        findings,
    };
    if arguments.json {
        println!("{}", report.json()?);
    } else {
        print!("{}", report.text(&String::from_utf8_lossy(&file)));
    }
    Ok(if report.fails(arguments.strict) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The definitions to compare with, if there are any.
async fn compared(
    arguments: &Arguments,
    config: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> anyhow::Result<Option<Compared>> {
    if let Some(path) = &arguments.definitions {
        let name = path.display();
        let file = std::fs::read(path).with_context(|| format!("{name} cannot be read"))?;
        let definitions =
            definition_list::read(&file).with_context(|| format!("{name} cannot be used"))?;
        let with = name.to_string();
        return Ok(Some(Compared { with, definitions }));
    }
    let options = Settings::load_engage(config, environment);
    let Some(options) = options.context("the settings cannot be used")? else {
        return Ok(None);
    };
    let definitions = commands::definitions(&options).await;
    let definitions = definitions.context(commands::NOT_ASKED)?;
    let with = "Engage".to_owned();
    Ok(Some(Compared { with, definitions }))
}

/// What is printed.
struct Report {
    name: String,
    compared_with: Option<String>,
    /// How many definitions are in the file, if it can be used.
    definitions: Option<usize>,
    findings: Findings,
}

impl Report {
    fn fails(&self, is_strict: bool) -> bool {
        self.findings.count(Severity::Mistake) > 0 || is_strict && !self.findings.is_empty()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&json!({
            "file": self.name,
            "isUsable": self.definitions.is_some(),
            "definitions": self.definitions,
            "comparedWith": self.compared_with,
            "mistakes": self.findings.count(Severity::Mistake),
            "warnings": self.findings.count(Severity::Warning),
            "findings": self.findings,
        }))
    }

    /// Each finding with its line, and a summary.
    fn text(&self, file: &str) -> String {
        let lines: Vec<&str> = file.trim_start_matches('\u{feff}').split('\n').collect();
        let mut text = String::new();
        for finding in self.findings.iter() {
            let line = lines.get(finding.line - 1).copied().unwrap_or_default();
            text.push_str(&told(finding, line));
        }
        let mistakes = counted(self.findings.count(Severity::Mistake), "mistake");
        let warnings = counted(self.findings.count(Severity::Warning), "warning");
        let compared = match &self.compared_with {
            Some(with) => format!("compared with {with}"),
            None => "not compared with Engage (see --config and --definitions)".to_owned(),
        };
        let usable = match self.definitions {
            Some(definitions) => format!("Definitions in it: {definitions}."),
            None => "The proxy does not use it as it is.".to_owned(),
        };
        let name = &self.name;
        text + &format!("{name} has {mistakes} and {warnings}. {usable} It was {compared}.\n")
    }
}

/// In characters of a line that is shown: so many before the place, and behind it.
const BEFORE: usize = 60;
const BEHIND: usize = 40;

/// A finding with the line that it is about, and a mark below the place.
fn told(finding: &Finding, line: &str) -> String {
    let Finding {
        line: number,
        column,
        severity,
        what,
        instead,
        ..
    } = finding;
    let start = column.saturating_sub(BEFORE + 1);
    let visible = |sign: char| if sign.is_control() { ' ' } else { sign };
    let shown: String = line
        .chars()
        .skip(start)
        .take(BEFORE + BEHIND)
        .map(visible)
        .collect();
    let shown = shown.trim_end();
    let place = " ".repeat(column - 1 - start);
    format!(
        "line {number}, column {column}: {severity}\n  | {shown}\n  | {place}^\n  {what}\n  \
         {instead}\n\n"
    )
}

fn counted(count: usize, word: &str) -> String {
    match count {
        0 => format!("no {word}s"),
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    }
}
