//! Keeping the folders of this machine out of what ships.
//!
//! A panic says in which file it happened, and that text is part of the WebAssembly or program:
//! left alone, it holds where Cargo keeps its crates on the machine of whoever built
//! it. Two people would ship different bytes, and each the name of their account.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::{command, text};
use crate::{standard_library, workspace};

/// Where Cargo looks for flags before all other places. They may hold any character
/// but this separator.
pub(crate) const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";
const SEPARATOR: &str = "\x1f";

/// The value for [`VARIABLE`]: the flags that the environment asks for anyway, those that
/// are added, then those that give folders of this machine other names.
///
/// Cargo keeps apart what it builds with other flags, so that a build without these
/// does not undo this one. It takes no flags from its configuration files any more:
/// what ships does not depend on those of a machine.
///
/// # Errors
///
/// When it cannot be told where Rust or Cargo is, or a folder's name is no Unicode.
pub(crate) fn rustflags(added: &[&str]) -> Result<String> {
    let mut flags = flags_asked_for(
        env::var(VARIABLE).ok().as_deref(),
        env::var("RUSTFLAGS").ok().as_deref(),
    );
    flags.extend(added.iter().map(|&flag| flag.to_owned()));
    for (folder, name) in names_of_folders()? {
        flags.push(format!("--remap-path-prefix={folder}={name}"));
    }
    Ok(flags.join(SEPARATOR))
}

/// Flags with the same effect for a C compiler: those that the environment asks for by this
/// variable, then the new names.
///
/// # Errors
///
/// As [`rustflags`], and when a folder has a blank in its name, which ends a flag.
pub(crate) fn c_flags(variable: &str) -> Result<String> {
    let mut flags: Vec<_> = env::var(variable).into_iter().collect();
    for (folder, name) in names_of_folders()? {
        if folder.contains(char::is_whitespace) {
            bail!("{folder}: flags of a C compiler have no blanks, so build in another folder");
        }
        flags.push(format!("-ffile-prefix-map={folder}={name}"));
    }
    Ok(flags.join(" "))
}

/// The folders of this machine, and what they are to be called.
fn names_of_folders() -> Result<Vec<(String, String)>> {
    let renamed = renamed(&cargo_home()?, &rust_sources()?);
    let in_unicode = renamed.into_iter().map(|(folder, name)| {
        let text = folder.to_str().map(str::to_owned).with_context(|| {
            let folder = folder.display();
            format!("{folder}: rustc takes only Unicode, so let Cargo keep its crates elsewhere")
        })?;
        Ok((text, name))
    });
    in_unicode.collect()
}

/// Cargo looks at the second only without the first.
fn flags_asked_for(encoded: Option<&str>, spaced: Option<&str>) -> Vec<String> {
    let flags: Vec<_> = match (encoded, spaced) {
        (Some(encoded), _) => encoded.split(SEPARATOR).collect(),
        (None, Some(spaced)) => spaced.split(' ').collect(),
        (None, None) => Vec::new(),
    };
    let flags = flags.into_iter().filter(|flag| !flag.is_empty());
    flags.map(str::to_owned).collect()
}

/// Folders and what they become. Of several that hold a file, rustc takes the last.
fn renamed(cargo_home: &Path, (rust, name): &(PathBuf, String)) -> Vec<(PathBuf, String)> {
    let mut renamed = vec![
        (cargo_home.to_owned(), "cargo".to_owned()),
        (rust.clone(), name.clone()),
    ];
    // Below these, a folder's name says which crate it is, and its version.
    let registries = fs::read_dir(cargo_home.join("registry/src"));
    let registries = registries.into_iter().flatten().flatten();
    let mut nameless: Vec<_> = registries.map(|entry| entry.path()).collect();
    nameless.sort();
    nameless.push(workspace::root().to_owned());
    renamed.extend(nameless.into_iter().map(|folder| (folder, String::new())));
    renamed
}

fn cargo_home() -> Result<PathBuf> {
    let named = env::var_os("CARGO_HOME").filter(|home| !home.is_empty());
    let home = named.map_or_else(
        || Some(env::home_dir()?.join(".cargo")),
        |home| Some(home.into()),
    );
    home.context("there is neither CARGO_HOME nor a home directory")
}

/// The folder of Rust's own sources where they are installed, and what rustc calls it
/// where they are not.
fn rust_sources() -> Result<(PathBuf, String)> {
    let version = text(command("rustc").arg("-vV"))?;
    let commit = commit_of(&version).context("`rustc -vV` names no commit-hash")?;
    Ok((standard_library::sources()?, format!("/rustc/{commit}")))
}

/// The commit in an answer of `rustc -vV`.
fn commit_of(version: &str) -> Option<&str> {
    let mut lines = version.lines();
    lines.find_map(|line| line.strip_prefix("commit-hash: "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_the_environment_asks_for_are_kept() {
        assert_eq!(flags_asked_for(None, None), [""; 0]);
        assert_eq!(
            flags_asked_for(None, Some("-D warnings  -g")),
            ["-D", "warnings", "-g"]
        );
    }

    #[test]
    fn of_flags_asked_for_in_two_ways_those_count_that_count_for_cargo() {
        assert_eq!(
            flags_asked_for(Some("--cfg=a b\x1f-g"), Some("-D warnings")),
            ["--cfg=a b", "-g"]
        );
        assert_eq!(flags_asked_for(Some(""), Some("-g")), [""; 0]);
    }

    #[test]
    fn the_workspace_wins_over_the_folders_that_it_may_lie_in() {
        let rust = (PathBuf::from("/rust"), "/rustc/59807616".to_owned());

        let renamed = renamed(Path::new("/home/ann/.cargo"), &rust);

        assert_eq!(renamed.first().unwrap().0, Path::new("/home/ann/.cargo"));
        assert_eq!(renamed.last().unwrap().0, workspace::root());
    }

    #[test]
    fn the_commit_of_rust_is_what_rustc_says() {
        let version = "rustc 1.95.0 (59807616e 2026-04-14)\n\
                       binary: rustc\n\
                       commit-hash: 59807616e1fa2540724bfbac14d7976d7e4a3860\n";

        assert_eq!(
            commit_of(version),
            Some("59807616e1fa2540724bfbac14d7976d7e4a3860")
        );
        assert_eq!(commit_of("rustc 1.95.0"), None);
    }

    #[test]
    fn the_repository_asks_for_no_flags_that_would_be_passed_over() {
        let configuration = fs::read_to_string(workspace::root().join(".cargo/config.toml"));

        assert!(!configuration.unwrap().contains("rustflags"));
    }
}
