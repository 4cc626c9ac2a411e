//! Which files of the folder may be served: those that the build lists in `integrity.json`,
//! and those of former lists that the operator keeps beside it. A folder may hold other
//! files, and symbolic links that lead out of it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, io};

use parking_lot::Mutex;
use serde_json::{Map, Value};

/// The list of the build. It may be served itself.
const LIST: &str = "integrity.json";
/// How the names of former lists begin and end.
const FORMER: [&str; 2] = ["integrity-", ".json"];
/// How much time passes at least between two reads of the lists.
const POLL: Duration = Duration::from_secs(1);
/// What the names of compressed files have after those of the files.
const COMPRESSED: [&str; 2] = [".br", ".gz"];

/// The files of a folder that may be served.
#[derive(Debug)]
pub(super) struct ListedFiles {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    names: Arc<HashSet<String>>,
    checked: Instant,
}

impl ListedFiles {
    /// The files of this folder. Without a list that can be read, there is none.
    pub(super) fn new(folder: PathBuf) -> Self {
        let names = read(&folder).unwrap_or_default();
        let state = State {
            names: Arc::new(names),
            checked: Instant::now(),
        };
        Self {
            folder,
            state: Mutex::new(state),
        }
    }

    /// Whether the file of this name below the folder may be served. The name is as it
    /// stands in the URL: one with escapes is in no list.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names().contains(name) && !leads_elsewhere(&self.folder, name)
    }

    /// The names that are listed now. A list that cannot be read is probably being
    /// written, and the former one counts.
    fn names(&self) -> Arc<HashSet<String>> {
        let mut state = self.state.lock();
        if state.checked.elapsed() >= POLL {
            state.checked = Instant::now();
            if let Ok(names) = read(&self.folder) {
                state.names = Arc::new(names);
            }
        }
        Arc::clone(&state.names)
    }
}

/// Reads the lists of a folder.
pub(super) fn read(folder: &Path) -> io::Result<HashSet<String>> {
    let mut names = names_in(&folder.join(LIST))?;
    names.insert(LIST.to_owned());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().unwrap_or_default();
        let [start, end] = FORMER;
        if name.starts_with(start) && name.ends_with(end) {
            names.extend(names_in(&entry.path())?);
        }
    }
    Ok(names)
}

fn names_in(list: &Path) -> io::Result<HashSet<String>> {
    let list = fs::read(list)?;
    let list: Map<String, Value> = serde_json::from_slice(&list)?;
    let names = list.into_iter().map(|(name, _)| name);
    Ok(names.filter(|name| is_plain(name)).collect())
}

/// Whether a name is a path below the folder, of letters, digits and `-_.` alone.
fn is_plain(name: &str) -> bool {
    let is_part = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain)
    };
    name.split('/').all(is_part)
}

/// Whether the file, its compressed form or a folder before it is a symbolic link. The
/// folder of all files may be one.
fn leads_elsewhere(folder: &Path, name: &str) -> bool {
    let is_link = |path: &Path| {
        let metadata = fs::symlink_metadata(path);
        metadata.is_ok_and(|metadata| metadata.file_type().is_symlink())
    };
    let mut path = folder.to_owned();
    let mut parts = name.split('/');
    parts.any(|part| {
        path.push(part);
        is_link(&path)
    }) || COMPRESSED
        .iter()
        .any(|suffix| is_link(&folder.join(format!("{name}{suffix}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("challenges-widget.js", true)]
    #[case("locales/sv-5b5b471901.json", true)]
    #[case("", false)]
    #[case(".env", false)]
    #[case("../secret.txt", false)]
    #[case("locales/../../secret.txt", false)]
    #[case("/etc/passwd", false)]
    #[case("locales//sv.json", false)]
    #[case("a\\b", false)]
    #[case("a%2fb", false)]
    fn only_a_path_below_the_folder_can_be_listed(#[case] name: &str, #[case] expected: bool) {
        assert_eq!(is_plain(name), expected);
    }
}
