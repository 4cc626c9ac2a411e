//! The commands that an operator runs beside the proxy: they need the database alone, make
//! none, and back it up.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::{ALVA, BACKEND, DOG_FOOD, Engage, Running, program};

/// A folder for one test, removed when it is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("retailer-proxy-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// What a command did.
struct Done {
    has_succeeded: bool,
    output: String,
    told: String,
}

/// Runs a command as an operator does, with a file of settings that names secrets in files
/// which only the service can read, and nothing in the environment.
fn operate(folder: &Folder, database: &Path, arguments: &[&str]) -> Done {
    let settings = folder.file("proxy.toml");
    let text = format!(
        "[engage]\ntenant = \"example\"\n\
         [session]\ncookie = \"session\"\nsecret_file = \"/no/such/credential\"\n\
         [consents]\ndatabase = \"sqlite:{}\"\n",
        database.display()
    );
    std::fs::write(&settings, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"));
    command.env_clear().current_dir(&folder.0);
    command.arg("--config").arg(&settings).args(arguments);
    let output = command.output().unwrap();
    std::fs::remove_file(&settings).unwrap();
    Done {
        has_succeeded: output.status.success(),
        output: String::from_utf8(output.stdout).unwrap(),
        told: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A proxy with a database in this file, to which one award was handed over. Engage is not
/// there, so the award stays queued.
async fn proxy_with_an_award(database: &Path) -> Running {
    let mut command = program();
    let url = format!("sqlite:{}", database.display());
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", url);
    command.env("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND);
    let proxy = Running::start(command);
    let award =
        json!({ "id": "order-1", "definitionId": DOG_FOOD, "contactId": ALVA, "checkpoints": 1 });
    let request = reqwest::Client::new()
        .post(format!("{}/awards", proxy.internal))
        .bearer_auth(BACKEND)
        .json(&award);
    assert_eq!(request.send().await.unwrap().status(), 202);
    proxy
}

#[tokio::test]
async fn commands_for_the_database_need_no_other_setting() {
    let folder = Folder::new("alone");
    let database = folder.file("consents.sqlite");
    let _proxy = proxy_with_an_award(&database).await;
    let export = operate(&folder, &database, &["awards", "export"]);
    assert!(export.has_succeeded, "{}", export.told);
    assert!(
        export.output.contains(r#""id":"order-1""#),
        "{}",
        export.output
    );
}

#[tokio::test]
async fn a_command_that_finds_nothing_says_so_and_names_the_file() {
    let folder = Folder::new("nothing");
    let database = folder.file("consents.sqlite");
    let mut proxy = proxy_with_an_award(&database).await;
    proxy.send("-TERM");
    assert!(proxy.child.wait().unwrap().success());
    for (arguments, expected) in [
        (&["awards", "list"] as &[&str], "no awards in doubt"),
        (&["awards", "list", "--state", "sent"], "no awards sent"),
        (&["consents", "export"], "no consents"),
    ] {
        let done = operate(&folder, &database, arguments);
        assert!(done.has_succeeded, "{}", done.told);
        // What reads the lines of JSON must not meet a sentence.
        assert_eq!(done.output, "");
        let expected = format!("There are {expected} in {}.\n", database.display());
        assert_eq!(done.told, expected, "{arguments:?}");
    }
    let found = operate(&folder, &database, &["awards", "list", "--state", "queued"]);
    assert_eq!(found.output.lines().count(), 1);
    assert_eq!(found.told, "");
}

#[test]
fn a_command_makes_no_database_and_names_the_file_that_is_missing() {
    let folder = Folder::new("missing");
    for arguments in [
        &["awards", "list"] as &[&str],
        &["awards", "export"],
        &["awards", "cancel", "order-1"],
        &["consents", "export"],
        &["backup", "backup.sqlite"],
    ] {
        let done = operate(&folder, Path::new("consents.sqlite"), arguments);
        assert!(!done.has_succeeded, "{arguments:?}");
        let file = folder.file("consents.sqlite").display().to_string();
        assert!(done.told.contains(&file), "{arguments:?}: {}", done.told);
        assert!(done.told.contains("makes none"), "{}", done.told);
        assert!(done.told.contains("consents.database"), "{}", done.told);
        assert_eq!(folder.names(), Vec::<String>::new(), "{arguments:?}");
    }
}

#[test]
fn a_database_in_memory_is_out_of_reach_of_commands() {
    let done = program().args(["awards", "list"]).output().unwrap();
    assert!(!done.status.success());
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("in the memory of the proxy"), "{told}");
}

#[tokio::test]
async fn a_backup_of_a_running_proxy_has_what_was_written_down_until_then() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("backup");
    let database = folder.file("consents.sqlite");
    let _proxy = proxy_with_an_award(&database).await;
    let backup = folder.file("backup.sqlite");
    let name = backup.to_str().unwrap();
    let made = operate(&folder, &database, &["backup", name]);
    assert!(made.has_succeeded, "{}", made.told);
    assert!(made.output.contains(name), "{}", made.output);
    let rights = std::fs::metadata(&backup).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o600);
    let restored = operate(&folder, &backup, &["awards", "export"]);
    assert_eq!(restored.output.lines().count(), 1, "{}", restored.told);

    let before = std::fs::read(&backup).unwrap();
    let again = operate(&folder, &database, &["backup", name]);
    assert!(!again.has_succeeded);
    assert!(again.told.contains("is there already"), "{}", again.told);
    assert_eq!(std::fs::read(&backup).unwrap(), before);
}

#[test]
fn a_backup_of_a_postgresql_database_is_left_to_its_own_program() {
    let folder = Folder::new("postgresql");
    let backup = folder.file("backup.sqlite");
    let mut command = program();
    let url = "postgres://shop:secret-4711@127.0.0.1:1/consents";
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", url);
    let done = command.arg("backup").arg(&backup).output().unwrap();
    assert!(!done.status.success());
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("pg_dump"), "{told}");
    assert!(!told.contains("4711"), "{told}");
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[tokio::test]
async fn a_rejected_award_is_in_the_log_with_its_id_and_reason_and_without_its_contact() {
    const STRANGER: &str = "e9f00000-0000-4000-8000-0000000000ff";
    let engage = Engage::start().await;
    let mut command = engage.known_to(program());
    command.env("RETAILER_PROXY_LIVE_BACKEND_SECRET", BACKEND);
    let mut proxy = Running::start(command);
    let award = json!({ "id": "order-1", "definitionId": DOG_FOOD, "contactId": STRANGER, "checkpoints": 1 });
    let request = reqwest::Client::new()
        .post(format!("{}/awards", proxy.internal))
        .bearer_auth(BACKEND)
        .json(&award);
    assert_eq!(request.send().await.unwrap().status(), 202);
    let log = proxy.child.stderr.take().unwrap();
    let found = tokio::task::spawn_blocking(move || {
        let lines = BufReader::new(log).lines();
        let mut lines = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        lines.find(|line| line["message"] == "an award is rejected")
    });
    let found = tokio::time::timeout(std::time::Duration::from_mins(1), found);
    let line = found.await.unwrap().unwrap().unwrap();
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["id"], "order-1");
    assert_eq!(line["reason"], "contact_unknown");
    assert!(!line.to_string().contains(STRANGER), "{line}");
}

#[test]
fn where_no_file_of_settings_was_named_that_is_said_before_what_is_missing() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"));
    let output = command.env_clear().arg("--check").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let first = told.lines().next().unwrap();
    assert!(first.contains("No file of settings was named"), "{told}");
    assert!(told.contains("engage.api_key: is missing"), "{told}");
}
