//! Where the machine keeps PostgreSQL's programs.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Where Debian and its relatives keep them: a folder for each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The folder with `initdb` and `pg_ctl`, if PostgreSQL is installed: the newest
/// version of the packages, or else the first on the `PATH`.
#[must_use]
pub fn programs() -> Option<PathBuf> {
    newest(Path::new(VERSIONS)).or_else(|| {
        let path = env::var_os("PATH")?;
        env::split_paths(&path).find(|folder| has_programs(folder))
    })
}

fn newest(versions: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(versions).ok()?;
    versions
        .filter_map(|version| {
            let version = version.ok()?;
            let number: u32 = version.file_name().to_str()?.parse().ok()?;
            let folder = version.path().join("bin");
            has_programs(&folder).then_some((number, folder))
        })
        .max()
        .map(|(_, folder)| folder)
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "pg_ctl"]
        .iter()
        .all(|program| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_that_is_complete_is_chosen() {
        let versions = env::temp_dir().join(format!("postgres-versions-{}", std::process::id()));
        for (version, programs) in [
            ("9", &["initdb", "pg_ctl"][..]),
            ("15", &["initdb", "pg_ctl"]),
            ("17", &["initdb"]),
            ("common", &["initdb", "pg_ctl"]),
        ] {
            let folder = versions.join(version).join("bin");
            fs::create_dir_all(&folder).unwrap();
            for program in programs {
                fs::write(folder.join(program), "").unwrap();
            }
        }

        let found = newest(&versions);

        fs::remove_dir_all(&versions).unwrap();
        assert_eq!(found, Some(versions.join("15").join("bin")));
    }

    #[test]
    fn where_no_version_is_installed_there_is_none() {
        assert_eq!(newest(Path::new("/nowhere/postgresql")), None);
    }
}
