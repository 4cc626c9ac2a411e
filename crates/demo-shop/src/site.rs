//! What Trunk has built: the layout of all pages, and the files they load.

use std::io;
use std::path::{Path, PathBuf};

use crate::layout::{Layout, LayoutError};

/// The folder of a built site, with its index.html read and checked.
#[derive(Clone, Debug)]
pub struct Site {
    pub(crate) folder: PathBuf,
    pub(crate) layout: Layout,
}

/// The site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// There is no folder of this name.
    #[error(
        "there is no built site in {}: run `cargo xtask demo`, which builds it, or name its folder with --site",
        .0.display()
    )]
    Missing(PathBuf),
    /// The layout cannot be read.
    #[error(
        "{} cannot be read ({cause}): run `cargo xtask demo`, which builds it",
        .file.display()
    )]
    Unreadable {
        /// The layout's file.
        file: PathBuf,
        /// What reading it came to.
        cause: io::Error,
    },
    /// The layout lacks a part.
    #[error("{} cannot be the shop's layout: {cause}", .file.display())]
    NoLayout {
        /// The layout's file.
        file: PathBuf,
        /// What it lacks.
        cause: LayoutError,
    },
}

impl Site {
    /// Opens a folder that Trunk has built.
    ///
    /// # Errors
    ///
    /// When it is not there, or its index.html is no layout.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, SiteError> {
        let folder = folder.into();
        if !folder.is_dir() {
            return Err(SiteError::Missing(folder));
        }
        let layout = read_layout(&folder.join("index.html"))?;
        Ok(Self { folder, layout })
    }
}

fn read_layout(file: &Path) -> Result<Layout, SiteError> {
    let html = std::fs::read_to_string(file).map_err(|cause| SiteError::Unreadable {
        file: file.to_owned(),
        cause,
    })?;
    Layout::parse(&html).map_err(|cause| SiteError::NoLayout {
        file: file.to_owned(),
        cause,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

    #[test]
    fn the_projects_index_html_is_a_layout() {
        Site::open(REPOSITORY).unwrap();
    }

    #[test]
    fn without_a_built_site_the_error_says_what_to_run() {
        let error = Site::open(format!("{REPOSITORY}/no-such-folder")).unwrap_err();

        let message = error.to_string();
        assert!(message.contains("no-such-folder"), "{message}");
        assert!(message.contains("cargo xtask demo"), "{message}");
    }

    #[test]
    fn a_folder_without_a_layout_is_told_with_the_files_name() {
        let error = Site::open(env!("CARGO_MANIFEST_DIR")).unwrap_err();

        let message = error.to_string();
        assert!(message.contains("index.html"), "{message}");
        assert!(message.contains("cargo xtask demo"), "{message}");
    }
}
