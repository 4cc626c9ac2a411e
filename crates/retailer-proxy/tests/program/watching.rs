//! What operators get in `deploy` fits the program: the dashboard and the alert rules name the
//! metrics that a running proxy prints, and the settings of the compose file are valid.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{ALVA, BACKEND, DOG_FOOD, Engage, Running, SECRET, program, token};

/// More than a busy machine needs.
const PATIENCE: Duration = Duration::from_mins(1);
/// What every metric of this program begins with.
const PREFIX: &str = "retailer_proxy_";
/// What Prometheus adds to each metric.
const OWN_LABELS: [&str; 2] = ["job", "instance"];

/// A metric that a file names, with the labels that it chooses by and their values.
type Named = BTreeMap<String, BTreeSet<(String, String)>>;
/// The metrics that a proxy prints, with the labels of each.
type Printed = BTreeMap<String, BTreeSet<String>>;

fn repository(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What this text names.
fn named_in(text: &str, named: &mut Named) {
    for (start, _) in text.match_indices(PREFIX) {
        let rest = &text[start..];
        let is_name = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let labels = named.entry(name.to_owned()).or_default();
        let Some(selector) = after
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
        else {
            continue;
        };
        for matcher in selector.0.split(',') {
            let (label, values) = matcher.split_once(['=', '!']).unwrap();
            let values = values.trim_start_matches(['=', '~']).trim_matches('"');
            for value in values.split('|') {
                labels.insert((label.to_owned(), value.to_owned()));
            }
        }
    }
}

/// What the texts of a JSON document name.
fn named_in_json(value: &Value, named: &mut Named) {
    match value {
        Value::String(text) => named_in(text, named),
        Value::Array(items) => items.iter().for_each(|item| named_in_json(item, named)),
        Value::Object(members) => members.values().for_each(|item| named_in_json(item, named)),
        _ => {}
    }
}

/// What the dashboard and the alert rules name.
fn named() -> Named {
    let mut named = Named::new();
    let dashboard = repository("deploy/grafana-dashboard.json");
    named_in_json(&serde_json::from_str(&dashboard).unwrap(), &mut named);
    for file in [
        "deploy/prometheus-alerts.yaml",
        "deploy/prometheus-alerts.test.yaml",
    ] {
        named_in(&repository(file), &mut named);
    }
    assert!(named.len() > 15, "{named:?}");
    named
}

/// The names under which Prometheus knows what this text says.
fn printed_in(text: &str) -> Printed {
    let mut printed = Printed::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["#", "TYPE", name, kind] = words[..] {
            let endings: &[&str] = match kind {
                "counter" if !name.ends_with("_total") => &["_total"],
                "histogram" => &["_bucket", "_sum", "_count"],
                _ => &[""],
            };
            for ending in endings {
                printed.entry(format!("{name}{ending}")).or_default();
            }
        } else if let Some((name, labels)) = line.split_once('{') {
            let labels = labels.split_once('}').unwrap().0;
            // No value of this test has a comma.
            let labels = labels
                .split(',')
                .map(|label| label.split_once('=').unwrap().0);
            let known = printed.entry(name.to_owned()).or_default();
            known.extend(labels.map(str::to_owned));
        }
    }
    printed
}

