//! The environment over the file: `RETAILER_PROXY_<SECTION>_<KEY>`.

use toml::{Table, Value};

use super::problems::{Problem, Problems};
use super::running;

const PREFIX: &str = "RETAILER_PROXY_";

/// Where the program looks for its file when nobody says so on the command line.
pub(super) const CONFIG: &str = "RETAILER_PROXY_CONFIG";

/// The keys of the sections that are not in `running`, with the kind of their values.
const KEYS: [(&str, Kind); 41] = [
    ("listen.address", Kind::Text),
    ("listen.base_path", Kind::Text),
    ("engage.tenant", Kind::Text),
    ("engage.environment", Kind::Text),
    ("engage.base_url", Kind::Text),
    ("engage.api_key", Kind::Text),
    ("engage.api_key_file", Kind::Text),
    ("engage.user_agent", Kind::Text),
    ("engage.timeout_seconds", Kind::Number),
    ("session.cookie", Kind::Text),
    ("session.claim", Kind::Text),
    ("session.algorithm", Kind::Text),
    ("session.secret", Kind::Text),
    ("session.secret_file", Kind::Text),
    ("session.public_key", Kind::Text),
    ("session.public_key_file", Kind::Text),
    ("session.issuer", Kind::Text),
    ("session.audience", Kind::Text),
    ("session.leeway_seconds", Kind::Number),
    ("session.keys_url", Kind::Text),
    ("session.keys_pause_seconds", Kind::Number),
    ("session.names", Kind::Text),
    ("forward_auth.address", Kind::Text),
    ("forward_auth.cookie", Kind::Text),
    ("forward_auth.member", Kind::Text),
    ("forward_auth.cache_seconds", Kind::Number),
    ("gateway.header", Kind::Text),
    ("gateway.secret_header", Kind::Text),
    ("gateway.secret", Kind::Text),
    ("gateway.secret_file", Kind::Text),
    ("content.file", Kind::Text),
    ("consents.database", Kind::Text),
    ("consents.database_file", Kind::Text),
    ("joining.origins", Kind::List),
    ("live.webhook_secret", Kind::Text),
    ("live.webhook_secret_file", Kind::Text),
    ("live.backend_secret", Kind::Text),
    ("live.backend_secret_file", Kind::Text),
    ("live.heartbeat_seconds", Kind::Number),
    ("live.retry_seconds", Kind::Number),
    ("live.streams_per_contact", Kind::Number),
];

/// Keys that say the same in another way: a variable for the first takes the
/// others out of the file, so that it wins over them too.
const DISPLACED: [(&str, &[&str]); 17] = [
    ("engage.tenant", &["base_url"]),
    ("engage.base_url", &["tenant", "environment"]),
    ("engage.api_key", &["api_key_file"]),
    ("engage.api_key_file", &["api_key"]),
    ("session.secret", &["secret_file"]),
    ("session.secret_file", &["secret"]),
    ("session.public_key", &["public_key_file", "keys_url"]),
    ("session.public_key_file", &["public_key", "keys_url"]),
    ("session.keys_url", &["public_key", "public_key_file"]),
    ("gateway.secret", &["secret_file"]),
    ("gateway.secret_file", &["secret"]),
    ("consents.database", &["database_file"]),
    ("consents.database_file", &["database"]),
    ("live.webhook_secret", &["webhook_secret_file"]),
    ("live.webhook_secret_file", &["webhook_secret"]),
    ("live.backend_secret", &["backend_secret_file"]),
    ("live.backend_secret_file", &["backend_secret"]),
];

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    /// Several texts: in a variable, with commas between them.
    List,
}

/// Every key there is.
fn keys() -> impl Iterator<Item = (&'static str, Kind)> {
    KEYS.into_iter().chain(running::KEYS)
}

/// The variable of a key.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

