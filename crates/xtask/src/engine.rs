//! The engines that the end-to-end tests run in: finding them, and installing them where
//! the system's package manager can do it unasked. Chromium has a file of its own, because
//! more than the tests needs it.

use std::env;
use std::ffi::OsString;
use std::fs;

use anyhow::Result;

use crate::command::on_path;
use crate::work::Work;
use crate::{apt, chromium, download};

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// What makes an engine run.
struct Programs {
    /// Each by the names it has on different systems.
    needed: &'static [&'static [&'static str]],
    /// The packages that bring them.
    packages: &'static [&'static str],
    /// The systems whose apt has these packages, as `/etc/os-release` calls them.
    systems: &'static [&'static str],
}

const FIREFOX: Programs = Programs {
    needed: &[&["firefox-esr", "firefox"]],
    packages: &["firefox-esr"],
    // Ubuntu's package only fetches a program of another package manager.
    systems: &["debian"],
};

/// WebKit has no mode without windows, and an element gets no focus in a window that no
/// window manager has activated.
const WEBKIT: Programs = Programs {
    needed: &[&["WebKitWebDriver"], &["Xvfb"], &["openbox"]],
    packages: &["webkit2gtk-driver", "xvfb", "openbox"],
    systems: &["debian", "ubuntu"],
};

impl Engine {
    /// As the tests know it, in the variable `ENGINE`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    const fn programs(self) -> Option<Programs> {
        match self {
            Self::Chromium => None,
            Self::Firefox => Some(FIREFOX),
            Self::WebKit => Some(WEBKIT),
        }
    }

    /// Installs the engine when it is missing and apt can. Where it cannot be had, the
    /// step that needs it says so.
    pub(crate) fn install(self) -> Work {
        let Some(programs) = self.programs() else {
            return chromium::install();
        };
        Work::new(self.name(), move |log| {
            if programs.missing().is_empty() || !programs.can_be_installed() {
                return Ok(());
            }
            download::from(
                &format!("{} with apt-get", programs.packages.join(", ")),
                apt::install(programs.packages, log),
            )
        })
    }

    /// What the engine cannot run without and this machine has not, as a sentence that
    /// says how to get it.
    pub(crate) fn missing(self) -> Option<String> {
        let programs = self.programs()?;
        let missing = programs.missing();
        (!missing.is_empty() && self.named_program().is_none()).then(|| {
            format!(
                "{} is not on PATH (Debian: apt-get install {})",
                missing.join(", "),
                programs.packages.join(" ")
            )
        })
    }

    /// The variables that tell the tests of the engine.
    ///
    /// # Errors
    ///
    /// When Chromium is meant, and missing.
    pub(crate) fn variables(self) -> Result<Vec<(&'static str, OsString)>> {
        let mut variables = vec![("ENGINE", self.name().into())];
        match self {
            Self::Chromium => variables.push(("CHROME", chromium::browser()?.into())),
            Self::Firefox => variables.extend(
                self.named_program()
                    .or_else(|| {
                        FIREFOX.needed[0]
                            .iter()
                            .find_map(|name| on_path(name))
                            .map(Into::into)
                    })
                    .map(|program| ("FIREFOX", program)),
            ),
            Self::WebKit => {}
        }
        Ok(variables)
    }

    /// The program that an environment variable names outright.
    fn named_program(self) -> Option<OsString> {
        match self {
            Self::Firefox => env::var_os("FIREFOX"),
            Self::Chromium | Self::WebKit => None,
        }
    }
}

impl Programs {
    fn missing(&self) -> Vec<&'static str> {
        let is_missing = |names: &&&[&str]| names.iter().all(|name| on_path(name).is_none());
        self.needed
            .iter()
            .filter(is_missing)
            .map(|names| names[0])
            .collect()
    }

    fn can_be_installed(&self) -> bool {
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        apt::can_install() && self.are_packages_of(&release)
    }

    /// Whether the system with this `/etc/os-release` has the packages.
    fn are_packages_of(&self, release: &str) -> bool {
        let mut ids = release.lines().filter_map(|line| line.strip_prefix("ID="));
        ids.any(|id| self.systems.contains(&id.trim_matches('"')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_systems_that_have_the_packages_are_asked_for_them() {
        assert!(FIREFOX.are_packages_of("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(!FIREFOX.are_packages_of("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(WEBKIT.are_packages_of("ID=\"ubuntu\"\n"));
        assert!(!WEBKIT.are_packages_of(""));
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let absent = Programs {
            needed: &[&["absent-browser", "other-absent-browser"], &["cargo"]],
            packages: &[],
            systems: &[],
        };

        assert_eq!(absent.missing(), ["absent-browser"]);
    }
}