/// What a proxy prints that has read, joined nobody and awarded something.
async fn printed() -> Printed {
    let engage = Engage::start().await;
    let mut command = engage.known_to(program());
    command.env("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND);
    let proxy = Running::start(command);
    let client = reqwest::Client::new();
    let read = client.get(format!("{}challenges", proxy.address));
    assert_eq!(
        read.bearer_auth(token(ALVA)).send().await.unwrap().status(),
        200
    );
    let award =
        json!([{ "id": "order-1", "definitionId": DOG_FOOD, "contactId": ALVA, "checkpoints": 1 }]);
    let award = client
        .post(format!("{}/awards", proxy.internal))
        .json(&award);
    assert_eq!(
        award.bearer_auth(BACKEND).send().await.unwrap().status(),
        202
    );
    let begun = Instant::now();
    loop {
        let metrics = client.get(format!("{}/metrics", proxy.internal));
        let text = metrics.send().await.unwrap().text().await.unwrap();
        let printed = printed_in(&text);
        if printed
            .get("retailer_proxy_awards_settled_total")
            .is_some_and(|labels| !labels.is_empty())
        {
            return printed;
        }
        assert!(begun.elapsed() < PATIENCE, "no award was settled: {text}");
    }
}

#[tokio::test]
async fn the_dashboard_and_the_alerts_name_metrics_and_labels_that_a_started_proxy_prints() {
    let printed = printed().await;
    for (metric, choices) in named() {
        let labels = printed.get(&metric);
        let labels = labels.unwrap_or_else(|| panic!("{metric} is not among {printed:?}"));
        for (label, _) in choices {
            let is_known = labels.contains(&label) || OWN_LABELS.contains(&label.as_str());
            assert!(is_known, "{metric} has {labels:?} and no {label}");
        }
    }
}

#[tokio::test]
async fn a_started_program_says_that_its_database_answers() {
    let proxy = Running::start(program());
    let begun = Instant::now();
    let said = async |path: &str| {
        let answer = reqwest::get(format!("{}{path}", proxy.internal)).await;
        answer.unwrap().text().await.unwrap()
    };
    while !said("/readyz").await.ends_with("\ndatabase answers\n") {
        assert!(begun.elapsed() < PATIENCE, "{}", said("/readyz").await);
    }
    let metrics = said("/metrics").await;
    assert!(
        metrics.contains("\nretailer_proxy_database 1\n"),
        "{metrics}"
    );
}

#[tokio::test]
async fn the_page_for_operators_names_every_metric() {
    let page = repository("docs/running-the-proxy.md");
    for metric in printed().await.keys() {
        let metric = metric.trim_start_matches(PREFIX);
        let name = ["_bucket", "_sum", "_count"]
            .iter()
            .fold(metric, |name, end| name.trim_end_matches(end));
        assert!(
            page.contains(name),
            "docs/running-the-proxy.md does not name {metric}"
        );
    }
}

#[test]
fn the_page_for_operators_says_what_to_do_about_every_alert() {
    let page = repository("docs/operating.md");
    let rules = repository("deploy/prometheus-alerts.yaml");
    let alerts: Vec<&str> = rules.split("- alert: ").skip(1).collect();
    assert!(!alerts.is_empty());
    for alert in alerts {
        let name = alert.lines().next().unwrap();
        assert!(
            page.contains(&format!("| `{name}` |")),
            "docs/operating.md does not name {name}"
        );
    }
}

#[test]
fn the_outcomes_and_states_that_are_chosen_by_are_those_that_the_pages_name() {
    let pages = repository("docs/running-the-proxy.md") + &repository("docs/awarding.md");
    for (metric, choices) in named() {
        for (label, value) in choices {
            if ["outcome", "state"].contains(&label.as_str()) {
                assert!(
                    pages.contains(&format!("`{value}`")),
                    "no page names {value} of {metric}"
                );
            }
        }
    }
}

#[test]
fn the_settings_of_the_compose_file_are_valid_once_the_secrets_are_there() {
    let settings =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/compose/proxy.toml");
    let mut command = program();
    command.env_clear().envs([
        ("RETAILER_PROXY_ENGAGE_API_KEY", "key-4711"),
        ("RETAILER_PROXY_SESSION_SECRET", SECRET),
        ("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND),
        // A check opens the database, and looks whether the ports are free.
        ("RETAILER_PROXY_CONSENTS_DATABASE", "sqlite::memory:"),
        ("RETAILER_PROXY_LISTEN_ADDRESS", "127.0.0.1:0"),
        ("RETAILER_PROXY_INTERNAL_ADDRESS", "127.0.0.1:0"),
    ]);
    let check = command
        .arg("--config")
        .arg(settings)
        .arg("--check")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&check.stderr);
    assert!(check.status.success(), "{said}");
}
