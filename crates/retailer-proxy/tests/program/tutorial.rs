//! The files in `docs/tutorial.md` are in order, and fit each other.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{self, Command, Output};

const PAGE: &str = include_str!("../../../../docs/tutorial.md");

/// The files of the page, by their names.
fn files() -> BTreeMap<&'static str, &'static str> {
    let parts = PAGE.split("<!-- The file begins: ").skip(1);
    parts
        .map(|part| {
            let (name, rest) = part.split_once(" -->\n").unwrap();
            let (_, rest) = rest.split_once('\n').unwrap();
            let (text, _) = rest.split_once("```\n").unwrap();
            (name, text)
        })
        .collect()
}

/// A folder with the files of the page and with a widget of no files, until the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("tutorial-{}", process::id()));
        fs::create_dir_all(folder.join("embed")).unwrap();
        fs::write(folder.join("embed/integrity.json"), "{}").unwrap();
        for (name, text) in files() {
            fs::write(folder.join(name), text).unwrap();
        }
        Self(folder)
    }

    /// What the program says in this folder, with other ports than those of the page, which may
    /// be taken.
    fn output(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"));
        command.env_clear().current_dir(&self.0).args(arguments);
        command.env("RETAILER_PROXY_LISTEN_ADDRESS", "127.0.0.1:0");
        command.env("RETAILER_PROXY_INTERNAL_ADDRESS", "127.0.0.1:0");
        command.output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn the_settings_and_texts_of_the_tutorial_are_in_order() {
    let folder = Folder::new();
    for arguments in [
        &["--config", "proxy.toml", "--check"][..],
        &["check", "content.toml"],
    ] {
        let output = folder.output(arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {text}");
    }
}

#[test]
fn the_shop_and_the_award_of_the_tutorial_have_the_secrets_of_its_settings() {
    let files = files();
    let secrets = files["proxy.toml"]
        .lines()
        .filter_map(|line| line.split_once("secret = \"")?.1.strip_suffix('"'));
    let secrets: Vec<_> = secrets.collect();
    let [session, backend] = secrets[..] else {
        panic!("{secrets:?}");
    };
    assert!(files["shop.mjs"].contains(&format!("SECRET = \"{session}\"")));
    assert!(files["award.sh"].contains(&format!("Bearer {backend}\"")));
}
