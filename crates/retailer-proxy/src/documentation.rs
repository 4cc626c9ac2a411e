//! Pages whose tables are made of the code. Tests compare them with it, and write them where
//! the environment has `UPDATE=1`:
//!
//! ```sh
//! UPDATE=1 cargo test -p retailer-proxy --lib documentation
//! ```

use std::path::Path;

/// The page with this text between two of its lines, if it has both.
pub(crate) fn replaced(page: &str, begins: &str, ends: &str, text: &str) -> Option<String> {
    let (before, rest) = page.split_once(begins)?;
    let (_, after) = rest.split_once(ends)?;
    Some(format!("{before}{begins}\n{text}\n{ends}{after}"))
}

/// Compares a file with what has to be in it, or writes it when the environment says so.
pub(crate) fn compare(path: &str, expected: &str) {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, expected).unwrap();
    }
    let name = Path::new(path).file_name().unwrap_or_default().display();
    let actual = std::fs::read_to_string(path).unwrap();
    let difference = expected
        .lines()
        .zip(actual.lines())
        .find(|(line, actual)| line != actual);
    assert!(
        actual == expected,
        "{name} is not as the code is; the first difference is {difference:?}. \
         UPDATE=1 cargo test -p retailer-proxy --lib documentation writes it."
    );
}
