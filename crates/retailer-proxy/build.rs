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
/// The folder with the files, beside the table.
const COPY: &str = "widget";
/// The names of files that are another one, compressed, end in these.
const COMPRESSED: [&str; 2] = [".br", ".gz"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let output = env::var_os("OUT_DIR").map(PathBuf::from);
    let output = output.ok_or(io::ErrorKind::NotFound)?;
    let folder = env::var_os(VARIABLE).map(PathBuf::from);
    let names = folder.as_deref().map(names_in).transpose()?;
    let table = match (folder, names) {
        (Some(folder), Some(names)) => {
            copy(&folder, &output.join(COPY), &names)?;
            table(&names)
        }
        _ => "None".to_owned(),
    };
    fs::write(output.join("files_inside.rs"), table)
}

/// Copies the files to beside the table. The table is a part of what the compiler hashes, so
/// with folders of this machine in it each machine would make another program.
fn copy(folder: &Path, copy: &Path, names: &[String]) -> io::Result<()> {
    for name in names {
        let target = copy.join(name);
        if let Some(above) = target.parent() {
            fs::create_dir_all(above)?;
        }
        fs::copy(folder.join(name), target)?;
    }
    Ok(())
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
fn table(names: &[String]) -> String {
    let bytes = |name: &str| format!("include_bytes!(\"{COPY}/{name}\")");
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
