//! Telling whether files are the same as before, by what is in them: times of
//! change say little after `git checkout`.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// A short text that differs when any file that was added differs.
///
/// It is compared with those of earlier runs only: another version of Rust may
/// compute another, which costs one build.
#[derive(Default)]
pub(super) struct Fingerprint {
    hasher: DefaultHasher,
}

impl Fingerprint {
    pub(super) fn add_text(&mut self, text: &str) {
        text.hash(&mut self.hasher);
    }

    /// Adds a file, or a folder with all that is in it. That there is nothing at
    /// this place counts too.
    pub(super) fn add(&mut self, path: &Path) {
        path.hash(&mut self.hasher);
        if let Some(entries) = entries_of(path) {
            for entry in entries {
                self.add(&entry);
            }
        } else {
            fs::read(path).ok().hash(&mut self.hasher);
        }
    }

    /// Adds what is in a folder, but for one entry.
    pub(super) fn add_without(&mut self, folder: &Path, left_out: &Path) {
        for entry in entries_of(folder).unwrap_or_default() {
            if entry != left_out {
                self.add(&entry);
            }
        }
    }
}

/// The paths of what is in a folder, sorted.
fn entries_of(path: &Path) -> Option<Vec<PathBuf>> {
    let entries = fs::read_dir(path).ok()?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Some(paths)
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with two files that vanishes with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
            fs::create_dir_all(path.join("inner")).unwrap();
            fs::write(path.join("a.css"), "a {}").unwrap();
            fs::write(path.join("inner/b.css"), "b {}").unwrap();
            Self(path)
        }

        fn fingerprint(&self) -> String {
            let mut fingerprint = Fingerprint::default();
            fingerprint.add(&self.0);
            fingerprint.to_string()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn it_stays_the_same_when_a_file_is_written_again_unchanged() {
        let folder = Folder::new("unchanged");
        let before = folder.fingerprint();

        fs::write(folder.0.join("inner/b.css"), "b {}").unwrap();

        assert_eq!(folder.fingerprint(), before);
    }

    #[test]
    fn it_changes_with_each_file_that_is_changed_added_renamed_or_removed() {
        let folder = Folder::new("changed");
        let mut seen = vec![folder.fingerprint()];

        fs::write(folder.0.join("inner/b.css"), "b { color: red }").unwrap();
        seen.push(folder.fingerprint());
        fs::write(folder.0.join("inner/c.css"), "").unwrap();
        seen.push(folder.fingerprint());
        fs::rename(folder.0.join("inner/c.css"), folder.0.join("inner/d.css")).unwrap();
        seen.push(folder.fingerprint());
        fs::remove_file(folder.0.join("a.css")).unwrap();
        seen.push(folder.fingerprint());

        let different: std::collections::HashSet<_> = seen.iter().collect();
        assert_eq!(different.len(), seen.len(), "{seen:?}");
    }

    #[test]
    fn the_entry_that_is_left_out_does_not_count_and_the_others_do() {
        let folder = Folder::new("without");
        let fingerprint = || {
            let mut fingerprint = Fingerprint::default();
            fingerprint.add_without(&folder.0, &folder.0.join("inner"));
            fingerprint.to_string()
        };
        let before = fingerprint();

        fs::write(folder.0.join("inner/b.css"), "b { color: red }").unwrap();
        assert_eq!(fingerprint(), before);

        fs::write(folder.0.join("a.css"), "a { color: red }").unwrap();
        assert_ne!(fingerprint(), before);
    }
}
