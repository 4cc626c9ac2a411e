//! The command-line tools that Cargo builds: which versions, where they are,
//! and getting them.
//!
//! Tools from npm (`wasm-opt`, `esbuild`, `tsc`) are pinned by
//! `package-lock.json` instead.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, command, on_path, program_in, text};
use crate::work::{Log, Work};
use crate::{cache, download};

/// A tool at the one version the project is built with.
pub(crate) struct Tool {
    /// The package on crates.io.
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    /// The programs the package brings that the project uses.
    programs: &'static [&'static str],
    /// What `cargo install` needs besides package and version.
    install_arguments: &'static [&'static str],
    /// Settings of Cargo's dev profile that the tool is built with besides.
    build_settings: &'static [&'static str],
    /// How long building takes on two to four cores, for whoever waits.
    usual_wait: &'static str,
}

/// Builds the site: wasm, glue, styles, page.
pub(crate) const TRUNK: Tool = Tool {
    package: "trunk",
    version: "0.21.14",
    programs: &["trunk"],
    install_arguments: &["--locked", "--no-default-features", "--features", "rustls"],
    build_settings: &[],
    usual_wait: "2 to 5 minutes, once",
};

/// Writes the glue between wasm and JavaScript, and runs the browser tests.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    // Not `--locked`: the published lock file does not resolve.
    install_arguments: &[],
    build_settings: &[],
    usual_wait: "1 to 2 minutes, once",
};

/// Checks licences, sources and known vulnerabilities of the dependencies.
pub(crate) const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    version: "0.20.2",
    programs: &["cargo-deny"],
    install_arguments: &["--locked"],
    build_settings: &[],
    usual_wait: "2 to 5 minutes, once",
};

/// Makes the site of the documentation.
pub(crate) const MDBOOK: Tool = Tool {
    package: "mdbook",
    version: "0.5.4",
    programs: &["mdbook"],
    install_arguments: &["--locked", "--no-default-features", "--features", "search"],
    build_settings: &[],
    usual_wait: "1 to 2 minutes, once",
};

impl Tool {
    /// Gets the tool when the right version is neither on `PATH` nor in the cache.
    pub(crate) fn install(&'static self) -> Work {
        Work::new(self.name(), |log| {
            if self.folder().is_ok() {
                return Ok(());
            }
            let home = self.home()?;
            if !self.install_built(&home, log) {
                let outcome = self.install_from_sources(&home, log);
                download::from(&format!("and build {}", self.name()), outcome)?;
            }
            self.folder().map(drop)
        })
    }

    /// The tool and its version, such as `trunk 0.21.14`.
    fn name(&self) -> String {
        format!("{} {}", self.package, self.version)
    }

