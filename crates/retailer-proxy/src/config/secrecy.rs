//! A secret that somebody pasted into the wrong place is not repeated in the error.

use secrecy::SecretString;

use super::file;
use super::given::Given;
use super::setting::Entry;
use super::value::Content;
use super::{Settings, environment, sections};

/// Texts of many forms that hold the same secret.
const SECRETS: [&str; 12] = [
    "4711",
    "hunter 4711",
    "4711\nhunter",
    "https://user:4711@shop.example/",
    "http://4711.example/",
    "http://4711",
    "ftp://4711.example",
    "postgres://shop:4711@db.test/x",
    "postgres://localhost/x?sslmode=4711",
    "sqlite:x?mode=4711",
    "/4711/4711",
    "a4711/b/4711",
];

/// Settings that are in order, for a secret to replace one of them.
const OTHERS: [(&str, &str); 3] = [
    ("engage.tenant", "example"),
    ("engage.api_key", "key"),
    ("session.secret", "a secret of at least thirty-two bytes"),
];

fn text(text: &str) -> Content {
    Content::Text(SecretString::from(text))
}

/// What is said about settings of which one is this secret.
fn problems(entry: &Entry, secret: &str) -> String {
    let mut given = Given::default();
    for (key, value) in OTHERS {
        given.put(key, text(value), "proxy.toml, line 1".to_owned());
    }
    let variable = (super::variable::variable(entry.key), secret.to_owned());
    environment::read([variable], &sections(), &mut given);
    let settings = Settings::read(&mut given);
    match given.finish(settings) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn no_problem_repeats_the_value_of_any_setting() {
    let mut said = 0;
    for entry in sections().iter().flat_map(|section| &section.entries) {
        for secret in SECRETS {
            let problems = problems(entry, secret);
            said += usize::from(!problems.is_empty());
            assert!(!problems.contains("4711"), "{}: {problems}", entry.key);
        }
    }
    assert!(said > 300, "only {said} of the values were wrong");
}

#[test]
fn no_problem_of_the_file_repeats_a_secret() {
    let folder = std::env::temp_dir();
    let path = folder.join(format!("secrecy-{}.toml", std::process::id()));
    let lines = [
        "4711",
        "4711 = 1",
        "\"hunter 4711\" = \"x\"",
        "api_key = 4711",
        "api_key = hunter4711",
        "api_key = \"4711",
        "api_key = '4711' 4711",
        "api_key = \"4711\\q\"",
        "api_key = [\"4711\"]",
        "api_key.4711 = 1",
        "tenant = \"4711\"\ntenant = \"4711\"",
        "timeout_seconds = 47110",
        "timeout_seconds = 4711.5",
        "-----BEGIN 4711-----",
        "[4711]",
        "[engage.4711]",
    ];
    for line in lines {
        std::fs::write(&path, format!("[engage]\n{line}\n")).unwrap();
        let mut given = Given::default();
        let read = file::read(&path, &sections(), &mut given);
        let settings = read.and_then(|()| Settings::read(&mut given));
        let problems = given.finish(settings).map(drop).unwrap_err().to_string();
        let problems = problems.replace(&path.display().to_string(), "");
        assert!(!problems.contains("4711"), "{line}: {problems}");
    }
    std::fs::remove_file(&path).unwrap();
}
