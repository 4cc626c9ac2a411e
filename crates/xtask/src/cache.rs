//! The folder for what is built once and used by every clone of the project.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

const NAME: &str = "challenges-widget";

/// The cache folder: `CHALLENGES_WIDGET_CACHE`, or the project's folder in the
/// place where this system keeps caches.
///
/// # Errors
///
/// When no variable tells where the user's files are.
pub(crate) fn folder() -> Result<PathBuf> {
    folder_from(System::current(), |name| env::var_os(name)).context(
        "cannot tell where to keep the tools: set CHALLENGES_WIDGET_CACHE to a folder for them",
    )
}

/// Systems that keep caches in different places.
#[derive(Clone, Copy)]
enum System {
    MacOs,
    Windows,
    Other,
}

impl System {
    const fn current() -> Self {
        if cfg!(target_os = "macos") {
            Self::MacOs
        } else if cfg!(windows) {
            Self::Windows
        } else {
            Self::Other
        }
    }
}

fn folder_from(system: System, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name: &str| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(chosen) = path("CHALLENGES_WIDGET_CACHE") {
        return Some(chosen);
    }
    let caches = match system {
        System::MacOs => path("HOME")?.join("Library").join("Caches"),
        System::Windows => path("LOCALAPPDATA")?,
        System::Other => path("XDG_CACHE_HOME").or_else(|| Some(path("HOME")?.join(".cache")))?,
    };
    Some(caches.join(NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(system: System, variables: &[(&str, &str)]) -> Option<PathBuf> {
        folder_from(system, |name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(value.into())
        })
    }

    #[test]
    fn the_projects_own_variable_wins_and_is_taken_as_it_is() {
        let folder = folder_with(
            System::Other,
            &[
                ("CHALLENGES_WIDGET_CACHE", "/tools"),
                ("XDG_CACHE_HOME", "/caches"),
                ("HOME", "/home/ada"),
            ],
        );

        assert_eq!(folder, Some("/tools".into()));
    }

    #[test]
    fn each_system_has_its_own_place_for_caches() {
        let home = ("HOME", "/home/ada");
        let cases = [
            (
                System::Other,
                vec![("XDG_CACHE_HOME", "/caches"), home],
                "/caches",
            ),
            (System::Other, vec![home], "/home/ada/.cache"),
            (System::MacOs, vec![home], "/home/ada/Library/Caches"),
            (System::Windows, vec![("LOCALAPPDATA", "/local")], "/local"),
        ];
        for (system, variables, caches) in cases {
            let expected = PathBuf::from(caches).join("challenges-widget");
            assert_eq!(folder_with(system, &variables), Some(expected));
        }
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let variables = [("CHALLENGES_WIDGET_CACHE", ""), ("HOME", "/home/ada")];

        assert_eq!(
            folder_with(System::Other, &variables),
            Some("/home/ada/.cache/challenges-widget".into())
        );
    }

    #[test]
    fn without_any_variable_there_is_no_folder() {
        assert_eq!(folder_with(System::Other, &[]), None);
    }
}
