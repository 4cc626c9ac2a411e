//! Puts the files of the widget into the program, where the build is told their folder.
//!
//! `cargo xtask package` sets `WIDGET_FILES_INSIDE` to the folder `dist/embed`. Without the
//! variable the program has no such files, and serves those of `widget.folder` alone.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const VARIABLE: &str = "WIDGET_FILES_INSIDE";
/// The names of files that are another one, compressed, end in these.
const COMPRESSED: [&str; 2] = [".br", ".gz"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let output = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let folder = env::var_os(VARIABLE).map(PathBuf::from);
    let names = folder.as_deref().map(names_in).transpose()?;
    let table = match (folder, names) {
        (Some(folder), Some(names)) => table(&folder, &names),
        _ => "None".to_owned(),
    };
    fs::write(Path::new(&output).join("files_inside.rs"), table)
}

/// The names of all files below a folder, with `/` between their parts, in their order.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let below = names_in(&entry.path())?;
            names.extend(below.into_iter().map(|below| format!("{name}/{below}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// An expression of the type `Option<&'static [FileInside]>`.
fn table(folder: &Path, names: &[String]) -> String {
    let bytes = |name: &str| format!("include_bytes!({:?})", folder.join(name).to_string_lossy());
    let mut table = "Some(&[\n".to_owned();
    let is_compressed = |name: &String| COMPRESSED.iter().any(|end| name.ends_with(end));
    for name in names.iter().filter(|name| !is_compressed(name)) {
        let [brotli, gzip] = COMPRESSED.map(|end| {
            let other = format!("{name}{end}");
            let is_there = names.contains(&other);
            is_there.then(|| format!("Some({})", bytes(&other)))
        });
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "FileInside {{ name: {name:?}, plain: {}, brotli: {}, gzip: {} }},",
            bytes(name),
            brotli.as_deref().unwrap_or("None"),
            gzip.as_deref().unwrap_or("None"),
        );
    }
    table + "])\n"
}
