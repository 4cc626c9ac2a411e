//! `cargo xtask dist`: the files that a shop serves.

use std::fmt::Write as _;

use anyhow::Result;

use crate::embed::{self, Bytes, Files};
use crate::widget;

/// Builds the widget and says what there is to serve.
///
/// # Errors
///
/// When a tool is missing and cannot be had, or the build fails.
pub(crate) fn run() -> Result<()> {
    widget::build()?;
    print!("{}", table(&embed::files()?));
    println!(
        "\nall of it is in {}: serve the files side by side",
        embed::folder().display()
    );
    Ok(())
}

fn table(files: &Files) -> String {
    let mut table = format!(
        "\n{:<42} {:>8} {:>8} {:>8}\n",
        "file", "bytes", "gzip", "brotli"
    );
    for (name, file) in files {
        let Bytes { raw, gzip, brotli } = file.bytes;
        // Writing to a String cannot fail.
        let _ = writeln!(table, "{name:<42} {raw:>8} {gzip:>8} {brotli:>8}");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::{File, Kind};

    #[test]
    fn each_file_is_a_row_with_its_sizes() {
        let bytes = Bytes {
            raw: 18_419,
            gzip: 6_674,
            brotli: 5_883,
        };
        let file = File {
            kind: Kind::Loader,
            bytes,
        };
        let files = Files::from([("challenges-widget.js".to_owned(), file)]);

        assert_eq!(
            table(&files),
            "\n\
             file                                          bytes     gzip   brotli\n\
             challenges-widget.js                          18419     6674     5883\n"
        );
    }
}
