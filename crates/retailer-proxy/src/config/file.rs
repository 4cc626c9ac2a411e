//! The file as it is written: every key may be missing, no unknown one may be there.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::problems::{Problem, Problems};
use super::running;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sections {
    pub(super) listen: Listen,
    pub(super) engage: Engage,
    pub(super) session: Session,
    pub(super) forward_auth: super::identity::ForwardAuth,
    pub(super) gateway: super::identity::Gateway,
    pub(super) content: super::content::Section,
    pub(super) consents: super::consents::Section,
    pub(super) joining: super::joining::Section,
    pub(super) live: super::live::Section,
    pub(super) reads: running::Reads,
    pub(super) budget: running::Budget,
    pub(super) limits: running::Limits,
    pub(super) internal: running::Internal,
    pub(super) widget: running::Widget,
    pub(super) cors: running::Cors,
    pub(super) log: running::Log,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Listen {
    pub(super) address: Option<String>,
    pub(super) base_path: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Engage {
    pub(super) tenant: Option<String>,
    pub(super) environment: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) api_key: Option<String>,
    pub(super) api_key_file: Option<PathBuf>,
    pub(super) user_agent: Option<String>,
    pub(super) timeout_seconds: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Session {
    pub(super) cookie: Option<String>,
    pub(super) claim: Option<String>,
    pub(super) algorithm: Option<String>,
    pub(super) secret: Option<String>,
    pub(super) secret_file: Option<PathBuf>,
    pub(super) public_key: Option<String>,
    pub(super) public_key_file: Option<PathBuf>,
    pub(super) keys_url: Option<String>,
    pub(super) keys_pause_seconds: Option<u64>,
    pub(super) names: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) leeway_seconds: Option<u64>,
}

/// Reads the file and checks that it has no unknown keys, while line numbers are
/// still known.
pub(super) fn read(path: &Path) -> Result<toml::Table, Problems> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Problem::of_place(&name, format!("cannot be read: {error}")))?;
    parse(&name, &text)
}

fn parse(name: &str, text: &str) -> Result<toml::Table, Problems> {
    let problem =
        |error: toml::de::Error| Problem::of_place(place(name, text, &error), error.message());
    toml::from_str::<Sections>(text).map_err(problem)?;
    toml::from_str(text).map_err(|error| problem(error).into())
}

/// The keys of a file and an environment laid over each other.
pub(super) fn sections(table: toml::Table) -> Result<Sections, Problems> {
    table.try_into().map_err(|error: toml::de::Error| {
        Problem::of_place("configuration", error.message()).into()
    })
}

/// File and line. The error's own text would show the line itself, which may
/// hold the key.
fn place(name: &str, text: &str, error: &toml::de::Error) -> String {
    match error.span().and_then(|span| text.get(..span.start)) {
        Some(before) => format!("{name}, line {}", before.matches('\n').count() + 1),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "[engage]\napi_kye = \"secret-4711\"",
        "proxy.toml, line 2: unknown field `api_kye`"
    )]
    #[case("\n[egnage]\n", "proxy.toml, line 2: unknown field `egnage`")]
    #[case(
        "[engage]\ntimeout_seconds = \"secret-4711\"",
        "proxy.toml, line 2: invalid type"
    )]
    #[case("[engage]\napi_key = \"secret-4711\n", "proxy.toml, line 2: ")]
    fn a_mistake_is_told_with_its_line_and_without_its_value(
        #[case] text: &str,
        #[case] expected: &str,
    ) {
        let problems = parse("proxy.toml", text).unwrap_err().to_string();
        assert!(problems.contains(expected), "{problems}");
    }

    #[test]
    fn a_line_that_holds_a_key_is_not_shown() {
        let problems = parse("proxy.toml", "[engage]\napi_key = \"secret-4711\n");
        assert!(!problems.unwrap_err().to_string().contains("4711"));
    }
}
