//! Chromium and its driver: finding them, and installing them where the
//! system's package manager can do it unasked.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::on_path;
use crate::work::{Log, Work};
use crate::{apt, download};

/// A program of the Chromium family that tests need.
struct Program {
    what: &'static str,
    /// The environment variable that names it outright.
    variable: &'static str,
    names: &'static [&'static str],
    places: &'static [&'static str],
}

const BROWSER: Program = Program {
    what: "Chromium",
    variable: "CHROME",
    names: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ],
    places: &[
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ],
};

const DRIVER: Program = Program {
    what: "Chromium's WebDriver, chromedriver,",
    variable: "CHROMEDRIVER",
    names: &["chromedriver"],
    places: &[
        "/usr/lib/chromium/chromedriver",
        "/usr/lib/chromium-browser/chromedriver",
    ],
};

/// Installs browser, driver and fonts when one is missing and apt can. It fails when one
/// is missing and cannot be installed; the message says how to get it.
pub(crate) fn install() -> Work {
    Work::new("Chromium", install_missing)
}

fn install_missing(log: &Log<'_>) -> Result<()> {
    if browser().and_then(|_| driver()).is_ok() {
        return Ok(());
    }
    if let Some(packages) = apt_packages_to_install() {
        download::from(
            "Chromium, its driver and fonts with apt-get",
            apt::install(packages, log),
        )?;
    }
    browser().and_then(|_| driver()).map(drop)
}

/// The browser.
///
/// # Errors
///
/// When it is missing; the message says how to get it.
pub(crate) fn browser() -> Result<PathBuf> {
    BROWSER.get()
}

/// The browser's driver.
///
/// # Errors
///
/// As [`browser`].
pub(crate) fn driver() -> Result<PathBuf> {
    DRIVER.get()
}

impl Program {
    fn get(&self) -> Result<PathBuf> {
        if let Some(named) = env::var_os(self.variable).map(PathBuf::from) {
            return self.named(named);
        }
        self.find().with_context(|| self.how_to_get())
    }

    fn named(&self, path: PathBuf) -> Result<PathBuf> {
        if !path.is_file() {
            bail!(
                "{} names {}, where there is no program: correct it or unset it",
                self.variable,
                path.display()
            );
        }
        Ok(path)
    }

    fn find(&self) -> Option<PathBuf> {
        let in_usual_place = || {
            let mut places = self.places.iter().map(PathBuf::from);
            places.find(|place| place.is_file())
        };
        self.names
            .iter()
            .find_map(|name| on_path(name))
            .or_else(in_usual_place)
    }

    fn how_to_get(&self) -> String {
        format!(
            "{what} is missing: it is neither on PATH ({names}) nor in the usual places.\n  \
             Debian: apt-get install chromium chromium-driver\n  \
             Ubuntu: apt-get install chromium-browser chromium-chromedriver\n  \
             Fedora: dnf install chromium chromedriver\n  \
             macOS: brew install --cask chromium chromedriver\n  \
             elsewhere: install Chrome, and its driver from \
             https://googlechromelabs.github.io/chrome-for-testing/\n\
             Or set {variable} to the program.",
            what = self.what,
            names = self.names.join(", "),
            variable = self.variable,
        )
    }
}

/// The packages that apt may install here: on Debian and its family, as root.
fn apt_packages_to_install() -> Option<&'static [&'static str]> {
    let release = fs::read_to_string("/etc/os-release").ok()?;
    apt::can_install().then(|| apt_packages(&release)).flatten()
}

/// What brings browser and driver, by the text of `/etc/os-release`. With fonts,
/// without which a bare system draws no text, no Arabic and no emoji.
fn apt_packages(release: &str) -> Option<&'static [&'static str]> {
    let family: Vec<&str> = release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches('"').split_whitespace())
        .collect();
    if family.contains(&"ubuntu") {
        Some(&[
            "chromium-browser",
            "chromium-chromedriver",
            "fonts-liberation",
            "fonts-noto-color-emoji",
            "fonts-noto-core",
        ])
    } else if family.contains(&"debian") {
        Some(&[
            "chromium",
            "chromium-driver",
            "fonts-liberation",
            "fonts-noto-color-emoji",
            "fonts-noto-core",
        ])
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABSENT: Program = Program {
        what: "The absent browser",
        variable: "ABSENT_BROWSER",
        names: &["absent-browser"],
        places: &["/absent/browser"],
    };

    #[test]
    fn debian_and_ubuntu_name_the_packages_differently() {
        let debian = apt_packages("NAME=\"Debian GNU/Linux\"\nID=debian\n").unwrap();
        let ubuntu = apt_packages("ID=ubuntu\nID_LIKE=debian\n").unwrap();
        let mint = apt_packages("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n").unwrap();

        assert!(debian.contains(&"chromium-driver"));
        assert!(ubuntu.contains(&"chromium-chromedriver"));
        assert_eq!(mint, ubuntu);
    }

    #[test]
    fn nothing_is_installed_on_systems_without_known_packages() {
        assert_eq!(apt_packages("ID=fedora\n"), None);
        assert_eq!(apt_packages("VERSION_ID=debian\n"), None);
    }

    #[test]
    fn a_variable_that_names_no_program_is_an_error_that_says_so() {
        let error = ABSENT.named("/absent/browser".into()).unwrap_err();

        assert_eq!(
            error.to_string(),
            "ABSENT_BROWSER names /absent/browser, where there is no program: \
             correct it or unset it"
        );
    }

    #[test]
    fn what_is_missing_is_named_with_ways_to_get_it() {
        assert_eq!(ABSENT.find(), None);

        let message = ABSENT.how_to_get();
        assert!(
            message.starts_with("The absent browser is missing"),
            "{message}"
        );
        assert!(message.contains("apt-get install"), "{message}");
        assert!(
            message.ends_with("Or set ABSENT_BROWSER to the program."),
            "{message}"
        );
    }
}
