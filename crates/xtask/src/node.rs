//! Node, and the packages of `package-lock.json`: those of the repository, and trees that only
//! one step of the tests needs each, such as Lighthouse and the bundlers of shops.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::command::{command, on_path, program_in, text};
use crate::work::{Log, Work};
use crate::{download, workspace};

/// The oldest Node that runs the scripts and the end-to-end tests, as major and
/// minor version. `package.json` says the same under `engines`.
pub(crate) const OLDEST_NODE: (u32, u32) = (20, 11);

/// Installs the packages when the lock file is newer than what is there. It fails when
/// Node or npm is missing or too old, and when npm fails.
pub(crate) fn install() -> Work {
    Work::new("npm packages", install_packages)
}

/// Installs Lighthouse in the same way. Its 110 MB are for one step of the tests alone.
pub(crate) fn install_lighthouse() -> Work {
    Work::new("Lighthouse", |log| {
        install_packages_in(&folder_of_tests("lighthouse"), log)
    })
}

/// Installs the bundlers, frameworks and linters that the npm package is tested with. Their
/// 180 MB are for one step of the tests alone.
pub(crate) fn install_bundlers() -> Work {
    Work::new("bundlers", |log| {
        install_packages_in(&folder_of_tests("package"), log)
    })
}

fn folder_of_tests(name: &str) -> PathBuf {
    workspace::root().join("tests").join(name)
}

/// The version of the installed Node, as major and minor.
///
/// # Errors
///
/// When Node is missing or does not say its version.
pub(crate) fn version() -> Result<(u32, u32)> {
    let answer = text(command(program("node")?).arg("--version"))?;
    parse_version(&answer).with_context(|| no_version(&answer))
}

fn install_packages(log: &Log<'_>) -> Result<()> {
    let node = program("node")?;
    check_version(&text(command(node).arg("--version"))?)?;
    install_packages_in(workspace::root(), log)
}

fn install_packages_in(folder: &Path, log: &Log<'_>) -> Result<()> {
    install_packages_of(folder, folder, log)
}

/// Installs the packages that one folder asks for into another one, or into the same, when its
/// lock file is newer than what is there.
///
/// # Errors
///
/// When npm is missing, or a package cannot be had.
pub(crate) fn install_packages_of(from: &Path, folder: &Path, log: &Log<'_>) -> Result<()> {
    let lock = from.join("package-lock.json");
    if are_current(
        modified(&packages_in(folder).join(".package-lock.json")),
        modified(&lock),
    ) {
        return Ok(());
    }
    if from != folder {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for name in ["package.json", "package-lock.json"] {
            let file = from.join(name);
            fs::copy(&file, folder.join(name))
                .with_context(|| format!("cannot copy {}", file.display()))?;
        }
    }
    // No package of ours needs its installation scripts, so none may run.
    let mut npm = npm_command()?;
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder);
    download::from(
        &format!("the packages of {} from the npm registry", lock.display()),
        log.run(&mut npm, "half a minute, once"),
    )
}

/// The folder of the packages that are installed for this one.
fn packages_in(folder: &Path) -> PathBuf {
    folder.join("node_modules")
}

/// The folder with the programs of the installed packages.
pub(crate) fn programs() -> PathBuf {
    packages_in(workspace::root()).join(".bin")
}

/// A command that runs a program of an installed package.
///
/// # Errors
///
/// When no package brings this program.
pub(crate) fn package_command(name: &str) -> Result<Command> {
    let folder = programs();
    let program = program_in(&folder, name)
        .with_context(|| format!("{name} is not in {}: run `npm ci`", folder.display()))?;
    Ok(command(program))
}

/// A command that runs a script with Node.
///
/// # Errors
///
/// When Node is missing.
pub(crate) fn script_command(
    node_arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Command> {
    let mut node = command(program("node")?);
    node.args(node_arguments);
    Ok(node)
}

/// npm, without arguments.
///
/// # Errors
///
/// When it is missing.
pub(crate) fn npm_command() -> Result<Command> {
    Ok(command(program("npm")?))
}

/// The program `node` or `npm`.
///
/// # Errors
///
/// When it is missing; the message says how to get it.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    on_path(name).with_context(|| {
        let (major, minor) = OLDEST_NODE;
        format!(
            "{name} is not on PATH: install Node {major}.{minor} or newer, which brings npm, \
             from https://nodejs.org or with your system's packages"
        )
    })
}

fn check_version(answer: &str) -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let found = parse_version(answer).with_context(|| no_version(answer))?;
    if found < OLDEST_NODE {
        bail!("Node {answer} is too old: install {major}.{minor} or newer from https://nodejs.org");
    }
    Ok(())
}

fn no_version(answer: &str) -> String {
    format!("`node --version` answered {answer:?}, which is no version")
}

/// Major and minor version in an answer such as `v20.11.1`.
fn parse_version(answer: &str) -> Option<(u32, u32)> {
    let mut numbers = answer.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Whether what was installed then still is what the lock file asks for.
fn are_current(installed: Option<SystemTime>, lock: Option<SystemTime>) -> bool {
    installed.is_some() && installed >= lock
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_node_that_is_new_enough_is_accepted() {
        assert!(check_version("v20.11.0").is_ok());
        assert!(check_version("v26.0.1").is_ok());
    }

    #[test]
    fn an_old_node_is_refused_with_the_version_to_install() {
        let error = check_version("v18.20.4").unwrap_err();

        assert_eq!(
            error.to_string(),
            "Node v18.20.4 is too old: install 20.11 or newer from https://nodejs.org"
        );
    }

    #[test]
    fn an_answer_that_is_no_version_is_shown() {
        let error = check_version("nonsense").unwrap_err();

        assert!(error.to_string().contains("\"nonsense\""), "{error}");
    }

    #[test]
    fn packages_are_installed_again_when_missing_or_older_than_the_lock_file() {
        let lock = SystemTime::now();
        let minute = Duration::from_mins(1);

        assert!(!are_current(None, Some(lock)));
        assert!(!are_current(Some(lock - minute), Some(lock)));
        assert!(are_current(Some(lock), Some(lock)));
        assert!(are_current(Some(lock + minute), Some(lock)));
    }
}
