//! Rust's standard library, as it goes into the WebAssembly.
//!
//! rustup installs one that is compiled for speed and that describes each panic. A shopper
//! downloads it with the widget, and nobody reads those descriptions: the loader notices a
//! panic by the trap that it ends in. So the library is compiled together with the widget,
//! for size, and a panic is nothing but that trap. With `opt-level = "z"`, which
//! is smaller only then, that takes 10 KB off, packed with brotli.
//!
//! It needs settings of Cargo and rustc that are not stable yet. The compiler stays the
//! stable one of `rust-toolchain.toml`, which takes them when `RUSTC_BOOTSTRAP` is set, and
//! whose version is pinned: they cannot change by themselves. Where the sources of the
//! library cannot be had, and in a `trunk build` by hand, the widget has the installed one.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::command::{command, text};

/// Lets the stable compiler take settings that are not stable.
const ALLOW_UNSTABLE: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

/// For Cargo: what it may do, which crates it compiles, and how.
const ENVIRONMENT: &[(&str, &str)] = &[
    ALLOW_UNSTABLE,
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

/// For rustc: no descriptions of panics, and none of values that only they show.
const FLAGS: &[&str] = &[
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
];

/// Which standard library the widget is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StandardLibrary {
    /// Compiled with the widget, for size.
    Compiled,
    /// The one that rustup has installed.
    Installed,
}

impl StandardLibrary {
    /// The one that this machine can build with.
    ///
    /// # Errors
    ///
    /// When rustc does not say where it is installed.
    pub(crate) fn of_this_machine() -> Result<Self> {
        Ok(if sources()?.join("library").is_dir() {
            Self::Compiled
        } else {
            Self::Installed
        })
    }

    /// What rustc is told besides.
    pub(crate) fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Compiled => FLAGS,
            Self::Installed => &[],
        }
    }

    /// Tells it to a command that builds the widget.
    pub(crate) fn apply(self, command: &mut Command) -> &mut Command {
        match self {
            Self::Compiled => command.envs(ENVIRONMENT.iter().copied()),
            Self::Installed => command,
        }
    }
}

/// Where the sources of Rust itself are, if they are installed.
///
/// # Errors
///
/// When rustc does not say where it is installed.
pub(crate) fn sources() -> Result<PathBuf> {
    let sysroot = text(command("rustc").args(["--print", "sysroot"]))?;
    Ok(Path::new(&sysroot).join("lib/rustlib/src/rust"))
}

/// The manifest of the standard library's own workspace.
///
/// # Errors
///
/// As [`sources`].
pub(crate) fn manifest() -> Result<PathBuf> {
    Ok(sources()?.join("library").join("Cargo.toml"))
}

/// Lets a command of Cargo read that manifest, which has members that are not stable.
pub(crate) fn allow_unstable(command: &mut Command) {
    let (name, value) = ALLOW_UNSTABLE;
    command.env(name, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unstable_is_asked_for_with_the_installed_library() {
        let mut build = Command::new("trunk");

        StandardLibrary::Installed.apply(&mut build);

        assert_eq!(build.get_envs().count(), 0);
        assert_eq!(StandardLibrary::Installed.flags(), [""; 0]);
    }
}
