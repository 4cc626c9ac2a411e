//! Python with Flask, in which one recipe of `examples` is written: finding them, and putting
//! Flask into an environment of its own, as the recipe's README does.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{command, on_path, succeeds};
use crate::work::{Log, Work};
use crate::{apt, download, workspace};

/// What is said where it cannot be had.
pub(crate) const MISSING: &str = "not there (Debian, Ubuntu: apt-get install python3-venv; \
     elsewhere put python3, 3.10 or newer, on PATH; Flask comes from PyPI)";

/// The version that the recipe is tested with.
const FLASK: &str = "flask==3.1.3";
/// Succeeds where Python is new enough for the recipe and can make environments.
const CAN_MAKE_ENVIRONMENTS: &str =
    "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

/// A Python that has Flask, if there is one.
pub(crate) fn python() -> Option<PathBuf> {
    let own = program_in(&environment());
    has_flask(&own).then_some(own)
}

/// Makes an environment with Flask when there is none, and installs Python before, when it is
/// missing and apt can. Where either cannot be had, what needs it says so: nothing else comes
/// from `PyPI`, so a machine that cannot reach it can do all the rest.
pub(crate) fn install() -> Work {
    Work::new("Flask", |log| {
        if python().is_some() {
            return Ok(());
        }
        if usable_python().is_none() && apt::can_install() {
            download::from(
                "Python with apt-get (10 MB)",
                apt::install(&["python3-venv"], log),
            )?;
        }
        let Some(python) = usable_python() else {
            return Ok(());
        };
        if let Err(error) = download::from("Flask from PyPI (1 MB)", make(&python, log)) {
            println!("{error:#}");
        }
        Ok(())
    })
}

/// An environment that is half made is made anew.
fn make(python: &Path, log: &Log<'_>) -> Result<()> {
    let folder = environment();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    log.run(
        command(python).args(["-m", "venv", "--clear"]).arg(&folder),
        "some seconds, once",
    )?;
    log.run(
        command(program_in(&folder))
            .args(["-m", "pip", "install", "--quiet"])
            .args(["--disable-pip-version-check", FLASK]),
        "some seconds, once",
    )
}

fn environment() -> PathBuf {
    workspace::scratch("flask")
}

fn program_in(environment: &Path) -> PathBuf {
    if cfg!(windows) {
        environment.join("Scripts").join("python.exe")
    } else {
        environment.join("bin").join("python3")
    }
}

/// The system's own Python is looked at too: where several are installed, the first on the
/// `PATH` may be one that cannot make environments.
fn usable_python() -> Option<PathBuf> {
    let found = [on_path("python3"), Some(PathBuf::from("/usr/bin/python3"))];
    found
        .into_iter()
        .flatten()
        .find(|python| succeeds(command(python).args(["-c", CAN_MAKE_ENVIRONMENTS])))
}

fn has_flask(python: &Path) -> bool {
    succeeds(command(python).args(["-c", "import flask"]))
}
