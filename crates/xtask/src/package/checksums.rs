//! `SHA256SUMS`: what `sha256sum --check` compares the files of a release with.

use std::fmt::Write as _;

use anyhow::Result;
use sha2::{Digest as _, Sha256};

use super::release::Release;

/// Writes the list of all files that are there.
pub(super) fn write(release: &Release) -> Result<()> {
    let mut list = String::new();
    for (name, content) in release.files()? {
        // Writing to a String cannot fail.
        let _ = writeln!(list, "{}  {name}", sha256(&content));
    }
    release.write_named("SHA256SUMS", list.as_bytes())
}

/// The hash of a content, in hexadecimal digits.
pub(super) fn sha256(content: &[u8]) -> String {
    hexadecimal(&Sha256::digest(content))
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_64_digits() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
