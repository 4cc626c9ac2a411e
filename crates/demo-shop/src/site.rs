//! The folder of files that Trunk has built.

use std::path::{Path, PathBuf};

/// The file that Trunk writes last: where it is missing, nothing has been built.
const BUILT: &str = "index.html";

/// The folder of a built site.
#[derive(Clone, Debug)]
pub struct Site(PathBuf);

/// The site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// There is no folder of this name.
    #[error(
        "there is no built site in {}: run `cargo xtask demo`, which builds it, or name its folder with --site",
        .0.display()
    )]
    Missing(PathBuf),
    /// The folder holds something else, or an unfinished build.
    #[error("there is no file {}: run `cargo xtask demo`, which builds it", .0.display())]
    NotBuilt(PathBuf),
}

impl Site {
    /// A folder that Trunk has built.
    ///
    /// # Errors
    ///
    /// When the folder does not exist, or Trunk has not built it.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, SiteError> {
        let folder = folder.into();
        if !folder.is_dir() {
            return Err(SiteError::Missing(folder));
        }
        let built = folder.join(BUILT);
        if !built.is_file() {
            return Err(SiteError::NotBuilt(built));
        }
        Ok(Self(folder))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

    #[test]
    fn without_a_built_site_the_error_says_what_to_run() {
        let error = Site::open(format!("{REPOSITORY}/no-such-folder")).unwrap_err();

        let message = error.to_string();
        assert!(message.contains("no-such-folder"), "{message}");
        assert!(message.contains("cargo xtask demo"), "{message}");
    }

    #[test]
    fn a_folder_that_trunk_has_not_built_is_refused_with_the_missing_file() {
        let error = Site::open(env!("CARGO_MANIFEST_DIR")).unwrap_err();

        let message = error.to_string();
        assert!(message.contains("index.html"), "{message}");
        assert!(message.contains("cargo xtask demo"), "{message}");
    }
}
