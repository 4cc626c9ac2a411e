//! Other users of the machine must not read the file with the consents.

use std::fs::{Permissions, create_dir, metadata, remove_dir_all, set_permissions, write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use retailer_proxy::consents::Ledger;

/// A folder that is removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        create_dir(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = remove_dir_all(&self.0);
    }
}

/// The database and the two files that SQLite keeps beside it while it is open.
fn files(database: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|suffix| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    })
}

fn rights(file: &Path) -> u32 {
    metadata(file).unwrap().permissions().mode() & 0o777
}

fn url(database: &Path) -> String {
    format!("sqlite:{}", database.display())
}

#[tokio::test]
async fn a_new_database_is_for_its_owner_alone() {
    let folder = Folder::new("new-consents");
    for (name, parameters) in [("a.sqlite", ""), ("b c.sqlite", "?mode=rwc&cache=private")] {
        let database = folder.0.join(name);
        let url = format!("{}{parameters}", url(&database));
        let _ledger = Ledger::open(&url).await.unwrap();
        assert_eq!(files(&database).map(|file| rights(&file)), [0o600; 3]);
    }
}

#[tokio::test]
async fn an_existing_database_is_taken_away_from_others() {
    let folder = Folder::new("existing-consents");
    let database = folder.0.join("consents.sqlite");
    write(&database, "").unwrap();
    set_permissions(&database, Permissions::from_mode(0o644)).unwrap();
    let _first = Ledger::open(&url(&database)).await.unwrap();
    let files = files(&database);
    assert_eq!(files.each_ref().map(|file| rights(file)), [0o600; 3]);
    for file in &files {
        set_permissions(file, Permissions::from_mode(0o666)).unwrap();
    }
    let _second = Ledger::open(&url(&database)).await.unwrap();
    assert_eq!(files.each_ref().map(|file| rights(file)), [0o600; 3]);
}

#[tokio::test]
async fn a_database_in_memory_has_no_file() {
    let before: Vec<_> = std::fs::read_dir(".")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    for url in ["sqlite::memory:", "sqlite:consents-in-memory?mode=memory"] {
        Ledger::open(url).await.unwrap();
    }
    let after: Vec<_> = std::fs::read_dir(".")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_a_clear_error() {
    let error = Ledger::open("sqlite:/nowhere/consents.sqlite")
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("the file of the database cannot be made"),
        "{text}"
    );
}