    /// The folder that holds the tool's programs: on `PATH`, or in the cache.
    ///
    /// # Errors
    ///
    /// When the right version is in neither.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        if let Some(folder) = self.folder_on_path() {
            return Ok(folder);
        }
        let folder = self.home()?.join("bin");
        if !self.is_in(&folder) {
            bail!(
                "{} is neither on PATH nor does it run in {}: `cargo xtask setup` gets it",
                self.name(),
                folder.display()
            );
        }
        Ok(folder)
    }

    /// One of the tool's programs.
    ///
    /// # Errors
    ///
    /// As [`Self::folder`].
    pub(crate) fn program(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder()?;
        program_in(&folder, name)
            .with_context(|| format!("{name} vanished from {}", folder.display()))
    }

    /// Where the cache keeps the tool.
    fn home(&self) -> Result<PathBuf> {
        let name = format!("{}-{}", self.package, self.version);
        Ok(cache::folder()?.join("tools").join(name))
    }

    fn folder_on_path(&self) -> Option<PathBuf> {
        let path = env::var_os("PATH")?;
        env::split_paths(&path).find(|folder| self.is_in(folder))
    }

    /// Asks the programs themselves: what an interrupted installation left
    /// behind is not believed.
    fn is_in(&self, folder: &Path) -> bool {
        self.programs.iter().all(|program| {
            program_in(folder, program)
                .and_then(|program| text(command(program).arg("--version")).ok())
                .is_some_and(|answer| names_version(&answer, self.version))
        })
    }

    /// Takes a program that somebody else has built, where `cargo-binstall` is there
    /// to fetch it. Tells whether that worked; if not, the sources are built.
    fn install_built(&self, home: &Path, log: &Log<'_>) -> bool {
        let Some(binstall) = on_path("cargo-binstall") else {
            return false;
        };
        let outcome = log.run(
            &mut self.binstall_command(&binstall, home),
            "a minute, once",
        );
        if let Err(error) = &outcome {
            println!("{}: building the sources instead. {error:#}", self.name());
        }
        outcome.is_ok() && self.is_in(&home.join("bin"))
    }

    fn binstall_command(&self, binstall: &Path, home: &Path) -> Command {
        let mut fetch = command(binstall);
        fetch
            .args(["--no-confirm", "--force", "--disable-telemetry"])
            // Its third way would be `cargo install`, which this program does itself.
            .args(["--disable-strategies", "compile"])
            .args(["--version", &format!("={}", self.version)])
            .arg("--root")
            .arg(home)
            .arg(self.package);
        fetch
    }

    fn install_from_sources(&self, home: &Path, log: &Log<'_>) -> Result<()> {
        let build = cache::folder()?
            .join("build")
            .join(format!("{}-{}", self.package, self.version));
        // `--force`: Cargo would trust its own records of an installation whose
        // programs were found missing or broken.
        let mut install = cargo();
        install
            .args(["install", self.package, "--force"])
            .args(["--version", &format!("={}", self.version)])
            .args(self.install_arguments)
            .arg("--root")
            .arg(home)
            // Optimising costs minutes here, and saves seconds when a tool runs.
            .args(["--profile", "dev"])
            .args(["--config", "profile.dev.debug=false"])
            .args(["--config", "profile.dev.incremental=false"])
            .args(self.build_settings)
            .env("CARGO_TARGET_DIR", &build);
        log.run(&mut install, self.usual_wait)?;
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
    }
}

/// Whether the answer to `--version`, such as `trunk 0.21.14` or `mdbook v0.5.4`, names this
/// version.
fn names_version(answer: &str, version: &str) -> bool {
    let mut words = answer.split_whitespace();
    words.any(|word| word.strip_prefix('v').unwrap_or(word) == version)
}

/// `PATH` with these folders before all others.
///
/// # Errors
///
/// When a folder's name holds the character that separates folders in `PATH`.
pub(crate) fn path_with(folders: impl IntoIterator<Item = PathBuf>) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.into_iter().chain(env::split_paths(&inherited)))
        .context("cannot put the tools on PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_recognised_whole() {
        assert!(names_version("wasm-bindgen 0.2.130", "0.2.130"));
        assert!(names_version("trunk 0.21.14 (abc 2025-05-01)", "0.21.14"));
        assert!(names_version("mdbook v0.5.4", "0.5.4"));
        assert!(!names_version("wasm-bindgen 0.2.130", "0.2.13"));
        assert!(!names_version("trunk 0.21.14-rc.1", "0.21.14"));
        assert!(!names_version("", "0.21.14"));
    }

    #[test]
    fn new_folders_come_before_those_already_on_the_path() {
        let path = path_with(["/tools/one".into(), "/tools/two".into()]).unwrap();

        let folders: Vec<PathBuf> = env::split_paths(&path).collect();
        assert_eq!(
            folders[..2],
            [PathBuf::from("/tools/one"), "/tools/two".into()]
        );
        assert_eq!(
            folders[2..],
            *env::split_paths(&env::var_os("PATH").unwrap()).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_folder_without_the_programs_does_not_hold_the_tool() {
        assert!(!TRUNK.is_in(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
