//! The proxy as a Debian package: the program, the unit for systemd, and the documentation.

use std::fs;

use anyhow::{Context, Result};

use super::VERSION;
use super::archive::{self, Entry};
use super::commit::Commit;
use super::programs::Program;
use crate::workspace;

/// Where the unit of the repository has the program, and where the package has it: what is below
/// `/usr/local` belongs to the administrator.
const IN_UNIT: &str = "/usr/local/bin/";
const IN_PACKAGE: &str = "/usr/bin/";

/// Lets systemd read the unit, and a proxy that runs take over the new version.
const AFTER_INSTALLATION: &str = "\
#!/bin/sh
set -e
if [ \"$1\" = configure ] && [ -z \"$DPKG_ROOT\" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl try-restart retailer-proxy.service || true
fi
";
const BEFORE_REMOVAL: &str = "\
#!/bin/sh
set -e
if [ \"$1\" = remove ] && [ -z \"$DPKG_ROOT\" ] && [ -d /run/systemd/system ]; then
  systemctl disable --now retailer-proxy.service || true
fi
";
const AFTER_REMOVAL: &str = "\
#!/bin/sh
set -e
if [ -z \"$DPKG_ROOT\" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
";

/// The name of the package's file, as Debian's rules have it.
pub(super) fn file() -> String {
    format!("{}_{VERSION}_amd64.deb", Program::RetailerProxy.name())
}

/// The package with this program.
///
/// # Errors
///
/// When a file of the repository cannot be read.
pub(super) fn package(binary: &[u8], commit: Commit) -> Result<Vec<u8>> {
    let content = content(binary)?;
    let control = vec![
        Entry::file("./control", control(&content)),
        Entry::program("./postinst", AFTER_INSTALLATION),
        Entry::program("./postrm", AFTER_REMOVAL),
        Entry::program("./prerm", BEFORE_REMOVAL),
    ];
    let packed = |entries: &[Entry]| archive::gzip(&archive::tar(entries, commit.seconds)?);
    let members = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", packed(&control)?),
        ("data.tar.gz", packed(&content)?),
    ];
    Ok(archive::ar(&members, commit.seconds))
}

/// The files that are installed.
fn content(binary: &[u8]) -> Result<Vec<Entry>> {
    let unit = read("deploy/retailer-proxy.service")?.replace(IN_UNIT, IN_PACKAGE);
    let documentation = "./usr/share/doc/retailer-proxy";
    let mut entries = vec![
        Entry::program(format!(".{IN_PACKAGE}retailer-proxy"), binary),
        Entry::file("./usr/lib/systemd/system/retailer-proxy.service", unit),
        // For the settings and the secrets, which the administrator writes.
        Entry::folder("./etc/retailer-proxy"),
        Entry::file(format!("{documentation}/copyright"), copyright()?),
    ];
    for (name, file) in [
        ("CHANGELOG.md", "CHANGELOG.md"),
        ("awarding.md", "docs/awarding.md"),
        ("running-the-proxy.md", "docs/running-the-proxy.md"),
        (
            "examples/proxy.toml",
            "crates/retailer-proxy/proxy.example.toml",
        ),
    ] {
        entries.push(Entry::file(format!("{documentation}/{name}"), read(file)?));
    }
    Ok(archive::with_folders(entries))
}

fn control(content: &[Entry]) -> String {
    let bytes: usize = content
        .iter()
        .filter_map(|entry| entry.content.as_ref())
        .map(Vec::len)
        .sum();
    format!(
        "Package: {}\n\
         Version: {VERSION}\n\
         Architecture: amd64\n\
         Maintainer: challenges-widget <noreply@invalid>\n\
         Installed-Size: {}\n\
         Section: httpd\n\
         Priority: optional\n\
         Description: {}\n \
         It holds the API key of Engage, knows from the shop's own session who the shopper is,\n \
         and lets out only what that shopper may see. The files of the widget are inside.\n",
        Program::RetailerProxy.name(),
        bytes.div_ceil(1024),
        Program::RetailerProxy.description(),
    )
}

/// Both licences, of which the user chooses one.
fn copyright() -> Result<String> {
    let [mit, apache] = [read("LICENSE-MIT")?, read("LICENSE-APACHE")?];
    Ok(format!(
        "retailer-proxy is under either of these two licences, as you like.\n\n\
         {mit}\n\n{apache}"
    ))
}

fn read(file: &str) -> Result<String> {
    fs::read_to_string(workspace::root().join(file)).with_context(|| format!("cannot read {file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_starts_the_program_where_the_package_puts_it() {
        let content = content(b"program").unwrap();
        let unit = content
            .iter()
            .find(|entry| entry.name.ends_with("retailer-proxy.service"))
            .and_then(|entry| entry.content.clone())
            .unwrap();
        let unit = String::from_utf8(unit).unwrap();

        assert!(
            unit.contains("\nExecStart=/usr/bin/retailer-proxy "),
            "{unit}"
        );
        assert!(!unit.contains(IN_UNIT), "{unit}");
        let names: Vec<_> = content.iter().map(|entry| entry.name.as_str()).collect();
        assert!(names.contains(&"./usr/bin/retailer-proxy"), "{names:?}");
    }

    #[test]
    fn everything_that_is_installed_lies_below_etc_and_usr() {
        for entry in content(b"program").unwrap() {
            let name = entry.name.as_str();
            assert!(
                [".", "./etc", "./usr"].contains(&name)
                    || name.starts_with("./etc/")
                    || name.starts_with("./usr/"),
                "{name}"
            );
        }
    }
}