/// The file's keys, those that are also in the environment replaced. An empty
/// variable is one that is not set.
pub(super) fn lay_over(
    mut table: Table,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Table, Problems> {
    let mut problems = Problems::default();
    let mut settings = Vec::new();
    let ours = environment
        .into_iter()
        .filter(|(name, value)| name.starts_with(PREFIX) && name != CONFIG && !value.is_empty());
    for (name, value) in ours {
        match value_of(&name, value) {
            Ok(setting) => settings.push(setting),
            Err(problem) => problems.add(problem),
        }
    }
    for (key, _) in &settings {
        displace(&mut table, key);
    }
    for (key, value) in settings {
        put(&mut table, key, value);
    }
    if problems.is_empty() {
        Ok(table)
    } else {
        Err(problems)
    }
}

/// Takes out of the file what says the same as this key in another way.
fn displace(table: &mut Table, key: &str) {
    let others = DISPLACED.iter().filter(|(by, _)| *by == key);
    let section = key.split('.').next().and_then(|name| table.get_mut(name));
    if let Some(Value::Table(section)) = section {
        for name in others.flat_map(|(_, names)| *names) {
            section.remove(*name);
        }
    }
}

fn value_of(name: &str, value: String) -> Result<(&'static str, Value), Problem> {
    let (key, kind) = keys()
        .find(|(key, _)| variable(key) == name)
        .ok_or_else(|| Problem::of_place(name, "there is no such setting"))?;
    let value = match kind {
        Kind::Text => Value::String(value),
        Kind::Number => Value::Integer(
            value
                .trim()
                .parse()
                .map_err(|_| Problem::of_place(name, "must be a whole number"))?,
        ),
        Kind::List => {
            let items = value.split(',').map(|item| item.trim().to_owned());
            Value::Array(items.map(Value::String).collect())
        }
    };
    Ok((key, value))
}

fn put(table: &mut Table, key: &str, value: Value) {
    let (section, name) = key.split_once('.').unwrap_or(("", key));
    let section = table
        .entry(section)
        .or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(section) = section {
        section.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        owned.collect()
    }

    #[test]
    fn every_key_of_the_file_has_its_variable() {
        let all: Vec<_> = keys()
            .map(|(key, kind)| {
                let value = match kind {
                    Kind::Text | Kind::List => "text",
                    Kind::Number => "7",
                };
                (variable(key), value.to_owned())
            })
            .collect();
        let table = lay_over(Table::new(), all).unwrap();
        assert!(
            file::sections(table).is_ok(),
            "no variable is for a key that is not there"
        );
        let example = include_str!("../../proxy.example.toml");
        for (key, _) in keys() {
            let (_, name) = key.split_once('.').unwrap();
            let documented = example.contains(&format!("\n{name} ="))
                || example.contains(&format!("\n# {name} ="));
            assert!(documented, "{key} is not in proxy.example.toml");
        }
    }

    #[test]
    fn every_key_of_the_example_has_its_variable() {
        let mut section = "";
        for line in include_str!("../../proxy.example.toml").lines() {
            let line = line.strip_prefix("# ").unwrap_or(line);
            let name = line.split_once(" = ").map(|(name, _)| name);
            if let Some(title) = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                section = title;
            } else if let Some(name) = name.filter(|name| !name.contains(' ')) {
                let key = format!("{section}.{name}");
                assert!(keys().any(|(known, _)| known == key), "{key} has none");
            }
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "[engage]\ntenant = \"file\"\ntimeout_seconds = 5"
            .parse()
            .unwrap();
        let environment = [
            ("RETAILER_PROXY_ENGAGE_TENANT", "variable"),
            ("RETAILER_PROXY_SESSION_CLAIM", "sub"),
            ("RETAILER_PROXY_SESSION_COOKIE", ""),
            ("RETAILER_PROXY_CONFIG", "proxy.toml"),
            ("PATH", "/bin"),
        ];
        let sections = file::sections(lay_over(file, pairs(&environment)).unwrap());
        let sections = sections.ok().unwrap();
        assert_eq!(sections.engage.tenant.as_deref(), Some("variable"));
        assert_eq!(sections.engage.timeout_seconds, Some(5));
        assert_eq!(sections.session.claim.as_deref(), Some("sub"));
        assert_eq!(sections.session.cookie, None);
    }

    #[test]
    fn a_variable_wins_over_what_says_the_same_in_another_way() {
        let file = "[engage]\ntenant = \"file\"\nenvironment = \"staging\"\napi_key_file = \"x\"";
        let environment = [
            ("RETAILER_PROXY_ENGAGE_API_KEY", "key"),
            ("RETAILER_PROXY_ENGAGE_BASE_URL", "http://127.0.0.1:8081"),
        ];
        let table = lay_over(file.parse().unwrap(), pairs(&environment)).unwrap();
        let engage = file::sections(table).ok().unwrap().engage;
        assert_eq!(engage.api_key.as_deref(), Some("key"));
        assert!(engage.api_key_file.is_none() && engage.tenant.is_none());
        assert!(engage.environment.is_none() && engage.base_url.is_some());
    }

    #[test]
    fn misspelt_variables_and_words_for_numbers_are_all_told_at_once() {
        let environment = [
            ("RETAILER_PROXY_ENGAGE_APIKEY", "secret-4711"),
            ("RETAILER_PROXY_ENGAGE_TIMEOUT_SECONDS", "secret-4711"),
        ];
        let problems = lay_over(Table::new(), pairs(&environment)).unwrap_err();
        assert_eq!(
            problems.to_string(),
            "RETAILER_PROXY_ENGAGE_APIKEY: there is no such setting\n\
             RETAILER_PROXY_ENGAGE_TIMEOUT_SECONDS: must be a whole number"
        );
    }
}
