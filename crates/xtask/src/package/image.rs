//! An image for containers, as an archive in the OCI format, which `skopeo` and `podman load` read.
//! For `docker load`, it also has the list that Docker's own format begins with. It is written here,
//! so no container program is needed to make it.
//!
//! It has one program, the certificates that the program trusts, and a folder for its data.
//! There is no shell, and the program is not root.

use anyhow::Result;
use serde_json::{Value, json};

use super::VERSION;
use super::archive::{self, Entry};
use super::certificates;
use super::checksums::sha256;
use super::commit::Commit;
use super::programs::Program;

/// How the names of images end.
pub(super) const FILE: &str = "-x86_64-linux.oci.tar";

/// The number of a user that is nobody's, as images without a shell usually have it.
const NOBODY: u32 = 65_532;
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// The archive with the image of a program.
///
/// # Errors
///
/// When a name is too long for an archive.
pub(super) fn archive(program: Program, binary: &[u8], commit: Commit) -> Result<Vec<u8>> {
    let layer = archive::tar(&root(program, binary), commit.seconds)?;
    let layer_id = format!("sha256:{}", sha256(&layer));
    let layer = Blob::new(LAYER, archive::gzip(&layer)?);
    let config = Blob::json(CONFIG, &config(program, &layer_id, commit));
    let manifest = Blob::json(
        MANIFEST,
        &json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config.descriptor(),
            "layers": [layer.descriptor()],
        }),
    );
    let name = format!("{}:{VERSION}", program.name());
    let mut entry = manifest.descriptor();
    entry["annotations"] = json!({ "org.opencontainers.image.ref.name": name });
    let index = json!({ "schemaVersion": 2, "manifests": [entry] });
    let for_docker = json!([{
        "Config": config.path(),
        "RepoTags": [name],
        "Layers": [layer.path()],
    }]);
    let mut entries = vec![
        Entry::file("manifest.json", for_docker.to_string()),
        Entry::file("index.json", index.to_string()),
        Entry::file("oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#),
    ];
    entries.extend([layer, config, manifest].map(Blob::entry));
    archive::tar(&archive::with_folders(entries), commit.seconds)
}

/// The file system that the program sees.
fn root(program: Program, binary: &[u8]) -> Vec<Entry> {
    let path = program.path_in_image();
    let mut entries = vec![
        Entry::program(path.trim_start_matches('/'), binary),
        Entry::file("etc/ssl/certs/ca-certificates.crt", certificates::pem()),
    ];
    if let Some(folder) = program.data_folder() {
        // A volume is given the owner of the folder that it lies over.
        entries.push(Entry::folder(folder.trim_start_matches('/')).owned_by(NOBODY));
    }
    archive::with_folders(entries)
}

fn config(program: Program, layer_id: &str, commit: Commit) -> Value {
    let image = program.in_container();
    let ports: serde_json::Map<_, _> = image
        .ports
        .iter()
        .map(|port| (format!("{port}/tcp"), json!({})))
        .collect();
    json!({
        "architecture": "amd64",
        "os": "linux",
        "created": commit.rfc3339(),
        "config": {
            "User": format!("{NOBODY}:{NOBODY}"),
            "WorkingDir": program.data_folder().unwrap_or("/"),
            "Entrypoint": [program.path_in_image()],
            "Cmd": image.arguments,
            "Env": image.environment,
            "ExposedPorts": ports,
            "StopSignal": image.stop_signal,
            "Labels": {
                "org.opencontainers.image.title": program.name(),
                "org.opencontainers.image.description": program.description(),
                "org.opencontainers.image.version": VERSION,
                "org.opencontainers.image.licenses": "MIT OR Apache-2.0",
            },
        },
        "rootfs": { "type": "layers", "diff_ids": [layer_id] },
        "history": [{ "created": commit.rfc3339(), "created_by": "cargo xtask package" }],
    })
}

/// A part of an image, which the others name by its hash.
struct Blob {
    media_type: &'static str,
    hash: String,
    content: Vec<u8>,
}

impl Blob {
    fn new(media_type: &'static str, content: Vec<u8>) -> Self {
        let hash = sha256(&content);
        Self {
            media_type,
            hash,
            content,
        }
    }

    fn json(media_type: &'static str, value: &Value) -> Self {
        Self::new(media_type, value.to_string().into_bytes())
    }

    fn descriptor(&self) -> Value {
        json!({
            "mediaType": self.media_type,
            "digest": format!("sha256:{}", self.hash),
            "size": self.content.len(),
        })
    }

    /// Where it is in the archive.
    fn path(&self) -> String {
        format!("blobs/sha256/{}", self.hash)
    }

    fn entry(self) -> Entry {
        Entry::file(self.path(), self.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: Commit = Commit {
        seconds: 1_000_000_000,
    };

    #[test]
    fn the_file_system_has_the_program_certificates_and_a_folder_that_nobody_owns() {
        let files: Vec<_> = root(Program::RetailerProxy, b"program")
            .into_iter()
            .filter(|entry| entry.content.is_some() || entry.owner != 0)
            .map(|entry| (entry.name, entry.mode, entry.owner))
            .collect();

        assert_eq!(
            files,
            [
                ("etc/ssl/certs/ca-certificates.crt".to_owned(), 0o644, 0),
                ("usr/local/bin/retailer-proxy".to_owned(), 0o755, 0),
                ("var/lib/retailer-proxy".to_owned(), 0o755, NOBODY),
            ]
        );
    }

    #[test]
    fn no_image_runs_as_root_and_each_listens_where_its_ports_can_be_published() {
        for program in Program::ALL {
            let config = &config(program, "sha256:0", COMMIT)["config"];

            assert_eq!(config["User"], "65532:65532");
            let environment = config["Env"].to_string();
            assert!(environment.contains("=0.0.0.0"), "{environment}");
        }
    }

    #[test]
    fn the_same_program_makes_the_same_image() {
        let image = || archive(Program::EngageSim, b"program", COMMIT).unwrap();

        assert_eq!(image(), image());
    }
}
