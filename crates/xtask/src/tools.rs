//! The command-line tools that Cargo builds: which versions, where they are,
//! and getting them.
//!
//! Tools from npm (`wasm-opt`, `esbuild`, `tsc`) are pinned by
//! `package-lock.json` instead.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::cache;
use crate::command::{cargo, command, program_in, run, text};

/// A tool at the one version the project is built with.
pub(crate) struct Tool {
    /// The package on crates.io.
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    /// The programs the package brings that the project uses.
    programs: &'static [&'static str],
    /// What `cargo install` needs besides package and version.
    install_arguments: &'static [&'static str],
    /// How long building takes on two to four cores, for whoever waits.
    usual_wait: &'static str,
}

/// Builds the site: wasm, glue, styles, page.
pub(crate) const TRUNK: Tool = Tool {
    package: "trunk",
    version: "0.21.14",
    programs: &["trunk"],
    install_arguments: &["--locked", "--no-default-features", "--features", "rustls"],
    usual_wait: "5 to 15 minutes",
};

/// Writes the glue between wasm and JavaScript, and runs the browser tests.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    // Not `--locked`: the published lock file does not resolve.
    install_arguments: &[],
    usual_wait: "2 to 5 minutes",
};

/// Checks licences, sources and known vulnerabilities of the dependencies.
pub(crate) const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    version: "0.20.2",
    programs: &["cargo-deny"],
    install_arguments: &["--locked"],
    usual_wait: "2 to 6 minutes",
};

impl Tool {
    /// The folder that holds the tool's programs, building them first when the
    /// right version is neither on `PATH` nor in the cache.
    ///
    /// # Errors
    ///
    /// When building fails, or what was built does not run.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        if let Some(folder) = self.folder_on_path() {
            return Ok(folder);
        }
        let home = cache::folder()?
            .join("tools")
            .join(format!("{}-{}", self.package, self.version));
        let folder = home.join("bin");
        if self.is_in(&folder) {
            return Ok(folder);
        }
        self.install(&home)?;
        if !self.is_in(&folder) {
            bail!(
                "{} {} was installed in {}, but does not run there",
                self.package,
                self.version,
                folder.display()
            );
        }
        Ok(folder)
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

    fn install(&self, home: &Path) -> Result<()> {
        println!(
            "{} {} is missing: building it into {} (usually {}, once)",
            self.package,
            self.version,
            home.display(),
            self.usual_wait
        );
        let build = cache::folder()?
            .join("build")
            .join(format!("{}-{}", self.package, self.version));
        // `--force`: Cargo would trust its own records of an installation whose
        // programs were found missing or broken.
        run(cargo()
            .args(["install", self.package, "--force"])
            .args(["--version", &format!("={}", self.version)])
            .args(self.install_arguments)
            .arg("--root")
            .arg(home)
            .env("CARGO_TARGET_DIR", &build))
        .with_context(|| format!("cannot install {} {}", self.package, self.version))?;
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
    }
}

/// Whether the answer to `--version`, such as `trunk 0.21.14`, names this version.
fn names_version(answer: &str, version: &str) -> bool {
    answer.split_whitespace().any(|word| word == version)
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
