//! Archives whose bytes depend on what is in them alone: tar, gzip, and Debian's `ar`.
//!
//! Programs with these names differ from machine to machine, and so would what they make.

use std::io::Write as _;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A block of a tar archive. In bytes.
const BLOCK: usize = 512;
/// What ends a tar archive: two empty blocks.
const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];
/// The longest name of an entry that this writer can write. In bytes.
const LONGEST_NAME: usize = 100;

/// A file or a folder of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Relative to where the archive is unpacked, such as `usr/bin/retailer-proxy`.
    pub(super) name: String,
    /// The bits of its permissions, such as `0o755`.
    pub(super) mode: u32,
    /// The number of the user and of the group that it belongs to.
    pub(super) owner: u32,
    /// Its content, or `None` for a folder.
    pub(super) content: Option<Vec<u8>>,
}

impl Entry {
    /// A file that root owns and everybody can read.
    pub(super) fn file(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            mode: 0o644,
            owner: 0,
            content: Some(content.into()),
        }
    }

    /// A file that everybody can run.
    pub(super) fn program(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            mode: 0o755,
            ..Self::file(name, content)
        }
    }

    /// A folder that everybody can enter.
    pub(super) fn folder(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            mode: 0o755,
            owner: 0,
            content: None,
        }
    }

    /// The same, as the property of another user than root.
    pub(super) fn owned_by(self, owner: u32) -> Self {
        Self { owner, ..self }
    }
}

/// These entries, together with the folders that they lie in, so that each folder comes before
/// what is in it and the order of names decides the rest.
pub(super) fn with_folders(entries: Vec<Entry>) -> Vec<Entry> {
    let mut all = entries;
    let names: Vec<_> = all.iter().map(|entry| entry.name.clone()).collect();
    for name in names {
        for (end, _) in name.match_indices('/') {
            let folder = name.get(..end).unwrap_or_default();
            if !all.iter().any(|entry| entry.name == folder) {
                all.push(Entry::folder(folder));
            }
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// A tar archive in the format of POSIX (ustar). All entries have the same time.
///
/// # Errors
///
/// When a name is too long for the format.
pub(super) fn tar(entries: &[Entry], seconds: u64) -> Result<Vec<u8>> {
    let mut tar = Vec::new();
    for entry in entries {
        let content = entry.content.as_deref().unwrap_or_default();
        tar.extend(header(entry, content.len(), seconds)?);
        tar.extend(content);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    tar.extend(END);
    Ok(tar)
}

fn header(entry: &Entry, size: usize, seconds: u64) -> Result<Vec<u8>> {
    let is_folder = entry.content.is_none();
    let name = format!("{}{}", entry.name, if is_folder { "/" } else { "" });
    if name.len() > LONGEST_NAME {
        anyhow::bail!("{name} has more than {LONGEST_NAME} bytes, which is too long for tar");
    }
    let [mode, owner] = [entry.mode, entry.owner].map(|number| format!("{number:07o}\0"));
    let [size, time] = [size as u64, seconds].map(|number| format!("{number:011o}\0"));
    // The checksum counts as blanks while it is made.
    let fields = |checksum: &str| {
        let fields: [(&str, usize); 10] = [
            (&name, LONGEST_NAME),
            (&mode, 8),
            (&owner, 8),
            (&owner, 8),
            (&size, 12),
            (&time, 12),
            (checksum, 8),
            (if is_folder { "5" } else { "0" }, 1),
            ("", 100),
            ("ustar\x0000", 8),
        ];
        let mut header = Vec::with_capacity(BLOCK);
        for (text, width) in fields {
            let end = header.len() + width;
            header.extend(text.bytes());
            header.resize(end, 0);
        }
        header.resize(BLOCK, 0);
        header
    };
    let sum: u32 = fields("        ").into_iter().map(u32::from).sum();
    Ok(fields(&format!("{sum:06o}\0 ")))
}

/// Compresses by gzip, without a name or a time.
///
/// # Errors
///
/// Never in practice: it is written to memory.
pub(super) fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(content)
        .and_then(|()| encoder.finish())
        .context("cannot compress")
}

/// The archive that a Debian package is: a few files one after the other.
pub(super) fn ar(members: &[(&str, Vec<u8>)], seconds: u64) -> Vec<u8> {
    let mut ar = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let (mode, size) = ("100644", content.len());
        let header = format!(
            "{name:<16}{seconds:<12}{:<6}{:<6}{mode:<8}{size:<10}`\n",
            0, 0
        );
        ar.extend(header.bytes());
        ar.extend(content);
        if size % 2 == 1 {
            ar.push(b'\n');
        }
    }
    ar
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::command::{command, on_path, text};
    use crate::workspace;

    fn entries() -> Vec<Entry> {
        with_folders(vec![
            Entry::program("usr/bin/proxy", "program"),
            Entry::file("etc/settings", vec![b'x'; BLOCK]),
            Entry::folder("var/lib/proxy").owned_by(65_532),
        ])
    }

    #[test]
    fn folders_are_added_before_what_lies_in_them_each_once() {
        let names: Vec<_> = entries().into_iter().map(|entry| entry.name).collect();

        assert_eq!(
            names,
            [
                "etc",
                "etc/settings",
                "usr",
                "usr/bin",
                "usr/bin/proxy",
                "var",
                "var/lib",
                "var/lib/proxy"
            ]
        );
    }

    #[test]
    fn an_archive_has_whole_blocks_and_ends_with_two_empty_ones() {
        let tar = tar(&entries(), 1_000_000_000).unwrap();

        // Eight headers, a block for each of the two files, and the end.
        assert_eq!(tar.len(), (8 + 2 + 2) * BLOCK);
        assert!(tar.ends_with(&END));
    }

    #[test]
    fn a_name_that_is_too_long_is_refused() {
        let entry = Entry::file("n".repeat(LONGEST_NAME + 1), "");

        assert!(tar(&[entry], 0).is_err());
    }

    #[test]
    fn the_system_s_own_tar_reads_names_rights_owners_and_times() {
        if on_path("tar").is_none() {
            return;
        }
        let file = workspace::scratch("archive-test.tar.gz");
        fs::create_dir_all(workspace::scratch("")).unwrap();
        fs::write(
            &file,
            gzip(&tar(&entries(), 1_000_000_000).unwrap()).unwrap(),
        )
        .unwrap();

        let list = ["--numeric-owner", "--utc", "--full-time", "-tvzf"];
        let listed = text(command("tar").args(list).arg(&file).env("LC_ALL", "C")).unwrap();

        let rows: Vec<Vec<&str>> = listed
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        let time = ["2001-09-09", "01:46:40"];
        let row = |mode, owner, size, name| vec![mode, owner, size, time[0], time[1], name];
        assert_eq!(rows[1], row("-rw-r--r--", "0/0", "512", "etc/settings"));
        assert_eq!(rows[4], row("-rwxr-xr-x", "0/0", "7", "usr/bin/proxy"));
        assert_eq!(
            rows[7],
            row("drwxr-xr-x", "65532/65532", "0", "var/lib/proxy/")
        );
    }

    #[test]
    fn members_of_a_debian_archive_begin_at_even_places() {
        let ar = ar(&[("one", b"1".to_vec()), ("two", b"22".to_vec())], 7);

        let expected = "!<arch>\n\
            one             7           0     0     100644  1         `\n1\n\
            two             7           0     0     100644  2         `\n22";
        assert_eq!(String::from_utf8(ar).unwrap(), expected);
    }
}
